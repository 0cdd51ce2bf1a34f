package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// askingAllowed are copies that are good: they show that what askingViolations refuses is refused for what it says.
var askingAllowed = []violation{
	{"another account", "accounts", set{"id": "'a9'", "voter_id": "'v9'", "email": "'x@example.org'", "address_key": "'x@example.org'"}},
	{"shell of an account", "accounts", set{"id": "'a9'", "voter_id": "NULL", "email": "NULL", "address_key": "NULL", "language": "NULL", "state": "'DELETED'", "deleted_at": "registered_at"}},
	{"another address of a voter", "voter_addresses", set{"tag": hashB}},
	{"another session", "auth_sessions", set{"id": "'s9'"}},
	{"another refresh token", "refresh_tokens", set{"hash": hashB}},
	{"another challenge", "challenges", set{"hash": hashB}},
	{"role of another contest", "role_grants", set{"id": "'g9'", "forum_id": "NULL", "contest_id": "'contest-1'"}},
	{"role again after it was withdrawn", "role_grants", set{"id": "'g9'", "withdrawn_at": "granted_at"}},
	{"claim again after it was refused", "organisation_claims", set{"id": "'c9'", "state": "'REFUSED'", "decided_at": "claimed_at"}},
	{"another act", "audit_trail", set{"id": "'t9'"}},
	{"act about a contest", "audit_trail", set{"id": "'t8'", "forum_id": "NULL", "contest_id": "'contest-1'"}},
	{"act about neither", "audit_trail", set{"id": "'t7'", "forum_id": "NULL"}},
	{"another mail", "outbox", set{"id": "'o9'"}},
}

var hashA, hashB = "'" + strings.Repeat("a", 64) + "'", "'" + strings.Repeat("b", 64) + "'"

var askingViolations = []violation{
	{"two accounts of one address", "accounts", set{"id": "'a9'", "voter_id": "'v9'"}},
	{"two accounts of one voter", "accounts", set{"id": "'a9'", "email": "'x@example.org'", "address_key": "'x@example.org'"}},
	{"account without a voter", "accounts", set{"id": "'a9'", "voter_id": "NULL", "address_key": "'x@example.org'"}},
	{"deleted account with an address", "accounts", set{"id": "'a9'", "voter_id": "NULL", "address_key": "NULL", "language": "NULL", "state": "'DELETED'", "deleted_at": "registered_at"}},
	{"state of an account", "accounts", set{"id": "'a9'", "voter_id": "'v9'", "address_key": "'x@example.org'", "state": "'ASLEEP'"}},
	{"address of two voters", "voter_addresses", set{"voter_id": "'v9'"}},
	{"address in the clear among the voters", "voter_addresses", set{"tag": "'ada@example.org'"}},
	{"session of nobody", "auth_sessions", set{"id": "'s9'", "account_id": "'nobody'"}},
	{"network in the clear", "auth_sessions", set{"id": "'s9'", "network_tag": "'192.0.2.0/24'"}},
	{"refresh token in the clear", "refresh_tokens", set{"hash": "'secret'"}},
	{"refresh token twice", "refresh_tokens", set{"session_id": "'session'"}},
	{"refresh token of no session", "refresh_tokens", set{"hash": hashB, "session_id": "'none'"}},
	{"refresh token that was tried again and never used", "refresh_tokens", set{"hash": hashB, "used_at": "NULL", "retried_at": "issued_at"}},
	{"refresh token that ends before it begins", "refresh_tokens", set{"hash": hashB, "expires_at": "issued_at"}},
	{"sixth guess", "challenges", set{"hash": hashB, "guesses": "6"}},
	{"purpose of a challenge", "challenges", set{"hash": hashB, "purpose": "'FUN'"}},
	{"change of address of nobody", "challenges", set{"hash": hashB, "purpose": "'EMAIL_CHANGE'"}},
	{"used challenge that still says whose it was", "challenges", set{"hash": hashB, "used_at": "created_at"}},
	{"code in the clear", "challenges", set{"hash": hashB, "code_hash": "'12345678'"}},
	{"role twice", "role_grants", set{"id": "'g9'"}},
	{"role that everybody has", "role_grants", set{"id": "'g9'", "role": "'STAKEHOLDER'"}},
	{"role of nobody", "role_grants", set{"id": "'g9'", "account_id": "'nobody'"}},
	{"role for a forum that does not exist", "role_grants", set{"id": "'g9'", "forum_id": "'none'"}},
	{"role for a forum and a contest", "role_grants", set{"id": "'g9'", "contest_id": "'contest-1'"}},
	{"role that its giver confirmed", "role_grants", set{"id": "'g9'", "forum_id": "NULL", "confirmed_by": "granted_by"}},
	{"role that its holder confirmed", "role_grants", set{"id": "'g9'", "forum_id": "NULL", "confirmed_by": "account_id"}},
	{"role confirmed by nobody", "role_grants", set{"id": "'g9'", "forum_id": "NULL", "confirmed_by": "NULL"}},
	{"claim twice", "organisation_claims", set{"id": "'c9'"}},
	{"claim on nothing", "organisation_claims", set{"id": "'c9'", "stakeholder_id": "'none'"}},
	{"state of a claim", "organisation_claims", set{"id": "'c9'", "state": "'PERHAPS'"}},
	{"claim that was decided at no time", "organisation_claims", set{"id": "'c9'", "state": "'REFUSED'"}},
	{"standing claim of nobody", "organisation_claims", set{"id": "'c9'", "account_id": "NULL"}},
	{"act of nobody", "audit_trail", set{"id": "'t9'", "actor": "''"}},
	{"act twice", "audit_trail", nil},
	{"act about a forum that does not exist", "audit_trail", set{"id": "'t9'", "forum_id": "'none'"}},
	{"act about a contest that does not exist", "audit_trail", set{"id": "'t9'", "forum_id": "NULL", "contest_id": "'none'"}},
	{"act about a forum and a contest", "audit_trail", set{"id": "'t9'", "contest_id": "'contest-1'"}},
	{"sent mail that can still be read", "outbox", set{"id": "'o9'", "state": "'SENT'", "settled_at": "created_at"}},
	{"waiting mail without content", "outbox", set{"id": "'o9'", "sealed": "NULL"}},
	{"address in the clear in the outbox", "outbox", set{"id": "'o9'", "address_tag": "'ada@example.org'"}},
}

