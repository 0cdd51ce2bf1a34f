package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/intake"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// base is a small world: what sessions and projects need around them.
const base = `"countries":[{"code":"CH","alpha3":"CHE","m49":"756","names":{"en":"Switzerland"},"unStatus":"Member State"}],
	"kinds":[{"code":"WORKSHOP","name":"Workshop","position":1}],
	"stakeholders":[{"externalId":"o","name":"A body","type":"GOVERNMENT","country":"CH","accreditations":[{"forum":"f","year":2020,"status":"ACCREDITED"}]}],
	"people":[{"externalId":"p","name":"Ada"}],
	"forums":[{"externalId":"f","slug":"forum","year":2020,"theme":"Theme","startsOn":"2020-06-22","endsOn":"2020-09-10","timeZone":"Europe/Zurich",
		"coOrganisers":["o"],"tracks":[{"id":"youth","name":"Youth"}],"pages":[{"id":"contact","slug":"contact","title":"Contact","body":"Write to us."}]}]`

const workshop = `"forum":"f","kind":"WORKSHOP","state":"PUBLISHED","audience":"OPEN","organisers":["o"],"participations":[{"person":"p","role":"SPEAKER"}]`

func document(t *testing.T, name, lists string) intake.Document {
	t.Helper()
	doc, err := intake.Read(strings.NewReader(`{`+head+`,`+lists+`}`), name)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func talk(id, number, hour, more string) string {
	return fmt.Sprintf(`{"externalId":%q,"number":%q,"title":"Talk %s",%s,"slots":[{"startsAt":"2020-06-22T%s:00:00Z","endsAt":"2020-06-22T%s:30:00Z","room":"1"}]%s}`,
		id, number, id, workshop, hour, hour, more)
}

func sessions(list ...string) string { return `"sessions":[` + strings.Join(list, ",") + `]` }

func apply(t *testing.T, st *store.Store, docs ...intake.Document) intake.Report {
	t.Helper()
	report, err := intake.Apply(context.Background(), st, docs, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func load(t *testing.T, st *store.Store) catalogue.Rows {
	t.Helper()
	rows, err := st.Load(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestApply(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		st := storetest.Open(t, dsn)
		world := document(t, "world.json", base)
		// A part stands before its whole, and the whole before what it refers to: order in a file does not matter.
		talks := document(t, "talks.json", sessions(talk("b", "2", "10", `,"parent":"a"`), talk("a", "1", "10", `,"tracks":["youth"]`)))
		docs := []intake.Document{talks, world}

		dry, err := intake.Apply(context.Background(), st, docs, intake.Options{DryRun: true})
		if err != nil || dry.Created != 7 || load(t, st).Seq != 0 {
			t.Fatalf("dry run: %+v, %v, or it wrote something", dry.Tally, err)
		}
		var progress []int
		first, err := intake.Apply(context.Background(), st, docs, intake.Options{Progress: func(done, total int) { progress = append(progress, done, total) }})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(dry.ByEntity, first.ByEntity); diff != "" {
			t.Errorf("the dry run told something else: %s", diff)
		}
		if len(progress) == 0 || progress[len(progress)-1] != progress[len(progress)-2] {
			t.Errorf("progress does not end at the end: %v", progress)
		}
		rows := load(t, st)
		whole, part := rows.Sessions[0], rows.Sessions[1]
		if whole.ParentID != "" {
			whole, part = part, whole
		}
		forum := rows.Forums[0]
		switch {
		case part.ParentID != whole.ID || whole.ForumID != forum.ID || forum.CoOrganisers[0] != rows.Stakeholders[0].ID:
			t.Error("references do not lead where they should")
		case whole.Tracks[0] != forum.Tracks[0].ID || forum.Tracks[0].ID == "youth" || forum.Pages[0].ID == "contact" || whole.ID == "a":
			t.Errorf("names of the file became ids: %q %q %q", whole.ID, forum.Tracks[0].ID, forum.Pages[0].ID)
		case len(rows.Stakeholders[0].Accreditations) != 1:
			t.Error("the accreditation that had to wait is not there")
		}

		second := apply(t, st, docs...)
		if second.Created+second.Updated != 0 || second.Unchanged != 7 || second.Seq != 0 {
			t.Errorf("a second run changed something: %+v, seq %d", second.Tally, second.Seq)
		}
		if diff := cmp.Diff(rows, load(t, st)); diff != "" {
			t.Errorf("a second run changed something: %s", diff)
		}
		third := apply(t, st, document(t, "talks.json", sessions(talk("a", "1", "11", `,"tracks":["youth"]`))))
		if third.Updated != 1 || third.Seq != rows.Seq+1 {
			t.Errorf("a moved session: %+v, seq %d after %d", third.Tally, third.Seq, rows.Seq)
		}
		other := document(t, "other.json", sessions(strings.NewReplacer(`"forum":"f"`, `"forum":{"source":"test","externalId":"f"}`,
			`["o"]`, `[{"source":"test","externalId":"o"}]`, `"person":"p"`, `"person":{"source":"test","externalId":"p"}`).Replace(talk("a", "9", "12", ""))))
		other.Source = "another"
		if report := apply(t, st, other); report.Created != 1 {
			t.Errorf("the same name of another source: %+v", report.Tally)
		}
	})
}

func TestApplyRefusesWholeFilesAndWritesNothing(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	apply(t, st, document(t, "world.json", base+","+sessions(talk("a", "1", "10", ""), talk("whole", "8", "08", ""), talk("part", "9", "08", `,"parent":"whole"`))))
	before := load(t, st)
	for _, row := range []struct{ name, lists, want string }{
		{"too long a title", sessions(talk("c", "3", "10", ""), strings.Replace(talk("d", "4", "10", ""), "Talk d", strings.Repeat("x", 312), 1)),
			"sessions[1].title.en: 312 characters, 300 are allowed"},
		{"nobody of that name", sessions(strings.Replace(talk("c", "3", "10", ""), `"person":"p"`, `"person":"q"`, 1)),
			"sessions[0].participations[0].person: no such person, neither in these files nor in the database"},
		{"no such kind", sessions(strings.Replace(talk("c", "3", "10", ""), "WORKSHOP", "PARTY", 1)), "sessions[0].kind: must be the code of a kind of session"},
		{"no forum", sessions(strings.Replace(talk("c", "3", "10", ""), `"forum":"f",`, "", 1)), "sessions[0].forum: must not be empty"},
		{"a number that is taken", sessions(talk("c", "1", "10", "")), "sessions[0].number: 1 is or was the number of another session of the edition"},
		{"a number twice in the file", sessions(talk("c", "3", "10", ""), talk("d", "3", "12", "")), "sessions[1].number: 3 is or was the number of another session of the edition"},
		{"a part of a part", sessions(talk("c", "3", "10", `,"parent":"d"`), talk("d", "4", "10", `,"parent":"a"`)), "sessions[0].parent: must be no part itself: parts have no parts"},
		{"a part of what becomes a part", sessions(talk("whole", "8", "08", `,"parent":"a"`)), "sessions[0].parent: must be empty, since the session has parts itself"},
		{"another id", `"people":[{"externalId":"p","id":"mine","name":"Ada"}]`, "people[0].id: the record has another id already, and an id never changes"},
		{"somebody else’s id", fmt.Sprintf(`"people":[{"externalId":"new","id":%q,"name":"Eve"}]`, before.People[0].ID), "people[0].id: is the id of another record"},
		{"one id for two", `"people":[{"externalId":"x","id":"1","name":"A"},{"externalId":"y","id":"1","name":"B"}]`, "people[1].id: is the id of another record"},
		{"a cancellation without a reason", sessions(strings.Replace(talk("a", "1", "10", ""), "PUBLISHED", "CANCELLED", 1)),
			"sessions[0].cancellationReason: must not be empty"},
		{"an address twice", `"forums":[{"externalId":"x","slug":"same","year":2021,"theme":"T","startsOn":"2021-01-01","endsOn":"2021-01-02","timeZone":"UTC"},
			{"externalId":"y","slug":"same","year":2021,"theme":"T","startsOn":"2021-01-01","endsOn":"2021-01-02","timeZone":"UTC"}]`, "forums[1].slug: another record of these files has the same"},
	} {
		t.Run(row.name, func(t *testing.T) {
			good := document(t, "good.json", `"people":[{"externalId":"fine","name":"Fine"}]`)
			bad := document(t, "bad.json", row.lists)
			_, err := intake.Apply(context.Background(), st, []intake.Document{good, bad}, intake.Options{})
			if err == nil || err.Error() != "bad.json: "+row.want || fault.Of(err) != fault.BadUserInput {
				t.Errorf("got  %v\nwant %s", err, row.want)
			}
			if diff := cmp.Diff(before, load(t, st)); diff != "" {
				t.Errorf("something was written: %s", diff)
			}
		})
	}
}

func TestApplyCompletesWhatWasCutOff(t *testing.T) {
	var list []string
	for i := range 1200 {
		list = append(list, fmt.Sprintf(`{"externalId":"%d","name":"Person %d"}`, i, i))
	}
	doc := document(t, "people.json", `"people":[`+strings.Join(list, ",")+`]`)
	st := storetest.Open(t, storetest.SQLite(t))
	ctx, cancel := context.WithCancel(context.Background())
	_, err := intake.Apply(ctx, st, []intake.Document{doc}, intake.Options{Progress: func(done, _ int) { cancel() }})
	if err == nil {
		t.Fatal("it went on after the end")
	}
	if n := len(load(t, st).People); n != 500 {
		t.Fatalf("%d people after one piece", n)
	}
	report := apply(t, st, doc)
	if report.Created != 700 || report.Unchanged != 500 || len(load(t, st).People) != 1200 {
		t.Errorf("completed with %+v", report.Tally)
	}
}

// TestApplyWritesWholesBeforeParts: a part may stand in a file many pieces before its whole, and a body before the forum
// that it is accredited for.
func TestApplyWritesWholesBeforeParts(t *testing.T) {
	list := []string{strings.Replace(talk("part", "9999", "10", `,"parent":"599"`), `"room":"1"`, `"room":"part"`, 1)}
	for i := range 600 {
		list = append(list, strings.Replace(talk(fmt.Sprint(i), fmt.Sprint(i+1), "10", ""), `"room":"1"`, fmt.Sprintf(`"room":"%d"`, i), 1))
	}
	var bodies []string // they come before forums, and are accredited for one
	for i := range 600 {
		bodies = append(bodies, fmt.Sprintf(`{"externalId":"%d","name":"Body %d","type":"MEDIA","accreditations":[{"forum":"f","year":2020,"status":"ACCREDITED"}]}`, i, i))
	}
	st := storetest.Open(t, storetest.SQLite(t))
	report := apply(t, st, document(t, "world.json", base), document(t, "talks.json", sessions(list...)),
		document(t, "bodies.json", `"stakeholders":[`+strings.Join(bodies, ",")+`]`))
	if s, b := report.ByEntity[changelog.Session], report.ByEntity[changelog.Stakeholder]; s.Created != 601 || b != (store.Count{Created: 601}) {
		t.Errorf("sessions %+v, bodies %+v", s, b)
	}
}

func TestApplyWarnsOfOverlaps(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	apply(t, st, document(t, "world.json", base+","+sessions(talk("a", "1", "10", ""))))
	report := apply(t, st, document(t, "more.json", sessions(talk("b", "2", "10", ""), talk("c", "3", "12", ""))))
	if len(report.Warnings) != 2 || !strings.Contains(report.Warnings[0]+report.Warnings[1], "room 1") {
		t.Errorf("warnings: %q", report.Warnings)
	}
}

func TestApplyHoldsBackWhatIsNotDue(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	future := strings.NewReplacer("2020-06-22T", "2190-06-22T").Replace(talk("late", "2", "10", `,"recordings":[{"url":"https://example.org/late"}]`))
	apply(t, st, document(t, "world.json", base+","+sessions(talk("past", "1", "10", `,"recordings":[{"url":"https://example.org/past"}]`), future)))
	for _, s := range load(t, st).Sessions {
		want := 0
		if s.Number == "1" {
			want = 1
		}
		if len(s.Recordings) != want {
			t.Errorf("session %s shows %d recordings, want %d", s.Number, len(s.Recordings), want)
		}
	}
}

func TestSR03_ANewMatrixRewritesNoSession(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	line := `"goals":[],"actionLines":[{"externalId":"C11","code":"C11","line":"C11","position":18,"title":"Cooperation","shortName":"Cooperation"}]`
	goal := `"goals":[{"externalId":"1","number":1,"name":"No Poverty","title":"End poverty","colour":"#E5243B","targets":["1.1","1.2","1.3","1.4","1.5","1.a","1.b"]}]`
	line = strings.Replace(line, `"goals":[]`, goal, 1)
	apply(t, st, document(t, "world.json", base+","+line+","+sessions(talk("a", "1", "10", `,"actionLines":[{"actionLine":"C11","rationale":"Ours"}],"goals":[{"goal":1}]`))))
	before := load(t, st).Sessions
	apply(t, st, document(t, "matrix.json", `"matrices":[{"version":"2","position":2,"links":[]},{"version":"1","position":1,"links":[{"actionLine":"C11","goal":1}]}]`))
	if diff := cmp.Diff(before, load(t, st).Sessions); diff != "" {
		t.Errorf("a session changed with the matrix: %s", diff)
	}
}

func TestSR08_ACancelledSessionIsLoggedAsCancelled(t *testing.T) {
	st := storetest.Open(t, storetest.SQLite(t))
	apply(t, st, document(t, "world.json", base+","+sessions(talk("a", "1", "10", ""))))
	seq := load(t, st).Seq
	off := strings.Replace(talk("a", "1", "10", `,"cancellationReason":"No room"`), `"PUBLISHED"`, `"CANCELLED"`, 1)
	apply(t, st, document(t, "off.json", sessions(off)))
	changes, err := st.Log(context.Background(), seq, 10)
	if err != nil || len(changes) != 1 || changes[0].Action != changelog.Cancelled {
		t.Errorf("log: %+v, %v", changes, err)
	}
	if s := load(t, st).Sessions; len(s) != 1 || s[0].State != programme.Cancelled {
		t.Errorf("a cancelled session is not to be seen: %+v", s)
	}
	back := strings.Replace(off, `"CANCELLED"`, `"DRAFT"`, 1)
	_, err = intake.Apply(context.Background(), st, []intake.Document{document(t, "back.json", sessions(strings.Replace(back, `,"cancellationReason":"No room"`, "", 1)))}, intake.Options{})
	if err == nil || err.Error() != "back.json: sessions[0].state: a session that is cancelled cannot become a draft" {
		t.Errorf("got %v", err)
	}
}
