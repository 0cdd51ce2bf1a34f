package store

import (
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"rostrum/internal/changelog"
	"rostrum/internal/fault"
)

type externalRow struct {
	bun.BaseModel `bun:"table:external_ids"`

	Source     string
	Entity     changelog.Entity
	ExternalID string
	ID         string
}

// Resolve finds the ids that were bound to the ids of a source; those that are not bound are left out. Fault:
// Unavailable.
func (tx *Tx) Resolve(ctx context.Context, source string, entity changelog.Entity, externalIDs []string) (map[string]string, error) {
	found := make(map[string]string, len(externalIDs))
	for part := range slices.Chunk(externalIDs, chunk) {
		var rows []externalRow
		err := tx.db.NewSelect().Model(&rows).Where("source = ?", source).Where("entity = ?", entity).
			Where("external_id IN (?)", bun.List(part)).Scan(ctx)
		if err != nil {
			return nil, tx.fail(err)
		}
		for _, r := range rows {
			found[r.ExternalID] = r.ID
		}
	}
	return found, nil
}

// Bind records for ever which id an id of a source stands for. Binding the same again changes nothing. Faults:
// Conflict where one of the two is bound to another, BadUserInput for an empty id, Unavailable.
func (tx *Tx) Bind(ctx context.Context, source string, entity changelog.Entity, ids map[string]string) error {
	external := slices.Sorted(maps.Keys(ids))
	bound, err := tx.Resolve(ctx, source, entity, external)
	if err != nil {
		return err
	}
	var fresh []externalRow
	for _, e := range external {
		id, is := bound[e]
		if is && id != ids[e] {
			return tx.fail(fault.New(fault.Conflict, "%s: the external id %q of this source already stands for another object", entity, shorten(e)))
		}
		if !is {
			fresh = append(fresh, externalRow{Source: source, Entity: entity, ExternalID: e, ID: ids[e]})
		}
	}
	for part := range slices.Chunk(fresh, chunk) {
		if _, err := tx.db.NewInsert().Model(&part).Returning("NULL").Exec(ctx); err != nil {
			return tx.fail(err)
		}
	}
	return nil
}

// shorten keeps a name from outside from filling a message.
func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
