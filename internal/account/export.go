package account

import (
	"context"
	"encoding/json"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/entry"
	"rostrum/internal/store"
)

// exported is everything that is stored about an account, as it goes out.
type exported struct {
	ExportedAt time.Time        `json:"exportedAt"`
	Account    exportedAccount  `json:"account"`
	Sessions   []exportedTimes  `json:"sessions"`
	Codes      []exportedCode   `json:"codesOfTheLastDay"`
	Mails      []exportedMail   `json:"mails"`
	Roles      []exportedGrant  `json:"roles"`
	Claims     []exportedClaim  `json:"organisationClaims"`
	Acts       []exportedAct    `json:"auditTrail"`
	Addresses  []exportedVoting `json:"addressesKnownToVote"`
	Entries    []exportedEntry  `json:"entriesBegun"`
	EntryMoves []exportedMove   `json:"movesOfEntries"`
	Reminders  []exportedNote   `json:"reminders"`
	Votes      any              `json:"votes"`
	Voter      any              `json:"voter,omitempty"`
	Jury       any              `json:"jury,omitempty"`
}

type exportedAccount struct {
	ID           string     `json:"id"`
	VoterID      string     `json:"voterId"`
	Email        string     `json:"email"`
	Language     string     `json:"language"`
	State        auth.State `json:"state"`
	RegisteredAt time.Time  `json:"registeredAt"`
}

type exportedTimes struct {
	ID         string     `json:"id"`
	StartedAt  time.Time  `json:"startedAt"`
	LastSeenAt time.Time  `json:"lastSeenAt"`
	EndedAt    *time.Time `json:"endedAt"`
	NetworkTag string     `json:"keyedHashOfNetwork,omitempty"`
}

type exportedCode struct {
	Purpose    auth.Purpose `json:"purpose"`
	Email      string       `json:"email,omitempty"`
	CreatedAt  time.Time    `json:"createdAt"`
	ExpiresAt  time.Time    `json:"expiresAt"`
	UsedAt     *time.Time   `json:"usedAt"`
	Guesses    int          `json:"guesses"`
	NetworkTag string       `json:"keyedHashOfNetwork"`
}

type exportedMail struct {
	Template  string    `json:"template"`
	CreatedAt time.Time `json:"createdAt"`
	State     string    `json:"state"`
}

type exportedGrant struct {
	Role        auth.Role  `json:"role"`
	ForumID     string     `json:"forumId,omitempty"`
	ContestID   string     `json:"contestId,omitempty"`
	GrantedAt   time.Time  `json:"grantedAt"`
	ConfirmedAt *time.Time `json:"confirmedAt"`
	WithdrawnAt *time.Time `json:"withdrawnAt"`
}

type exportedClaim struct {
	StakeholderID string          `json:"stakeholderId"`
	State         auth.ClaimState `json:"state"`
	ClaimedAt     time.Time       `json:"claimedAt"`
	DecidedAt     *time.Time      `json:"decidedAt"`
}

type exportedAct struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Action  string    `json:"action"`
	Subject string    `json:"subject"`
	Detail  string    `json:"detail,omitempty"`
}

type exportedEntry struct {
	ID            string      `json:"id"`
	ContestID     string      `json:"contestId"`
	StakeholderID string      `json:"stakeholderId"`
	Title         string      `json:"title"`
	State         entry.State `json:"state"`
	CreatedAt     time.Time   `json:"createdAt"`
}

type exportedMove struct {
	EntryID string      `json:"entryId"`
	From    entry.State `json:"from"`
	To      entry.State `json:"to"`
	At      time.Time   `json:"at"`
	Reason  string      `json:"reason,omitempty"`
}

type exportedNote struct {
	ContestID  string             `json:"contestId"`
	Kind       store.ReminderKind `json:"of"`
	Hours      int                `json:"hoursBefore"`
	EndsAt     time.Time          `json:"endsAt"`
	RemindedAt time.Time          `json:"at"`
}

type exportedVoting struct {
	Tag     string    `json:"keyedHash"`
	BoundAt time.Time `json:"since"`
}

