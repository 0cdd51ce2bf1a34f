package server_test

import (
	"bytes"
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
	w.secrets = []string{"victim.of", account.ID, account.VoterID, "victims-own-key", w.victim, "Secret draft", "example.org/winners", "officer@example.org"}
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
		"castVotes":               `{contest: "nowhere", idempotencyKey: "12345678", votes: []}`,
	}
	values := map[string]string{
		"slug": `"wsis-forum-2020"`, "text": `"forum"`, "number": `4`, "contest": `"wsis-prizes-2020"`, "forum": `"wsis-forum-2020"`,
		"id": `"` + w.ids["Session"] + `"`, "ids": `["` + w.ids["Session"] + `"]`, "timeZone": `"Asia/Tokyo"`, "code": `"C4"`,
		"Query.contest.slug": `"wsis-prizes-2020"`, "Query.country.code": `"CH"`, "Query.stakeholder.id": `"` + w.ids["Stakeholder"] + `"`,
		"Query.person.id": `"` + w.ids["Person"] + `"`, "Forum.page.slug": `"registration"`, "Forum.day.date": `"2020-06-22"`,
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
	for _, abstract := range []bool{false, true} {
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
	return ways
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

// Every field is asked for by everybody, each by a way that leads to it, and the server answers as the table says.
// No answer holds anything of somebody else's.
func TestEveryFieldByEveryRole(t *testing.T) {
	w := newWorld(t)
	columns, table := accessTable(t)
	ways := w.ways()
	tokens := map[string]string{}
	mint := func(column string) {
		tokens[column] = w.Token(t, column+"@asking.example", auth.Role(strings.ToUpper(column)))
	}
	for _, column := range columns[1:] {
		mint(column)
	}
	asked := 0
	for coordinate := range table {
		object, field, _ := strings.Cut(coordinate, ".")
		if w.schema.Types[object].Kind == ast.Interface {
			continue // asked of the objects behind it
		}
		way, ok := ways[object]
		if !ok {
			t.Errorf("nothing leads to %s", object)
			continue
		}
		document, steps := w.query(way, object, field)
		for _, column := range columns {
			a := w.Ask(t, document, nil, servertest.Bearer(tokens[column])...)
			asked++
			w.judge(t, column+" "+document, a, table, steps, column)
			if column != "anonymous" && strings.Contains(document, "signOut") {
				mint(column)
			}
		}
	}
	if asked < 6*400 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// judge compares an answer with the table, and looks for what is somebody else's.
func (w *world) judge(t *testing.T, name string, a servertest.Answer, table map[string]map[string]string, steps []string, column string) {
	t.Helper()
	status, isNull := wanted(table, steps, column)
	code := ""
	if len(a.Errors) > 0 {
		code = a.Errors[0].Extensions.Code
	}
	refusal := map[int]string{401: "UNAUTHENTICATED", 403: "FORBIDDEN"}[status]
	switch {
	case a.Status != status:
		t.Errorf("%s: status %d, want %d: %s", name, a.Status, status, a.Body)
	case refusal != "" && (code != refusal || len(a.Data) > 0):
		t.Errorf("%s: not refused as a whole: %s", name, a.Body)
	case refusal == "" && (code == "UNAUTHENTICATED" || code == "FORBIDDEN" || code == "INTERNAL" || strings.HasPrefix(code, "GRAPHQL")):
		t.Errorf("%s: %s", name, a.Body)
	case isNull && !bytes.HasSuffix(a.Data, []byte(":null}")):
		t.Errorf("%s: there is something to read: %s", name, a.Body)
	}
	w.keepsSecrets(t, name, a)
}

func (w *world) keepsSecrets(t *testing.T, name string, a servertest.Answer) {
	t.Helper()
	for _, secret := range w.secrets {
		if bytes.Contains(a.Body, []byte(secret)) {
			t.Errorf("%s: the answer holds %q: %s", name, secret, a.Body)
		}
	}
}

// What only some may see is nothing to all others, by whatever id and way they ask for it.
func TestPersonalThingsByTheirIDs(t *testing.T) {
	w := newWorld(t)
	tokens := map[string]string{"anonymous": "", "victim": w.victim}
	for _, role := range auth.Roles() {
		tokens[strings.ToLower(string(role))] = w.Token(t, strings.ToLower(string(role))+"@asking.example", role)
	}
	for kind, seenBy := range map[string][]string{
		"AccountSession":    {"victim"},
		"OrganisationClaim": {"victim", "secretariat", "auditor"},
		"RoleAssignment":    {"secretariat", "auditor"},
		"AuditEntry":        {"secretariat", "auditor"},
	} {
		for name, token := range tokens {
			for _, query := range []string{
				`query($i: ID!) { node(id: $i) { id } }`,
				`query($i: ID!) { node(id: $i) { __typename ... on Node { id } } }`,
				`query($i: ID!) { nodes(ids: [$i]) { id } }`,
			} {
				a := w.Ask(t, query, map[string]any{"i": w.ids[kind]}, servertest.Bearer(token)...)
				if seen := bytes.Contains(a.Data, []byte(w.ids[kind])); seen != slices.Contains(seenBy, name) || a.Status != 200 || len(a.Errors) > 0 {
					t.Errorf("%s, %s, %s: %d %s", kind, name, query, a.Status, a.Body)
				}
				if a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("%s, %s: %s", kind, name, a.Header.Get("Cache-Control"))
				}
			}
			// Written into the document, too, and by GET, which could be kept by a cache.
			a := w.Get(t, `/graphql?query={node(id:"`+w.ids[kind]+`"){id}}`)
			if a.Header.Get("Cache-Control") != "no-store" || !bytes.Equal(a.Data, []byte(`{"node":null}`)) {
				t.Errorf("%s by GET: %s %s", kind, a.Header.Get("Cache-Control"), a.Body)
			}
		}
	}
}

// Nobody finds a person's address, ballot or what is unpublished by searching, by an error, or by an id.
func TestNothingComesOutByOtherWays(t *testing.T) {
	w := newWorld(t)
	draft := catalogue.GlobalID('S', "draft")
	b := ballotFor(t, w.Client, w.victim)
	project := b.Categories[3].Nominees[1].ID // what the victim voted for
	for _, role := range append([]auth.Role{""}, auth.Roles()...) {
		token := ""
		if role != "" {
			token = w.Token(t, strings.ToLower(string(role))+"@asking.example", role)
		}
		for name, c := range map[string]struct {
			query     string
			variables map[string]any
		}{
			"search for an address":  {`query($v: String!) { search(text: $v) { totalCount nodes { __typename } } }`, map[string]any{"v": "curiosity"}},
			"people with an address": {`query($v: String!) { people(filter: {text: $v}) { totalCount nodes { name } } }`, map[string]any{"v": "curiosity"}},
			"a draft":                {`query($v: ID!) { node(id: $v) { id } session(id: $v) { title { value } } }`, map[string]any{"v": draft}},
			"search for a draft":     {`{ search(text: "secret") { nodes { ... on Session { title { value } } } } }`, nil},
			"what was voted for":     {`query($v: ID!) { node(id: $v) { ... on Project { title { value } claims { statement } category { nominees { id } } } } }`, map[string]any{"v": project}},
			"a grant to the victim":  {`mutation($v: String!) { grantRole(input: {email: $v, role: STAKEHOLDER}) { userErrors { code message } } }`, map[string]any{"v": victimAddress}},
			"ending the session":     {`mutation($v: ID!) { endSession(input: {session: $v}) { userErrors { code } } }`, map[string]any{"v": w.ids["AccountSession"]}},
			"the audit trail":        {`{ auditTrail { nodes { actor action subject detail } } }`, nil},
			"the assignments":        {`{ roleAssignments { totalCount nodes { account role } } }`, nil},
			"the claims":             {`{ organisationClaims { nodes { account state stakeholder { id } } } }`, nil},
			"everything of one's own": {`{ viewer { email language export roles { role } sessions { id } organisationClaims { id }
				ballot(contest: "wsis-prizes-2020") { done categories { receipt { project { id } } } } } }`, nil},
			"the schema by an error": {`{ viewer { votes } ballots { voter } }`, nil},
		} {
			a := w.Ask(t, c.query, c.variables, servertest.Bearer(token)...)
			w.keepsSecrets(t, string(role)+" "+name, a)
			if name == "everything of one's own" && (token == "") != bytes.Equal(a.Data, []byte(`{"viewer":null}`)) || bytes.Contains(a.Data, []byte(`"receipt":{`)) {
				t.Errorf("%s: %s", role, a.Body)
			}
		}
	}
	thief := w.Token(t, "thief@asking.example")
	a := w.Ask(t, `mutation($v: String!) { requestEmailChange(input: {email: $v}) { userErrors { code message } } }`,
		map[string]any{"v": victimAddress}, servertest.Bearer(thief)...)
	if w.keepsSecrets(t, "taking the address", a); len(a.Errors) > 0 || !bytes.Contains(a.Data, []byte(`"userErrors":[]`)) {
		t.Errorf("taking the address tells whether it is taken: %s", a.Body)
	}
	if b := ballotFor(t, w.Client, w.victim); b.Done != 18 {
		t.Errorf("the victim's ballot: %d done", b.Done)
	}
	somebodyElsesKey(t, w, b)
}

// A key is its account's own: with somebody else's, nobody gets somebody else's receipts.
func somebodyElsesKey(t *testing.T, w *world, victims ballotOf) {
	t.Helper()
	other := w.Token(t, "other@asking.example")
	own := ballotFor(t, w.Client, other)
	var data castAnswer
	a := w.Ask(t, castMutation, cast(own, "victims-own-key", 2, 1), servertest.Bearer(other)...)
	decode(t, a.Data, &data)
	if len(data.CastVotes.Receipts) != 1 || data.CastVotes.Receipts[0].Project.ID != own.Categories[0].Nominees[2].ID {
		t.Errorf("with somebody else's key: %s", a.Body)
	}
	if !json.Valid(a.Body) || len(victims.Categories) != 18 {
		t.Error("the ballot of the victim has changed")
	}
}
