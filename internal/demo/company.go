package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rostrum/internal/account"
	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/mail"
	"rostrum/internal/panel"
	"rostrum/internal/prize"
	"rostrum/internal/returning"
	"rostrum/internal/runner"
	"rostrum/internal/store"
	"rostrum/internal/submission"
)

// Addresses of people of the demo who have a part in the sample prizes.
const (
	Officer     = "secretariat@demo.example"
	Deputy      = "deputy@demo.example" // a second officer, for what takes two
	Stakeholder = "stakeholder@demo.example"
	Juror       = "jury@demo.example"
	entrant     = "entrant@demo.example" // speaks for all sample organisations that enter, but the stakeholder's
)

// Prizes is the short name of the sample prizes. Everything that takes part in them is a sample.
const Prizes = "sample-prizes-2020"

// company are the people who play the sample prizes, with what they work with.
type company struct {
	store     *store.Store
	accounts  *account.Service
	desk      *foureyes.Desk
	entries   *submission.Service
	jury      *panel.Service
	returning *returning.Service
	runner    *runner.Runner

	officer, deputy, holder, entrant auth.Principal
	jurors                           []auth.Principal // the first is the demo's own
}

// silent writes letters that are too old to be sent: what happened before the demo began has been told long ago.
type silent struct{ *account.Service }

func (s silent) Letter(accountID string, t mail.Template, c mail.Content, _ time.Duration) (store.Letter, error) {
	return s.Service.Letter(accountID, t, c, 0)
}

func (silent) Sent() {}

// gather brings the people together, and makes accounts for those who have none.
func gather(ctx context.Context, st *store.Store, d Desks) (*company, error) {
	letters := silent{d.Accounts}
	c := &company{store: st, accounts: d.Accounts, runner: runner.New(st, time.Now, d.Log)}
	c.desk = foureyes.NewDesk(foureyes.Config{Store: st, Now: time.Now, Log: d.Log})
	c.returning = returning.New(st, c.desk)
	c.entries = submission.New(st, c.desk, letters)
	var err error
	c.jury, err = panel.New(panel.Config{
		Store: st, Desk: c.desk, Secret: d.JurySecret, Nominating: c.entries, Letters: letters, Now: time.Now, Log: d.Log,
	})
	if err != nil {
		return nil, err
	}
	c.returning.Winners, c.returning.Entrants = c.jury.Winners, c.entries
	c.runner.Also(c.jury.Step)
	c.runner.Also(c.returning.Step)
	officers, err := d.Accounts.Ensure(ctx, []string{Officer, Deputy}, []auth.Role{auth.Secretariat})
	if err != nil {
		return nil, err
	}
	c.officer, c.deputy = officers[0], officers[1]
	addresses := []string{Stakeholder, entrant}
	for _, j := range jurors {
		addresses = append(addresses, j.address)
	}
	others, err := d.Accounts.Ensure(ctx, addresses, nil)
	if err != nil {
		return nil, err
	}
	c.holder, c.entrant, c.jurors = others[0], others[1], others[2:]
	return c, nil
}

// step does what is due at this instant of forum time.
func (c *company) step(ctx context.Context) error {
	_, err := c.runner.Step(ctx)
	return err
}

// contest gives the sample prizes as they stand.
func (c *company) contest(ctx context.Context) (contest prize.Contest, err error) {
	_, err = c.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		found := false
		if contest, found, err = tx.ContestBySlug(ctx, Prizes); err == nil && !found {
			err = fault.New(fault.Conflict, "there are no sample prizes in this folder")
		}
		return err
	})
	return contest, err
}

// confirm confirms as the second officer what the first has proposed of a kind. It is done before something is proposed
// too: what waits since a start was cut short must not be proposed again.
func (c *company) confirm(ctx context.Context, kind auth.ProposalKind) error {
	waiting, err := c.desk.Proposals(ctx, c.deputy, Prizes, auth.ProposalPending, auth.Page{Size: 100})
	if err != nil {
		return err
	}
	for _, p := range waiting.Items {
		if p.Kind != kind || p.ProposedBy != c.officer.AccountID {
			continue
		}
		if _, _, err := c.desk.Confirm(ctx, c.deputy, p.ID); err != nil {
			return fmt.Errorf("confirming %s: %w", p.Kind, err)
		}
	}
	return nil
}

// unless takes a refusal with one of some codes for success: what is to be done was done before.
func unless(err error, codes ...string) error {
	if refusal, ok := errors.AsType[*fault.Refusal](err); ok {
		for _, code := range codes {
			if refusal.Code == code {
				return nil
			}
		}
	}
	return err
}
