package catalogue

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"slices"
	"strings"
)

// linkProjects finds owners, partners, categories and nominees of the projects.
func (s *Snapshot) linkProjects() {
	s.projectLinks = make([]projectLinks, len(s.projects.rows))
	s.stakeholderLinks = make([]stakeholderLinks, len(s.stakeholders.rows))
	for i, stakeholder := range s.stakeholders.rows {
		s.stakeholderLinks[i].country = s.countries.find(stakeholder.Country)
	}
	for i, project := range s.projects.rows {
		l := projectLinks{
			contest:  s.contests.find(project.ContestID),
			category: indexIn(s.categoryAt, project.CategoryID),
			country:  s.countries.find(project.Country),
			owners:   s.stakeholders.findAll(project.Stakeholders),
			partners: s.stakeholders.findAll(project.Partners),
		}
		s.projectLinks[i] = l
		for _, owner := range l.owners {
			s.stakeholderLinks[owner].projects = append(s.stakeholderLinks[owner].projects, int32(i))
		}
		if l.category != none {
			s.categories[l.category].nominees = append(s.categories[l.category].nominees, int32(i))
		}
	}
	for i := range s.categories {
		s.drawNominees(&s.categories[i])
	}
	for i := range s.stakeholderLinks {
		slices.SortFunc(s.stakeholderLinks[i].projects, func(a, b int32) int {
			return cmp.Or(cmp.Compare(s.projectYear(b), s.projectYear(a)), strings.Compare(s.projects.rows[a].ID, s.projects.rows[b].ID))
		})
	}
}

// drawNominees puts the nominees of a category in one order for everybody that favours none: by the SHA-256 of
// "rostrum nominees", the category's id and the project's id, parted by line ends. Anyone can draw it again.
func (s *Snapshot) drawNominees(category *categoryLinks) {
	lot := func(project int32) []byte {
		sum := sha256.Sum256([]byte("rostrum nominees\n" + category.row.ID + "\n" + s.projects.rows[project].ID))
		return sum[:]
	}
	slices.SortFunc(category.nominees, func(a, b int32) int { return bytes.Compare(lot(a), lot(b)) })
}

func (s *Snapshot) projectYear(project int32) int {
	contest := s.projectLinks[project].contest
	if contest == none || s.contestForum[contest] == none {
		return 0
	}
	return s.forums.rows[s.contestForum[contest]].Year
}
