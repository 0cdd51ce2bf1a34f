// Package panel lets an expert group judge: invitations, criteria, assignments, sealed score sheets, their reveal, and
// what comes of them.
package panel

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// Letters makes what goes to people.
type Letters interface {
	// AddressTag stands for a canonical address.
	AddressTag(addressKey string) string
	Letter(accountID string, t mail.Template, c mail.Content, ttl time.Duration) (store.Letter, error)
}

// Config is what a Service stands on.
type Config struct {
	Store   *store.Store
	Desk    *foureyes.Desk
	Secret  []byte // by which sheets, drafts and addresses are encrypted; the same on all replicas
	Letters Letters
	Mailed  func()           // called after a commit that put a mail into the outbox; nil where nobody waits for it
	Now     func() time.Time // real time
	Log     *slog.Logger
	// Nominating makes nominees of what the expert group lets pass.
	Nominating Nominating
	// Entries gives what is judged in a round. Where it is nil, that are the eligible entries of the contest, also once they are
	// nominated, and in a selection the nominees, of them the champions once two officers have certified them.
	Entries func(ctx context.Context, tx *store.Tx, contestID string, kind jury.Kind) ([]jury.Entry, error)
	// Evidence gives what ties of a round may be settled by, beside the points. Where it is nil, that are the valid votes that
	// two officers certified, and the public randomness that they brought in; before, ties that need them wait.
	Evidence func(ctx context.Context, tx *store.Tx, contestID string, kind jury.Kind) (jury.Evidence, error)
}

// Service lets jurors and officers work. It is safe for use by many goroutines. Its errors are faults, and *fault.Refusal
// for what whoever asks can mend. Beside those that a method names, each gives Unavailable, Unauthenticated where the
// session of who asks has ended, and Forbidden where they may not do it in this contest.
type Service struct {
	Config

	vault *vault
}

// New makes a service, and tells the desk how a juror is invited by two officers. It fails where the secret is too short.
func New(c Config) (*Service, error) {
	vault, err := newVault(c.Secret)
	if err != nil {
		return nil, err
	}
	s := &Service{Config: c, vault: vault}
	if s.Entries == nil {
		s.Entries = judged
	}
	if s.Evidence == nil {
		s.Evidence = certified
	}
	c.Desk.Register(InviteJuror, s.applyInvitation)
	return s, nil
}

// judged are the eligible entries, or the nominees, or the champions among them.
func judged(ctx context.Context, tx *store.Tx, contestID string, kind jury.Kind) ([]jury.Entry, error) {
	entered, nominees, err := entered(ctx, tx, contestID)
	if err != nil || kind == jury.Nomination {
		return entered, err
	}
	projects, err := tx.NomineesOf(ctx, contestID)
	if err != nil {
		return nil, err
	}
	c, err := tx.ContestByID(ctx, contestID)
	if err != nil {
		return nil, err
	}
	champions := map[string]bool{}
	for _, r := range c.Results {
		for _, id := range r.Champions() {
			champions[id] = true
		}
	}
	var entries []jury.Entry
	for _, p := range projects {
		if len(c.Results) > 0 && !champions[p.ID] {
			continue
		}
		e := EntryOf(p)
		if at := slices.Index(nominees, p.ID); at >= 0 {
			e.Submitters = entered[at].Submitters
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// entered are the entries that a nomination judges, and has judged, with the projects that came of them.
func entered(ctx context.Context, tx *store.Tx, contestID string) (entries []jury.Entry, nominees []string, err error) {
	all, err := tx.EntriesIn(ctx, contestID, inJudging...)
	if err != nil {
		return nil, nil, err
	}
	countries := map[string]string{}
	entries, nominees = make([]jury.Entry, len(all)), make([]string, len(all))
	for i, e := range all {
		country, known := countries[e.StakeholderID]
		if !known {
			if country, err = tx.CountryOf(ctx, e.StakeholderID); err != nil {
				return nil, nil, err
			}
			countries[e.StakeholderID] = country
		}
		entries[i] = jury.Entry{
			ProjectID: e.ID, CategoryID: e.CategoryID, Organisations: []string{e.StakeholderID}, Submitters: []string{e.CreatedBy}, Country: country,
			Languages: []string{e.Language},
		}
		nominees[i] = e.ProjectID
	}
	return entries, nominees, nil
}

// certified is the evidence that two officers have brought in.
func certified(ctx context.Context, tx *store.Tx, contestID string, _ jury.Kind) (jury.Evidence, error) {
	c, err := tx.ContestByID(ctx, contestID)
	if err != nil {
		return jury.Evidence{}, err
	}
	lot, _, err := tx.Decisions(ctx, contestID)
	e := jury.Evidence{LotSeed: lot.Randomness}
	for _, r := range c.Results {
		for _, t := range r.Tallies {
			if e.Votes == nil {
				e.Votes = map[string]int{}
			}
			e.Votes[t.ProjectID] = t.Votes
		}
	}
	return e, err
}

// EntryOf makes an entry of a project that everybody can read.
func EntryOf(p prize.Project) jury.Entry {
	e := jury.Entry{ProjectID: p.ID, CategoryID: p.CategoryID, Country: p.Country}
	e.Organisations = append(append(e.Organisations, p.Stakeholders...), p.Partners...)
	for _, v := range p.Title {
		e.Languages = append(e.Languages, v.Language)
	}
	return e
}

func (s *Service) clock() time.Time { return s.Now().UTC().Truncate(time.Microsecond) }

// write runs an act in one transaction, as who asks for it.
func (s *Service) write(ctx context.Context, asking auth.Principal, act func(ctx context.Context, tx *store.Tx, p auth.Principal) error) error {
	_, err := s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		return act(ctx, tx, p)
	})
	return err
}

func (s *Service) mailed() {
	if s.Mailed != nil {
		s.Mailed()
	}
}

// contest gives a contest to its secretariat. Faults: NotFound, Forbidden.
func contest(ctx context.Context, tx *store.Tx, officer auth.Principal, slug string) (prize.Contest, error) {
	c, found, err := tx.ContestBySlug(ctx, slug)
	if err != nil {
		return c, err
	}
	if !found {
		return c, fault.New(fault.NotFound, "input.contest: there is no such contest")
	}
	return c, auth.Runs(officer, c.Scope())
}

// round gives a round of a contest that has criteria, and its phase. Refusals: NO_PHASE, NO_CRITERIA.
func round(ctx context.Context, tx *store.Tx, c prize.Contest, kind jury.Kind) (jury.Round, prize.Phase, error) {
	phase, has := kind.Phase(c)
	if !has {
		return jury.Round{}, phase, fault.Refuse("NO_PHASE", "the contest has no phase of this name", "round")
	}
	r, found, err := tx.Round(ctx, c.ID, kind)
	if err == nil && !found {
		err = fault.Refuse("NO_CRITERIA", "the round has no criteria yet", "round")
	}
	return r, phase, err
}