// rowsOfAsking stores a row in every table of who is asking.
func rowsOfAsking(ctx context.Context, tx *store.Tx, at time.Time) error {
	tag := strings.Trim(hashA, "'")
	_, binding := tx.BindVoter(ctx, tag, "voter", at)
	return errors.Join(
		tx.AddAccount(ctx, auth.Account{
			ID: "account", VoterID: "voter", Email: "Ada@example.org", AddressKey: "ada@example.org", Language: "fr", State: auth.Active, RegisteredAt: at,
		}),
		binding,
		tx.AddSession(ctx, auth.Session{ID: "session", AccountID: "account", NetworkTag: tag, StartedAt: at, LastSeenAt: at}),
		tx.AddRefreshToken(ctx, auth.RefreshToken{Hash: tag, SessionID: "session", IssuedAt: at, ExpiresAt: at.Add(time.Hour)}),
		tx.AddChallenge(ctx, auth.Challenge{
			Hash: tag, Purpose: auth.ToSignIn, AddressTag: tag, NetworkTag: tag, Email: "Ada@example.org", Language: "fr", CodeHash: tag,
			CreatedAt: at, ExpiresAt: at.Add(time.Hour),
		}),
		tx.AddGrant(ctx, auth.Grant{
			ID: "grant", AccountID: "account", Role: auth.Jury, ForumID: Full().Forums[0].ID, GrantedBy: "one", ConfirmedBy: "two",
			GrantedAt: at, ConfirmedAt: at,
		}),
		tx.AddOrganisationClaim(ctx, auth.OrganisationClaim{
			ID: "claim", AccountID: "account", StakeholderID: Full().Stakeholders[0].ID, State: auth.Claimed, ClaimedAt: at,
		}),
		tx.AddAudit(ctx, auth.AuditEntry{
			ID: "act", At: at, Actor: auth.CommandLine, Action: "role.grant", Subject: "account x", Detail: "an expert", ForumID: Full().Forums[0].ID,
		}),
		tx.AddAudit(ctx, auth.AuditEntry{ID: "act-2", At: at, Actor: "account x", Action: "votes.count", Subject: "contest x", ContestID: Full().Contests[0].ID}),
		tx.AddLetter(ctx, store.Letter{
			ID: "letter", Template: "SIGN_IN_CODE", AddressTag: tag, AccountID: "account", Sealed: []byte{0, 1, 0xff}, CreatedAt: at, ExpiresAt: at.Add(time.Hour),
		}),
	)
}

