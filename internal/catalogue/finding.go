package catalogue

import (
	"strings"

	"rostrum/internal/fault"
	"rostrum/internal/search"
	"rostrum/internal/text"
)

// SearchResult is something that was found: Session, Person, Stakeholder or Project.
type SearchResult interface{ IsSearchResult() }

// The documents of the index are numbered through the four tables, one behind the other.
func (s *Snapshot) document(kind kindOf, i int32) int32 {
	switch kind {
	case kindStakeholder:
		i += int32(len(s.sessions.rows))
	case kindPerson:
		i += int32(len(s.sessions.rows) + len(s.stakeholders.rows))
	case kindProject:
		i += int32(len(s.sessions.rows) + len(s.stakeholders.rows) + len(s.people.rows))
	}
	return i
}

// item is the reverse of document.
func (s *Snapshot) item(document int32) (kindOf, int32) {
	for _, t := range []struct {
		kind kindOf
		n    int
	}{{kindSession, len(s.sessions.rows)}, {kindStakeholder, len(s.stakeholders.rows)}, {kindPerson, len(s.people.rows)}} {
		if document < int32(t.n) {
			return t.kind, document
		}
		document -= int32(t.n)
	}
	return kindProject, document
}

// buildIndex makes the index. A session is found by its own words and by the names of its organisers and speakers; a
// project, by those of its owners.
func (s *Snapshot) buildIndex() *search.Index {
	var b search.Builder
	for i, d := range s.sessionDerived {
		document := s.document(kindSession, int32(i))
		b.Add(document, d.analysed)
		for _, organiser := range s.sessionLinks[i].organisers {
			b.Add(document, s.stakeholderDerived[organiser].mention)
		}
		for _, p := range s.sessionLinks[i].participations {
			if p.person != none {
				b.Add(document, s.personDerived[p.person].mention)
			}
		}
	}
	for i, d := range s.stakeholderDerived {
		b.Add(s.document(kindStakeholder, int32(i)), d.analysed)
	}
	for i, d := range s.personDerived {
		b.Add(s.document(kindPerson, int32(i)), d.analysed)
	}
	for i, d := range s.projectDerived {
		b.Add(s.document(kindProject, int32(i)), d.analysed)
		for _, owner := range s.projectLinks[i].owners {
			b.Add(s.document(kindProject, int32(i)), s.stakeholderDerived[owner].mention)
		}
	}
	return b.Index()
}

// SearchResultConnection is a page of what was found.
type SearchResultConnection struct {
	Connection[SearchResult]
	query search.Query
	v     *View
}

// Search finds sessions, people, organisations and projects, the best match first.
func (v *View) Search(words string, first *int, after *string, last *int, before *string) (SearchResultConnection, error) {
	cleaned, err := cleanWords("text", words)
	if err != nil {
		return SearchResultConnection{}, err
	}
	query, ok := search.ParseQuery(cleaned, nil)
	if !ok {
		return SearchResultConnection{}, fault.BadInput("text", "holds no word to look for")
	}
	hits := v.s.index.Find(query)
	order := &ordering{name: "score", items: make([]int32, len(hits)), keys: make([]sortKey, len(hits))}
	for i, hit := range hits {
		order.items[i] = int32(i)
		order.keys[i] = sortKey{number: -int64(hit.Score * 1e6), id: v.resultID(hit.Doc)}
	}
	order.sort()
	connection, err := page(list[SearchResult]{
		name:  "search/" + search.Fold(cleaned),
		order: order,
		wrap:  func(i int32) SearchResult { return v.result(hits[i].Doc) },
	}, pageArgs{first, after, last, before})
	if err != nil {
		return SearchResultConnection{}, err
	}
	return SearchResultConnection{connection, query, v}, nil
}

func (v *View) resultID(document int32) string {
	switch kind, i := v.s.item(document); kind {
	case kindSession:
		return v.s.sessionDerived[i].id
	case kindStakeholder:
		return v.s.stakeholderDerived[i].id
	case kindPerson:
		return v.s.personDerived[i].id
	default:
		return v.s.projectDerived[i].id
	}
}

func (v *View) result(document int32) SearchResult {
	switch kind, i := v.s.item(document); kind {
	case kindSession:
		return Session{v, i}
	case kindStakeholder:
		return Stakeholder{v, i}
	case kindPerson:
		return Person{v, i}
	default:
		return Project{v, i}
	}
}

// Edges gives what was found with cursors and highlights.
func (c SearchResultConnection) Edges() []SearchResultEdge {
	plain := c.Connection.Edges()
	edges := make([]SearchResultEdge, len(plain))
	for i, edge := range plain {
		edges[i] = SearchResultEdge{edge, c.query, c.v}
	}
	return edges
}

// SearchResultEdge is something that was found, on a page.
type SearchResultEdge struct {
	Edge[SearchResult]
	query search.Query
	v     *View
}

// passage is about how many characters a highlight has.
const passage = 160

// Highlight gives the passage that matches best: the one with most of the words found. Among equals the text that is
// served comes first, and what tells most.
func (e SearchResultEdge) Highlight() (string, bool) {
	best, marks := "", 0
	try := func(version text.Version) {
		h, ok := search.Highlight(version.Value, version.Language, e.query, passage)
		if n := strings.Count(h, "<mark>"); ok && n > marks {
			best, marks = h, n
		}
	}
	for _, t := range e.v.found(e.node) {
		if len(t) == 0 {
			continue
		}
		try(t.Pick(e.v.prefer))
		for _, version := range t {
			try(version)
		}
	}
	return best, marks > 0
}

// found gives the texts of a result that may hold the words found, the most telling first.
func (v *View) found(result SearchResult) []text.Text {
	switch r := result.(type) {
	case Session:
		texts := []text.Text{r.row().Title, r.row().Abstract}
		for _, organiser := range r.Organisers() {
			texts = append(texts, organiser.row().Name, text.Of(organiser.row().Acronym))
		}
		for _, p := range r.Participations() {
			texts = append(texts, text.Of(p.Person().Name()))
		}
		for _, printed := range r.row().OrganisersAsPrinted {
			texts = append(texts, text.Of(printed))
		}
		return append(texts, text.Of(r.row().Number))
	case Stakeholder:
		return []text.Text{r.row().Name, text.Of(r.row().Acronym)}
	case Person:
		texts := []text.Text{text.Of(r.Name())}
		for _, office := range r.row().Offices {
			texts = append(texts, text.Of(office.Role), text.Of(office.Affiliation))
		}
		return texts
	case Project:
		texts := []text.Text{projectTitle(r.row()), text.Of(r.row().OrganisationAsPrinted)}
		for _, owner := range r.Stakeholders() {
			texts = append(texts, owner.row().Name, text.Of(owner.row().Acronym))
		}
		texts = append(texts, r.row().Description)
		for _, told := range toldOf(r.row()) {
			texts = append(texts, text.Text{told})
		}
		return texts
	}
	return nil
}
