package intake

import (
	"reflect"
	"strings"

	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
)

// field is a field of a struct that a document may name.
type field struct {
	index []int
	isRef bool // holds the external id of another record, or a list of them
}

// refs names the fields that refer to records: an object with a source may stand in their place.
var refs = map[reflect.Type][]string{
	reflect.TypeFor[taxonomy.Facilitation]():   {"stakeholder"},
	reflect.TypeFor[people.Accreditation]():    {"forum"},
	reflect.TypeFor[programme.Forum]():         {"coOrganisers", "chair"},
	reflect.TypeFor[programme.Session]():       {"forum", "tracks", "organisers", "parent"},
	reflect.TypeFor[programme.Participation](): {"person", "affiliations"},
	reflect.TypeFor[programme.AgendaItem]():    {"speakers"},
	reflect.TypeFor[prize.Contest]():           {"forum"},
	reflect.TypeFor[prize.Project]():           {"contest", "category", "stakeholders", "partners"},
}

// fieldsOf gives the fields of a struct by the names in its JSON tags. Fields of an inlined struct count as its own.
func fieldsOf(t reflect.Type) map[string]field {
	fields := map[string]field{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
		case name == "" && options == "inline":
			for inner, of := range fieldsOf(f.Type) {
				fields[inner] = field{append([]int{i}, of.index...), of.isRef}
			}
		default:
			fields[name] = field{index: []int{i}}
		}
	}
	for _, name := range refs[t] {
		of := fields[name]
		of.isRef = true
		fields[name] = of
	}
	return fields
}
