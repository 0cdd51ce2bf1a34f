package catalogue

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/changelog"
	"rostrum/internal/programme"
	"rostrum/internal/text"
)

// describe gives all that readers can see of a snapshot, in a form to compare.
func describe(s *Snapshot) []string {
	v := s.View(nil, time.Date(2020, 6, 22, 10, 0, 0, 0, time.UTC), false)
	out := []string{fmt.Sprint("seq ", s.Seq())}
	for _, f := range v.Forums() {
		out = append(out, fmt.Sprint("forum ", f.ID(), f.Theme(nil), f.Days(nil)))
	}
	for _, order := range []SessionOrderField{ByStart, ByTitle, ByNumber} {
		for _, item := range v.sessionOrder(&SessionOrder{Field: order}).items {
			x := Session{v, item}
			out = append(out, fmt.Sprint(order, x.ID(), x.Title(nil).Value(), ids(x.Organisers()), ids(x.ActionLines()), ids(x.Parts()), x.Status(), len(x.Participations())))
		}
	}
	for i := range s.stakeholders.rows {
		x := Stakeholder{v, int32(i)}
		out = append(out, fmt.Sprint("stakeholder ", x.ID(), x.Name(nil), ids(x.Projects())))
	}
	for i := range s.people.rows {
		x := Person{v, int32(i)}
		out = append(out, fmt.Sprint("person ", x.ID(), x.Name(), len(x.Appearances())))
	}
	for i := range s.categories {
		out = append(out, fmt.Sprint("category ", ids(Category{v, int32(i)}.Nominees())))
	}
	for _, words := range []string{"session", "zebra", "amina", "alpine", "opening", "renamed"} {
		c, err := v.Search(words, ptr(100), nil, nil, nil)
		if err != nil {
			panic(err)
		}
		for _, edge := range c.Edges() {
			out = append(out, fmt.Sprint("found ", words, edge.Node().(Node).ID(), edge.Cursor()))
		}
	}
	return out
}

func ids[T Node](nodes []T) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.ID()
	}
	return out
}

// TestWithEqualsBuild changes a forum at random, step by step, and compares the snapshot that followed every step with
// one built afresh from the same rows.
func TestWithEqualsBuild(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := smallForum()
		rows.Sessions = append(rows.Sessions, manySessions(8).Sessions...)
		snapshot := Build(clone(rows))
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			delta := Delta{}
			rows.Seq++
			delta.Seq = rows.Seq
			mutate(t, &rows, &delta)
			snapshot = snapshot.With(delta)
		}
		if diff := cmp.Diff(describe(Build(clone(rows))), describe(snapshot)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// clone copies the slices that mutate writes to: a snapshot takes over the rows that it is built from.
func clone(rows Rows) Rows {
	rows.Sessions = slices.Clone(rows.Sessions)
	rows.Stakeholders = slices.Clone(rows.Stakeholders)
	rows.Projects = slices.Clone(rows.Projects)
	return rows
}

func mutate(t *rapid.T, rows *Rows, delta *Delta) {
	switch rapid.IntRange(0, 4).Draw(t, "what") {
	case 0: // a session changes
		i := rapid.IntRange(0, len(rows.Sessions)-1).Draw(t, "session")
		changed := rows.Sessions[i]
		changed.Title = text.Of(rapid.SampledFrom([]string{"Renamed", "Session zebra", "Opening"}).Draw(t, "title"))
		changed.Organisers = rapid.SampledFrom([][]string{nil, {"O2"}, {"O1", "O2"}}).Draw(t, "organisers")
		changed.ParentID = rapid.SampledFrom([]string{"", "S1"}).Draw(t, "parent")
		rows.Sessions[i] = changed
		delta.Sessions = append(delta.Sessions, changed)
	case 1: // a session goes
		i := rapid.IntRange(0, len(rows.Sessions)-1).Draw(t, "gone")
		delta.Removed = append(delta.Removed, Ref{changelog.Session, rows.Sessions[i].ID})
		rows.Sessions = append(rows.Sessions[:i:i], rows.Sessions[i+1:]...)
	case 2: // a session comes
		added := programme.Session{ID: fmt.Sprintf("N%d", rows.Seq), ForumID: "F1", Kind: "DIALOGUE", State: programme.Published, Title: text.Of("Session new"), Day: "2020-06-25"}
		rows.Sessions = append(rows.Sessions, added)
		delta.Sessions = append(delta.Sessions, added)
	case 3: // an organisation is renamed, and with it how sessions and projects are found
		changed := rows.Stakeholders[0]
		changed.Name = text.Of(rapid.SampledFrom([]string{"Renamed Union", "Zebra"}).Draw(t, "name"))
		rows.Stakeholders[0] = changed
		delta.Stakeholders = append(delta.Stakeholders, changed)
	case 4: // a project moves out of its category
		changed := rows.Projects[0]
		changed.CategoryID = rapid.SampledFrom([]string{"", "K1"}).Draw(t, "category")
		rows.Projects[0] = changed
		delta.Projects = append(delta.Projects, changed)
	}
}

// TestSnapshotKeepsWhatDidNotChange checks that a step computes derived values only for what changed.
func TestSnapshotKeepsWhatDidNotChange(t *testing.T) {
	before := Build(smallForum())
	changed := smallForum().Sessions[0]
	changed.Title = text.Of("Renamed")
	after := before.With(Delta{Rows: Rows{Seq: 8, Sessions: []programme.Session{changed}}})
	for i := range after.sessionDerived {
		same := after.sessionDerived[i] == before.sessionDerived[i]
		if isChanged := after.sessions.rows[i].ID == changed.ID; same == isChanged {
			t.Errorf("session %s: kept %v", after.sessions.rows[i].ID, same)
		}
	}
	if before.sessions.rows[0].Title[0].Value == "Renamed" {
		t.Error("the old snapshot changed")
	}
}
