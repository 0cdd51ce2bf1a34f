package storetest

import (
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// Full gives one aggregate of each kind, and two sessions, with every field filled; all of them are public. It is
// what a store must give back as it was. Callers may change it: each call makes it anew.
func Full() catalogue.Rows {
	return catalogue.Rows{
		Countries: []taxonomy.Country{{
			Code: "CH", Alpha3: "CHE", M49: "756", Names: inThree("Switzerland", "Suisse", "سويسرا"), ITURegion: "Europe",
			UNStatus: "Member State", UNGroups: []string{"LLDC"}, OtherNames: []string{"Helvetia"}, Notes: notes(), Sources: sources(),
		}},
		Kinds: []taxonomy.Kind{{Code: "WORKSHOP", Name: inThree("Workshop", "Atelier", "ورشة"), Position: 3}},
		ActionLines: []taxonomy.ActionLine{{
			ID: "line-1", Code: "C7_EGOV", Line: "C7", Position: 7, Title: inThree("E-government", "Administration", "حكومة"),
			ShortName: text.Of("E-gov"), Notes: notes(), Sources: sources(),
			Facilitators: []taxonomy.Facilitation{{
				StakeholderID: "body-1", Name: "UN DESA", Lead: true, From: "2006-01-01", To: "2020-12-31",
			}},
		}},
		Goals: []taxonomy.Goal{{
			ID: "goal-9", Number: 9, Name: text.Of("Industry"), Title: inThree("Build", "Bâtir", "بناء"), Colour: "#FD6925",
			Targets: []string{"9.1", "9.c"}, Notes: notes(), Sources: sources(),
		}},
		Matrices: []taxonomy.Matrix{{
			Version: "2015", Position: 1, DatedOn: "2015-05-25", Notes: notes(), Sources: sources(),
			Links: []taxonomy.MatrixLink{{ActionLine: "C7_EGOV", Goal: 9, Target: "9.c", Rationale: text.Of("access"), Disputed: true}},
		}},
		Stakeholders: []people.Stakeholder{{
			ID: "body-1", Name: inThree("Union", "Union internationale", "الاتحاد"), Acronym: "ITU", Type: people.UnitedNations,
			ITUCategory: people.MemberState, Country: "CH", Website: "https://example.org", IsSample: true, Notes: notes(),
			Sources:        sources(),
			Accreditations: []people.Accreditation{{ForumID: "forum-1", Year: 2020, Status: people.Accredited, AskAgain: true}},
		}},
		People: []people.Person{{
			ID: "person-1", Name: "Ada", IsSample: true, Notes: notes(), Sources: sources(),
			Offices: []people.Office{{Role: "Minister", Affiliation: "Ministry", Country: "CH", Years: []int{2019, 2020}}},
		}},
		Forums:   []programme.Forum{fullForum()},
		Sessions: fullSessions(),
		Contests: []prize.Contest{fullContest()},
		Projects: []prize.Project{{
			ID: "project-1", ContestID: "contest-1", CategoryID: "category-1", Title: inThree("Wells", "Puits", "آبار"),
			Description:  inThree("Wells for all.\nAnd water.", "Des puits.", "آبار للجميع"),
			Stakeholders: []string{"body-1"}, Partners: []string{"body-1"}, OrganisationAsPrinted: "The Union", Country: "CH",
			Claims: []prize.Claim{
				{Statement: prize.Award, AsReported: "third", StatedOn: "2020-09-08", Source: sources()[0], IsPublic: true},
			},
			IsSample: true, Notes: notes(), Sources: sources(), Outcome: prize.WinnerOutcome, Story: fullStory(),
		}},
	}
}

func fullStory() *prize.Story {
	return &prize.Story{
		Language: "en", Answers: []prize.StoryAnswer{{Box: prize.Linkage, Goal: 6, Text: "Water for all."}},
		Links:     []prize.StoryLink{{URL: "https://example.org/wells", Title: "Wells"}},
		Images:    []prize.StoryImage{{URL: "https://example.org/well.png", Description: "A well", Credit: "The Union"}},
		StartedOn: "2019-01-01", EndedOn: "2020-01-01",
	}
}

func fullForum() programme.Forum {
	return programme.Forum{
		ID: "forum-1", Slug: "forum-2020", Year: 2020, Theme: inThree("Digital", "Numérique", "رقمي"), StartsOn: "2020-06-22",
		EndsOn: "2020-09-10", TimeZone: "Europe/Zurich", Mode: programme.Virtual, IsArchive: true,
		Phases:       []programme.Stretch{{Code: "final-week", Name: text.Of("Final week"), StartsOn: "2020-09-07", EndsOn: "2020-09-10"}},
		CoOrganisers: []string{"body-1"}, ChairID: "person-1", Tracks: []programme.Track{{ID: "track-1", Name: text.Of("Youth"), Since: 2018}},
		Pages: []programme.Page{{
			ID: "page-1", Slug: "join", Title: text.Of("Join"), Body: inThree("How", "Comment", "كيف"), IsSample: true, Sources: sources(),
		}},
		Notes: notes(), Sources: sources(),
	}
}

func fullSessions() []programme.Session {
	whole := programme.Session{
		ID: "session-1", ForumID: "forum-1", Number: "101", Title: inThree("Opening", "Ouverture", "افتتاح"),
		Abstract: text.Of("All of it."), Kind: "WORKSHOP", State: programme.Cancelled, CancellationReason: text.Of("storm"),
		StartOnly: at("2020-06-22T08:00:00.123456Z"),
		Slots: []programme.Slot{
			{StartsAt: at("2020-06-22T08:00:00.000001Z"), EndsAt: at("2020-06-22T09:00:00Z"), Room: "A"},
			{StartsAt: at("2020-06-23T08:00:00Z"), EndsAt: at("2020-06-23T09:00:00Z"), Room: "B"},
		},
		Mode: programme.Hybrid, Audience: programme.Press, Languages: []string{"en", "fr"}, Interpretation: []string{"ar"},
		Captioning: []string{"en"}, Tracks: []string{"track-1"},
		ActionLines:         []programme.LineLink{{ActionLine: "C7_EGOV", Rationale: text.Of("why")}, {ActionLine: "C7"}},
		Goals:               []programme.GoalLink{{Goal: 9, Rationale: text.Of("because")}},
		Organisers:          []string{"body-1"},
		OrganisersAsPrinted: []string{"The Union"},
		Participations: []programme.Participation{
			{PersonID: "person-1", Role: programme.Chair, Position: "Minister", Affiliations: []string{"body-1"}, AffiliationAsPrinted: "Union", Country: "CH", Part: "opening"},
			{PersonID: "person-1", Role: programme.Speaker},
		},
		SpeakersComplete: new(false),
		Agenda: []programme.AgendaItem{
			{Title: text.Of("Welcome"), StartsAt: at("2020-06-22T08:00:00Z"), EndsAt: at("2020-06-22T08:10:00Z"), Speakers: []string{"person-1"}},
		},
		ParentID: "session-2", Documents: []programme.Document{{Title: text.Of("Paper"), URL: "https://example.org/paper"}},
		Recordings: []programme.Recording{{URL: "https://example.org/film", Language: "en", IsPublic: true}},
		Attendance: 120, PanelCountries: []string{"CH"}, URL: "https://example.org/101", IsSample: true, Notes: notes(), Sources: sources(),
	}
	dated := programme.Session{
		ID: "session-2", ForumID: "forum-1", Title: text.Of("Day"), Kind: "WORKSHOP", State: programme.Published,
		Day: "2020-07-01", Audience: programme.Open,
	}
	return []programme.Session{whole, dated}
}

func fullContest() prize.Contest {
	return prize.Contest{
		ID: "contest-1", Slug: "prizes-2020", ForumID: "forum-1", Name: text.Of("Prizes"), Edition: 9, CeremonyOn: "2020-09-07",
		PartialBallotsCount: true, VotesMayChange: true, OneEntryPerCategory: true, NomineesPerCategory: 20, ChampionsPerCategory: 5,
		TieBreaks: []prize.TieBreak{prize.ByVotes, prize.ByLot},
		Form:      []prize.Box{{Kind: prize.ShortDescription, Required: true, MinWords: 100, MaxWords: 120}, {Kind: prize.Linkage}},
		Moves: []prize.PhaseMove{{
			Number: 1, Kind: prize.Voting, OpensAt: at("2020-01-13T00:00:00Z"), ClosesAt: at("2020-01-20T22:00:00Z"),
			OpensAtNow: at("2020-01-13T00:00:00Z"), ClosesAtNow: at("2020-01-24T22:00:00Z"), MovedAt: at("2020-01-02T00:00:00Z"), Reason: "holidays", Officers: 1,
		}},
		Phases: []prize.Phase{
			{Kind: prize.Voting, OpensAt: at("2020-01-13T00:00:00Z"), ClosesAt: at("2020-01-24T22:00:00Z"), Basis: "stated"},
		},
		Categories: []prize.Category{{ID: "category-1", Number: 10, ActionLine: "C7_EGOV", Title: text.Of("E-government")}},
		Rules:      []prize.Rule{{Code: "PR1", Text: "One vote.", Basis: "stated", Years: "2020", Sources: sources()}},
		Figures:    []prize.Figure{{Name: "nominated", Value: 353}}, Notes: notes(), Sources: sources(),
	}
}

func inThree(en, fr, ar string) text.Text {
	return text.FromMap(map[string]string{"en": en, "fr": fr, "ar": ar})
}

func notes() []string { return []string{"first note", "second: \"quoted\" 'twice' ? \\ "} }

func sources() []taxonomy.Source {
	return []taxonomy.Source{{Title: "Agenda", URL: "https://example.org/agenda"}, {Title: "Letter"}}
}

// at reads an instant that is written in this package.
func at(s string) scalar.DateTime {
	t, err := scalar.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return scalar.DateTime{Time: t.In(time.UTC)}
}
