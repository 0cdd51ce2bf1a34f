package people_test

import (
	"strings"
	"testing"

	"rostrum/internal/people"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

var codes = taxonomy.Codes{Countries: map[string]bool{"CH": true}}

func TestSR17_ExactlyOneTypeAndITUCategoryApart(t *testing.T) {
	for _, row := range []struct {
		name string
		of   people.StakeholderType
		itu  people.ITUCategory
		want string
	}{
		{"type alone", people.Government, "", ""},
		{"category beside it", people.Government, people.Regulator, ""},
		{"both named academia", people.Academia, people.AcademiaMember, ""},
		{"no type", "", people.Regulator, "type: must be one of the eight stakeholder types"},
		{"category as type", "REGULATOR", "", "type: must be one of the eight stakeholder types"},
		{"type as category", people.Government, "GOVERNMENT", "ituCategory: must be one of the nine categories of ITU"},
		{"two types", "GOVERNMENT,MEDIA", "", "type: must be one of the eight stakeholder types"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := people.Stakeholder{Name: text.Of("A body"), Type: row.of, ITUCategory: row.itu, Country: "CH"}.Check(codes)
			if got := words(err); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}

func TestSR18_AccreditationCarriesOver(t *testing.T) {
	editions := []string{"F2018", "F2019", "F2020", "F2021"}
	given := func(forum string, status people.AccreditationStatus) people.Accreditation {
		return people.Accreditation{ForumID: forum, Status: status}
	}
	again := people.Accreditation{ForumID: "F2020", Status: people.Requested, AskAgain: true}
	for _, row := range []struct {
		name      string
		decisions []people.Accreditation
		forum     string
		status    people.AccreditationStatus // empty where nothing holds
		carried   bool
	}{
		{"own decision", []people.Accreditation{given("F2020", people.Accredited)}, "F2020", people.Accredited, false},
		{"from the edition before", []people.Accreditation{given("F2019", people.Accredited)}, "F2020", people.Accredited, true},
		{"over two editions", []people.Accreditation{given("F2018", people.Accredited)}, "F2020", people.Accredited, true},
		{"not backwards", []people.Accreditation{given("F2020", people.Accredited)}, "F2019", "", false},
		{"status changed since", []people.Accreditation{given("F2018", people.Accredited), given("F2019", people.Withdrawn)}, "F2020", "", false},
		{"a refusal does not carry", []people.Accreditation{given("F2019", people.Refused)}, "F2020", "", false},
		{"a request does not carry", []people.Accreditation{given("F2019", people.Requested)}, "F2020", "", false},
		{"asked again", []people.Accreditation{given("F2019", people.Accredited), again}, "F2020", people.Requested, false},
		{"asked again ends it for later ones", []people.Accreditation{given("F2019", people.Accredited), again}, "F2021", "", false},
		{"order of decisions does not matter", []people.Accreditation{given("F2019", people.Withdrawn), given("F2018", people.Accredited)}, "F2021", "", false},
		{"unknown edition", []people.Accreditation{given("F2019", people.Accredited)}, "F1999", "", false},
		{"no decision", nil, "F2020", "", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, carried, ok := people.Standing(row.decisions, editions, row.forum)
			if got.Status != row.status || carried != row.carried || ok != (row.status != "") {
				t.Errorf("got %q, carried over %v, %v", got.Status, carried, ok)
			}
		})
	}
}

func TestPersonCheck(t *testing.T) {
	for _, row := range []struct {
		name  string
		given people.Person
		want  string
	}{
		{"name alone", people.Person{Name: "Ada"}, ""},
		{"no name", people.Person{}, "name: must not be empty"},
		{"long name", people.Person{Name: strings.Repeat("a", 201)}, "name: 201 characters, 200 are allowed"},
		{"bidi", people.Person{Name: "a\u202Eb"}, "name: holds the character U+202E, which is not allowed"},
		{"NUL", people.Person{Name: "a\x00b"}, "name: holds the character U+0000, which is not allowed"},
		{"office without title", people.Person{Name: "Ada", Offices: []people.Office{{Country: "CH"}}}, "offices[0].role: must not be empty"},
		{"unknown country", people.Person{Name: "Ada", Offices: []people.Office{{Role: "Minister", Country: "XX"}}},
			"offices[0].country: XX is not a country of ISO 3166-1 alpha-2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.given.Check(codes)
			if got := words(err); got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
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
