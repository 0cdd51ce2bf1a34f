package jury_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

var round = jury.Round{Kind: jury.Selection, Criteria: criteria, SheetsEach: 3}

func TestSheetsHaveOneForm(t *testing.T) {
	a := jury.Assignment{ID: "a1", MemberID: "m1", ProjectID: "p1"}
	one, err := round.CheckSheet(jury.Scores{Points: []jury.Points{{CriterionID: "reach", Points: 2}, {CriterionID: "impact", Points: 7}}, Comment: " <Good>\nwork "})
	if err != nil {
		t.Fatal(err)
	}
	got := jury.Canonical(a, one)
	const want = `{"assignment":"a1","comment":"<Good>\nwork","format":"rostrum score sheet 1","juror":"m1","project":"p1","scores":[{"criterion":"impact","points":7},{"criterion":"reach","points":2}]}` + "\n"
	if string(got) != want {
		t.Errorf("%s", got)
	}
	back, err := jury.ReadCanonical(got)
	if d := cmp.Diff(one, back); d != "" || err != nil {
		t.Error(d, err)
	}
	salt := bytes.Repeat([]byte{7}, jury.SaltBytes)
	c := jury.Commitment(salt, got)
	if len(c) != 64 || c == jury.Commitment(salt, append(got, ' ')) || c == jury.Commitment(salt[1:], append(salt[:1], got...)) {
		t.Error(c)
	}
}

func TestWhatASheetMustHold(t *testing.T) {
	full := []jury.Points{{CriterionID: "impact", Points: 10}, {CriterionID: "reach", Points: 0}}
	for name, c := range map[string]struct {
		scores jury.Scores
		field  string
	}{
		"whole":           {jury.Scores{Points: full}, ""},
		"one is lacking":  {jury.Scores{Points: full[:1]}, "scores"},
		"one twice":       {jury.Scores{Points: append(full[:1:1], full[0])}, "scores[1].criterion"},
		"unknown":         {jury.Scores{Points: []jury.Points{{CriterionID: "other"}}}, "scores[0].criterion"},
		"too many points": {jury.Scores{Points: []jury.Points{{CriterionID: "reach", Points: 11}}}, "scores[0].points"},
		"below nothing":   {jury.Scores{Points: []jury.Points{{CriterionID: "reach", Points: -1}}}, "scores[0].points"},
		"a long comment":  {jury.Scores{Points: full, Comment: strings.Repeat("x", jury.MaxComment+1)}, "comment"},
	} {
		_, err := round.CheckSheet(c.scores)
		if (c.field == "") != (err == nil) || err != nil && (fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), c.field+":")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A nomination hides any parts of entries, each once; the order in which they are named does not matter to the rules.
func TestARoundHidesParts(t *testing.T) {
	phase := prize.Phase{Kind: prize.Nomination, ClosesAt: scalar.DateTime{Time: time.Date(2020, 3, 20, 0, 0, 0, 0, time.UTC)}}
	r := jury.Round{Kind: jury.Nomination, SheetsEach: 3, Criteria: []jury.Criterion{{Name: text.Of("Pass"), Weight: 1, MaxPoints: 1}}}
	r.Hides = []prize.EntryPart{prize.PartImages, prize.PartOrganisation}
	checked, err := r.Check(phase)
	if d := cmp.Diff([]prize.EntryPart{prize.PartOrganisation, prize.PartImages}, checked.Hides); err != nil || d != "" || r.Hides[0] != prize.PartImages {
		t.Errorf("%v, (-want +got):\n%s", err, d)
	}
	if d := cmp.Diff(checked.Hides, checked.Rules().Hides); d != "" {
		t.Errorf("the rules hold (-round +rules):\n%s", d)
	}
	r.Hides = append(r.Hides, prize.PartImages)
	if _, err := r.Check(phase); err == nil || err.Error() != "hides[2]: is named twice" {
		t.Errorf("a part twice: %v", err)
	}
	r.Hides = []prize.EntryPart{}
	if checked, err := r.Check(phase); err != nil || checked.Hides != nil {
		t.Errorf("nothing hidden: %+v, %v", checked.Hides, err)
	}
}

func TestWhatARoundMustHold(t *testing.T) {
	at := func(day int) scalar.DateTime {
		return scalar.DateTime{Time: time.Date(2020, 3, day, 0, 0, 0, 0, time.UTC)}
	}
	phase := prize.Phase{Kind: prize.Selection, OpensAt: at(1), ClosesAt: at(20)}
	good := jury.Criterion{Name: text.Of("Impact"), Weight: 1, MaxPoints: 10}
	for name, c := range map[string]struct {
		change func(*jury.Round)
		want   string
	}{
		"good":                 {func(*jury.Round) {}, ""},
		"no criteria":          {func(r *jury.Round) { r.Criteria = nil }, "criteria:"},
		"no name":              {func(r *jury.Round) { r.Criteria[0].Name = nil }, "criteria[0].name:"},
		"no weight":            {func(r *jury.Round) { r.Criteria[0].Weight = 0 }, "criteria[0].weight:"},
		"no points":            {func(r *jury.Round) { r.Criteria[0].MaxPoints = 0 }, "criteria[0].maxPoints:"},
		"nomination by points": {func(r *jury.Round) { r.Kind = jury.Nomination }, "criteria[0].maxPoints:"},
		"selection that hides": {func(r *jury.Round) { r.Hides = []prize.EntryPart{prize.PartLinks} }, "hides: must be empty in a selection"},
		"what is no part":      {func(r *jury.Round) { r.Hides = []prize.EntryPart{"TITLE"} }, "hides[0]: must be ORGANISATION, PARTNERSHIPS, LINKS or IMAGES"},
		"no jurors":            {func(r *jury.Round) { r.SheetsEach = 0 }, "sheetsPerEntry:"},
		"revealed too early":   {func(r *jury.Round) { r.RevealAt = at(1).Time }, "revealAt:"},
		"revealed too late":    {func(r *jury.Round) { r.RevealAt = at(21).Time }, "revealAt:"},
	} {
		r := jury.Round{Kind: jury.Selection, SheetsEach: 3, Criteria: []jury.Criterion{good}}
		c.change(&r)
		checked, err := r.Check(phase)
		if (c.want == "") != (err == nil) || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && !checked.Reveals(phase.ClosesAt.Time).Equal(phase.ClosesAt.Time) {
			t.Errorf("%s: revealed at %v", name, checked.Reveals(phase.ClosesAt.Time))
		}
	}
}
