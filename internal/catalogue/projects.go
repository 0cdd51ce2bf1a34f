package catalogue

import (
	"slices"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

// ProjectFilter says which projects of a contest. Conditions combine; a list means any of its values; nil means no
// condition.
type ProjectFilter struct {
	Outcome  []prize.Outcome
	Category []string
	Country  []string
	Text     *string
}

// Projects gives the projects of the contest, in the order of titles.
func (c Contest) Projects(filter *ProjectFilter, first *int, after *string, last *int, before *string) (ProjectConnection, error) {
	keep, err := c.v.projectFilter(filter)
	if err != nil {
		return ProjectConnection{}, fault.In("filter", err)
	}
	return page(list[Project]{
		name:  "contest/" + c.row().ID,
		order: c.v.projectOrder(),
		keep:  func(i int32) bool { return c.v.s.projectLinks[i].contest == c.i && (keep == nil || keep(i)) },
		wrap:  func(i int32) Project { return Project{c.v, i} },
	}, pageArgs{first, after, last, before})
}

func (v *View) projectFilter(f *ProjectFilter) (func(int32) bool, error) {
	if f == nil {
		return nil, nil
	}
	if err := checkList("outcome", len(f.Outcome)); err != nil {
		return nil, err
	}
	if err := checkPattern("country", f.Country, countryPattern, "not a code of ISO 3166-1 alpha-2, such as CH"); err != nil {
		return nil, err
	}
	if err := checkList("category", len(f.Category)); err != nil {
		return nil, err
	}
	categories, err := parseIDs("category", f.Category, kindCategory)
	if err != nil {
		return nil, err
	}
	var found map[int32]bool
	if f.Text != nil {
		if found, err = v.matching("text", *f.Text); err != nil {
			return nil, err
		}
	}
	return func(i int32) bool {
		row := v.s.projects.rows[i]
		return (f.Outcome == nil || slices.Contains(f.Outcome, row.Outcome)) &&
			(f.Category == nil || slices.Contains(categories, row.CategoryID)) &&
			(f.Country == nil || slices.Contains(f.Country, row.Country)) &&
			(f.Text == nil || found[v.s.document(kindProject, i)])
	}, nil
}
