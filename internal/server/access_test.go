package server_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/auth"
	"rostrum/internal/catalogue"
	"rostrum/internal/server/servertest"
)

// Every field is asked for by everybody, each by a way that leads to it, and the server answers as the table says.
// No answer holds anything of somebody else's.
func TestEveryFieldByEveryRole(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
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
		"Entry":             {"victim"},
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
	t.Parallel()
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
