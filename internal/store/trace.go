package store

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"rostrum/internal/scrutiny"
)

// TraceKept is how long it is kept from where a voter cast.
const TraceKept = 30 * 24 * time.Hour

// Trace is from where a voter cast.
type Trace struct {
	ContestID, VoterID  string
	Network, MailDomain string
	SeenAt              time.Time // real time, of the first vote from there
}

type traceRow struct {
	bun.BaseModel `bun:"table:vote_traces"`

	ContestID  string `bun:",pk"`
	VoterID    string `bun:",pk"`
	Network    string `bun:",pk"`
	MailDomain string
	SeenAt     time.Time
}

// AddTraces notes from where voters cast, given in the order of contest, voter and network. Fault: Unavailable.
func (tx *Tx) AddTraces(ctx context.Context, traces []Trace) error {
	if len(traces) == 0 {
		return nil
	}
	rows := make([]traceRow, len(traces))
	for i, t := range traces {
		rows[i] = traceRow{ContestID: t.ContestID, VoterID: t.VoterID, Network: t.Network, MailDomain: t.MailDomain, SeenAt: t.SeenAt}
	}
	_, err := tx.db.NewInsert().Model(&rows).On("CONFLICT DO NOTHING").Returning("NULL").Exec(ctx)
	return tx.fail(err)
}

// suspicion is a query for votes in groups that are large enough to be looked at, and what looks at a group.
type suspicion struct {
	query string // of the contest, of how many there must be at least where it asks for that, and of the contest again
	least []any
	find  func([]scrutiny.Vote) (scrutiny.Finding, bool)
}

// suspicions are of one entry, and of one network or mail domain, or of voters with a single vote.
var suspicions = []suspicion{
	{`SELECT v.voter_id, v.project_id, t.network, t.mail_domain, v.accepted_at, t.network AS label
		FROM votes AS v JOIN vote_traces AS t ON t.contest_id = v.contest_id AND t.voter_id = v.voter_id
		JOIN (SELECT w.project_id, u.network FROM votes AS w JOIN vote_traces AS u ON u.contest_id = w.contest_id AND u.voter_id = w.voter_id
			WHERE w.contest_id = ? AND w.state = 'CAST' AND u.network <> '' GROUP BY w.project_id, u.network HAVING count(*) >= ?) AS many
		ON many.project_id = v.project_id AND many.network = t.network
		WHERE v.contest_id = ? AND v.state = 'CAST' ORDER BY v.project_id, label, v.voter_id`,
		[]any{scrutiny.BurstVoters}, scrutiny.ByNetwork},
	{`SELECT DISTINCT v.voter_id, v.project_id, '' AS network, t.mail_domain, v.accepted_at, t.mail_domain AS label
		FROM votes AS v JOIN vote_traces AS t ON t.contest_id = v.contest_id AND t.voter_id = v.voter_id
		JOIN (SELECT w.project_id, u.mail_domain FROM votes AS w JOIN vote_traces AS u ON u.contest_id = w.contest_id AND u.voter_id = w.voter_id
			WHERE w.contest_id = ? AND w.state = 'CAST' GROUP BY w.project_id, u.mail_domain HAVING count(DISTINCT w.voter_id) >= ?) AS many
		ON many.project_id = v.project_id AND many.mail_domain = t.mail_domain
		WHERE v.contest_id = ? AND v.state = 'CAST' ORDER BY v.project_id, label, v.voter_id`,
		[]any{min(scrutiny.ThrowawayVoters, scrutiny.DomainVoters)}, scrutiny.ByDomain},
	{`SELECT v.voter_id, v.project_id, '' AS network, '' AS mail_domain, v.accepted_at, '' AS label
		FROM votes AS v JOIN (SELECT voter_id FROM votes WHERE contest_id = ? AND state = 'CAST' GROUP BY voter_id HAVING count(*) = 1) AS few
		ON few.voter_id = v.voter_id
		WHERE v.contest_id = ? AND v.state = 'CAST' ORDER BY v.project_id, label, v.voter_id`,
		nil, scrutiny.BySingle},
}

// Suspects looks through the votes of a contest for what looks like fraud. It blocks nobody. Fault: Unavailable.
func (s *Store) Suspects(ctx context.Context, contestID string) (found []scrutiny.Finding, err error) {
	for _, of := range suspicions {
		arguments := append(append([]any{contestID}, of.least...), contestID)
		if err := s.groups(ctx, of.query, arguments, func(group []scrutiny.Vote) {
			if f, ok := of.find(group); ok {
				found = append(found, f)
			}
		}); err != nil {
			return nil, s.fault(err)
		}
	}
	return scrutiny.Score(scrutiny.Merge(found)), nil
}

// groups gives the votes that a query finds, group by group, without holding more than one.
func (s *Store) groups(ctx context.Context, query string, arguments []any, each func([]scrutiny.Vote)) error {
	rows, err := s.reader.QueryContext(ctx, query, arguments...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var group []scrutiny.Vote
	last := ""
	for rows.Next() {
		var v struct {
			VoterID, ProjectID, Network, MailDomain, Label string
			AcceptedAt                                     time.Time
		}
		if err := s.reader.ScanRow(ctx, rows, &v); err != nil {
			return err
		}
		at := v.ProjectID + " " + v.Label
		if at != last && len(group) > 0 {
			each(group)
			group = nil
		}
		last = at
		group = append(group, scrutiny.Vote{
			VoterID: v.VoterID, ProjectID: v.ProjectID, Network: v.Network, MailDomain: v.MailDomain, AcceptedAt: utc(v.AcceptedAt),
		})
	}
	if len(group) > 0 {
		each(group)
	}
	return rows.Err()
}

// ForgetTraces takes out from where people cast, as far as it was noted before an instant of real time. Fault:
// Unavailable.
func (s *Store) ForgetTraces(ctx context.Context, before time.Time) error {
	_, err := s.writer.NewDelete().Table("vote_traces").Where("seen_at < ?", before).Exec(ctx)
	return s.fault(err)
}
