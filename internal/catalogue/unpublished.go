package catalogue

import "rostrum/internal/prize"

// unpublished is a project that stands in no snapshot: the jury reads it before everybody does.
type unpublished struct {
	row   *prize.Project
	links projectLinks
}

// ofView is the place of the one project that only a view has.
const ofView int32 = -2

// Unpublished shows a project that is not public, to somebody who may see it: as everybody will, once it is. Nothing else
// finds it. It is false where this replica does not know the contest yet.
func (v *View) Unpublished(p prize.Project) (Project, bool) {
	l := projectLinks{
		contest: v.s.contests.find(p.ContestID), category: indexIn(v.s.categoryAt, p.CategoryID), country: v.s.countries.find(p.Country),
		owners: v.s.stakeholders.findAll(p.Stakeholders), partners: v.s.stakeholders.findAll(p.Partners),
	}
	own := *v
	own.own = &unpublished{&p, l}
	return Project{&own, ofView}, l.contest != none
}
