package storetest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// withRevisions gives rows as they are after their first save.
func withRevisions(rows catalogue.Rows, revision int64) catalogue.Rows {
	v := reflect.ValueOf(&rows).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() != reflect.Slice {
			continue
		}
		for j := range v.Field(i).Len() {
			v.Field(i).Index(j).FieldByName("Revision").SetInt(revision)
		}
	}
	return rows
}

// empty names the fields below a value that are zero.
func empty(path string, v reflect.Value) (paths []string) {
	switch {
	case v.Type() == reflect.TypeFor[scalar.DateTime](), v.Kind() != reflect.Struct && v.Kind() != reflect.Slice:
		if v.IsZero() {
			return []string{path}
		}
	case v.Kind() == reflect.Slice:
		if v.Len() == 0 {
			return []string{path}
		}
		return empty(path+"[0]", v.Index(0))
	default:
		for i := range v.NumField() {
			paths = append(paths, empty(path+"."+v.Type().Field(i).Name, v.Field(i))...)
		}
	}
	return paths
}

func everyFieldComesBack(t *testing.T, dsn string) {
	s := Open(t, dsn)
	want := withRevisions(Full(), 1)
	// A session with an instant has no day; the second one has it. Phases are closed, rules frozen and results published by
	// the runner.
	exempt := []string{".Seq", ".Sessions[0].Day", ".Contests[0].Phases[0].IsClosed", ".Contests[0].Manifests", ".Contests[0].Results",
		".Contests[0].Recognitions"}
	if got := empty("", reflect.ValueOf(want)); !cmp.Equal(got, exempt) {
		t.Fatalf("the sample must fill every field; these are empty: %v", got)
	}
	want.Seq, _ = Save(t, s, Full())
	got, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("loaded other than saved (-want +got):\n%s", diff)
	}
	delta, err := s.Changed(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(catalogue.Delta{Rows: want}, delta); diff != "" {
		t.Errorf("everything changed since 0 (-want +got):\n%s", diff)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("check: %v", err)
	}
}

func sameAgain(t *testing.T, dsn string) {
	s := Open(t, dsn)
	first, tally := Save(t, s, Full())
	if want := (store.Count{Created: 12}); first != 12 || tally.Count != want {
		t.Errorf("first save: sequence %d, %+v", first, tally.Count)
	}
	seq, tally := Save(t, s, Full())
	if want := (store.Count{Unchanged: 12}); seq != 0 || tally.Count != want {
		t.Errorf("second save: sequence %d, want 0, as nothing changed; %+v", seq, tally.Count)
	}
	if got := tally.ByEntity[changelog.Session]; got != (store.Count{Unchanged: 2}) {
		t.Errorf("sessions: %+v", got)
	}
	if head, err := s.Head(t.Context()); err != nil || head != first {
		t.Errorf("head %d, %v; want %d", head, err, first)
	}
}

// sameInAnotherForm gives equal contents in a form that the database does not give back.
func sameInAnotherForm(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	rows := Full()
	session := &rows.Sessions[1]
	session.Tracks, session.Notes, session.Abstract = []string{}, []string{}, text.Text{}
	for i := range rows.Sessions[0].Slots {
		slot := &rows.Sessions[0].Slots[i]
		slot.StartsAt.Time = slot.StartsAt.In(time.FixedZone("", 7200)).Add(999)
	}
	title := rows.Sessions[0].Title
	rows.Sessions[0].Title = text.Text{title[2], title[0], title[1]}
	if _, tally := Save(t, s, rows); tally.Updated != 0 {
		t.Errorf("%+v; want no update", tally)
	}
	if rows.Sessions[0].Title[0].Language == "en" {
		t.Error("saving changed the rows of the caller")
	}
}

