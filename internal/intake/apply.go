package intake

import (
	"context"
	"fmt"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/store"
)

// pieceSize is how many aggregates are written in one transaction at most, so that none is long.
const pieceSize = 500

// Options change how documents are applied.
type Options struct {
	DryRun   bool                  // report what would change and write nothing
	Progress func(done, total int) // called after each piece with the number of records; may be nil
}

// Report says what an import did, or would do.
type Report struct {
	store.Tally
	Warnings []string // sessions that share a room or a person at the same time
	Seq      int64    // the head of the change log after the last write; 0 where nothing was logged
}

// Apply brings documents into a store. Every record of every document is checked first, and where one has a problem
// nothing at all is written: the error is a fault.List that names file and place. Then the records are written in
// pieces, each in a transaction of its own, those before that others refer to. It is idempotent: records that are
// there already and equal are left alone and logged nowhere, so a run that was cut off is completed by the next one.
func Apply(ctx context.Context, st *store.Store, docs []Document, opts Options) (Report, error) {
	p := newPlan(docs)
	if _, err := st.Write(ctx, p.prepare); err != nil {
		return Report{}, err
	}
	report := Report{Warnings: p.warnings()}
	items := p.items()
	for done := 0; done < len(items); {
		piece := nextPiece(items[done:])
		if opts.DryRun {
			p.compare(&report, piece)
		} else if err := p.write(ctx, st, &report, piece); err != nil {
			return report, err
		}
		done += len(piece)
		if opts.Progress != nil {
			opts.Progress(done, len(items))
		}
	}
	return report, nil
}

// prepare resolves and checks everything in one look at the database. It writes nothing, and may run again.
func (p *plan) prepare(ctx context.Context, tx *store.Tx) error {
	fresh := newPlan(p.given)
	*p = *fresh
	for _, step := range []func(context.Context, *store.Tx) error{p.resolve, p.load, p.loadProgrammes} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	p.checkForeignIDs()
	p.check()
	return p.err()
}

// checkForeignIDs refuses an id in a file that the database has for a record of another source or name.
func (p *plan) checkForeignIDs() {
	for i, d := range p.docs {
		for _, list := range recordsOf(d) {
			for j := 0; j < list.len && !list.coded; j++ {
				id := *list.id(j)
				if p.stored[catalogue.Ref{Entity: list.entity, ID: id}] != nil && !p.bound[key{d.Source, list.entity, list.external(j)}] {
					p.refuse(i, fmt.Sprintf("%s[%d].id", list.name, j), "is the id of another record")
				}
			}
		}
	}
}

// loadProgrammes reads the sessions of every edition that the documents bring sessions of.
func (p *plan) loadProgrammes(ctx context.Context, tx *store.Tx) error {
	for _, d := range p.docs {
		for _, r := range d.Sessions {
			forum := r.Value.ForumID
			if _, done := p.programmes[forum]; done || p.stored[catalogue.Ref{Entity: changelog.Forum, ID: forum}] == nil {
				continue
			}
			sessions, err := tx.SessionsOf(ctx, forum)
			if err != nil {
				return err
			}
			p.programmes[forum] = sessions
		}
	}
	return nil
}

// warnings finds the overlaps in the editions as they will be, if a session of the documents has part in them.
func (p *plan) warnings() []string {
	given := map[string]bool{}
	editions := map[string][]programme.Session{}
	var order []string
	for _, d := range p.docs {
		for _, r := range d.Sessions {
			if editions[r.Value.ForumID] == nil {
				order = append(order, r.Value.ForumID)
			}
			given[r.Value.ID] = true
			editions[r.Value.ForumID] = append(editions[r.Value.ForumID], r.Value)
		}
	}
	var warnings []string
	for _, forum := range order {
		for _, s := range p.programmes[forum] {
			if !given[s.ID] {
				editions[forum] = append(editions[forum], s)
			}
		}
		for _, o := range programme.Overlaps(editions[forum]) {
			if given[o.First] || given[o.Second] {
				warnings = append(warnings, o.String())
			}
		}
	}
	return warnings
}

// item is one aggregate on its way into the store.
type item struct {
	ref    catalogue.Ref
	value  any
	binds  []key // what names it from outside, and its parts
	repeat bool  // written a second time, with what had to wait
}

// items gives all aggregates in the order of writing.
func (p *plan) items() []item {
	byEntity := map[changelog.Entity][]item{}
	for _, d := range p.docs {
		values := tableOf(rowsOf(d))
		for _, list := range recordsOf(d) {
			for i := range list.len {
				ref := catalogue.Ref{Entity: list.entity, ID: *list.id(i)}
				it := item{ref: ref, value: values[ref]}
				if !list.coded {
					it.binds = append([]key{{d.Source, list.entity, list.external(i)}}, p.parts[ref.ID]...)
				}
				byEntity[list.entity] = append(byEntity[list.entity], it)
			}
		}
	}
	var items, late []item
	for _, list := range recordsOf(&Document{}) {
		of := byEntity[list.entity]
		switch list.entity {
		case changelog.Stakeholder:
			of, late = p.splitAccreditations(of)
		case changelog.Session:
			items = append(items, late...)
			of = parentsFirst(of)
		}
		items = append(items, of...)
	}
	return items
}

// splitAccreditations holds back the accreditations for editions that the database does not have yet: forums refer to
// organisations, and these to forums.
func (p *plan) splitAccreditations(items []item) (now, late []item) {
	for _, it := range items {
		s := it.value.(people.Stakeholder)
		var ready []people.Accreditation
		for _, a := range s.Accreditations {
			if p.stored[catalogue.Ref{Entity: changelog.Forum, ID: a.ForumID}] != nil {
				ready = append(ready, a)
			}
		}
		if len(ready) < len(s.Accreditations) {
			again := it
			again.repeat = true
			late = append(late, again)
			s.Accreditations = ready
			it.value = s
		}
		now = append(now, it)
	}
	return now, late
}

func parentsFirst(items []item) []item {
	var wholes, parts []item
	for _, it := range items {
		if it.value.(programme.Session).ParentID == "" {
			wholes = append(wholes, it)
		} else {
			parts = append(parts, it)
		}
	}
	return append(wholes, parts...)
}

func rowsOf(d *Document) catalogue.Rows {
	return catalogue.Rows{Countries: values(d.Countries), Kinds: values(d.Kinds), ActionLines: values(d.ActionLines),
		Goals: values(d.Goals), Matrices: values(d.Matrices), Stakeholders: values(d.Stakeholders), People: values(d.People),
		Forums: values(d.Forums), Sessions: values(d.Sessions), Contests: values(d.Contests), Projects: values(d.Projects)}
}

func values[T any](rows []Record[T]) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = r.Value
	}
	return out
}

// nextPiece cuts off what is written in the next transaction. What is written for the second time stands alone, since
// a transaction writes an aggregate once.
func nextPiece(items []item) []item {
	n := 1
	for n < min(len(items), pieceSize) && items[n].repeat == items[0].repeat {
		n++
	}
	return items[:n]
}

// isDue tells whether what shows from an instant on is to be seen at forum time now.
func isDue(from, now time.Time) bool { return !now.Before(from) }
