package panel

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/fault"
	"rostrum/internal/jury"
	"rostrum/internal/prize"
	"rostrum/internal/store"
)

// View is the jury of a contest, as far as whoever asks may see it.
type View struct {
	ContestID string
	Members   []jury.Member
	Rounds    []RoundView
}

// RoundView is a round, as far as whoever asks may see it.
type RoundView struct {
	jury.Round

	Members  []jury.Member
	Ends     time.Time  // when sheets open at the latest
	Progress []Progress // nil for those whose business it is not
	// Sheets, Decisions and Results are nil until the reveal.
	Sheets    []SheetView
	Decisions []jury.Decision
	Results   []Result
	MayExport bool
	// Entries are those that a nomination judges, by their ids; to jurors without what the round hides, but for those of an
	// organisation that they speak for.
	Entries map[string]entry.Entry
}

// SheetView is a sheet that is revealed, or the commitment of one that was taken back.
type SheetView struct {
	jury.Sheet

	Assignment jury.Assignment
	Juror      *jury.Member // nil where it is hidden
	Scores     jury.Scores  // of one that is revealed
}

// Look shows the jury of a contest to its officers, auditors and jurors; to everybody else it is as if there were no such
// contest. Before the reveal nobody finds more of scores than how many sheets are in. That an officer or an auditor looks
// at what is revealed is written down. Fault: NotFound.
func (s *Service) Look(ctx context.Context, asking auth.Principal, slug string) (v View, err error) {
	err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		none := fault.New(fault.NotFound, "contest: there is none with this short name, or you have nothing to do with its jury")
		c, found, err := tx.ContestBySlug(ctx, slug)
		if err != nil || !found {
			return cmp.Or[error](err, none)
		}
		isOfficer := mayLook(p, c)
		me, isJuror, err := tx.JurorOf(ctx, c.ID, p.AccountID)
		if err != nil {
			return err
		}
		isJuror = isJuror && p.HasFor(auth.Jury, c.ForumID, c.ID)
		if !isOfficer && !isJuror {
			return none
		}
		v = View{ContestID: c.ID}
		if v.Members, err = tx.Jurors(ctx, c.ID); err != nil {
			return err
		}
		if !isOfficer {
			v.Members = slices.DeleteFunc(v.Members, func(m jury.Member) bool { return m.State != jury.Accepted })
		}
		sees := sight{all: isOfficer || me.IsChair, votes: isOfficer || c.AreTalliesPublic()}
		for _, kind := range []jury.Kind{jury.Nomination, jury.Selection} {
			r, found, err := tx.Round(ctx, c.ID, kind)
			if err != nil {
				return err
			}
			if !found {
				continue
			}
			shown, err := s.show(ctx, tx, c, r, v.Members, sees)
			if err != nil {
				return err
			}
			if !isOfficer {
				if err := blindTo(ctx, tx, p, shown); err != nil {
					return err
				}
			}
			shown.MayExport = isOfficer && shown.Results != nil
			v.Rounds = append(v.Rounds, shown)
		}
		if isOfficer && slices.ContainsFunc(v.Rounds, func(r RoundView) bool { return r.Results != nil }) {
			return s.Desk.Audit(ctx, tx, p, c.Scope(), "jury.read", "contest "+c.Slug, "")
		}
		return nil
	})
	return v, err
}

func mayLook(p auth.Principal, c prize.Contest) bool {
	return p.HasFor(auth.Secretariat, c.ForumID, c.ID) || p.HasFor(auth.Auditor, c.ForumID, c.ID)
}

// sight is what whoever asks may see of a round beside the sheets: all of who has not finished and whose a sheet is, and
// how ties are settled by votes.
type sight struct{ all, votes bool }

func (s *Service) show(ctx context.Context, tx *store.Tx, c prize.Contest, r jury.Round, members []jury.Member, sees sight) (RoundView, error) {
	shown := RoundView{Round: r, Members: members, Ends: r.RevealAt}
	if phase, has := r.Kind.Phase(c); has {
		shown.Ends = r.Reveals(phase.ClosesAt.Time)
	}
	assignments, err := tx.Assignments(ctx, c.ID, r.Kind)
	if err != nil {
		return shown, err
	}
	if shown.Entries, err = entriesFor(ctx, tx, r); err != nil {
		return shown, err
	}
	if sees.all {
		shown.Progress = progress(members, assignments)
	}
	if r.RevealedAt.IsZero() {
		return shown, nil
	}
	if shown.Results, err = s.results(ctx, tx, c, r, sees.votes); err != nil {
		return shown, err
	}
	if shown.Decisions, err = tx.JuryDecisions(ctx, c.ID, r.Kind); err != nil {
		return shown, err
	}
	sheets, err := tx.SheetsOfRound(ctx, c.ID, r.Kind)
	if err != nil {
		return shown, err
	}
	shown.Sheets = []SheetView{}
	for _, a := range assignments {
		for _, sheet := range sheets {
			if sheet.AssignmentID != a.ID {
				continue
			}
			view := SheetView{Sheet: sheet, Assignment: a}
			if at := slices.IndexFunc(members, func(m jury.Member) bool { return m.ID == a.MemberID }); at >= 0 && (sees.all || !r.IsBlind) {
				view.Juror = &members[at]
			}
			if !sheet.RevealedAt.IsZero() {
				if view.Scores, err = jury.ReadCanonical([]byte(sheet.Text)); err != nil {
					return shown, err
				}
			}
			shown.Sheets = append(shown.Sheets, view)
		}
	}
	return shown, nil
}

