package catalogue

import (
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// PhaseMove is that the instants of a phase were moved.
type PhaseMove struct{ row *prize.PhaseMove }

// Number gives 1 for the first move of the contest.
func (m PhaseMove) Number() int { return m.row.Number }

// Kind tells which phase.
func (m PhaseMove) Kind() prize.PhaseKind { return m.row.Kind }

// OpensAtBefore gives when it was to open before.
func (m PhaseMove) OpensAtBefore() scalar.DateTime { return m.row.OpensAt }

// ClosesAtBefore gives when it was to close before.
func (m PhaseMove) ClosesAtBefore() scalar.DateTime { return m.row.ClosesAt }

// OpensAt gives when it opens by the move.
func (m PhaseMove) OpensAt() scalar.DateTime { return m.row.OpensAtNow }

// ClosesAt gives when it closes by the move.
func (m PhaseMove) ClosesAt() scalar.DateTime { return m.row.ClosesAtNow }

// MovedAt gives when it was moved.
func (m PhaseMove) MovedAt() scalar.DateTime { return m.row.MovedAt }

// Reason tells why.
func (m PhaseMove) Reason() string { return m.row.Reason }

// Officers gives how many it took.
func (m PhaseMove) Officers() int { return m.row.Officers }

// RulesManifest is the rules of a contest in one form of bytes.
type RulesManifest struct{ row *prize.Manifest }

// Number gives 1 for what was frozen when voting opened.
func (m RulesManifest) Number() int { return m.row.Number }

// Text gives the rules.
func (m RulesManifest) Text() string { return m.row.Text }

// Sha256 gives the hash of the text, hexadecimal.
func (m RulesManifest) Sha256() string { return m.row.SHA256 }

// FrozenAt gives when it was frozen.
func (m RulesManifest) FrozenAt() scalar.DateTime { return m.row.FrozenAt }

// Reason tells why two officers changed the rules.
func (m RulesManifest) Reason() (string, bool) { return optional(m.row.Reason) }
