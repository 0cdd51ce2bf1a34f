package server_test

import (
	"encoding/json"
	"regexp"
	"testing"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// A cursor belongs to its list and its order; anywhere else it is refused, forwards and backwards.
func TestACursorBelongsToItsList(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	servertest.Import(t, servertest.Open(t, dsn), servertest.Tiny(t))
	r := servertest.Start(t, dsn)
	lists := map[string]string{
		"stakeholders":              `{ stakeholders(first: 1 MORE) { pageInfo { endCursor } } }`,
		"stakeholders downwards":    `{ stakeholders(first: 1, orderBy: { field: NAME, direction: DESC } MORE) { pageInfo { endCursor } } }`,
		"people":                    `{ people(first: 1 MORE) { pageInfo { endCursor } } }`,
		"sessions by start":         `{ forum(slug: "wsis-forum-2020") { sessions(first: 1 MORE) { pageInfo { endCursor } } } }`,
		"sessions by title":         `{ forum(slug: "wsis-forum-2020") { sessions(first: 1, orderBy: { field: TITLE } MORE) { pageInfo { endCursor } } } }`,
		"sessions by number, down":  `{ forum(slug: "wsis-forum-2020") { sessions(first: 1, orderBy: { field: NUMBER, direction: DESC } MORE) { pageInfo { endCursor } } } }`,
		"sessions of another forum": `{ forum(slug: "wsis-forum-2019") { sessions(first: 1 MORE) { pageInfo { endCursor } } } }`,
		"sessions of a line":        `{ actionLine(code: "C4") { sessions(first: 1 MORE) { pageInfo { endCursor } } } }`,
		"projects":                  `{ contest(slug: "wsis-prizes-2020") { projects(first: 1 MORE) { pageInfo { endCursor } } } }`,
		"found":                     `{ search(text: "session", first: 1 MORE) { pageInfo { endCursor } } }`,
		"found for other words":     `{ search(text: "school", first: 1 MORE) { pageInfo { endCursor } } }`,
	}
	hole, cursorOf := regexp.MustCompile(` MORE`), regexp.MustCompile(`"endCursor":("[^"]+")`)
	cursors := map[string]string{}
	for name, query := range lists {
		found := cursorOf.FindSubmatch(r.Ask(t, hole.ReplaceAllString(query, ""), nil).Body)
		if found == nil {
			t.Fatalf("%s: no cursor", name)
		}
		cursors[name] = string(found[1])
	}
	for of, cursor := range cursors {
		for in, query := range lists {
			a := r.Ask(t, hole.ReplaceAllString(query, ", after: "+cursor), nil)
			if of == in {
				if len(a.Errors) > 0 {
					t.Errorf("the cursor of %s, there itself: %s", of, a.Body)
				}
				continue
			}
			refusal(t, a, "after")
			if code := a.Errors[0].Extensions.Code; code != "BAD_USER_INPUT" {
				t.Errorf("the cursor of %s in %s: code %s", of, in, code)
			}
		}
	}
}

// A well-formed id that is unknown, of something hidden or of another type answers null wherever one object is asked
// for: the three cannot be told apart.
func TestIDsThatLeadNowhere(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	servertest.Import(t, servertest.Open(t, dsn), servertest.Tiny(t))
	r := servertest.Start(t, dsn)
	ids := map[string]string{"unknown": "Uzpub3doZXJl", "hidden": "UzpkcmFmdA", "of a country": "WjpDSA"} // S:nowhere, S:draft, Z:CH
	for name, id := range ids {
		for _, field := range []string{"session", "stakeholder", "person", "node"} {
			a := r.Ask(t, `query($id: ID!) { it: `+field+`(id: $id) { id } }`, map[string]any{"id": id})
			if name == "of a country" { // no such kind of id: it is malformed
				refusal(t, a, "id")
				continue
			}
			if string(a.Data) != `{"it":null}` || len(a.Errors) > 0 {
				t.Errorf("%s id as %s: %s", name, field, a.Body)
			}
		}
	}
	var data struct{ Session struct{ ID string } }
	r.Read(t, &data, `{ session: node(id: "UzpvcGVuaW5n") { id } }`, nil) // S:opening
	for _, field := range []string{"stakeholder", "person"} {
		if a := r.Ask(t, `query($id: ID!) { it: `+field+`(id: $id) { id } }`, map[string]any{"id": data.Session.ID}); string(a.Data) != `{"it":null}` {
			t.Errorf("the id of a session as %s: %s", field, a.Body)
		}
	}
	a := r.Ask(t, `query($ids: [ID!]!) { nodes(ids: $ids) { id } }`, map[string]any{"ids": []string{data.Session.ID, ids["unknown"], ids["hidden"]}})
	want, err := json.Marshal(map[string]any{"nodes": []any{map[string]any{"id": data.Session.ID}, nil, nil}})
	if err != nil || string(a.Data) != string(want) {
		t.Errorf("%s, want %s", a.Body, want)
	}
}