func logSays(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	for _, c := range []struct {
		name string
		edit func(*catalogue.Rows)
		want changelog.Change
	}{
		{"a title", func(r *catalogue.Rows) { r.Sessions[1].Title = text.Of("New day") },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Session, ID: "session-2", Revision: 2, Action: changelog.Updated, Fields: []string{"title"}}},
		{"a slot", func(r *catalogue.Rows) {
			r.Sessions[1].Day, r.Sessions[1].Slots = "", []programme.Slot{{StartsAt: at("2020-07-01T08:00:00Z"), EndsAt: at("2020-07-01T09:00:00Z")}}
		}, changelog.Change{ForumID: "forum-1", Entity: changelog.Session, ID: "session-2", Revision: 3, Action: changelog.Updated,
			Fields: []string{"day", "endsAt", "slots", "startsAt"}}},
		{"a cancellation", func(r *catalogue.Rows) { r.Sessions[1].State = programme.Cancelled },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Session, ID: "session-2", Revision: 4, Action: changelog.Cancelled, Fields: []string{"status"}}},
		{"a withdrawal", func(r *catalogue.Rows) { r.Sessions[1].State = programme.Withdrawn },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Session, ID: "session-2", Revision: 5, Action: changelog.Removed}},
		{"a publication", func(r *catalogue.Rows) { r.Sessions[1].State = programme.Published },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Session, ID: "session-2", Revision: 6, Action: changelog.Created}},
		{"a project", func(r *catalogue.Rows) { r.Projects[0].Country = "" },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Project, ID: "project-1", Revision: 2, Action: changelog.Updated, Fields: []string{"country"}}},
		{"a contest", func(r *catalogue.Rows) { r.Contests[0].Categories[0].Title = nil },
			changelog.Change{ForumID: "forum-1", Entity: changelog.Contest, ID: "contest-1", Revision: 2, Action: changelog.Updated, Fields: []string{"categories"}}},
		{"a country", func(r *catalogue.Rows) { r.Countries[0].OtherNames = nil },
			changelog.Change{Entity: changelog.Country, ID: "CH", Revision: 2, Action: changelog.Updated, Fields: []string{"name"}}},
	} {
		before, err := s.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		edit(t, s, c.edit)
		got, err := s.Log(t.Context(), before, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 1 {
			c.want.Seq, c.want.At = before+1, got[0].At
		}
		if diff := cmp.Diff([]changelog.Change{c.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// edit changes what is stored under the refs of Full in one transaction.
func edit(t *testing.T, s *store.Store, change func(*catalogue.Rows)) {
	t.Helper()
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.Stored(ctx, refsOf(Full()))
		if err != nil {
			return err
		}
		change(&rows)
		_, err = tx.Save(ctx, rows)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// flatten gives the aggregates of rows by their refs.
func flatten(rows catalogue.Rows) map[catalogue.Ref]any {
	flat := map[catalogue.Ref]any{}
	put := func(entity changelog.Entity, id string, a any) { flat[catalogue.Ref{Entity: entity, ID: id}] = a }
	for _, a := range rows.Countries {
		put(changelog.Country, a.Code, a)
	}
	for _, a := range rows.Kinds {
		put(changelog.Kind, a.Code, a)
	}
	for _, a := range rows.ActionLines {
		put(changelog.ActionLine, a.ID, a)
	}
	for _, a := range rows.Goals {
		put(changelog.Goal, a.ID, a)
	}
	for _, a := range rows.Matrices {
		put(changelog.Matrix, a.Version, a)
	}
	for _, a := range rows.Stakeholders {
		put(changelog.Stakeholder, a.ID, a)
	}
	for _, a := range rows.People {
		put(changelog.Person, a.ID, a)
	}
	for _, a := range rows.Forums {
		put(changelog.Forum, a.ID, a)
	}
	for _, a := range rows.Sessions {
		put(changelog.Session, a.ID, a)
	}
	for _, a := range rows.Contests {
		put(changelog.Contest, a.ID, a)
	}
	for _, a := range rows.Projects {
		put(changelog.Project, a.ID, a)
	}
	return flat
}

func refsOf(rows catalogue.Rows) (refs []catalogue.Ref) {
	for ref := range flatten(rows) {
		refs = append(refs, ref)
	}
	return refs
}
