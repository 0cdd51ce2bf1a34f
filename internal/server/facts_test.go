package server_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/facts"
	"rostrum/internal/intake"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// All that ships in the program is reachable through the API, by the queries of a crawl, each with its source; and what
// was made up to complete it is marked. Forum time is after the ceremony, when nothing is held back any more.
func TestAllFactsAreReachable(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, time.Date(2020, time.September, 11, 0, 0, 0, 0, time.UTC))
	documents, err := facts.Documents(true)
	if err != nil {
		t.Fatal(err)
	}
	servertest.Import(t, st, documents...)
	r := servertest.Start(t, dsn)
	dump := r.Crawl(t)
	want := shippedFacts(documents)
	for shelf, count := range map[string]int{
		"lines": 18, "goals": 17, "countries": 249, "people": 83, "stakeholders": 192, "sessions": 147, "projects": 167, "contests": 15, "forums": 17, "kinds": 24,
	} {
		t.Run(shelf, func(t *testing.T) { compareShelf(t, shelf, count, want[shelf], shelvesOf(t, dump, shelf)) })
	}
	t.Run("targets", func(t *testing.T) { compareTargets(t, documents, dump) })
	t.Run("matrix links", func(t *testing.T) { compareLinks(t, documents, dump) })
	t.Run("claims", func(t *testing.T) { compareClaims(t, documents, dump) })
	t.Run("sessions of 2020 in time", func(t *testing.T) { checkProgrammeOf2020(t, dump) })
	t.Run("undated sessions", func(t *testing.T) { checkUndated(t, r) })
}

// object is what is compared of whatever is on a shelf.
type object struct {
	ID, Code, Slug string
	IsSample       bool
	Sources        []struct{ Title string }
	Claims         []json.RawMessage
	Day, StartsAt  *string
}

// key gives the id within the global id, or the code.
func (o object) key(t *testing.T) string {
	t.Helper()
	if o.ID == "" {
		return o.Code
	}
	raw, err := base64.RawURLEncoding.DecodeString(o.ID)
	if err != nil || len(raw) < 3 {
		t.Fatalf("id %q: %v", o.ID, err)
	}
	return string(raw[2:])
}

// shelvesOf gives the objects of a shelf; sessions and projects are on one for each forum or contest.
func shelvesOf(t *testing.T, dump servertest.Dump, name string) (objects []object) {
	t.Helper()
	for _, shelf := range slices.Sorted(maps.Keys(dump)) {
		if shelf != name && !strings.HasPrefix(shelf, name+" of ") {
			continue
		}
		for _, raw := range dump[shelf] {
			var o object
			if err := json.Unmarshal(raw, &o); err != nil {
				t.Fatalf("%s: %v\n%s", shelf, err, raw)
			}
			objects = append(objects, o)
		}
	}
	return objects
}

// fact is what the documents say of a record.
type fact struct{ isSample, hasSource bool }

// shippedFacts lists the records of the documents: by shelf, by id or code.
func shippedFacts(documents []intake.Document) map[string]map[string]fact {
	all := map[string]map[string]fact{}
	add := func(shelf, key string, isSample bool, sources int) {
		if all[shelf] == nil {
			all[shelf] = map[string]fact{}
		}
		all[shelf][key] = fact{isSample, sources > 0}
	}
	for _, d := range documents {
		for _, r := range d.ActionLines {
			add("lines", r.Value.ID, false, len(r.Value.Sources))
		}
		for _, r := range d.Goals {
			add("goals", r.Value.ID, false, len(r.Value.Sources))
		}
		for _, r := range d.Countries {
			add("countries", r.Value.Code, false, len(r.Value.Sources))
		}
		for _, r := range d.Kinds {
			add("kinds", r.Value.Code, false, 0)
		}
		for _, r := range d.People {
			add("people", r.Value.ID, r.Value.IsSample, len(r.Value.Sources))
		}
		for _, r := range d.Stakeholders {
			add("stakeholders", r.Value.ID, r.Value.IsSample, len(r.Value.Sources))
		}
		for _, r := range d.Forums {
			add("forums", r.Value.ID, false, len(r.Value.Sources))
		}
		for _, r := range d.Sessions {
			add("sessions", r.Value.ID, r.Value.IsSample, len(r.Value.Sources))
		}
		for _, r := range d.Contests {
			add("contests", r.Value.ID, false, len(r.Value.Sources))
		}
		for _, r := range d.Projects {
			add("projects", r.Value.ID, r.Value.IsSample, len(r.Value.Sources))
		}
	}
	return all
}

// sourced are the shelves whose every real object must name its source.
var sourced = []string{"lines", "goals", "countries", "people", "stakeholders", "sessions", "projects", "contests"}

