package intake

import (
	"context"
	"strings"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/programme"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// maxID is how long an id that a file brings may be, in bytes.
const maxID = 100

// key is a record as its source knows it.
type key struct {
	source   string
	entity   changelog.Entity
	external string
}

// plan is an import on its way: the documents with ids in the place of external ids, and what the database holds.
type plan struct {
	given      []Document
	docs       []*Document
	ids        map[key]string // of every record named or referred to
	bound      map[key]bool   // those that the database knew before
	owners     map[changelog.Entity]map[string]key
	parts      map[string][]key // of the tracks, pages and categories of a forum or contest, by its id
	stored     map[catalogue.Ref]any
	programmes map[string][]programme.Session // as the database has them, by forum
	around     around
	problems   []fault.List // by document
}

func newPlan(docs []Document) *plan {
	p := &plan{given: docs, problems: make([]fault.List, len(docs)),
		ids: map[key]string{}, bound: map[key]bool{}, owners: map[changelog.Entity]map[string]key{},
		parts: map[string][]key{}, programmes: map[string][]programme.Session{}}
	for _, d := range docs {
		p.docs = append(p.docs, copyOf(d))
	}
	return p
}

func (p *plan) refuse(doc int, field, format string, args ...any) {
	p.problems[doc].Refuse(field, format, args...)
}

// err gives the problems of all documents, each with its file's name.
func (p *plan) err() error {
	var all fault.List
	for i, problems := range p.problems {
		all = append(all, inFile(p.docs[i].Name, problems)...)
	}
	return all[:min(len(all), maxProblems)].Err()
}

// resolve gives every record its id: the one that the database knows it by, else the one in the file, else a new one;
// then it puts ids in the place of references.
func (p *plan) resolve(ctx context.Context, tx *store.Tx) error {
	if err := p.lookUp(ctx, tx); err != nil {
		return err
	}
	for i, d := range p.docs {
		parts := partsOf(d) // before ids are given: which parts keep theirs depends on what the file says
		for _, list := range recordsOf(d) {
			for j := range list.len {
				p.identify(i, text.Index(list.name, j), key{d.Source, list.entity, list.external(j)}, list.id(j), list.coded)
			}
		}
		for _, part := range parts {
			p.identifyPart(i, d.Source, part)
		}
	}
	for i, d := range p.docs {
		for _, l := range linksOf(d) {
			id, ok := p.ids[parse(d.Source, l.entity, *l.at)]
			if !ok {
				p.refuse(i, l.path(), "no such %s, neither in these files nor in the database", words(l.entity))
				continue
			}
			*l.at = id
		}
	}
	return nil
}

func words(e changelog.Entity) string { return strings.ReplaceAll(string(e), "_", " ") }

func parse(source string, entity changelog.Entity, reference string) key {
	if other, external, ok := strings.Cut(reference, refMark); ok {
		return key{other, entity, external}
	}
	return key{source, entity, reference}
}

// lookUp asks the database for all external ids that the documents name.
func (p *plan) lookUp(ctx context.Context, tx *store.Tx) error {
	type group struct {
		source string
		entity changelog.Entity
	}
	wanted, seen := map[group][]string{}, map[key]bool{}
	want := func(k key) {
		if !seen[k] {
			seen[k] = true
			wanted[group{k.source, k.entity}] = append(wanted[group{k.source, k.entity}], k.external)
		}
	}
	for _, d := range p.docs {
		for _, list := range recordsOf(d) {
			for j := 0; j < list.len && !list.coded; j++ {
				want(key{d.Source, list.entity, list.external(j)})
			}
		}
		for _, part := range partsOf(d) {
			want(key{d.Source, part.entity, *part.at})
		}
		for _, l := range linksOf(d) {
			want(parse(d.Source, l.entity, *l.at))
		}
	}
	for g, externals := range wanted {
		found, err := tx.Resolve(ctx, g.source, g.entity, externals)
		if err != nil {
			return err
		}
		for external, id := range found {
			k := key{g.source, g.entity, external}
			p.ids[k], p.bound[k] = id, true
			p.own(k, id)
		}
	}
	return nil
}

func (p *plan) own(k key, id string) bool {
	if p.owners[k.entity] == nil {
		p.owners[k.entity] = map[string]key{}
	}
	owner, taken := p.owners[k.entity][id]
	if !taken {
		p.owners[k.entity][id] = k
	}
	return !taken || owner == k
}

// identify gives a record its id and writes it into the record.
func (p *plan) identify(doc int, field string, k key, at *string, coded bool) {
	switch id, known := p.ids[k]; {
	case coded:
		if !p.own(k, *at) {
			p.refuse(doc, field, "another record of these files has the same code")
		}
	case !known && *at == "":
		p.ids[k] = store.NewID()
	case !known:
		if len(*at) > maxID || strings.Contains(*at, refMark) {
			p.refuse(doc, field+".id", "must be %d characters at most", maxID)
			return
		}
		if !p.own(k, *at) {
			p.refuse(doc, field+".id", "is the id of another record")
		}
		p.ids[k] = *at
	case *at != "" && *at != id:
		p.refuse(doc, field+".id", "the record has another id already, and an id never changes")
	case !p.own(k, id):
		p.refuse(doc, field+".externalId", "another file has a record of this name")
	}
	if !coded {
		*at = p.ids[k]
	}
}

// identifyPart is identify for a part, whose id in a file is its external id.
func (p *plan) identifyPart(doc int, source string, part part) {
	k := key{source, part.entity, *part.at}
	if !part.keep || p.ids[k] != "" {
		*part.at = p.ids[k]
	}
	p.identify(doc, part.field, k, part.at, false)
	p.parts[*part.owner] = append(p.parts[*part.owner], k)
}

// part is a track, a page or a category: a record inside another one. Its id in a file is its name there, which
// becomes its id only where the record around it brings an id too.
type part struct {
	entity changelog.Entity
	at     *string
	field  string
	owner  *string // the id of the record around it
	keep   bool
}

func partsOf(d *Document) []part {
	var parts []part
	add := func(entity changelog.Entity, at, owner *string, field string) {
		if *at != "" {
			parts = append(parts, part{entity, at, field, owner, *owner != ""})
		}
	}
	for i := range d.Forums {
		v, field := &d.Forums[i].Value, text.Index("forums", i)
		for j := range v.Tracks {
			add(track, &v.Tracks[j].ID, &v.ID, field+"."+text.Index("tracks", j))
		}
		for j := range v.Pages {
			add(page, &v.Pages[j].ID, &v.ID, field+"."+text.Index("pages", j))
		}
	}
	for i := range d.Contests {
		v, field := &d.Contests[i].Value, text.Index("contests", i)
		for j := range v.Categories {
			add(category, &v.Categories[j].ID, &v.ID, field+"."+text.Index("categories", j))
		}
	}
	return parts
}
