package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/store"
	"rostrum/internal/token"
)

// voterSecret is the secret that cannot be replaced: by it addresses are known to have voted.
const voterSecret = "voter"

// OpenKeys opens the keys of a store that is migrated. The first keys that a database meets are its keys from then on,
// and are made where there are none; others are refused, since with them whoever has voted could vote again. Faults:
// Conflict for keys of another database or none, and for a folder that cannot be used; Unavailable.
func OpenKeys(ctx context.Context, st *store.Store, folder string) (*token.Keys, error) {
	known, err := st.Meta(ctx, store.MetaKeys)
	if err != nil {
		return nil, err
	}
	if known != "" {
		return keysOf(known, folder)
	}
	keys, err := token.OpenKeys(folder)
	if err != nil {
		return nil, err
	}
	secret, err := keys.Secret(voterSecret)
	if err != nil {
		return nil, err
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		known, err = tx.SetMetaOnce(ctx, store.MetaKeys, mark(secret))
		return err
	})
	if err != nil {
		return nil, err
	}
	if known != mark(secret) {
		return nil, otherKeys(folder)
	}
	return keys, nil
}

// CheckKeys tells whether the keys in a folder are those of a store that is migrated. It changes nothing; a database
// without keys is well. Faults: as of OpenKeys.
func CheckKeys(ctx context.Context, st *store.Store, folder string) error {
	known, err := st.Meta(ctx, store.MetaKeys)
	if err == nil && known != "" {
		_, err = keysOf(known, folder)
	}
	return err
}

// AdoptKeys makes the keys in a folder those of a database whose own are lost, and says so in the audit trail. It makes
// keys where there are none. It changes nothing, and gives false, where they are those of the database already: the trail
// is to tell of losses only. Faults: Conflict for a folder that cannot be used, Unavailable.
func AdoptKeys(ctx context.Context, st *store.Store, folder string) (changed bool, err error) {
	keys, err := token.OpenKeys(folder)
	if err != nil {
		return false, err
	}
	secret, err := keys.Secret(voterSecret)
	if err != nil {
		return false, err
	}
	known, err := st.Meta(ctx, store.MetaKeys)
	if err != nil || known == mark(secret) {
		return false, err
	}
	_, err = st.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SetMeta(ctx, store.MetaKeys, mark(secret)); err != nil {
			return err
		}
		return tx.AddAudit(ctx, auth.AuditEntry{
			ID: store.NewID(), At: time.Now().UTC().Truncate(time.Microsecond), Actor: auth.CommandLine, Action: "keys.adopt", Subject: "keys",
		})
	})
	return err == nil, err
}

func keysOf(known, folder string) (*token.Keys, error) {
	keys, err := token.ReadKeys(folder)
	if fault.Of(err) == fault.NotFound {
		return nil, fault.Wrap(fault.Conflict, err, "the keys of this database are not in %s; put them back, or name their folder with --keys", folder)
	}
	if err != nil {
		return nil, err
	}
	secret, err := keys.KnownSecret(voterSecret)
	switch {
	case fault.Of(err) == fault.NotFound || err == nil && mark(secret) != known:
		return nil, otherKeys(folder)
	case err != nil:
		return nil, err
	}
	return keys, nil
}

func otherKeys(folder string) error {
	return fault.New(fault.Conflict, "the keys in %s are not those of this database; name their folder with --keys", folder)
}

// mark stands for a secret in the database, from which nothing leads back to it.
func mark(secret []byte) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte("the mark of the keys of a database"))
	return hex.EncodeToString(h.Sum(nil)[:16])
}