func askingConstraints(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	at := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC)
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return rowsOfAsking(ctx, tx, at) }); err != nil {
		t.Fatal(err)
	}
	db := Raw(t, dsn)
	for _, v := range askingAllowed {
		if err := v.try(t, db); err != nil {
			t.Errorf("%s: refused: %v", v.name, err)
		}
	}
	for _, v := range askingViolations {
		if err := v.try(t, db); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", v.name, err)
		}
	}
	statements := []string{"DELETE FROM audit_trail", "UPDATE audit_trail SET detail = 'x'", "DELETE FROM accounts"}
	if s.Engine() == store.PostgreSQL {
		statements = append(statements, "TRUNCATE audit_trail")
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", statement, err)
		}
	}
}

// askingComesBack looks whether rows come back as they were stored, with instants to the microsecond.
func askingComesBack(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	at := time.Date(2026, 8, 1, 12, 0, 0, 123456000, time.UTC)
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return rowsOfAsking(ctx, tx, at) }); err != nil {
		t.Fatal(err)
	}
	p, err := s.Principal(t.Context(), "account", "session")
	if err != nil || p.Email != "Ada@example.org" || p.VoterID != "voter" || p.Language != "fr" || len(p.Grants) != 1 ||
		!p.Grants[0].GrantedAt.Equal(at) || !p.HasFor(auth.Jury, Full().Forums[0].ID, "") || p.HasFor(auth.Jury, "", "") {
		t.Errorf("who is asking: %+v, %v", p, err)
	}
	for name, ids := range map[string][2]string{
		"no session": {"account", "none"}, "no account": {"none", "session"}, "nothing": {"", ""},
	} {
		if _, err := s.Principal(t.Context(), ids[0], ids[1]); codeOf(err) != fault.Unauthenticated {
			t.Errorf("%s: %v", name, err)
		}
	}
	for id, want := range map[string]auth.AuditEntry{
		"act":   {ID: "act", At: at, Actor: auth.CommandLine, Action: "role.grant", Subject: "account x", Detail: "an expert", ForumID: Full().Forums[0].ID},
		"act-2": {ID: "act-2", At: at, Actor: "account x", Action: "votes.count", Subject: "contest x", ContestID: Full().Contests[0].ID},
	} {
		if act, found, err := s.AuditEntryByID(t.Context(), auth.Reach{Everything: true}, id); !found || err != nil || act != want {
			t.Errorf("an act: %+v, %v, %v", act, found, err)
		}
	}
	letters, err := s.ClaimLetters(t.Context(), "worker", 9, at, at.Add(time.Minute))
	if err != nil || len(letters) != 1 || string(letters[0].Sealed) != "\x00\x01\xff" || letters[0].Attempts != 1 || !letters[0].CreatedAt.Equal(at) {
		t.Errorf("letters: %+v, %v", letters, err)
	}
	_, err = s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		bound, err := tx.BindVoter(ctx, strings.Trim(hashA, "'"), "another", at)
		if bound != "voter" || err != nil {
			t.Errorf("an address is for ever that of its voter: %q, %v", bound, err)
		}
		account, found, err := tx.AccountByAddress(ctx, "ada@example.org")
		if !found || err != nil || !account.RegisteredAt.Equal(at) || account.State != auth.Active {
			t.Errorf("the account: %+v, %v", account, err)
		}
		_, found, err = tx.Account(ctx, "none")
		if found || err != nil {
			t.Errorf("no account: %v, %v", found, err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
