package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/entry"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// accessTable reads the table of every field and every role that was agreed on.
func accessTable(t *testing.T) (columns []string, table map[string]map[string]string) {
	t.Helper()
	content, err := os.ReadFile("../../graph/testdata/access.golden")
	if err != nil {
		t.Fatal(err)
	}
	table = map[string]map[string]string{}
	for line := range strings.SplitSeq(string(content), "\n") {
		cells := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "#") || len(cells) == 0:
		case columns == nil:
			columns = cells[1:]
		default:
			table[cells[0]] = map[string]string{}
			for i, column := range columns {
				table[cells[0]][column] = cells[i+1]
			}
		}
	}
	return columns, table
}

// world is a server with somebody in it whose things are nobody else's business.
type world struct {
	*servertest.Replica
	schema  *ast.Schema
	ids     map[string]string // of objects, by type
	secrets []string          // what no answer to anybody else may hold
	victim  string            // the token of that somebody
}

const victimAddress = "victim.of.curiosity@example.org"

func newWorld(t *testing.T) *world {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{Replica: startVoting(t, storetest.SQLite(t)), schema: schema}
	w.victim = w.Token(t, victimAddress, auth.Jury)
	b := ballotFor(t, w.Client, w.victim)
	castVotes(t, w.Client, w.victim, "victims-own-key", cast(b, "", 1, all()...)["input"].(map[string]any)["votes"].([]map[string]any))
	w.find(t)
	return w
}

// find notes ids and secrets, by the eyes of those who may see them and of the database.
func (w *world) find(t *testing.T) {
	t.Helper()
	var public struct {
		Forum struct {
			ID       string
			Sessions struct{ Nodes []struct{ ID string } }
			Pages    []struct{ Slug string }
		}
		Stakeholders, People struct{ Nodes []struct{ ID string } }
	}
	w.Read(t, &public, `{ forum(slug: "wsis-forum-2020") { id sessions(first: 1) { nodes { id } } pages { slug } }
		stakeholders(first: 1) { nodes { id } } people(first: 1) { nodes { id } } }`, nil)
	var claimed struct {
		ClaimOrganisation struct{ Claim struct{ ID string } }
	}
	w.Read(t, &claimed, `mutation($s: ID!) { claimOrganisation(input: {stakeholder: $s}) { claim { id } } }`,
		map[string]any{"s": public.Stakeholders.Nodes[0].ID}, servertest.Bearer(w.victim)...)
	w.Read(t, &json.RawMessage{}, `mutation($c: ID!) { decideOrganisationClaim(input: {claim: $c, decision: CONFIRM}) { userErrors { code } } }`,
		map[string]any{"c": claimed.ClaimOrganisation.Claim.ID}, servertest.Bearer(w.Token(t, "officer@example.org", auth.Secretariat))...)
	var own struct {
		Viewer struct{ Sessions []struct{ ID string } }
	}
	w.Read(t, &own, `{ viewer { sessions { id } } }`, nil, servertest.Bearer(w.victim)...)
	var officers struct {
		RoleAssignments, AuditTrail struct{ Nodes []struct{ ID string } }
	}
	w.Read(t, &officers, `{ roleAssignments { nodes { id } } auditTrail { nodes { id } } }`, nil, servertest.Bearer(w.Token(t, "officer@example.org", auth.Secretariat))...)
	w.ids = map[string]string{
		"Forum": public.Forum.ID, "Session": public.Forum.Sessions.Nodes[0].ID, "Stakeholder": public.Stakeholders.Nodes[0].ID,
		"Person": public.People.Nodes[0].ID, "OrganisationClaim": claimed.ClaimOrganisation.Claim.ID,
		"AccountSession": own.Viewer.Sessions[0].ID, "RoleAssignment": officers.RoleAssignments.Nodes[0].ID, "AuditEntry": officers.AuditTrail.Nodes[0].ID,
	}
	var account auth.Account
	if _, err := w.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		account, _, err = tx.AccountByAddress(ctx, victimAddress)
		return err
	}); err != nil || account.ID == "" {
		t.Fatalf("%+v, %v", account, err)
	}
	w.enter(t, account.ID, public.Stakeholders.Nodes[0].ID)
	w.secrets = []string{"Secret entry", "victim.of", account.ID, account.VoterID, "victims-own-key", w.victim, "Secret draft", "example.org/winners", "officer@example.org"}
}

// enter stores a draft for an organisation that the victim speaks for: nobody else sees it.
func (w *world) enter(t *testing.T, accountID, stakeholder string) {
	t.Helper()
	key, err := catalogue.Key(catalogue.KindStakeholder, "stakeholder", stakeholder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		contest, _, err := tx.ContestBySlug(ctx, "wsis-prizes-2020")
		if err != nil {
			return err
		}
		return tx.SetEntry(ctx, entry.Entry{
			ID: "entry", ContestID: contest.ID, StakeholderID: key, CreatedBy: accountID, Content: entry.Content{Title: "Secret entry", Language: "en"},
			State: entry.Draft, Revision: 1, CreatedAt: tx.Now(), ChangedAt: tx.Now(),
		}, contest)
	}); err != nil {
		t.Fatal(err)
	}
	w.ids["Entry"] = catalogue.GlobalID(catalogue.KindEntry, "entry")
}

