package programme_test

import (
	"strings"
	"testing"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var (
	codes = taxonomy.Codes{Kinds: map[string]bool{"THEMATIC_WORKSHOP": true}, Countries: map[string]bool{"CH": true}}
	forum = programme.Forum{ID: "F", Slug: "forum", Year: 2020, Theme: text.Of("Forum"), StartsOn: "2020-06-22", EndsOn: "2020-09-10",
		TimeZone: "Europe/Zurich", Tracks: []programme.Track{{ID: "T", Name: text.Of("Youth")}}}
)

func instant(s string) scalar.DateTime {
	t, err := scalar.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return scalar.DateTime{Time: t}
}

func slot(from, to string) programme.Slot {
	return programme.Slot{StartsAt: instant(from), EndsAt: instant(to)}
}

// session gives a session that passes every rule, changed by the functions.
func session(change ...func(*programme.Session)) programme.Session {
	s := programme.Session{ID: "S", ForumID: "F", Number: "101", Title: text.Of("A workshop"), Kind: "THEMATIC_WORKSHOP",
		State: programme.Published, Audience: programme.Open, Organisers: []string{"O"},
		Slots: []programme.Slot{slot("2020-06-22T10:00:00+02:00", "2020-06-22T11:00:00+02:00")}}
	for _, f := range change {
		f(&s)
	}
	return s
}

type check struct {
	name   string
	change func(*programme.Session)
	want   string // the problem; empty where it passes
}

func run(t *testing.T, f programme.Forum, rows []check) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			_, err := session(row.change).Check(f, codes)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}

func TestSR01_GroupC7IsForSessions(t *testing.T) {
	lines := func(codes ...string) func(*programme.Session) {
		return func(s *programme.Session) {
			for _, code := range codes {
				s.ActionLines = append(s.ActionLines, programme.LineLink{ActionLine: code})
			}
		}
	}
	run(t, forum, []check{
		{"a line", lines("C5"), ""},
		{"the group", lines("C7"), ""},
		{"unknown", lines("C12"), "actionLines[0].actionLine: C12 is not the code of an Action Line"},
		{"twice", lines("C5", "C5"), `actionLines[1]: "C5" stands in the list twice`},
	})
}

func TestSR03_MatrixNeverRewritesLinksOfSessions(t *testing.T) {
	// No matrix says that C11 supports goal 1; a session that says so keeps it, with its reason, word for word.
	given := session(func(s *programme.Session) {
		s.ActionLines = []programme.LineLink{{ActionLine: "C11", Rationale: text.Of("Our own reason")}}
		s.Goals = []programme.GoalLink{{Goal: 1, Rationale: text.Of("Ours too")}}
	})
	got, err := given.Check(forum, codes)
	if err != nil {
		t.Fatal(err)
	}
	if got.ActionLines[0].ActionLine != "C11" || got.Goals[0].Goal != 1 || got.Goals[0].Rationale[0].Value != "Ours too" {
		t.Errorf("links were changed: %v, %v", got.ActionLines, got.Goals)
	}
}

func TestSR05_DatesOfAnEditionMayMove(t *testing.T) {
	moved := forum
	moved.StartsOn, moved.EndsOn = "2021-03-01", "2021-03-05"
	if _, err := moved.Check(); err != nil {
		t.Fatalf("the edition cannot move: %v", err)
	}
	before, err := session().Check(forum, codes)
	if err != nil {
		t.Fatal(err)
	}
	after, err := session().Check(moved, codes)
	if err != nil || after.ID != before.ID || after.Slots[0] != before.Slots[0] {
		t.Errorf("a session broke when its edition moved: %v", err)
	}
}

