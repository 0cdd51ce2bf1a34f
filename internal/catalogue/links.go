package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
)

// links are the relations between the rows as indices, and the rows that live inside others (tracks, pages,
// categories) as tables of their own.
type links struct {
	lineByCode   map[string]int32
	lineOrder    []int32
	goalByNumber map[int]int32
	goalOrder    []int32
	kindOrder    []int32
	matrixOrder  []int32 // newest first
	lineGoals    [][]int32
	goalLines    [][]int32

	forumBySlug   map[string]int32
	forumOrder    []int32
	editions      []string // ids of the forums from the oldest to the newest
	forumContests [][]int32
	forumTracks   [][]int32
	forumPages    [][]int32
	tracks        []*programme.Track
	trackAt       map[string]int32
	pages         []*programme.Page
	pageAt        map[string]int32

	contestBySlug     map[string]int32
	contestOrder      []int32
	contestForum      []int32
	contestCategories [][]int32
	categories        []categoryLinks
	categoryAt        map[string]int32

	sessionLinks     []sessionLinks
	stakeholderLinks []stakeholderLinks
	personLinks      [][]appearance
	projectLinks     []projectLinks
}

type categoryLinks struct {
	row      *prize.Category
	contest  int32
	line     int32
	nominees []int32
}

type stakeholderLinks struct {
	country  int32
	projects []int32
}

type appearance struct{ session, place int32 }

type projectLinks struct {
	contest, category, country int32
	owners, partners           []int32
}

// link finds all relations. The order of the steps matters where one reads what another found.
func (s *Snapshot) link() {
	s.linkTaxonomy()
	s.linkMatrix()
	s.linkForums()
	s.linkContests()
	s.linkProjects()
	s.linkSessions()
}

func (s *Snapshot) linkTaxonomy() {
	s.lineByCode = make(map[string]int32, len(s.lines.rows))
	for i, line := range s.lines.rows {
		s.lineByCode[line.Code] = int32(i)
	}
	s.lineOrder = ordered(s.lines.rows, func(a, b *taxonomy.ActionLine) int { return cmp.Compare(a.Position, b.Position) })
	s.goalByNumber = make(map[int]int32, len(s.goals.rows))
	for i, goal := range s.goals.rows {
		s.goalByNumber[goal.Number] = int32(i)
	}
	s.goalOrder = ordered(s.goals.rows, func(a, b *taxonomy.Goal) int { return cmp.Compare(a.Number, b.Number) })
	s.kindOrder = ordered(s.kinds.rows, func(a, b *taxonomy.Kind) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), strings.Compare(a.Code, b.Code))
	})
	s.matrixOrder = ordered(s.matrices.rows, func(a, b *taxonomy.Matrix) int {
		return cmp.Or(cmp.Compare(b.Position, a.Position), strings.Compare(b.Version, a.Version))
	})
}

// linkMatrix finds which lines support which goals by the newest matrix.
func (s *Snapshot) linkMatrix() {
	s.lineGoals = make([][]int32, len(s.lines.rows))
	s.goalLines = make([][]int32, len(s.goals.rows))
	if len(s.matrixOrder) == 0 {
		return
	}
	for _, link := range s.matrices.rows[s.matrixOrder[0]].Links {
		line, lineOK := s.lineByCode[link.ActionLine]
		goal, goalOK := s.goalByNumber[link.Goal]
		if !lineOK || !goalOK {
			continue
		}
		s.lineGoals[line] = addOnce(s.lineGoals[line], goal)
		s.goalLines[goal] = addOnce(s.goalLines[goal], line)
	}
	for i := range s.lineGoals {
		slices.SortFunc(s.lineGoals[i], func(a, b int32) int {
			return cmp.Compare(s.goals.rows[a].Number, s.goals.rows[b].Number)
		})
	}
	for i := range s.goalLines {
		slices.SortFunc(s.goalLines[i], func(a, b int32) int {
			return cmp.Compare(s.lines.rows[a].Position, s.lines.rows[b].Position)
		})
	}
}

func (s *Snapshot) linkForums() {
	n := len(s.forums.rows)
	s.forumBySlug = make(map[string]int32, n)
	s.forumContests, s.forumTracks, s.forumPages = make([][]int32, n), make([][]int32, n), make([][]int32, n)
	s.trackAt, s.pageAt = make(map[string]int32), make(map[string]int32)
	for i, forum := range s.forums.rows {
		s.forumBySlug[forum.Slug] = int32(i)
		for j := range forum.Tracks {
			index := int32(len(s.tracks))
			s.tracks = append(s.tracks, &forum.Tracks[j])
			s.trackAt[forum.Tracks[j].ID] = index
			s.forumTracks[i] = append(s.forumTracks[i], index)
		}
		for j := range forum.Pages {
			index := int32(len(s.pages))
			s.pages = append(s.pages, &forum.Pages[j])
			s.pageAt[forum.Pages[j].ID] = index
			s.forumPages[i] = append(s.forumPages[i], index)
		}
	}
	s.forumOrder = ordered(s.forums.rows, func(a, b *programme.Forum) int {
		return cmp.Or(archiveLast(a.IsArchive, b.IsArchive), cmp.Compare(b.Year, a.Year), strings.Compare(a.Slug, b.Slug))
	})
	for _, i := range ordered(s.forums.rows, func(a, b *programme.Forum) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), strings.Compare(string(a.StartsOn), string(b.StartsOn)), strings.Compare(a.ID, b.ID))
	}) {
		s.editions = append(s.editions, s.forums.rows[i].ID)
	}
}

func (s *Snapshot) linkContests() {
	s.contestBySlug = make(map[string]int32, len(s.contests.rows))
	s.contestForum = make([]int32, len(s.contests.rows))
	s.contestCategories = make([][]int32, len(s.contests.rows))
	s.categoryAt = make(map[string]int32)
	for i, contest := range s.contests.rows {
		s.contestBySlug[contest.Slug] = int32(i)
		s.contestForum[i] = s.forums.find(contest.ForumID)
		if forum := s.contestForum[i]; forum != none {
			s.forumContests[forum] = append(s.forumContests[forum], int32(i))
		}
		for j := range contest.Categories {
			category := &contest.Categories[j]
			index := int32(len(s.categories))
			s.categories = append(s.categories, categoryLinks{category, int32(i), indexIn(s.lineByCode, category.ActionLine), nil})
			s.categoryAt[category.ID] = index
			s.contestCategories[i] = append(s.contestCategories[i], index)
		}
	}
	position := make(map[int32]int, len(s.forumOrder))
	for p, forum := range s.forumOrder {
		position[forum] = p
	}
	s.contestOrder = ordered(s.contests.rows, func(a, b *prize.Contest) int {
		return cmp.Or(cmp.Compare(position[s.forums.find(a.ForumID)], position[s.forums.find(b.ForumID)]), strings.Compare(a.Slug, b.Slug))
	})
}

func archiveLast(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// ordered gives the indices of rows in an order.
func ordered[T any](rows []*T, compare func(a, b *T) int) []int32 {
	indices := make([]int32, len(rows))
	for i := range indices {
		indices[i] = int32(i)
	}
	slices.SortFunc(indices, func(a, b int32) int { return compare(rows[a], rows[b]) })
	return indices
}

func addOnce(indices []int32, index int32) []int32 {
	if slices.Contains(indices, index) {
		return indices
	}
	return append(indices, index)
}