// arguments are what fields need to be asked at all, by the name of the argument; by field where that is not enough.
func (w *world) arguments(field string, f *ast.FieldDefinition) string {
	inputs := map[string]string{
		"requestSignInCode":       `{email: "nobody.yet@example.org"}`,
		"signIn":                  `{challenge: "none", code: "12345678"}`,
		"refreshTokens":           `{refreshToken: "none"}`,
		"signOut":                 `{}`,
		"endSession":              `{session: "` + w.ids["AccountSession"] + `"}`,
		"requestEmailChange":      `{email: "somewhere.else@example.org"}`,
		"confirmEmailChange":      `{challenge: "none", code: "12345678"}`,
		"updateAccount":           `{language: "fr"}`,
		"deleteAccount":           `{email: "not.mine@example.org"}`,
		"claimOrganisation":       `{stakeholder: "` + w.ids["Stakeholder"] + `"}`,
		"decideOrganisationClaim": `{claim: "` + w.ids["Session"] + `", decision: REFUSE}`,
		"grantRole":               `{email: "nobody.there@example.org", role: JURY}`,
		"confirmRole":             `{assignment: "` + w.ids["Session"] + `"}`,
		"withdrawRole":            `{assignment: "` + w.ids["Session"] + `"}`,
		"createForum":             `{slug: "wsis-forum-2020", year: 2020, theme: "x", startsOn: "2020-06-22", endsOn: "2020-09-10"}`,
		"inviteJuror":             `{contest: "wsis-prizes-2020", email: "nobody.there@example.org", name: "Nobody", categories: [], reason: "none"}`,
		"answerInvitation":        `{invitation: "` + w.ids["Session"] + `", accept: true}`,
		"setCriteria":             `{contest: "wsis-prizes-2020", round: SELECTION, criteria: [], sheetsPerEntry: 2}`,
		"assignJury":              `{contest: "wsis-prizes-2020", round: SELECTION}`,
		"submitScoreSheet":        `{assignment: "` + w.ids["Session"] + `", scores: [], idempotencyKey: "12345678"}`,
		"saveScoreDraft":          `{assignment: "` + w.ids["Session"] + `", revision: 0, scores: []}`,
		"takeBackScoreSheet":      `{assignment: "` + w.ids["Session"] + `"}`,
		"recuse":                  `{assignment: "` + w.ids["Session"] + `", reason: OTHER}`,
		"applyNomination":         `{contest: "nowhere"}`,
		"decideJuryTie":           `{contest: "nowhere", round: SELECTION, category: "` + w.ids["Session"] + `", projects: [], reason: "none"}`,
		"createContest":           `{slug: "wsis-prizes-2020", forum: "wsis-forum-2020"}`,
		"updateContest":           `{contest: "wsis-prizes-2020", settings: {}}`,
		"movePhases":              `{contest: "wsis-prizes-2020", reason: "x", phases: []}`,
		"createEntry":             `{contest: "wsis-prizes-2020", stakeholder: "` + w.ids["Stakeholder"] + `"}`,
		"saveEntry":               `{entry: "` + w.ids["Entry"] + `", revision: 1, content: {title: "Mine"}}`,
		"submitEntry":             `{entry: "` + w.ids["Entry"] + `", revision: 1}`,
		"withdrawEntry":           `{entry: "` + w.ids["Entry"] + `"}`,
		"returnEntry":             `{entry: "` + w.ids["Entry"] + `", reason: "x"}`,
		"declareEntryEligible":    `{entry: "` + w.ids["Entry"] + `"}`,
		"declareEntryIneligible":  `{entry: "` + w.ids["Entry"] + `", reason: "x"}`,
		"waiveEntryChecks":        `{entry: "` + w.ids["Entry"] + `", checks: [DUPLICATE], reason: "x"}`,
		"nominateEntry":           `{entry: "` + w.ids["Entry"] + `"}`,
		"confirmProposal":         `{proposal: "` + w.ids["Session"] + `"}`,
		"refuseProposal":          `{proposal: "` + w.ids["Session"] + `", reason: "x"}`,
		"withdrawVotes":           `{contest: "nowhere", categories: ["` + w.ids["Session"] + `"]}`,
		"appealVoid":              `{contest: "wsis-prizes-2020", text: "x"}`,
		"dismissCase":             `{case: "` + w.ids["Session"] + `", reason: "x"}`,
		"voidVotes":               `{case: "` + w.ids["Session"] + `", code: OTHER, clause: "x", appealUntil: "2020-01-20T00:00:00Z", reason: "x"}`,
		"decideAppeal":            `{appeal: "` + w.ids["Session"] + `", isUpheld: true, reason: "x"}`,
		"changeNominee":           `{contest: "wsis-prizes-2020", project: "` + w.ids["Session"] + `", reason: "x"}`,
		"countVotes":              `{contest: "wsis-prizes-2020"}`,
		"decideTie":               `{contest: "wsis-prizes-2020", count: "` + w.ids["Session"] + `", category: "` + w.ids["Session"] + `", projects: [], reason: "x"}`,
		"drawLot":                 `{contest: "wsis-prizes-2020", source: "x", randomness: "x", reason: "x"}`,
		"certifyResult":           `{contest: "wsis-prizes-2020", count: "` + w.ids["Session"] + `", reason: "x"}`,
		"recordRecognition":       `{contest: "wsis-prizes-2020", title: [], citation: [], reason: "x"}`,
		"publishResult":           `{contest: "wsis-prizes-2020", part: CHAMPIONS}`,
		"castVotes":               `{contest: "nowhere", idempotencyKey: "12345678", votes: []}`,
	}
	values := map[string]string{
		"slug": `"wsis-forum-2020"`, "text": `"forum"`, "number": `4`, "contest": `"wsis-prizes-2020"`, "forum": `"wsis-forum-2020"`,
		"id": `"` + w.ids["Session"] + `"`, "ids": `["` + w.ids["Session"] + `"]`, "timeZone": `"Asia/Tokyo"`, "code": `"C4"`,
		"Query.contest.slug": `"wsis-prizes-2020"`, "Query.country.code": `"CH"`, "Query.stakeholder.id": `"` + w.ids["Stakeholder"] + `"`,
		"Query.person.id": `"` + w.ids["Person"] + `"`, "Forum.page.slug": `"registration"`, "Forum.day.date": `"2020-06-22"`,
		"round": `SELECTION`, "format": `CSV`, "case": `"` + w.ids["Session"] + `"`,
		"input": inputs[f.Name],
	}
	var given []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull || a.DefaultValue != nil {
			continue
		}
		value := values[field+"."+a.Name]
		if value == "" {
			value = values[a.Name]
		}
		given = append(given, a.Name+": "+value)
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// step is a field on the way to another one.
type step struct{ object, field, fragment string }

// ways finds for every type of object a short way to it from the roots, through no id where there is another one.
func (w *world) ways() map[string][]step {
	ways := map[string][]step{"Query": {}, "Mutation": {}}
	w.grow(ways, false)
	w.grow(ways, true)
	return ways
}

// grow adds ways to what can be reached from where ways lead already.
func (w *world) grow(ways map[string][]step, abstract bool) {
	for grown := true; grown; {
		grown = false
		for _, name := range sortedTypes(w.schema) {
			way, reached := ways[name]
			if !reached {
				continue
			}
			for _, f := range w.schema.Types[name].Fields {
				to := w.schema.Types[f.Type.Name()]
				if strings.HasPrefix(f.Name, "__") || !to.IsCompositeType() || to.IsAbstractType() && !abstract {
					continue
				}
				for _, object := range w.schema.GetPossibleTypes(to) {
					if _, known := ways[object.Name]; known {
						continue
					}
					fragment := ""
					if to.IsAbstractType() {
						fragment = object.Name
					}
					ways[object.Name] = append(slices.Clone(way), step{name, f.Name, fragment})
					grown = true
				}
			}
		}
	}
}

func sortedTypes(schema *ast.Schema) (names []string) {
	for name := range schema.Types {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// query writes a document that asks for one field by a way; steps are what it asks of, the field itself last.
func (w *world) query(way []step, object, field string) (document string, steps []string) {
	var b strings.Builder
	root := object
	if len(way) > 0 {
		root = way[0].object
	}
	if root == "Mutation" {
		b.WriteString("mutation ")
	}
	closing := "}"
	b.WriteString("{")
	for _, s := range way {
		f := w.schema.Types[s.object].Fields.ForName(s.field)
		fmt.Fprintf(&b, " %s%s {", s.field, w.arguments(s.object+"."+s.field, f))
		closing += "}"
		if s.fragment != "" {
			fmt.Fprintf(&b, " ... on %s {", s.fragment)
			closing += "}"
		}
		steps = append(steps, s.object+"."+s.field)
	}
	f := w.schema.Types[object].Fields.ForName(field)
	fmt.Fprintf(&b, " %s%s", field, w.arguments(object+"."+field, f))
	if w.schema.Types[f.Type.Name()].IsCompositeType() {
		b.WriteString(" { __typename }")
	}
	return b.String() + " " + closing, append(steps, object+"."+field)
}

// wanted gives what the table says of a request that asks for some fields.
func wanted(table map[string]map[string]string, steps []string, column string) (status int, isNull bool) {
	status = 200
	for _, s := range steps {
		switch table[s][column] {
		case "401":
			return 401, false
		case "403":
			status = 403
		case "null":
			isNull = true
		}
	}
	return status, isNull
}