// entriesFor gives the entries that a nomination judges.
func entriesFor(ctx context.Context, tx *store.Tx, r jury.Round) (map[string]entry.Entry, error) {
	if r.Kind != jury.Nomination {
		return nil, nil
	}
	all, err := tx.EntriesIn(ctx, r.ContestID, inJudging...)
	of := make(map[string]entry.Entry, len(all))
	for _, e := range all {
		of[e.ID] = e
	}
	return of, err
}

// inJudging are the states of an entry that the expert group sees.
var inJudging = []entry.State{entry.Eligible, entry.Nominated, entry.Champion, entry.Winner}

// entriesOf gives the entries that assignments of nominations are about.
func (s *Service) entriesOf(ctx context.Context, assignments []jury.Assignment) (map[string]entry.Entry, error) {
	var ids []string
	for _, a := range assignments {
		if a.Kind == jury.Nomination {
			ids = append(ids, a.ProjectID)
		}
	}
	return s.Store.EntriesByID(ctx, ids)
}

// Work is an assignment of whoever asks, with what they have written.
type Work struct {
	jury.Assignment

	Round  jury.Round
	Draft  *Noted
	Sheets []jury.Sheet // without what sealed ones say
	// Entries holds the entry that is judged, in a nomination.
	Entries map[string]entry.Entry
}

// Noted is a draft.
type Noted struct {
	Revision int
	SavedAt  time.Time
	Scores   jury.Scores
}

// Mine gives what whoever asks judges, without what the round hides, whoever they are beside. An entry that is out of the
// contest is not among it.
func (s *Service) Mine(ctx context.Context, asking auth.Principal) ([]Work, error) {
	all, err := s.written(ctx, asking)
	return slices.DeleteFunc(all, func(w Work) bool { return w.IsOut }), err
}

// written is Mine with what is out of the contest.
func (s *Service) written(ctx context.Context, asking auth.Principal) ([]Work, error) {
	assignments, err := s.Store.AssignmentsOf(ctx, asking.AccountID)
	if err != nil || len(assignments) == 0 {
		return nil, err
	}
	var contests []string
	for _, a := range assignments {
		if !slices.Contains(contests, a.ContestID) {
			contests = append(contests, a.ContestID)
		}
	}
	rounds, err := s.Store.Rounds(ctx, contests...)
	if err != nil {
		return nil, err
	}
	drafts, err := s.Store.DraftsOf(ctx, asking.AccountID)
	if err != nil {
		return nil, err
	}
	sheets, err := s.Store.SheetsOf(ctx, asking.AccountID)
	if err != nil {
		return nil, err
	}
	entries, err := s.entriesOf(ctx, assignments)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		blind(entries, r, nil)
	}
	work := make([]Work, len(assignments))
	for i, a := range assignments {
		at := slices.IndexFunc(rounds, func(r jury.Round) bool { return r.ContestID == a.ContestID && r.Kind == a.Kind })
		work[i] = Work{Assignment: a, Round: rounds[at], Entries: entries}
		if d, has := drafts[a.ID]; has && a.State != jury.Sealed && a.State != jury.Recused {
			scores, err := s.vault.openDraft(d)
			if err != nil {
				return nil, err
			}
			work[i].Draft = &Noted{d.Revision, d.SavedAt, scores}
		}
		for _, sheet := range sheets {
			if sheet.AssignmentID == a.ID {
				work[i].Sheets = append(work[i].Sheets, sheet)
			}
		}
	}
	return work, nil
}

// MyWork gives an assignment of whoever asks.
func (s *Service) MyWork(ctx context.Context, asking auth.Principal, id string) (Work, bool, error) {
	all, err := s.Mine(ctx, asking)
	at := slices.IndexFunc(all, func(w Work) bool { return w.ID == id })
	if err != nil || at < 0 {
		return Work{}, false, err
	}
	return all[at], true, nil
}