func TestSR06_StartBeforeEndInUTC(t *testing.T) {
	slots := func(slots ...programme.Slot) func(*programme.Session) {
		return func(s *programme.Session) { s.Slots = slots }
	}
	run(t, forum, []check{
		{"one minute", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T10:01:00Z")), ""},
		{"no time", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T10:00:00Z")), "slots[0].endsAt: must be after startsAt"},
		{"same instant in two zones", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T12:00:00+02:00")), "slots[0].endsAt: must be after startsAt"},
		{"backwards", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T09:00:00Z")), "slots[0].endsAt: must be after startsAt"},
		{"next to each other", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T11:00:00Z"), slot("2020-06-22T11:00:00Z", "2020-06-22T12:00:00Z")), ""},
		{"overlapping", slots(slot("2020-06-22T10:00:00Z", "2020-06-22T11:00:00Z"), slot("2020-06-22T10:59:59Z", "2020-06-22T12:00:00Z")),
			"slots[1].startsAt: must not be before the end of the slot before: slots stand in order and do not overlap"},
		{"no end", slots(programme.Slot{StartsAt: instant("2020-06-22T10:00:00Z")}), "slots[0]: must have startsAt and endsAt"},
		{"91 days", slots(slot("2020-01-01T00:00:00Z", "2020-04-01T00:00:00Z")), "slots: 91 days together, 90 are allowed"},
		{"day of another day", func(s *programme.Session) { s.Day = "2020-06-23" },
			"day: 2020-06-23, but the session begins on 2020-06-22 in the zone of the forum"},
		{"both kinds of start", func(s *programme.Session) { s.StartOnly = instant("2020-06-22T10:00:00Z") },
			"startOnly: must be left out where there are slots"},
	})
	got, err := session(func(s *programme.Session) { s.Day = "2020-06-22" }).Check(forum, codes)
	if err != nil || got.Day != "" || got.Slots[0].StartsAt.Location() != time.UTC || got.Slots[0].StartsAt.Hour() != 8 {
		t.Errorf("not kept in UTC: %v, %v", got.Slots[0], err)
	}
}

func TestSR07_OneKindTracksOrganisersAndLinks(t *testing.T) {
	run(t, forum, []check{
		{"no kind", func(s *programme.Session) { s.Kind = "" }, "kind: must be the code of a kind of session"},
		{"unknown kind", func(s *programme.Session) { s.Kind = "PARTY" }, "kind: must be the code of a kind of session"},
		{"no track", func(s *programme.Session) { s.Tracks = nil }, ""},
		{"track of the forum", func(s *programme.Session) { s.Tracks = []string{"T"} }, ""},
		{"track of another forum", func(s *programme.Session) { s.Tracks = []string{"X"} }, "tracks[0]: not a track of the forum"},
		{"no organiser", func(s *programme.Session) { s.Organisers = nil }, "organisers: a session has one organiser at least"},
		{"two organisers", func(s *programme.Session) { s.Organisers = []string{"O", "P"} }, ""},
		{"goal with a reason", func(s *programme.Session) { s.Goals = []programme.GoalLink{{Goal: 17, Rationale: text.Of("why")}} }, ""},
		{"goal 18", func(s *programme.Session) { s.Goals = []programme.GoalLink{{Goal: 18}} }, "goals[0].goal: 18 is no goal, goals are 1 to 17"},
		{"no hour", func(s *programme.Session) { s.Slots = nil }, "slots: a session in the programme has one slot at least"},
		{"no hour and number in a draft", func(s *programme.Session) { s.Slots, s.Number, s.State = nil, "", programme.Draft }, ""},
		{"long title", func(s *programme.Session) { s.Title = text.Of(strings.Repeat("é", 312)) }, "title.en: 312 characters, 300 are allowed"},
		{"everything at once", func(s *programme.Session) { s.Title, s.Kind, s.Audience = nil, "", "" },
			"title: must not be empty; kind: must be the code of a kind of session; audience: must be OPEN, REGISTERED, INVITED, MEMBERS or MEDIA"},
	})
	bare := func(s *programme.Session) { s.Slots, s.Organisers, s.Number = nil, nil, "" }
	archive := forum
	archive.IsArchive = true
	run(t, archive, []check{{"the archive may lack hour, number and organiser", bare, ""}})
	run(t, forum, []check{
		{"so may what a source reports", func(s *programme.Session) { bare(s); s.Sources = []taxonomy.Source{{Title: "Agenda"}} }, ""},
		{"a sample may not", func(s *programme.Session) {
			bare(s)
			s.IsSample = true
			s.Sources = []taxonomy.Source{{Title: "Agenda"}}
		},
			"organisers: a session has one organiser at least; slots: a session in the programme has one slot at least; number: a session in the programme has a number"},
	})
}

func TestSR08_StatesAndWhoSeesThem(t *testing.T) {
	states := []programme.State{"", programme.Draft, programme.Published, programme.Cancelled, programme.Withdrawn}
	allowed := map[string]bool{" DRAFT": true, " PUBLISHED": true, " CANCELLED": true, "DRAFT PUBLISHED": true, "DRAFT WITHDRAWN": true,
		"PUBLISHED DRAFT": true, "PUBLISHED CANCELLED": true, "PUBLISHED WITHDRAWN": true, "CANCELLED PUBLISHED": true,
		"CANCELLED WITHDRAWN": true, "WITHDRAWN DRAFT": true}
	for _, from := range states {
		for _, to := range states {
			if want := from == to || allowed[string(from)+" "+string(to)]; from.MayBecome(to) != want {
				t.Errorf("from %q to %q: %v", from, to, !want)
			}
		}
		if want := from == programme.Published || from == programme.Cancelled; from.IsPublic() != want {
			t.Errorf("%q is seen: %v", from, !want)
		}
	}
	if _, err := session().Move(programme.Cancelled, nil); err == nil {
		t.Error("cancelled without a reason")
	}
	off, err := session().Move(programme.Cancelled, text.Of("No room"))
	if err != nil || off.ID != "S" || off.CancellationReason[0].Value != "No room" {
		t.Fatalf("cannot be cancelled: %v", err)
	}
	on, err := off.Move(programme.Published, nil)
	if err != nil || on.CancellationReason != nil {
		t.Errorf("taken up again, it keeps the reason: %v, %v", on.CancellationReason, err)
	}
	if _, err := off.Move(programme.Draft, nil); fault.Of(err) != fault.Conflict {
		t.Errorf("a cancelled session became a draft: %v", err)
	}
}

func TestSR09_SameRoomOrSpeakerAtOnceWarns(t *testing.T) {
	at := func(id, room, person, from, to string) programme.Session {
		s := programme.Session{ID: id, State: programme.Published, Slots: []programme.Slot{slot("2025-07-08T"+from+"Z", "2025-07-08T"+to+"Z")}}
		s.Slots[0].Room = room
		if person != "" {
			s.Participations = []programme.Participation{{PersonID: person}}
		}
		return s
	}
	a := at("A", "Room 1", "P", "09:00:00", "10:00:00")
	for _, row := range []struct {
		name  string
		other programme.Session
		want  []string
	}{
		{"only the time", at("B", "Room 2", "Q", "09:00:00", "10:00:00"), nil},
		{"same room", at("B", "Room 1", "Q", "09:59:00", "11:00:00"), []string{"sessions A and B overlap at 2025-07-08T09:59:00Z: room Room 1"}},
		{"same speaker", at("B", "Room 2", "P", "08:00:00", "09:30:00"), []string{"sessions A and B overlap at 2025-07-08T09:00:00Z: person P"}},
		{"both", at("B", "Room 1", "P", "09:00:00", "10:00:00"), []string{"sessions A and B overlap at 2025-07-08T09:00:00Z: person P",
			"sessions A and B overlap at 2025-07-08T09:00:00Z: room Room 1"}},
		{"one after the other", at("B", "Room 1", "P", "10:00:00", "11:00:00"), nil},
		{"no room said", at("B", "", "", "09:00:00", "10:00:00"), nil},
		{"cancelled", func() programme.Session {
			s := at("B", "Room 1", "P", "09:00:00", "10:00:00")
			s.State = programme.Cancelled
			return s
		}(), nil},
		{"its part", func() programme.Session {
			s := at("B", "Room 1", "P", "09:00:00", "09:30:00")
			s.ParentID = "A"
			return s
		}(), nil},
		{"its part, found first", func() programme.Session {
			s := at("B", "Room 1", "P", "09:00:00", "10:00:00")
			s.ID, s.ParentID = "0", "A"
			return s
		}(), nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, o := range programme.Overlaps([]programme.Session{row.other, a}) {
				got = append(got, o.String())
			}
			if strings.Join(got, "\n") != strings.Join(row.want, "\n") {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestSR10_NumberIsUniqueAndNeverReused(t *testing.T) {
	taken := map[string]string{"101": "S", "102": "Other"}
	if err := session().CheckNumber(taken); err != nil {
		t.Errorf("its own number is refused: %v", err)
	}
	if err := session(func(s *programme.Session) { s.Number = "103" }).CheckNumber(taken); err != nil {
		t.Errorf("a free number is refused: %v", err)
	}
	err := session(func(s *programme.Session) { s.Number = "102" }).CheckNumber(taken)
	if err == nil || err.Error() != "number: 102 is or was the number of another session of the edition" {
		t.Errorf("another session’s number: %v", err)
	}
}

func TestSR11_PastAtTheEndAndRecordingsAfterIt(t *testing.T) {
	end := instant("2020-06-22T09:00:00Z").Time
	zone := forum.TimeZone.Location()
	if got := session().StatusAt(end.Add(-time.Microsecond), zone); got != programme.Live {
		t.Errorf("just before the end it is %s", got)
	}
	if got := session().StatusAt(end, zone); got != programme.Ended {
		t.Errorf("at the end it is %s", got)
	}
	archive := forum
	archive.IsArchive = true
	for _, row := range []struct {
		name  string
		given programme.Session
		forum programme.Forum
		want  time.Time
	}{
		{"end of the slot", session(), forum, end},
		{"end of the last slot", session(func(s *programme.Session) {
			s.Slots = append(s.Slots, slot("2020-06-23T08:00:00Z", "2020-06-23T09:30:00Z"))
		}), forum, instant("2020-06-23T09:30:00Z").Time},
		{"end of the day in the forum’s zone", programme.Session{Day: "2020-06-22"}, forum, instant("2020-06-22T22:00:00Z").Time},
		{"only the start", programme.Session{StartOnly: instant("2020-06-22T21:30:00Z")}, forum, instant("2020-06-22T22:00:00Z").Time},
		{"no day: end of the edition", programme.Session{}, forum, instant("2020-09-10T22:00:00Z").Time},
		{"no day, archive: at once", programme.Session{}, archive, time.Time{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := programme.RecordingPublicFrom(row.given, row.forum); !got.Equal(row.want) {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestSR14_InterpretationIntoTheSixLanguages(t *testing.T) {
	run(t, forum, []check{
		{"six", func(s *programme.Session) { s.Interpretation = text.Official }, ""},
		{"seventh", func(s *programme.Session) { s.Interpretation = []string{"de"} }, "interpretation[0]: interpretation is into en, fr, es, ar, zh and ru"},
		{"twice", func(s *programme.Session) { s.Interpretation = []string{"en", "EN"} }, `interpretation[1]: "en" stands in the list twice`},
		{"captions in others", func(s *programme.Session) { s.Captioning = []string{"de", "zh-Hant-TW"} }, ""},
		{"no language", func(s *programme.Session) { s.Captioning = []string{"no language"} }, "captioning[0]: not a language tag of BCP 47, such as fr or zh-Hant"},
	})
}

func TestCheckLeavesItsValueAlone(t *testing.T) {
	given := session(func(s *programme.Session) { s.Notes, s.Interpretation = []string{" note "}, []string{"EN"} })
	got, err := given.Check(forum, codes)
	if err != nil || got.Notes[0] != "note" || got.Interpretation[0] != "en" {
		t.Errorf("not cleaned: %q %q %v", got.Notes, got.Interpretation, err)
	}
	if given.Notes[0] != " note " || given.Interpretation[0] != "EN" || given.Slots[0].StartsAt.Location() == time.UTC {
		t.Error("a rule wrote into the value that it was given")
	}
}
