package intake

import (
	"context"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

// load reads what the database holds of the records of the documents and of what these refer to.
func (p *plan) load(ctx context.Context, tx *store.Tx) error {
	seen := map[catalogue.Ref]bool{}
	var wanted []catalogue.Ref
	want := func(entity changelog.Entity, id string) {
		if r := (catalogue.Ref{Entity: entity, ID: id}); id != "" && !seen[r] {
			seen[r] = true
			wanted = append(wanted, r)
		}
	}
	for _, d := range p.docs {
		for _, list := range recordsOf(d) {
			for i := range list.len {
				want(list.entity, *list.id(i))
			}
		}
		for _, l := range linksOf(d) {
			if l.entity == changelog.Forum || l.entity == changelog.Contest || l.entity == changelog.Session {
				want(l.entity, *l.at)
			}
		}
		for _, code := range kindCodes(d) {
			want(changelog.Kind, code)
		}
		for _, code := range countryCodes(d) {
			want(changelog.Country, code)
		}
	}
	rows, err := tx.Stored(ctx, wanted)
	if err != nil {
		return err
	}
	p.stored = tableOf(rows)
	var more []catalogue.Ref
	for ref, value := range p.stored { // a project's rules need the forum of its contest
		if c, ok := value.(prize.Contest); ok && ref.Entity == changelog.Contest {
			if forum := (catalogue.Ref{Entity: changelog.Forum, ID: c.ForumID}); p.stored[forum] == nil {
				more = append(more, forum)
			}
		}
	}
	rows, err = tx.Stored(ctx, more)
	for ref, value := range tableOf(rows) {
		p.stored[ref] = value
	}
	return err
}

func kindCodes(d *Document) []string {
	var codes []string
	for _, s := range d.Sessions {
		codes = append(codes, s.Value.Kind)
	}
	return codes
}

func countryCodes(d *Document) []string {
	var codes []string
	for _, s := range d.Stakeholders {
		codes = append(codes, s.Value.Country)
	}
	for _, s := range d.People {
		for _, o := range s.Value.Offices {
			codes = append(codes, o.Country)
		}
	}
	for _, s := range d.Sessions {
		codes = append(codes, s.Value.PanelCountries...)
		for _, o := range s.Value.Participations {
			codes = append(codes, o.Country)
		}
	}
	for _, s := range d.Projects {
		codes = append(codes, s.Value.Country)
	}
	return codes
}

// around is what records are checked against: what the files bring, before what the database holds.
type around struct {
	codes    taxonomy.Codes
	forums   map[string]programme.Forum
	contests map[string]prize.Contest
}

// check looks at every record by the rules of its topic, and puts the cleaned record in its place.
func (p *plan) check() {
	p.around = around{taxonomy.Codes{Kinds: map[string]bool{}, Countries: map[string]bool{}},
		map[string]programme.Forum{}, map[string]prize.Contest{}}
	a := p.around
	for ref, value := range p.stored {
		a.put(ref.ID, value)
	}
	for i, d := range p.docs {
		checkAll(p, i, "countries", d.Countries, taxonomy.Country.Check)
		checkAll(p, i, "kinds", d.Kinds, taxonomy.Kind.Check)
		checkAll(p, i, "goals", d.Goals, taxonomy.Goal.Check)
		checkAll(p, i, "actionLines", d.ActionLines, taxonomy.ActionLine.Check)
		checkAll(p, i, "matrices", d.Matrices, taxonomy.Matrix.Check)
		checkAll(p, i, "forums", d.Forums, programme.Forum.Check)
		checkAll(p, i, "contests", d.Contests, prize.Contest.Check)
		a.putAll(d)
	}
	for i, d := range p.docs {
		p.checkDoc(i, d, a)
	}
	p.checkSlugs()
	p.checkProgramme()
}

func (p *plan) checkDoc(i int, d *Document, a around) {
	checkAll(p, i, "stakeholders", d.Stakeholders, withCodes(a.codes, peopleStakeholder))
	checkAll(p, i, "people", d.People, withCodes(a.codes, peoplePerson))
	for j := range d.Contests {
		if d.Contests[j].Value.ForumID == "" {
			p.refuse(i, text.Index("contests", j)+".forum", "must not be empty")
		}
	}
	checkAll(p, i, "sessions", d.Sessions, func(s programme.Session) (programme.Session, error) {
		f, ok := a.forums[s.ForumID]
		if !ok {
			return s, missing(s.ForumID, "forum")
		}
		checked, err := s.Check(f, a.codes)
		return checked, join(err, p.checkMove(s))
	})
	checkAll(p, i, "projects", d.Projects, func(v prize.Project) (prize.Project, error) {
		c, ok := a.contests[v.ContestID]
		if !ok {
			return v, missing(v.ContestID, "contest")
		}
		f, ok := a.forums[c.ForumID]
		if !ok {
			return v, nil // the contest's own problem
		}
		return v.Check(c, f, a.codes)
	})
}

// checkAll checks one list of a document.
func checkAll[T any](p *plan, doc int, name string, rows []Record[T], check func(T) (T, error)) {
	for i := range rows {
		checked, err := check(rows[i].Value)
		if err != nil {
			p.problems[doc].Add(text.Index(name, i), err)
			continue
		}
		rows[i].Value = checked
	}
}

func (a around) put(id string, value any) {
	switch v := value.(type) {
	case taxonomy.Country:
		a.codes.Countries[v.Code] = true
	case taxonomy.Kind:
		a.codes.Kinds[v.Code] = true
	case programme.Forum:
		a.forums[id] = v
	case prize.Contest:
		a.contests[id] = v
	}
}

func (a around) putAll(d *Document) {
	for _, r := range d.Countries {
		a.put(r.Value.Code, r.Value)
	}
	for _, r := range d.Kinds {
		a.put(r.Value.Code, r.Value)
	}
	for _, r := range d.Forums {
		a.put(r.Value.ID, r.Value)
	}
	for _, r := range d.Contests {
		a.put(r.Value.ID, r.Value)
	}
}
