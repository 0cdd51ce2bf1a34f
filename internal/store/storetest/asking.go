package storetest

import (
	"context"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// whoIsAsking signs an account in, gives it a role, and takes everything away again: what an officer withdraws and
// whoever signs out is out at the next look.
func whoIsAsking(t *testing.T, dsn string) {
	st := Open(t, dsn)
	now := time.Now().UTC().Truncate(time.Microsecond)
	write := func(fn func(ctx context.Context, tx *store.Tx) error) {
		t.Helper()
		if _, err := st.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	account := auth.Account{ID: "a-1", VoterID: "v-1", Email: "Amina@example.org", AddressKey: "amina@example.org", Language: "fr", State: auth.Active, RegisteredAt: now}
	grant := auth.Grant{ID: "g-1", AccountID: "a-1", Role: auth.Jury, GrantedBy: "o-1", GrantedAt: now}
	write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddAccount(ctx, account); err != nil {
			return err
		}
		if err := tx.AddSession(ctx, auth.Session{ID: "s-1", AccountID: "a-1", StartedAt: now, LastSeenAt: now}); err != nil {
			return err
		}
		return tx.AddGrant(ctx, grant)
	})
	look := func() auth.Principal {
		t.Helper()
		p, err := st.Principal(t.Context(), "a-1", "s-1")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := look(); p.VoterID != "v-1" || p.Email != account.Email || p.Has(auth.Jury) {
		t.Errorf("a role that waits for a second officer gives rights: %+v", p)
	}
	grant.ConfirmedBy, grant.ConfirmedAt = "o-2", now
	write(func(ctx context.Context, tx *store.Tx) error { return tx.SetGrant(ctx, grant) })
	if p := look(); !p.HasFor(auth.Jury, "any", "any") {
		t.Errorf("a confirmed role gives none: %+v", p)
	}
	grant.WithdrawnAt = now
	write(func(ctx context.Context, tx *store.Tx) error { return tx.SetGrant(ctx, grant) })
	if p := look(); p.Has(auth.Jury) {
		t.Errorf("a withdrawn role gives rights: %+v", p)
	}
	if _, err := st.Principal(t.Context(), "a-2", "s-1"); fault.Of(err) != fault.Unauthenticated {
		t.Error("the session of another:", err)
	}
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		other := account
		other.ID, other.VoterID = "a-2", "v-2"
		return tx.AddAccount(ctx, other)
	}); fault.Of(err) != fault.Conflict {
		t.Error("two accounts of one address:", err)
	}
	deletedIsGone(t, st, account)
}

func deletedIsGone(t *testing.T, st *store.Store, account auth.Account) {
	t.Helper()
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Forget(ctx, account, "", account.RegisteredAt); err != nil {
			return err
		}
		gone, found, err := tx.Account(ctx, account.ID)
		if err == nil && (!found || gone.State != auth.Deleted || gone.Email != "" || gone.VoterID != "") {
			t.Errorf("a deleted account holds what is personal: %+v", gone)
		}
		for _, at := range []time.Time{gone.RegisteredAt, gone.DeletedAt} {
			if at.IsZero() || !at.Equal(at.Truncate(24*time.Hour)) {
				t.Errorf("a deleted account tells the instant %v, by which its votes can be found", at)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Principal(t.Context(), account.ID, "s-1"); fault.Of(err) != fault.Unauthenticated {
		t.Error("a deleted account is asking:", err)
	}
}

// auditStays tries to change and to empty the audit trail.
func auditStays(t *testing.T, dsn string) {
	st := Open(t, dsn)
	if _, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAudit(ctx, auth.AuditEntry{ID: "e-1", At: time.Now().UTC(), Actor: auth.CommandLine, Action: "role.grant", Subject: "account 1"})
	}); err != nil {
		t.Fatal(err)
	}
	db := Raw(t, dsn)
	for _, statement := range []string{"UPDATE audit_trail SET actor = 'nobody'", "DELETE FROM audit_trail"} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s is carried out", statement)
		}
	}
	list, err := st.AuditTrail(t.Context(), auth.Reach{}, "", auth.Page{Size: 10})
	if err != nil || len(list.Items) != 1 || list.Items[0].Actor != auth.CommandLine {
		t.Error(list, err)
	}
}
