package scrutineer

import (
	"context"
	"encoding/json"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/mail"
	"rostrum/internal/prize"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// Appeal takes the appeal of a voter against what declared their votes in a contest void. Faults: BadUserInput about text,
// NotFound for an unknown contest. Refusals: NOTHING_TO_APPEAL, APPEAL_CLOSED, ALREADY_APPEALED.
func (s *Service) Appeal(ctx context.Context, asking auth.Principal, slug, words string) error {
	words, err := text.CleanParagraphs(words, text.MaxNote)
	switch {
	case err != nil:
		return fault.In("input.text", err)
	case words == "":
		return fault.BadInput("input.text", "must say why the votes should count")
	}
	_, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		voter, err := tx.Principal(ctx, asking.AccountID, asking.SessionID)
		if err != nil {
			return err
		}
		c, found, err := tx.ContestBySlug(ctx, slug)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "input.contest: there is no such contest")
		}
		voids, err := tx.VoidsOf(ctx, c.ID, voter.VoterID)
		if err != nil {
			return err
		}
		void, err := appealable(voids, tx)
		if err != nil {
			return err
		}
		return tx.AddAppeal(ctx, prize.Appeal{
			ID: store.NewID(), VoidID: void.ID, ContestID: c.ID, VoterID: voter.VoterID, Text: words, AppealedAt: tx.Now(), State: prize.AppealOpen,
		})
	})
	return err
}

// appealable gives the newest void that a voter can appeal against, or why there is none.
func appealable(voids []prize.Void, tx *store.Tx) (prize.Void, error) {
	err := fault.Refuse("NOTHING_TO_APPEAL", "none of your votes in this contest was declared void", "contest")
	for _, v := range voids {
		switch {
		case v.AppealUntil.IsZero():
		case v.Appeal != nil:
			err = fault.Refuse("ALREADY_APPEALED", "you have appealed", "contest")
		case !tx.Now().Before(v.AppealUntil):
			err = fault.Refuse("APPEAL_CLOSED", "the time to appeal ended at "+mail.Instant(v.AppealUntil), "contest")
		default:
			return v, nil
		}
	}
	return prize.Void{}, err
}

// Appeals lists the appeals in a contest, the newest first, to officers and auditors who look at the people.
func (s *Service) Appeals(ctx context.Context, asking auth.Principal, slug string, page auth.Page) (auth.Listed[prize.Appeal], error) {
	var contest string
	_, err := s.officer(ctx, asking, slug, lookers, func(ctx context.Context, tx *store.Tx, officer auth.Principal, c prize.Contest) error {
		contest = c.ID
		return s.side(ctx, tx, officer, c, people)
	})
	if err != nil {
		return auth.Listed[prize.Appeal]{}, err
	}
	list, err := s.Store.Appeals(ctx, contest, page)
	if err != nil {
		return list, err
	}
	return list, s.address(ctx, list.Items)
}

// address says of appeals whose they are.
func (s *Service) address(ctx context.Context, appeals []prize.Appeal) error {
	voters := make([]string, len(appeals))
	for i, a := range appeals {
		voters[i] = a.VoterID
	}
	emails, err := s.Store.EmailsOfVoters(ctx, voters)
	for i, a := range appeals {
		appeals[i].Email = emails[a.VoterID]
	}
	return err
}

// AppealByID gives an appeal to who looks at the people of its contest.
func (s *Service) AppealByID(ctx context.Context, asking auth.Principal, id string) (a prize.Appeal, found bool, err error) {
	if a, found, err = s.Store.AppealByID(ctx, id); err != nil || !found {
		return a, false, err
	}
	ok, err := s.looks(ctx, asking, a.ContestID)
	if err != nil || !ok {
		return prize.Appeal{}, false, err
	}
	one := []prize.Appeal{a}
	err = s.address(ctx, one)
	return one[0], true, err
}

// ruling is the content of a proposal to decide an appeal.
type ruling struct {
	Appeal   string `json:"appeal"`
	IsUpheld bool   `json:"isUpheld"`
}

// Decide proposes how an appeal is decided: where it is upheld, the votes count again. Fault: BadUserInput about reason.
// Refusals: DECIDED, CERTIFIED.
func (s *Service) Decide(ctx context.Context, asking auth.Principal, id string, isUpheld bool, reason string) (p auth.Proposal, err error) {
	if reason, err = foureyes.Reason(reason); err != nil {
		return p, err
	}
	_, err = s.Store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		a, found, err := tx.Appeal(ctx, id)
		if err != nil {
			return err
		}
		unknown := fault.New(fault.NotFound, "input.appeal: there is no such appeal that is yours to decide")
		if !found {
			return unknown
		}
		officer, c, err := s.deciding(ctx, tx, asking, a.ContestID, unknown)
		if err != nil {
			return err
		}
		if a.State != prize.AppealOpen {
			return fault.Refuse("DECIDED", "this appeal is decided", "appeal")
		}
		p, err = s.Desk.Propose(ctx, tx, officer, c.Scope(), DecideAppeal, ruling{a.ID, isUpheld}, reason)
		return err
	})
	if err == nil {
		s.Letters.Sent()
	}
	return p, err
}

func (s *Service) applyAppeal(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var of ruling
	if err := json.Unmarshal(p.Content, &of); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	if err := unsettled(c); err != nil {
		return foureyes.Overtaken(err)
	}
	a, _, err := tx.Appeal(ctx, of.Appeal)
	if err != nil {
		return err
	}
	state, letter := prize.AppealDismissed, mail.AppealDismissed
	if of.IsUpheld {
		state, letter = prize.AppealUpheld, mail.AppealUpheld
		if err := tx.Restore(ctx, a.VoidID, a.VoterID); err != nil {
			return err
		}
	}
	if err := tx.DecideAppeal(ctx, a.ID, state, p.Reason); err != nil {
		return err
	}
	account, found, err := tx.AccountOfVoter(ctx, a.VoterID)
	if err != nil || !found {
		return err
	}
	return s.send(ctx, tx, account.ID, letter, mail.Content{To: account.Email, Language: account.Language, Contest: c.NameIn(account.Language), Reason: p.Reason}, letterTTL)
}