func compareShelf(t *testing.T, shelf string, count int, want map[string]fact, got []object) {
	seen := map[string]fact{}
	facts := 0
	for _, o := range got {
		key := o.key(t)
		if _, twice := seen[key]; twice {
			t.Errorf("%s is served twice", key)
		}
		seen[key] = fact{o.IsSample, len(o.Sources) > 0}
		if !o.IsSample {
			facts++
			if slices.Contains(sourced, shelf) && len(o.Sources) == 0 {
				t.Errorf("%s has no source", key)
			}
		}
	}
	if facts != count {
		t.Errorf("%d facts, want %d", facts, count)
	}
	if d := cmp.Diff(want, seen, cmp.AllowUnexported(fact{})); d != "" {
		t.Errorf("what is served (+) differs from what ships (-):\n%s", d)
	}
}

func compareTargets(t *testing.T, documents []intake.Document, dump servertest.Dump) {
	var want, got []string
	for _, d := range documents {
		for _, r := range d.Goals {
			want = append(want, r.Value.Targets...)
		}
	}
	for _, raw := range dump["goals"] {
		var g struct{ Targets []struct{ Code string } }
		if err := json.Unmarshal(raw, &g); err != nil {
			t.Fatal(err)
		}
		for _, target := range g.Targets {
			got = append(got, target.Code)
		}
	}
	if d := cmp.Diff(want, got); d != "" || len(got) != 169 {
		t.Errorf("%d targets\n%s", len(got), d)
	}
}

func compareLinks(t *testing.T, documents []intake.Document, dump servertest.Dump) {
	var want, got []string
	for _, d := range documents {
		for _, r := range d.Matrices {
			for _, l := range r.Value.Links {
				want = append(want, fmt.Sprint(r.Value.Version, " ", l.ActionLine, " ", l.Goal, " ", l.Target, " ", l.Disputed))
			}
		}
	}
	for _, raw := range dump["matrices"] {
		var m struct {
			Version string
			Sources []struct{ Title string }
			Links   []struct {
				ActionLine struct{ Code string }
				Sdg        struct{ Number int }
				Target     struct{ Code string }
				IsDisputed bool
			}
		}
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		if len(m.Sources) == 0 {
			t.Errorf("the matrix %s has no source", m.Version)
		}
		for _, l := range m.Links {
			got = append(got, fmt.Sprint(m.Version, " ", l.ActionLine.Code, " ", l.Sdg.Number, " ", l.Target.Code, " ", l.IsDisputed))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" || len(got) == 0 {
		t.Errorf("%d links\n%s", len(got), d)
	}
}

func compareClaims(t *testing.T, documents []intake.Document, dump servertest.Dump) {
	want, got := map[string]int{}, map[string]int{}
	for _, d := range documents {
		for _, r := range d.Projects {
			want[r.Value.ID] = len(r.Value.Claims)
		}
	}
	for _, o := range shelvesOf(t, dump, "projects") {
		got[o.key(t)] = len(o.Claims)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Of the 46 real sessions of 2020 the sources give 12 a day, and 7 an instant; those without a day come last.
func checkProgrammeOf2020(t *testing.T, dump servertest.Dump) {
	facts, days, instants, undated := 0, 0, 0, false
	for _, o := range shelvesOf(t, dump, "sessions of wsis-forum-2020") {
		if undated && o.Day != nil {
			t.Errorf("%s has a day, and comes after one that has none", o.key(t))
		}
		undated = undated || o.Day == nil
		if o.IsSample {
			continue
		}
		facts++
		if o.Day != nil {
			days++
		}
		if o.StartsAt != nil {
			instants++
		}
	}
	if facts != 46 || days != 12 || instants != 7 {
		t.Errorf("%d sessions, %d with a day, %d with an instant; want 46, 12, 7", facts, days, instants)
	}
}

func checkUndated(t *testing.T, r *servertest.Replica) {
	var data struct {
		Forum struct {
			Sessions struct {
				TotalCount int
				Nodes      []struct{ Day *string }
			}
		}
	}
	r.Read(t, &data, `{ forum(slug: "wsis-forum-2020") { sessions(first: 100, filter: { status: [UNDATED], isSample: false }) { totalCount nodes { day } } } }`, nil)
	if n := data.Forum.Sessions; n.TotalCount != 34 || len(n.Nodes) != 34 {
		t.Errorf("%d undated sessions, want 34", n.TotalCount)
	}
	for _, s := range data.Forum.Sessions.Nodes {
		if s.Day != nil {
			t.Errorf("an undated session has the day %s", *s.Day)
		}
	}
}
