package panel

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/foureyes"
	"rostrum/internal/jury"
	"rostrum/internal/mail"
	"rostrum/internal/scalar"
	"rostrum/internal/store"
	"rostrum/internal/text"
)

// InviteJuror is the proposal that somebody is invited to judge, which gives them the role.
const InviteJuror auth.ProposalKind = "INVITE_JUROR"

// invitation is the content of such a proposal. It holds no address, since it is kept for ever.
type invitation struct {
	Juror string `json:"juror"` // the id
	Name  string `json:"name"`
}

// invitationTTL is how long it is worth sending a letter.
const invitationTTL = 14 * 24 * time.Hour

// Invitation is who an officer wants invited.
type Invitation struct {
	Contest       string // short name
	Email         string
	Name          string
	Language      string // of the letter
	IsChair       bool
	Country       string
	Languages     []string
	Organisations []string // ids
	Categories    []string // ids
	Reason        string
}

// Invite proposes to invite a juror; the letter goes out once a second officer has confirmed it. Faults: NotFound,
// BadUserInput about a field. Refusals: ALREADY_INVITED, TOO_MANY_JURORS.
func (s *Service) Invite(ctx context.Context, asking auth.Principal, i Invitation) (juror jury.Member, p auth.Proposal, err error) {
	reason, err := foureyes.Reason(i.Reason)
	if err != nil {
		return juror, p, err
	}
	display, key, err := auth.Canonical(i.Email)
	if err != nil {
		return juror, p, err
	}
	if juror, err = i.member(); err != nil {
		return juror, p, err
	}
	juror.ID, juror.AddressTag = store.NewID(), s.Letters.AddressTag(key)
	juror.SealedAddress = s.vault.sealAddress(juror.ID, display)
	err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, officer auth.Principal) error {
		c, err := contest(ctx, tx, officer, i.Contest)
		if err != nil {
			return err
		}
		juror.ContestID, juror.InvitedBy, juror.InvitedAt = c.ID, officer.AccountID, s.clock()
		if juror, err = juror.Check(c); err != nil {
			return err
		}
		if err := s.mayInvite(ctx, tx, juror); err != nil {
			return err
		}
		if err := tx.AddJuror(ctx, juror); err != nil {
			return err
		}
		p, err = s.Desk.Propose(ctx, tx, officer, c.Scope(), InviteJuror, invitation{juror.ID, juror.Name}, reason)
		if err != nil {
			return err
		}
		juror, _, err = tx.Juror(ctx, juror.ID)
		return err
	})
	if err == nil {
		s.mailed()
	}
	return juror, p, err
}

func (i Invitation) member() (jury.Member, error) {
	language, err := scalar.ParseLanguageTag(i.Language)
	if err != nil {
		return jury.Member{}, fault.In("language", err)
	}
	m := jury.Member{
		Name: i.Name, IsChair: i.IsChair, Country: i.Country, Organisations: i.Organisations, Categories: i.Categories,
		State: jury.Proposed, Language: string(language),
	}
	for n, tag := range i.Languages {
		language, err := scalar.ParseLanguageTag(tag)
		if err != nil {
			return m, fault.In(text.Index("languages", n), err)
		}
		m.Languages = append(m.Languages, string(language))
	}
	return m, nil
}

func (s *Service) mayInvite(ctx context.Context, tx *store.Tx, m jury.Member) error {
	if has, err := tx.HasStakeholders(ctx, m.Organisations); err != nil || !has {
		return cmp.Or[error](err, fault.BadInput("organisations", "one of them does not exist"))
	}
	if _, found, err := tx.InvitedJuror(ctx, m.ContestID, m.AddressTag); err != nil || found {
		return cmp.Or(err, fault.Refuse("ALREADY_INVITED", "this address is invited already", "email"))
	}
	all, err := tx.Jurors(ctx, m.ContestID)
	if err == nil && len(all) >= jury.MaxMembers {
		err = fault.Refuse("TOO_MANY_JURORS", "a contest has 500 jurors at most, with those who declined", "contest")
	}
	return err
}