// Places gives the places of whoever asks in juries, and the invitations to their address.
func (s *Service) Places(ctx context.Context, asking auth.Principal) ([]jury.Member, error) {
	_, key, err := auth.Canonical(asking.Email)
	if err != nil {
		return nil, err
	}
	return s.Store.PlacesOf(ctx, asking.AccountID, s.Letters.AddressTag(key))
}

// Juror gives a juror to themselves, and to officers, auditors and, once accepted, the jury of the contest.
func (s *Service) Juror(ctx context.Context, asking auth.Principal, id string) (jury.Member, bool, error) {
	m, found, err := s.Store.JurorByID(ctx, id)
	if err != nil || !found {
		return m, false, err
	}
	own, err := s.Places(ctx, asking)
	if err != nil || slices.ContainsFunc(own, func(o jury.Member) bool { return o.ID == id }) {
		return m, err == nil, err
	}
	if m.State == jury.Accepted && slices.ContainsFunc(own, func(o jury.Member) bool { return o.ContestID == m.ContestID && o.State == jury.Accepted }) {
		return m, true, nil
	}
	scope, err := s.Store.ScopeOfContest(ctx, m.ContestID)
	return m, err == nil && (asking.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) || asking.HasFor(auth.Auditor, scope.ForumID, scope.ContestID)), err
}

// Criterion gives a criterion to officers, auditors and the jury of the contest.
func (s *Service) Criterion(ctx context.Context, asking auth.Principal, id string) (jury.Criterion, bool, error) {
	c, found, err := s.Store.CriterionByID(ctx, id)
	if err != nil || !found {
		return c, false, err
	}
	scope, err := s.Store.ScopeOfContest(ctx, c.ContestID)
	for _, role := range []auth.Role{auth.Jury, auth.Secretariat, auth.Auditor} {
		if err == nil && asking.HasFor(role, scope.ForumID, scope.ContestID) {
			return c, true, nil
		}
	}
	return c, false, err
}

// Pairs lists who judges what in a round and why, for officers and auditors of the contest: the newest first. For
// everybody else it is as if there were no such contest. Fault: NotFound.
func (s *Service) Pairs(ctx context.Context, asking auth.Principal, slug string, kind jury.Kind, page auth.Page) (auth.Listed[Paired], error) {
	scope, found, err := s.Store.ContestScope(ctx, slug)
	if err != nil {
		return auth.Listed[Paired]{}, err
	}
	if !found || !asking.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) && !asking.HasFor(auth.Auditor, scope.ForumID, scope.ContestID) {
		return auth.Listed[Paired]{}, fault.New(fault.NotFound, "contest: there is none with this short name, or you are none of its officers")
	}
	got, err := s.Store.RoundAssignments(ctx, scope.ContestID, kind, page)
	if err != nil {
		return auth.Listed[Paired]{}, err
	}
	list := auth.Listed[Paired]{Items: make([]Paired, len(got.Items)), More: got.More, Total: got.Total}
	for i, a := range got.Items {
		if list.Items[i], err = s.pair(ctx, a); err != nil {
			return list, err
		}
	}
	return list, nil
}

// Paired is who judges what, for officers.
type Paired struct {
	jury.Assignment

	Round jury.Round
	Juror jury.Member
	// Entries holds the entry that is judged, in a nomination.
	Entries map[string]entry.Entry
}

func (s *Service) pair(ctx context.Context, a jury.Assignment) (Paired, error) {
	rounds, err := s.Store.Rounds(ctx, a.ContestID)
	if err != nil {
		return Paired{}, err
	}
	m, _, err := s.Store.JurorByID(ctx, a.MemberID)
	if err != nil {
		return Paired{}, err
	}
	entries, err := s.entriesOf(ctx, []jury.Assignment{a})
	at := slices.IndexFunc(rounds, func(r jury.Round) bool { return r.Kind == a.Kind })
	return Paired{a, rounds[at], m, entries}, err
}

// Pair gives an assignment to officers and auditors of its contest.
func (s *Service) Pair(ctx context.Context, asking auth.Principal, id string) (Paired, bool, error) {
	a, found, err := s.Store.AssignmentByID(ctx, id)
	if err != nil || !found {
		return Paired{}, false, err
	}
	scope, err := s.Store.ScopeOfContest(ctx, a.ContestID)
	if err != nil || !asking.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) && !asking.HasFor(auth.Auditor, scope.ForumID, scope.ContestID) {
		return Paired{}, false, err
	}
	p, err := s.pair(ctx, a)
	return p, err == nil, err
}
