package server_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/facts"
	"rostrum/internal/intake"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// withFacts serves the facts, without samples.
func withFacts(t *testing.T) (*servertest.Replica, []intake.Document) {
	t.Helper()
	documents, err := facts.Documents(false)
	if err != nil {
		t.Fatal(err)
	}
	dsn := storetest.SQLite(t)
	st := servertest.Open(t, dsn)
	if _, err := intake.Apply(t.Context(), st, documents, intake.Options{}); err != nil {
		t.Fatal(err)
	}
	return servertest.Start(t, dsn), documents
}

type source struct{ Title, URL string }

// thing is what every fact has in an answer.
type thing struct {
	ID       string
	Code     string
	IsSample bool
	Sources  []source
}

const thingFields = `sources { title url }`

// collect walks a connection of things to its end.
func collect(t *testing.T, r *servertest.Replica, path []string, query string, variables map[string]any) (all []thing) {
	t.Helper()
	var after any
	for range 100 {
		vars := map[string]any{"after": after}
		maps.Copy(vars, variables)
		var data map[string]any
		r.Read(t, &data, query, vars)
		page := struct {
			Nodes    []thing
			PageInfo struct {
				HasNextPage bool
				EndCursor   string
			}
		}{}
		reshape(t, at(data, path), &page)
		all = append(all, page.Nodes...)
		if !page.PageInfo.HasNextPage {
			return all
		}
		after = page.PageInfo.EndCursor
	}
	t.Fatal("the list does not end")
	return nil
}

// TestEveryFactIsReachableWithItsSource reads everything through the API and compares it with what ships.
func TestEveryFactIsReachableWithItsSource(t *testing.T) {
	r, documents := withFacts(t)
	want := map[string]int{}
	for _, d := range documents {
		want["stakeholders"] += len(d.Stakeholders)
		want["people"] += len(d.People)
		want["sessions"] += len(d.Sessions)
		want["projects"] += len(d.Projects)
		want["countries"] += len(d.Countries)
		want["actionLines"] += len(d.ActionLines)
		want["sdgs"] += len(d.Goals)
		for _, m := range d.Matrices {
			want["links"] += len(m.Value.Links)
		}
		for _, g := range d.Goals {
			want["targets"] += len(g.Value.Targets)
		}
	}
	got := map[string][]thing{
		"stakeholders": collect(t, r, []string{"stakeholders"}, `query($after: String) { stakeholders(first: 100, after: $after) { nodes { id isSample `+thingFields+` } pageInfo { hasNextPage endCursor } } }`, nil),
		"people":       collect(t, r, []string{"people"}, `query($after: String) { people(first: 100, after: $after) { nodes { id isSample `+thingFields+` } pageInfo { hasNextPage endCursor } } }`, nil),
	}
	var lists struct {
		Forums    []struct{ Slug string }
		Contests  []struct{ Slug string }
		Countries []thing
		Lines     []thing
		SDGs      []struct {
			thing
			Targets []struct{ Code string }
		}
		Matrix struct {
			Links   []struct{ IsDisputed bool }
			Sources []source
		}
	}
	r.Read(t, &lists, `{ forums { slug } contests { slug } countries { code `+thingFields+` } lines: actionLines { id `+thingFields+` }
		sdgs { id `+thingFields+` targets { code } } matrix { links { isDisputed } `+thingFields+` } }`, nil)
	got["countries"], got["actionLines"] = lists.Countries, lists.Lines
	targets := 0
	for _, g := range lists.SDGs {
		got["sdgs"] = append(got["sdgs"], g.thing)
		targets += len(g.Targets)
	}
	for _, f := range lists.Forums {
		got["sessions"] = append(got["sessions"], collect(t, r, []string{"forum", "sessions"}, `query($after: String, $slug: String!) {
			forum(slug: $slug) { sessions(first: 100, after: $after) { nodes { id isSample `+thingFields+` } pageInfo { hasNextPage endCursor } } } }`, map[string]any{"slug": f.Slug})...)
	}
	for _, c := range lists.Contests {
		got["projects"] = append(got["projects"], collect(t, r, []string{"contest", "projects"}, `query($after: String, $slug: String!) {
			contest(slug: $slug) { projects(first: 100, after: $after) { nodes { id isSample `+thingFields+` } pageInfo { hasNextPage endCursor } } } }`, map[string]any{"slug": c.Slug})...)
	}
	counts := map[string]int{"targets": targets, "links": len(lists.Matrix.Links)}
	for kind, things := range got {
		seen := map[string]bool{}
		for _, x := range things {
			seen[x.ID+x.Code] = true
			if len(x.Sources) == 0 || x.Sources[0].Title == "" {
				t.Errorf("%s %s%s has no source", kind, x.ID, x.Code)
			}
			if x.IsSample {
				t.Errorf("%s %s is a fact and is shown as a sample", kind, x.ID)
			}
		}
		counts[kind] = len(seen)
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
	for kind, n := range map[string]int{"sessions": 147, "stakeholders": 192, "projects": 167, "countries": 249, "actionLines": 18, "sdgs": 17, "targets": 169} {
		if counts[kind] != n {
			t.Errorf("%d %s, want %d", counts[kind], kind, n)
		}
	}
	if len(lists.Matrix.Sources) == 0 {
		t.Error("the matrix has no source")
	}
}

// TestOf46SessionsOf2020FewAreDated keeps what the sources do not say unsaid: undated sessions come last, and can be
// asked for.
func TestOf46SessionsOf2020FewAreDated(t *testing.T) {
	r, _ := withFacts(t)
	type session struct{ Day, StartsAt, Status string }
	var all, undated struct {
		Forum struct {
			Sessions struct{ Nodes []session }
		}
	}
	const query = `query($filter: SessionFilter) { forum(slug: "wsis-forum-2020") { sessions(first: 100, filter: $filter) { nodes { day startsAt status } } } }`
	r.Read(t, &all, query, nil)
	r.Read(t, &undated, query, map[string]any{"filter": map[string]any{"status": []string{"UNDATED"}}})
	sessions := all.Forum.Sessions.Nodes
	days, instants := 0, 0
	for _, s := range sessions {
		if s.Day != "" {
			days++
		}
		if s.StartsAt != "" {
			instants++
		}
	}
	if len(sessions) != 46 || days != 12 || instants != 7 || len(undated.Forum.Sessions.Nodes) != 34 {
		t.Errorf("%d sessions, %d with a day, %d with an instant, %d undated", len(sessions), days, instants, len(undated.Forum.Sessions.Nodes))
	}
	firstUndated := slices.IndexFunc(sessions, func(s session) bool { return s.Day == "" })
	if firstUndated != 12 {
		t.Errorf("the first undated session is number %d", firstUndated)
	}
}