// applyInvitation invites a juror whom two officers want.
func (s *Service) applyInvitation(ctx context.Context, tx *store.Tx, p auth.Proposal) error {
	var content invitation
	if err := json.Unmarshal(p.Content, &content); err != nil {
		return err
	}
	m, found, err := tx.Juror(ctx, content.Juror)
	if err != nil {
		return err
	}
	if !found || m.State != jury.Proposed {
		return fault.New(fault.Conflict, "proposal: it cannot be carried out any more")
	}
	if _, found, err := tx.InvitedJuror(ctx, m.ContestID, m.AddressTag); err != nil || found {
		return cmp.Or[error](err, fault.New(fault.Conflict, "proposal: this address is invited already"))
	}
	m.State, m.InvitedAt = jury.Invited, s.clock()
	if !p.Alone {
		m.ConfirmedBy = p.DecidedBy
	}
	if err := tx.SetJuror(ctx, m); err != nil {
		return err
	}
	c, err := tx.ContestByID(ctx, p.ContestID)
	if err != nil {
		return err
	}
	if err := s.passOver(ctx, tx, c, m.ID); err != nil {
		return err
	}
	address, err := s.vault.openAddress(m)
	if err != nil {
		return err
	}
	return s.send(ctx, tx, "", mail.JurorInvited, mail.Content{To: address, Language: m.Language, Contest: c.NameIn(m.Language)}, invitationTTL)
}

// send puts a letter into the outbox.
func (s *Service) send(ctx context.Context, tx *store.Tx, accountID string, t mail.Template, c mail.Content, ttl time.Duration) error {
	letter, err := s.Letters.Letter(accountID, t, c, ttl)
	if err != nil {
		return err
	}
	return tx.AddLetter(ctx, letter)
}

// Answer is what somebody says to an invitation.
type Answer struct {
	Juror    string // id
	Accept   bool
	Delegate string // whom they would send instead, which is refused
}

// AnswerInvitation accepts or declines an invitation to the address of who asks. Faults: NotFound, where there is none to
// this address with the id. Refusals: NO_DELEGATION, ANSWERED, OWN_INVITATION.
func (s *Service) AnswerInvitation(ctx context.Context, asking auth.Principal, a Answer) (m jury.Member, err error) {
	if a.Delegate != "" {
		return m, fault.Refuse("NO_DELEGATION", "a place in the jury is personal and cannot be passed on: decline, and tell the secretariat whom you suggest", "delegate")
	}
	err = s.write(ctx, asking, func(ctx context.Context, tx *store.Tx, p auth.Principal) error {
		_, key, err := auth.Canonical(p.Email)
		if err != nil {
			return err
		}
		found := false
		if m, found, err = tx.Juror(ctx, a.Juror); err != nil {
			return err
		}
		if !found || m.State == jury.Proposed || m.AccountID != p.AccountID && m.AddressTag != s.Letters.AddressTag(key) {
			return fault.New(fault.NotFound, "input.invitation: there is none to your address with this id")
		}
		if m.State != jury.Invited {
			return fault.Refuse("ANSWERED", "you have answered this invitation", "invitation")
		}
		if a.Accept && (m.InvitedBy == p.AccountID && m.ConfirmedBy != "" || m.ConfirmedBy == p.AccountID) {
			return fault.Refuse("OWN_INVITATION", "an officer who decided on an invitation cannot accept it", "invitation")
		}
		m.State, m.AnsweredAt, m.SealedAddress = jury.Declined, s.clock(), nil
		if a.Accept {
			m.State, m.AccountID = jury.Accepted, p.AccountID
			if err := s.seat(ctx, tx, m); err != nil {
				return err
			}
		}
		return tx.SetJuror(ctx, m)
	})
	return m, err
}

// seat gives a juror the role in the contest, by the two officers who invited them.
func (s *Service) seat(ctx context.Context, tx *store.Tx, m jury.Member) error {
	if _, has, err := tx.JurorOf(ctx, m.ContestID, m.AccountID); err != nil || has {
		return cmp.Or(err, fault.Refuse("ANSWERED", "you are in the jury already", "invitation"))
	}
	grants, err := tx.OpenGrants(ctx, m.AccountID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Role != auth.Jury || g.ContestID != m.ContestID {
			continue
		}
		if g.InForce() {
			return nil
		}
		g.WithdrawnAt = m.AnsweredAt // what waited for a second officer is overtaken
		if err := tx.SetGrant(ctx, g); err != nil {
			return err
		}
	}
	g := auth.Grant{
		ID: store.NewID(), AccountID: m.AccountID, Role: auth.Jury, ContestID: m.ContestID, GrantedBy: m.InvitedBy, ConfirmedBy: m.ConfirmedBy,
		GrantedAt: m.InvitedAt, ConfirmedAt: m.AnsweredAt,
	}
	if g.ConfirmedBy == "" {
		g.ConfirmedBy, g.Alone = m.InvitedBy, true
	}
	return tx.AddGrant(ctx, g)
}
