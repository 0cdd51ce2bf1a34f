package catalogue

import (
	"slices"

	"rostrum/internal/fault"
	"rostrum/internal/people"
)

// StakeholderFilter says which organisations.
type StakeholderFilter struct {
	Type    []people.StakeholderType
	Country []string
	Text    *string
}

// StakeholderOrder says in which order organisations come.
type StakeholderOrder struct {
	Field     StakeholderOrderField
	Direction OrderDirection
}

// StakeholderOrderField is what organisations can be ordered by.
type StakeholderOrderField string

// ByName orders by the name in the language served.
const ByName StakeholderOrderField = "NAME"

// Stakeholders gives the organisations.
func (v *View) Stakeholders(filter *StakeholderFilter, orderBy *StakeholderOrder, first *int, after *string, last *int, before *string) (StakeholderConnection, error) {
	keep, err := v.stakeholderFilter(filter)
	if err != nil {
		return StakeholderConnection{}, fault.In("filter", err)
	}
	return page(list[Stakeholder]{
		name:  "stakeholders",
		order: v.stakeholderOrder(orderBy != nil && orderBy.Direction == Descending),
		keep:  keep,
		wrap:  func(i int32) Stakeholder { return Stakeholder{v, i} },
	}, pageArgs{first, after, last, before})
}

func (v *View) stakeholderOrder(descending bool) *ordering {
	name := orderName{kindStakeholder, string(ByName), descending, v.sortLanguage()}
	return v.s.order(name, len(v.s.stakeholders.rows), func(i int32) sortKey {
		return sortKey{words: v.s.stakeholderDerived[i].words(name.language), id: v.s.stakeholders.rows[i].ID}
	})
}

func (v *View) stakeholderFilter(f *StakeholderFilter) (func(int32) bool, error) {
	if f == nil {
		return nil, nil
	}
	if err := checkList("type", len(f.Type)); err != nil {
		return nil, err
	}
	if err := checkPattern("country", f.Country, countryPattern, "not a code of ISO 3166-1 alpha-2, such as CH"); err != nil {
		return nil, err
	}
	var found map[int32]bool
	if f.Text != nil {
		var err error
		if found, err = v.matching("text", *f.Text); err != nil {
			return nil, err
		}
	}
	return func(i int32) bool {
		row := v.s.stakeholders.rows[i]
		return (f.Type == nil || slices.Contains(f.Type, row.Type)) &&
			(f.Country == nil || slices.Contains(f.Country, row.Country)) &&
			(f.Text == nil || found[v.s.document(kindStakeholder, i)])
	}, nil
}

// PersonFilter says which people.
type PersonFilter struct {
	Text *string
}

// People gives the people whom the programme names, by name.
func (v *View) People(filter *PersonFilter, first *int, after *string, last *int, before *string) (PersonConnection, error) {
	var keep func(int32) bool
	if filter != nil && filter.Text != nil {
		found, err := v.matching("text", *filter.Text)
		if err != nil {
			return PersonConnection{}, fault.In("filter", err)
		}
		keep = func(i int32) bool { return found[v.s.document(kindPerson, i)] }
	}
	name := orderName{table: kindPerson, field: string(ByName)}
	return page(list[Person]{
		name: "people",
		order: v.s.order(name, len(v.s.people.rows), func(i int32) sortKey {
			return sortKey{words: v.s.personDerived[i].words("en"), id: v.s.people.rows[i].ID}
		}),
		keep: keep,
		wrap: func(i int32) Person { return Person{v, i} },
	}, pageArgs{first, after, last, before})
}

// projectOrder gives the projects in the order of titles.
func (v *View) projectOrder() *ordering {
	name := orderName{table: kindProject, field: string(ByTitle), language: v.sortLanguage()}
	return v.s.order(name, len(v.s.projects.rows), func(i int32) sortKey {
		return sortKey{words: v.s.projectDerived[i].words(name.language), id: v.s.projects.rows[i].ID}
	})
}
