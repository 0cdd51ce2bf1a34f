package catalogue

import (
	"sync"
	"time"

	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/search"
	"rostrum/internal/taxonomy"
)

// Snapshot is everything that is published and public at one point of the change log. It never changes.
type Snapshot struct {
	seq int64
	tables
	links
	derivations
	index  *search.Index
	orders sync.Map // orderName → *ordering; each a pure function of the snapshot, made when first asked for
}

// tables are the rows by kind.
type tables struct {
	countries    table[taxonomy.Country]
	kinds        table[taxonomy.Kind]
	lines        table[taxonomy.ActionLine] // by id
	goals        table[taxonomy.Goal]       // by id
	matrices     table[taxonomy.Matrix]
	stakeholders table[people.Stakeholder]
	people       table[people.Person]
	forums       table[programme.Forum]
	sessions     table[programme.Session]
	contests     table[prize.Contest]
	projects     table[prize.Project]
}

// Seq is the place in the change log that the snapshot stands at.
func (s *Snapshot) Seq() int64 { return s.seq }

// Build makes the snapshot of one reading of the database. Equal rows give equal snapshots. It takes over the rows:
// whoever gave them must not change them any more.
func Build(rows Rows) *Snapshot {
	return assemble(nil, rows.Seq, tables{
		countries:    newTable(func(r *taxonomy.Country) string { return r.Code }, rows.Countries),
		kinds:        newTable(func(r *taxonomy.Kind) string { return r.Code }, rows.Kinds),
		lines:        newTable(func(r *taxonomy.ActionLine) string { return r.ID }, rows.ActionLines),
		goals:        newTable(func(r *taxonomy.Goal) string { return r.ID }, rows.Goals),
		matrices:     newTable(func(r *taxonomy.Matrix) string { return r.Version }, rows.Matrices),
		stakeholders: newTable(func(r *people.Stakeholder) string { return r.ID }, rows.Stakeholders),
		people:       newTable(func(r *people.Person) string { return r.ID }, rows.People),
		forums:       newTable(func(r *programme.Forum) string { return r.ID }, rows.Forums),
		sessions:     newTable(func(r *programme.Session) string { return r.ID }, rows.Sessions),
		contests:     newTable(func(r *prize.Contest) string { return r.ID }, rows.Contests),
		projects:     newTable(func(r *prize.Project) string { return r.ID }, rows.Projects),
	})
}

// With makes the snapshot after a change. What did not change keeps its derived values, so the work is small; the
// result equals a Build of the same rows.
func (s *Snapshot) With(d Delta) *Snapshot {
	gone := make(map[changelog.Entity]map[string]bool)
	for _, ref := range d.Removed {
		if gone[ref.Entity] == nil {
			gone[ref.Entity] = make(map[string]bool)
		}
		gone[ref.Entity][ref.ID] = true
	}
	return assemble(s, d.Seq, tables{
		countries:    s.countries.with(d.Countries, gone[changelog.Country]),
		kinds:        s.kinds.with(d.Kinds, gone[changelog.Kind]),
		lines:        s.lines.with(d.ActionLines, gone[changelog.ActionLine]),
		goals:        s.goals.with(d.Goals, gone[changelog.Goal]),
		matrices:     s.matrices.with(d.Matrices, gone[changelog.Matrix]),
		stakeholders: s.stakeholders.with(d.Stakeholders, gone[changelog.Stakeholder]),
		people:       s.people.with(d.People, gone[changelog.Person]),
		forums:       s.forums.with(d.Forums, gone[changelog.Forum]),
		sessions:     s.sessions.with(d.Sessions, gone[changelog.Session]),
		contests:     s.contests.with(d.Contests, gone[changelog.Contest]),
		projects:     s.projects.with(d.Projects, gone[changelog.Project]),
	})
}

func assemble(prev *Snapshot, seq int64, t tables) *Snapshot {
	s := &Snapshot{seq: seq, tables: t}
	s.derive(prev)
	s.link()
	s.index = s.buildIndex()
	return s
}

// zoneOf gives the zone of a forum.
func (s *Snapshot) zoneOf(forum int32) *time.Location {
	return s.forums.rows[forum].TimeZone.Location()
}
