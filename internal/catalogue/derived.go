package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/search"
	"rostrum/internal/text"
)

// derived is what is computed from one row, once for each revision, and kept from snapshot to snapshot.
type derived struct {
	id       string          // global
	sortable []text.Version  // folded and clipped, by language
	analysed search.Analysed // the words that the row itself is found by
	mention  search.Analysed // the words by which something that names the row is found
}

// words gives the sortable words in a language: else in English, else in any.
func (d *derived) words(language string) string {
	for _, v := range d.sortable {
		if v.Language == language {
			return v.Value
		}
	}
	return d.sortable[0].Value
}

// derivations are the derived values by kind, in the order of the tables.
type derivations struct {
	sessionDerived     []*derived
	stakeholderDerived []*derived
	personDerived      []*derived
	projectDerived     []*derived
}

// derive computes what each row gives by itself, taking over from the snapshot before whatever did not change.
func (s *Snapshot) derive(prev *Snapshot) {
	var p Snapshot
	if prev != nil {
		p.tables, p.derivations = prev.tables, prev.derivations
	}
	s.sessionDerived = deriveAll(s.sessions, p.sessions, p.sessionDerived, s.deriveSession)
	s.stakeholderDerived = deriveAll(s.stakeholders, p.stakeholders, p.stakeholderDerived, s.deriveStakeholder)
	s.personDerived = deriveAll(s.people, p.people, p.personDerived, s.derivePerson)
	s.projectDerived = deriveAll(s.projects, p.projects, p.projectDerived, s.deriveProject)
}

func deriveAll[T any](now, before table[T], kept []*derived, derive func(int32) *derived) []*derived {
	all := make([]*derived, len(now.rows))
	for i, row := range now.rows {
		// The same pointer is the same revision: rows are shared between snapshots and never change.
		if old, ok := before.at[now.key(row)]; ok && before.rows[old] == row {
			all[i] = kept[old]
			continue
		}
		all[i] = derive(int32(i))
	}
	return all
}

func (s *Snapshot) deriveSession(i int32) *derived {
	row := s.sessions.rows[i]
	parts := partsOf(row.Title, search.Title)
	parts = append(parts, partsOf(row.Abstract, search.Body)...)
	for _, printed := range row.OrganisersAsPrinted {
		parts = append(parts, search.Part{Text: printed, Weight: search.Body})
	}
	if row.Number != "" {
		parts = append(parts, search.Part{Text: row.Number, Weight: search.Body})
	}
	return &derived{
		id:       globalID(kindSession, row.ID),
		sortable: sortable(row.Title),
		analysed: search.Document{Parts: parts}.Analyse(),
	}
}

func (s *Snapshot) deriveStakeholder(i int32) *derived {
	row := s.stakeholders.rows[i]
	parts := append(partsOf(row.Name, search.Title), search.Part{Text: row.Acronym, Weight: search.Title})
	mention := append(partsOf(row.Name, search.Name), search.Part{Text: row.Acronym, Weight: search.Name})
	return &derived{
		id:       globalID(kindStakeholder, row.ID),
		sortable: sortable(row.Name),
		analysed: search.Document{Parts: parts}.Analyse(),
		mention:  search.Document{Parts: mention}.Analyse(),
	}
}

func (s *Snapshot) derivePerson(i int32) *derived {
	row := s.people.rows[i]
	parts := []search.Part{{Text: row.Name, Weight: search.Title}}
	for _, office := range row.Offices {
		parts = append(parts, search.Part{Text: office.Role, Language: "en", Weight: search.Body},
			search.Part{Text: office.Affiliation, Language: "en", Weight: search.Body})
	}
	return &derived{
		id:       globalID(kindPerson, row.ID),
		sortable: sortable(text.Of(row.Name)),
		analysed: search.Document{Parts: parts}.Analyse(),
		mention:  search.Document{Parts: []search.Part{{Text: row.Name, Weight: search.Name}}}.Analyse(),
	}
}

func (s *Snapshot) deriveProject(i int32) *derived {
	row := s.projects.rows[i]
	title := projectTitle(s.projects.rows[i])
	parts := append(partsOf(title, search.Title), search.Part{Text: row.OrganisationAsPrinted, Language: "en", Weight: search.Name})
	parts = append(parts, partsOf(row.Description, search.Body)...)
	for _, told := range toldOf(row) {
		parts = append(parts, search.Part{Text: told.Value, Language: told.Language, Weight: search.Body})
	}
	return &derived{
		id:       globalID(kindProject, row.ID),
		sortable: sortable(title),
		analysed: search.Document{Parts: parts}.Analyse(),
	}
}

// toldOf gives what a project's story says beside its description.
func toldOf(row *prize.Project) (told []text.Version) {
	if row.Story == nil {
		return nil
	}
	for _, a := range row.Story.Answers {
		if a.Box != prize.ShortDescription {
			told = append(told, text.Version{Language: row.Story.Language, Value: a.Text})
		}
	}
	return told
}

func partsOf(t text.Text, weight float32) []search.Part {
	parts := make([]search.Part, len(t), len(t)+2)
	for i, v := range t {
		parts[i] = search.Part{Text: v.Value, Language: v.Language, Weight: weight}
	}
	return parts
}

// sortable gives the folded words of every version of a text, clipped to what a cursor may hold.
func sortable(t text.Text) []text.Version {
	out := make([]text.Version, len(t))
	for i, v := range t {
		out[i] = text.Version{Language: v.Language, Value: clip(search.Fold(v.Value))}
	}
	return out
}
