package catalogue

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

func TestSessionFilter(t *testing.T) {
	v := viewAt(smallForum(), "2020-06-22T08:30:00Z")
	forum := forumF1(t, v)
	for name, tc := range map[string]struct {
		filter SessionFilter
		want   []string
	}{
		"nothing asked":             {SessionFilter{}, []string{"Opening of numérique", "Cancelled", "Ending", "Only a day", "Undated"}},
		"a range":                   {SessionFilter{StartsAt: &InstantRange{From: ptr(instant("2020-06-22T20:00:00Z"))}}, []string{"Ending"}},
		"a range, end exclusive":    {SessionFilter{StartsAt: &InstantRange{Before: ptr(instant("2020-06-22T08:00:00Z"))}}, nil},
		"a second slot in a range":  {SessionFilter{StartsAt: &InstantRange{From: ptr(instant("2020-06-24T00:00:00Z"))}}, []string{"Ending"}},
		"a day in the forum's zone": {SessionFilter{Day: ptr(scalar.Date("2020-06-23"))}, []string{"Ending", "Only a day"}},
		"the same day in another":   {SessionFilter{Day: ptr(scalar.Date("2020-06-22")), TimeZone: ptr(scalar.TimeZone("America/Los_Angeles"))}, []string{"Opening of numérique", "Cancelled", "Ending"}},
		"live":                      {SessionFilter{Status: []programme.Status{programme.Live}}, []string{"Opening of numérique"}},
		"undated, asked for":        {SessionFilter{Status: []programme.Status{programme.Undated}}, []string{"Undated"}},
		"cancelled":                 {SessionFilter{Status: []programme.Status{programme.CalledOff}}, []string{"Cancelled"}},
		"a part of C7":              {SessionFilter{ActionLine: []string{"C7_EGOV"}}, []string{"Opening of numérique"}},
		"the group C7":              {SessionFilter{ActionLine: []string{"C7"}}, []string{"Opening of numérique"}},
		"a goal":                    {SessionFilter{Sdg: []int{5}}, []string{"Ending"}},
		"a language":                {SessionFilter{Language: []scalar.LanguageTag{"fr"}}, []string{"Ending"}},
		"an organiser":              {SessionFilter{Organiser: []string{globalID(kindStakeholder, "O1")}}, []string{"Opening of numérique"}},
		"an id of another kind":     {SessionFilter{Organiser: []string{globalID(kindPerson, "P1")}}, nil},
		"a type":                    {SessionFilter{StakeholderType: []people.StakeholderType{people.CivilSociety}}, []string{"Opening of numérique"}},
		"a country":                 {SessionFilter{Country: []string{"KE"}}, []string{"Opening of numérique"}},
		"a person":                  {SessionFilter{Person: []string{globalID(kindPerson, "P1")}}, []string{"Opening of numérique"}},
		"a track":                   {SessionFilter{Track: []string{globalID(kindTrack, "T1")}}, []string{"Ending"}},
		"a word without accent":     {SessionFilter{Text: ptr("numerique")}, []string{"Opening of numérique"}},
		"an organiser's name":       {SessionFilter{Text: ptr("zebra")}, []string{"Opening of numérique"}},
		"a speaker's name":          {SessionFilter{Text: ptr("nee")}, []string{"Opening of numérique"}},
		"an empty list":             {SessionFilter{Kind: []string{}}, nil},
		"conditions that exclude":   {SessionFilter{Sdg: []int{5}, Country: []string{"KE"}}, nil},
		"no samples":                {SessionFilter{IsSample: ptr(true)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := forum.Sessions(&tc.filter, nil, nil, nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := titles(c.Nodes())
			if len(got) != len(tc.want) || cmp.Diff(append([]string{}, tc.want...), append([]string{}, got...)) != "" {
				t.Fatalf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestSessionFilterNamesTheField(t *testing.T) {
	forum := forumF1(t, viewAt(smallForum(), "2020-06-22T08:30:00Z"))
	for field, filter := range map[string]SessionFilter{
		"filter.startsAt.before": {StartsAt: &InstantRange{From: ptr(instant("2020-06-23T00:00:00Z")), Before: ptr(instant("2020-06-22T00:00:00Z"))}},
		"filter.timeZone":        {TimeZone: ptr(scalar.TimeZone("Europe/Paris"))},
		"filter.kind[1]":         {Kind: []string{"DIALOGUE", "no code"}},
		"filter.actionLine[0]":   {ActionLine: []string{"C99"}},
		"filter.sdg[0]":          {Sdg: []int{18}},
		"filter.country[0]":      {Country: []string{"Kenya"}},
		"filter.organiser[0]":    {Organiser: []string{"not an id"}},
		"filter.person[0]":       {Person: []string{""}},
		"filter.track[0]":        {Track: []string{strings.Repeat("x", 300)}},
		"filter.text":            {Text: ptr("   ")},
		"filter.sdg":             {Sdg: make([]int, 101)},
	} {
		t.Run(field, func(t *testing.T) {
			_, err := forum.Sessions(&filter, nil, nil, nil, nil, nil)
			f, ok := err.(*fault.Fault)
			if !ok || f.Code != fault.BadUserInput || f.Field != field || !strings.HasPrefix(f.Text, field) {
				t.Fatalf("got %v, want a fault about %s", err, field)
			}
		})
	}
}

func TestSessionOrder(t *testing.T) {
	for name, tc := range map[string]struct {
		language string
		order    SessionOrder
		want     []string
	}{
		"start, upwards":    {"en", SessionOrder{ByStart, Ascending}, []string{"Opening of numérique", "Cancelled", "Ending", "Only a day", "Undated"}},
		"start, downwards":  {"en", SessionOrder{ByStart, Descending}, []string{"Only a day", "Ending", "Opening of numérique", "Cancelled", "Undated"}},
		"title":             {"en", SessionOrder{ByTitle, Ascending}, []string{"Cancelled", "Ending", "Only a day", "Opening of numérique", "Undated"}},
		"title in French":   {"fr", SessionOrder{ByTitle, Ascending}, []string{"Cancelled", "Clôture", "Only a day", "Opening of numérique", "Undated"}},
		"number":            {"en", SessionOrder{ByNumber, Ascending}, []string{"Opening of numérique", "Ending", "Only a day", "Undated", "Cancelled"}},
		"number, downwards": {"en", SessionOrder{ByNumber, Descending}, []string{"Ending", "Opening of numérique", "Only a day", "Undated", "Cancelled"}},
	} {
		t.Run(name, func(t *testing.T) {
			forum := forumF1(t, viewAt(smallForum(), "2020-06-22T08:30:00Z", tc.language))
			c, err := forum.Sessions(nil, &tc.order, nil, nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, titles(c.Nodes())); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

func TestDaysFollowTheZone(t *testing.T) {
	forum := forumF1(t, viewAt(smallForum(), "2020-06-22T08:30:00Z"))
	for zone, want := range map[scalar.TimeZone][]ForumDay{
		"Europe/Zurich":       {{"2020-06-22", 3}, {"2020-06-23", 2}, {"2020-06-24", 1}},
		"America/Los_Angeles": {{"2020-06-22", 3}, {"2020-06-23", 1}, {"2020-06-24", 1}},
		"Pacific/Apia":        {{"2020-06-22", 2}, {"2020-06-23", 2}, {"2020-06-24", 1}},
	} {
		if diff := cmp.Diff(want, forum.Days(&zone), cmp.AllowUnexported(ForumDay{})); diff != "" {
			t.Error(zone, diff)
		}
	}
}

// TestDayOfABlockInAnotherHemisphere is the case of a viewer in Los Angeles and a forum in Sydney.
func TestDayOfABlockInAnotherHemisphere(t *testing.T) {
	rows := smallForum()
	rows.Forums[0].TimeZone = "Australia/Sydney"
	rows.Sessions = rows.Sessions[:1]
	rows.Sessions[0].Slots = []programme.Slot{slot("2020-06-23T06:30:00Z", "2020-06-23T08:00:00Z")} // 16:30 to 18:00 in Sydney
	forum := forumF1(t, viewAt(rows, "2020-06-22T08:30:00Z"))
	zone := scalar.TimeZone("America/Los_Angeles")
	if diff := cmp.Diff([]ForumDay{{"2020-06-22", 1}, {"2020-06-23", 1}}, forum.Days(&zone), cmp.AllowUnexported(ForumDay{})); diff != "" {
		t.Error(diff)
	}
	c, err := forum.Sessions(nil, nil, nil, nil, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if day, _ := c.Nodes()[0].Day(&zone); day != "2020-06-22" {
		t.Error("begins on", day)
	}
	if at, _ := c.Nodes()[0].StartsAt(&zone); string(at.AppendJSON(nil)) != `"2020-06-22T23:30:00-07:00"` {
		t.Error("begins at", string(at.AppendJSON(nil)))
	}
}

func TestNowAndNext(t *testing.T) {
	for now, want := range map[string][2][]string{
		"2020-06-22T07:59:59.999999Z": {{}, {"Opening of numérique", "Ending"}},
		"2020-06-22T08:00:00Z":        {{"Opening of numérique"}, {"Ending"}},
		"2020-06-22T09:00:00Z":        {{}, {"Ending"}},
		"2020-06-23T12:00:00Z":        {{}, {"Ending"}}, // its second slot
		"2020-06-24T08:30:00Z":        {{"Ending"}, {}},
	} {
		t.Run(now, func(t *testing.T) {
			both, err := forumF1(t, viewAt(smallForum(), now)).NowAndNext(5)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, [2][]string{titles(both.Now()), titles(both.Next())}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOrderByNumber orders numbers as people read them, whatever stands behind the digits.
func TestOrderByNumber(t *testing.T) {
	rows := smallForum()
	rows.Sessions = nil
	for i, number := range []string{"12", "", "2/1", "12-12", "12b", "9", "A3", "103.3"} {
		rows.Sessions = append(rows.Sessions, programme.Session{ID: string(rune('a' + i)), ForumID: "F1", Kind: "DIALOGUE",
			State: programme.Published, Number: number, Title: text.Of("Number " + number)})
	}
	forum := forumF1(t, viewAt(rows, "2020-06-22T08:30:00Z"))
	for direction, want := range map[OrderDirection][]string{
		Ascending:  {"A3", "2/1", "9", "12", "12-12", "12b", "103.3", ""},
		Descending: {"103.3", "12b", "12-12", "12", "9", "2/1", "A3", ""},
	} {
		t.Run(string(direction), func(t *testing.T) {
			c, err := forum.Sessions(nil, &SessionOrder{ByNumber, direction}, nil, nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range c.Nodes() {
				got = append(got, s.row().Number)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDaysAgreeWithTheFilter compares the two ways to ask what a day holds, in zones whose clocks change at midnight:
// as many sessions as forum.days counts must be found by the filter.
func TestDaysAgreeWithTheFilter(t *testing.T) {
	rows := smallForum()
	rows.Sessions = nil
	for i := range 96 {
		start := instant("2020-09-05T00:15:00Z").Add(time.Duration(i) * 30 * time.Minute)
		rows.Sessions = append(rows.Sessions, programme.Session{ID: fmt.Sprintf("S%02d", i), ForumID: "F1", Kind: "DIALOGUE",
			State: programme.Published, Title: text.Of("Half an hour"),
			Slots: []programme.Slot{{StartsAt: scalar.DateTime{Time: start}, EndsAt: scalar.DateTime{Time: start.Add(30 * time.Minute)}}}})
	}
	forum := forumF1(t, viewAt(rows, "2020-06-22T08:30:00Z"))
	for _, zone := range []scalar.TimeZone{"America/Santiago", "Europe/Zurich", "Asia/Kathmandu"} {
		for _, day := range forum.Days(&zone) {
			date := day.Date()
			c, err := forum.Sessions(&SessionFilter{Day: &date, TimeZone: &zone}, nil, nil, nil, nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			if total, _ := c.TotalCount(); total != day.SessionCount() {
				t.Errorf("%s in %s: days counts %d, the filter finds %d", date, zone, day.SessionCount(), total)
			}
		}
	}
}
