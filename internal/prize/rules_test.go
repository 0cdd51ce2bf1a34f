package prize_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var forum = programme.Forum{ID: "F", TimeZone: "Europe/Zurich", EndsOn: "2020-09-10"}

func instant(s string) scalar.DateTime {
	t, err := scalar.ParseInstant(s)
	if err != nil {
		panic(err)
	}
	return scalar.DateTime{Time: t}
}

func phase(kind prize.PhaseKind, from, to string) prize.Phase {
	return prize.Phase{Kind: kind, OpensAt: instant(from), ClosesAt: instant(to)}
}

func contest(change func(*prize.Contest)) prize.Contest {
	c := prize.Contest{ID: "P", Slug: "prizes", ForumID: "F", Name: text.Of("Prizes"), Phases: []prize.Phase{
		phase(prize.Submission, "2019-07-22T00:00:00Z", "2019-11-22T22:00:00Z"),
		phase(prize.Voting, "2020-01-12T23:00:00Z", "2020-01-24T22:00:00Z")}}
	for i, line := range taxonomy.Lines() {
		c.Categories = append(c.Categories, prize.Category{ID: line, Number: i + 1, ActionLine: line})
	}
	if change != nil {
		change(&c)
	}
	return c
}

func TestSR01_CategoriesAreTheEighteenLines(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*prize.Contest)
		want   string
	}{
		{"the 18", nil, ""},
		{"the group", func(c *prize.Contest) { c.Categories[6].ActionLine = "C7" },
			"categories[6].actionLine: must be C7_EGOV: categories stand in the order of the Action Lines"},
		{"17", func(c *prize.Contest) { c.Categories = c.Categories[:17] },
			"categories: 17 items, but a contest has 18 categories, one for each Action Line"},
		{"another number", func(c *prize.Contest) { c.Categories[0].Number = 2 },
			"categories[0].number: must be 1: categories stand in the order of the Action Lines"},
		{"phases that overlap", func(c *prize.Contest) { c.Phases[1].OpensAt = instant("2019-11-22T21:59:59Z") },
			"phases[1].opensAt: must not be before the close of the phase before"},
		{"phases out of order", func(c *prize.Contest) { c.Phases[1].Kind = prize.Submission },
			"phases[1].kind: phases stand in the order SUBMISSION, NOMINATION, VOTING, SELECTION, ANNOUNCEMENT, each once"},
		{"a phase without length", func(c *prize.Contest) { c.Phases[1].ClosesAt = c.Phases[1].OpensAt }, "phases[1].closesAt: must be after opensAt"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := contest(row.change).Check()
			if got := words(err); got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}

func TestPhaseAt(t *testing.T) {
	c := contest(nil)
	for _, row := range []struct {
		name, at string
		want     prize.PhaseKind
	}{
		{"before all", "2019-07-21T23:59:59Z", ""},
		{"at the opening", "2019-07-22T00:00:00Z", prize.Submission},
		{"at the close", "2019-11-22T22:00:00Z", ""},
		{"just before the close", "2019-11-22T21:59:59.999999Z", prize.Submission},
		{"in the gap", "2020-01-01T00:00:00Z", ""},
		{"open for votes", "2020-01-17T09:00:00Z", prize.Voting},
		{"after all", "2020-01-24T22:00:00Z", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, ok := c.PhaseAt(instant(row.at).Time)
			if got.Kind != row.want || ok != (row.want != "") {
				t.Errorf("got %q, %v", got.Kind, ok)
			}
		})
	}
}

// TestOnePhaseAtMost: of phases that the rules let pass, no two are ever open at once.
func TestOnePhaseAtMost(t *testing.T) {
	kinds := []prize.PhaseKind{prize.Submission, prize.Nomination, prize.Voting, prize.Selection, prize.Announcement}
	rapid.Check(t, func(t *rapid.T) {
		base := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		minute := func(name string) scalar.DateTime {
			return scalar.DateTime{Time: base.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, name)) * time.Minute)}
		}
		c := contest(func(c *prize.Contest) {
			c.Phases = nil
			for range rapid.IntRange(0, 5).Draw(t, "phases") {
				c.Phases = append(c.Phases, prize.Phase{Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), OpensAt: minute("opens"), ClosesAt: minute("closes")})
			}
		})
		if _, err := c.Check(); err != nil {
			return
		}
		now := minute("now").Time
		open := 0
		for _, p := range c.Phases {
			if !now.Before(p.OpensAt.Time) && now.Before(p.ClosesAt.Time) {
				open++
			}
		}
		if _, ok := c.PhaseAt(now); open > 1 || ok != (open == 1) {
			t.Fatalf("%d phases are open at %s: %v", open, now, c.Phases)
		}
	})
}

func TestClaimPublicFrom(t *testing.T) {
	announced := contest(func(c *prize.Contest) {
		c.Phases = append(c.Phases, phase(prize.Announcement, "2020-09-07T10:00:00Z", "2020-09-10T22:00:00Z"))
		c.CeremonyOn = "2020-09-07"
	})
	archive := forum
	archive.IsArchive = true
	for _, row := range []struct {
		name    string
		claim   prize.Claim
		contest prize.Contest
		forum   programme.Forum
		want    time.Time
	}{
		{"its day, in the forum’s zone", prize.Claim{StatedOn: "2020-01-17"}, announced, forum, instant("2020-01-16T23:00:00Z").Time},
		{"no day: the announcement", prize.Claim{}, announced, forum, instant("2020-09-07T10:00:00Z").Time},
		{"no phases: the day of the ceremony", prize.Claim{}, prize.Contest{CeremonyOn: "2020-09-07"}, forum, instant("2020-09-06T22:00:00Z").Time},
		{"no ceremony: the day after the edition", prize.Claim{}, prize.Contest{}, forum, instant("2020-09-10T22:00:00Z").Time},
		{"archive: at once", prize.Claim{StatedOn: "2020-01-17"}, announced, archive, time.Time{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := row.claim.PublicFrom(row.contest, row.forum); !got.Equal(row.want) {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestProjectCheck(t *testing.T) {
	source := []taxonomy.Source{{Title: "News"}}
	for _, row := range []struct {
		name  string
		given prize.Project
		want  string
	}{
		{"whole", prize.Project{Title: text.Of("A project"), Stakeholders: []string{"O"}, CategoryID: "C5"}, ""},
		{"reported without title, owner and category", prize.Project{Sources: source}, ""},
		{"a sample without them", prize.Project{Sources: source, IsSample: true},
			"title: must not be empty; stakeholders: a project has one owner at least; category: must be a category of the contest"},
		{"category of another contest", prize.Project{Sources: source, CategoryID: "X"}, "category: must be a category of the contest"},
		{"claim without a source", prize.Project{Sources: source, Claims: []prize.Claim{{Statement: prize.Winner}}},
			"claims[0].source.title: must not be empty"},
		{"claim that is none", prize.Project{Sources: source, Claims: []prize.Claim{{Statement: "BEST", Source: source[0]}}},
			"claims[0].statement: must be NOMINATED, CHAMPION, WINNER or AWARD"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.given.Check(contest(nil), forum, taxonomy.Codes{})
			if got := words(err); got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
		})
	}
}

func words(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
