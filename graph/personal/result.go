package personal

import (
	"rostrum/internal/catalogue"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// VoteCount is what an officer counted.
type VoteCount struct {
	view  *catalogue.View
	count prize.VoteCount
}

// NewVoteCount shows a count.
func NewVoteCount(v *catalogue.View, c prize.VoteCount) VoteCount { return VoteCount{v, c} }

// IsNode marks an object with a global id.
func (VoteCount) IsNode() {}

// ID gives the global id.
func (c VoteCount) ID() string { return catalogue.GlobalID(catalogue.KindVoteCount, c.count.ID) }

// Sha256 gives the hash of what was counted.
func (c VoteCount) Sha256() string { return c.count.SHA256 }

// CountedAt gives when it was counted, in forum time.
func (c VoteCount) CountedAt() scalar.DateTime { return scalar.DateTime{Time: c.count.CountedAt} }

// Categories gives what was counted in each category.
func (c VoteCount) Categories() (shown []CategoryCount, err error) {
	for _, r := range c.count.Results {
		category, ok := c.view.CategoryByKey(r.CategoryID)
		if !ok {
			return nil, behind()
		}
		shown = append(shown, CategoryCount{category, catalogue.NewCategoryResult(c.view, r)})
	}
	return shown, nil
}

// Ties gives the ties that nothing settles.
func (c VoteCount) Ties() (shown []Tie, err error) {
	for _, t := range c.count.Ties {
		category, ok := c.view.CategoryByKey(t.CategoryID)
		if !ok {
			return nil, behind()
		}
		shown = append(shown, Tie{category, projectsOf(c.view, t.Projects), t.Places})
	}
	return shown, nil
}

// CategoryCount is what was counted in a category.
type CategoryCount struct {
	category catalogue.Category
	catalogue.CategoryResult
}

// Category gives the category.
func (c CategoryCount) Category() catalogue.Category { return c.category }

// Tie is that more projects have as many votes than there are places.
type Tie struct {
	category catalogue.Category
	projects []catalogue.Project
	places   int
}

// Category gives the category.
func (t Tie) Category() catalogue.Category { return t.category }

// Projects gives those that tie.
func (t Tie) Projects() []catalogue.Project { return t.projects }

// Places gives how many of them become champions.
func (t Tie) Places() int { return t.places }

// CategoryChampions is who the champions of a category are, without numbers.
type CategoryChampions struct {
	category catalogue.Category
	projects []catalogue.Project
}

// NewCategoryChampions shows the champions of a contest. Fault: Unavailable where the catalogue is behind.
func NewCategoryChampions(v *catalogue.View, results []prize.CategoryResult) (shown []CategoryChampions, err error) {
	for _, r := range results {
		category, ok := v.CategoryByKey(r.CategoryID)
		if !ok {
			return nil, behind()
		}
		shown = append(shown, CategoryChampions{category, projectsOf(v, r.Champions())})
	}
	return shown, nil
}

// Category gives the category.
func (c CategoryChampions) Category() catalogue.Category { return c.category }

// Projects gives the champions, in an order that says nothing.
func (c CategoryChampions) Projects() []catalogue.Project { return c.projects }

func projectsOf(v *catalogue.View, ids []string) (projects []catalogue.Project) {
	for _, id := range ids {
		if project, ok := v.ProjectByKey(id); ok {
			projects = append(projects, project)
		}
	}
	return projects
}
