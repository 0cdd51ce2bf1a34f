package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"time"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/store"
)

// write saves a piece in one transaction, with the external ids that are new in it.
func (p *plan) write(ctx context.Context, st *store.Store, report *Report, piece []item) error {
	var tally store.Tally
	seq, err := st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := p.bind(ctx, tx, piece); err != nil {
			return err
		}
		var rows catalogue.Rows
		for _, it := range piece {
			addTo(&rows, p.publish(it.value, tx.Now()))
		}
		var err error
		tally, err = tx.Save(ctx, rows)
		return err
	})
	if err != nil {
		return err
	}
	report.Seq = max(report.Seq, seq)
	if !piece[0].repeat { // what is written for the second time has been counted before
		report.Add(tally)
	}
	return nil
}

func (p *plan) bind(ctx context.Context, tx *store.Tx, piece []item) error {
	type group struct {
		source string
		entity changelog.Entity
	}
	fresh := map[group]map[string]string{}
	for _, it := range piece {
		for _, k := range it.binds {
			if p.bound[k] {
				continue
			}
			g := group{k.source, k.entity}
			if fresh[g] == nil {
				fresh[g] = map[string]string{}
			}
			fresh[g][k.external] = p.ids[k]
		}
	}
	for g, ids := range fresh {
		if err := tx.Bind(ctx, g.source, g.entity, ids); err != nil {
			return err
		}
	}
	return nil
}

// publish marks the claims and recordings that are due as public. Those that are not yet due are held back, and a
// commit of their own makes them public.
func (p *plan) publish(value any, now time.Time) any {
	switch v := value.(type) {
	case programme.Session:
		forum := p.forum(v.ForumID)
		v.Recordings = slices.Clone(v.Recordings)
		for i := range v.Recordings {
			v.Recordings[i].IsPublic = isDue(programme.RecordingPublicFrom(v, forum), now)
		}
		return v
	case prize.Project:
		contest := p.contest(v.ContestID)
		forum := p.forum(contest.ForumID)
		v.Claims = slices.Clone(v.Claims)
		for i := range v.Claims {
			v.Claims[i].IsPublic = isDue(v.Claims[i].PublicFrom(contest, forum), now)
		}
		return v
	}
	return value
}

func (p *plan) forum(id string) programme.Forum { return p.around.forums[id] }
func (p *plan) contest(id string) prize.Contest { return p.around.contests[id] }

// compare counts what a write of the piece would do.
func (p *plan) compare(report *Report, piece []item) {
	for _, it := range piece {
		if it.repeat {
			continue
		}
		var n store.Count
		switch old := p.stored[it.ref]; {
		case old == nil:
			n.Created = 1
		case equal(old, it.value):
			n.Unchanged = 1
		default:
			n.Updated = 1
		}
		report.Add(store.Tally{ByEntity: map[changelog.Entity]store.Count{it.ref.Entity: n}})
	}
}

// equal compares aggregates as a file would write them: without revisions, and without what was made public.
func equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
