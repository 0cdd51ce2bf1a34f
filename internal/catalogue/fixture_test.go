package catalogue

import (
	"fmt"
	"testing"
	"time"

	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

func instant(s string) scalar.DateTime {
	t, err := scalar.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return scalar.DateTime{Time: t.UTC()}
}

func slot(from, to string) programme.Slot {
	return programme.Slot{StartsAt: instant(from), EndsAt: instant(to)}
}

// smallForum is a forum small enough to know by heart.
func smallForum() Rows {
	return Rows{
		Seq: 7,
		Countries: []taxonomy.Country{
			{Code: "CH", Names: text.FromMap(map[string]string{"en": "Switzerland", "fr": "Suisse"})},
			{Code: "KE", Names: text.Of("Kenya")},
		},
		Kinds: []taxonomy.Kind{{Code: "DIALOGUE", Name: text.Of("Dialogue")}},
		ActionLines: []taxonomy.ActionLine{
			{ID: "C1", Code: "C1", Line: "C1", Position: 1, Title: text.Of("Governments"), ShortName: text.Of("Governments")},
			{ID: "C7_EGOV", Code: "C7_EGOV", Line: "C7", Position: 7, Title: text.Of("E-government"), ShortName: text.Of("E-gov")},
			{ID: "C7_EBUS", Code: "C7_EBUS", Line: "C7", Position: 8, Title: text.Of("E-business"), ShortName: text.Of("E-bus")},
		},
		Goals: []taxonomy.Goal{{ID: "SDG5", Number: 5, Name: text.Of("Gender"), Title: text.Of("Gender"), Targets: []string{"5.1"}}},
		Stakeholders: []people.Stakeholder{
			{ID: "O1", Name: text.FromMap(map[string]string{"en": "Zebra Union", "fr": "Amicale du zèbre"}), Type: people.CivilSociety, Country: "KE"},
			{ID: "O2", Name: text.Of("Alpine Club"), Acronym: "AC", Type: people.Academia, Country: "CH"},
		},
		People: []people.Person{{ID: "P1", Name: "Amina Née"}},
		Forums: []programme.Forum{
			{ID: "F1", Slug: "f1", Year: 2020, Theme: text.Of("Theme"), StartsOn: "2020-06-22", EndsOn: "2020-09-10", TimeZone: "Europe/Zurich",
				Tracks: []programme.Track{{ID: "T1", Name: text.Of("Youth")}}},
			{ID: "F0", Slug: "f0", Year: 2019, IsArchive: true, Theme: text.Of("Old"), StartsOn: "2019-04-08", EndsOn: "2019-04-12", TimeZone: "Europe/Zurich"},
		},
		Sessions: []programme.Session{
			{ID: "S1", ForumID: "F1", Number: "9", Kind: "DIALOGUE", State: programme.Published, Title: text.Of("Opening of numérique"),
				Slots: []programme.Slot{slot("2020-06-22T08:00:00Z", "2020-06-22T09:00:00Z")}, Organisers: []string{"O1"},
				ActionLines:    []programme.LineLink{{ActionLine: "C7"}},
				Participations: []programme.Participation{{PersonID: "P1", Role: programme.Speaker, Affiliations: []string{"O2"}}}},
			{ID: "S2", ForumID: "F1", Number: "12", Kind: "DIALOGUE", State: programme.Published, Title: text.FromMap(map[string]string{"en": "Ending", "fr": "Clôture"}),
				Slots: []programme.Slot{slot("2020-06-22T21:30:00Z", "2020-06-22T23:30:00Z"), slot("2020-06-24T08:00:00Z", "2020-06-24T09:00:00Z")},
				Goals: []programme.GoalLink{{Goal: 5}}, Languages: []string{"fr"}, Tracks: []string{"T1"}},
			{ID: "S3", ForumID: "F1", Kind: "DIALOGUE", State: programme.Published, Title: text.Of("Only a day"), Day: "2020-06-23"},
			{ID: "S4", ForumID: "F1", Kind: "DIALOGUE", State: programme.Published, Title: text.Of("Undated")},
			{ID: "S5", ForumID: "F1", Kind: "DIALOGUE", State: programme.Cancelled, Title: text.Of("Cancelled"),
				Slots: []programme.Slot{slot("2020-06-22T08:00:00Z", "2020-06-22T10:00:00Z")}},
			{ID: "S6", ForumID: "F0", Kind: "DIALOGUE", State: programme.Published, Title: text.Of("Archived"), StartOnly: instant("2019-04-08T08:00:00Z")},
		},
		Contests: []prize.Contest{{ID: "C20", Slug: "c20", ForumID: "F1", Name: text.Of("Prizes"),
			Phases:     []prize.Phase{{Kind: prize.Voting, OpensAt: instant("2020-01-13T00:00:00Z"), ClosesAt: instant("2020-01-24T22:00:00Z")}},
			Categories: []prize.Category{{ID: "K1", Number: 1, ActionLine: "C1"}}}},
		Projects: []prize.Project{
			{ID: "J1", ContestID: "C20", CategoryID: "K1", Title: text.Of("SafeSpace"), Stakeholders: []string{"O1"}},
			{ID: "J2", ContestID: "C20", CategoryID: "K1", OrganisationAsPrinted: "Nobody's"},
			{ID: "J3", ContestID: "C20", Title: text.Of("Adrift")},
		},
	}
}

func viewAt(rows Rows, now string, languages ...string) *View {
	return Build(rows).View(text.Preference(languages), instant(now).Time, false)
}

// forumF1 gives the current forum of smallForum.
func forumF1(t *testing.T, v *View) Forum {
	t.Helper()
	f, ok := v.Forum("f1")
	if !ok {
		t.Fatal("no forum f1")
	}
	return f
}

func titles(sessions []Session) []string {
	out := make([]string, len(sessions))
	for i, s := range sessions {
		out[i] = s.Title(nil).Value()
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// manySessions gives rows with n sessions at random-looking but fixed times, some of them without.
func manySessions(n int) Rows {
	rows := smallForum()
	rows.Sessions = nil
	start := time.Date(2020, 6, 22, 6, 0, 0, 0, time.UTC)
	for i := range n {
		s := programme.Session{ID: fmt.Sprintf("S%05d", i), ForumID: "F1", Kind: "DIALOGUE", State: programme.Published,
			Title: text.Of(fmt.Sprintf("Session %d", (i*7919)%n))}
		if i%5 != 0 {
			from := start.Add(time.Duration((i*7919)%n/2) * time.Hour)
			s.Slots = []programme.Slot{{StartsAt: scalar.DateTime{Time: from}, EndsAt: scalar.DateTime{Time: from.Add(time.Hour)}}}
		}
		rows.Sessions = append(rows.Sessions, s)
	}
	return rows
}