// Export gives everything that is stored about the account that is asking, as JSON, with its votes, and what
// it does as a juror.
func (s *Service) Export(ctx context.Context, p auth.Principal) ([]byte, error) {
	about, err := s.Store.About(ctx, p.AccountID, s.Secrets.addressTag)
	if err != nil {
		return nil, err
	}
	out := exported{ExportedAt: s.clock(), Account: exportedAccount{
		ID: about.Account.ID, VoterID: about.Account.VoterID, Email: about.Account.Email, Language: about.Account.Language,
		State: about.Account.State, RegisteredAt: about.Account.RegisteredAt,
	}}
	out.fill(about)
	if s.Votes != nil {
		if out.Votes, err = s.Votes(ctx, p.VoterID); err != nil {
			return nil, err
		}
	}
	if s.Voter != nil {
		if out.Voter, err = s.Voter(ctx, p.VoterID); err != nil {
			return nil, err
		}
	}
	if s.Jury != nil {
		if out.Jury, err = s.Jury(ctx, p); err != nil {
			return nil, err
		}
	}
	return json.MarshalIndent(out, "", "  ")
}

func (out *exported) fill(about store.About) {
	out.Sessions = each(about.Sessions, func(x auth.Session) exportedTimes {
		return exportedTimes{ID: x.ID, StartedAt: x.StartedAt, LastSeenAt: x.LastSeenAt, EndedAt: maybe(x.EndedAt), NetworkTag: x.NetworkTag}
	})
	out.Codes = each(about.Challenges, func(x auth.Challenge) exportedCode {
		return exportedCode{
			Purpose: x.Purpose, Email: x.Email, CreatedAt: x.CreatedAt, ExpiresAt: x.ExpiresAt, UsedAt: maybe(x.UsedAt), Guesses: x.Guesses,
			NetworkTag: x.NetworkTag,
		}
	})
	out.Mails = each(about.Letters, func(x store.LetterNote) exportedMail {
		return exportedMail{Template: x.Template, CreatedAt: x.CreatedAt, State: x.State}
	})
	out.Roles = each(about.Grants, func(x auth.Grant) exportedGrant {
		return exportedGrant{
			Role: x.Role, ForumID: x.ForumID, ContestID: x.ContestID, GrantedAt: x.GrantedAt, ConfirmedAt: maybe(x.ConfirmedAt),
			WithdrawnAt: maybe(x.WithdrawnAt),
		}
	})
	out.Claims = each(about.Claims, func(x auth.OrganisationClaim) exportedClaim {
		return exportedClaim{StakeholderID: x.StakeholderID, State: x.State, ClaimedAt: x.ClaimedAt, DecidedAt: maybe(x.DecidedAt)}
	})
	out.Acts = each(about.Acts, func(x auth.AuditEntry) exportedAct {
		return exportedAct{At: x.At, Actor: x.Actor, Action: x.Action, Subject: x.Subject, Detail: x.Detail}
	})
	out.Entries = each(about.Entries, func(x entry.Entry) exportedEntry {
		return exportedEntry{ID: x.ID, ContestID: x.ContestID, StakeholderID: x.StakeholderID, Title: x.Title, State: x.State, CreatedAt: x.CreatedAt}
	})
	out.EntryMoves = each(about.EntryMoves, func(x store.EntryMove) exportedMove {
		return exportedMove{EntryID: x.EntryID, From: x.From, To: x.To, At: x.At, Reason: x.Reason}
	})
	out.Reminders = each(about.Reminders, func(x store.ReminderNote) exportedNote {
		return exportedNote{ContestID: x.ContestID, Kind: x.Kind, Hours: x.Hours, EndsAt: x.EndsAt, RemindedAt: x.RemindedAt}
	})
	out.Addresses = each(about.Voting, func(x store.VotingAddress) exportedVoting {
		return exportedVoting{Tag: x.Tag, BoundAt: x.BoundAt}
	})
}

// each maps a list, and gives an empty list rather than none.
func each[A, B any](all []A, f func(A) B) []B {
	out := make([]B, len(all))
	for i, a := range all {
		out[i] = f(a)
	}
	return out
}

// maybe gives an instant, nil for none.
func maybe(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
