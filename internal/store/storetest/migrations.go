package storetest

import (
	"testing"

	"rostrum/internal/fault"
	"rostrum/internal/store"
)

// open opens a database without migrating it.
func open(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func migrations(t *testing.T, dsn string) {
	s := open(t, dsn)
	have, want, err := s.SchemaVersion(t.Context())
	if have != 0 || want < 1 || err != nil {
		t.Fatalf("a fresh database has version %d of %d, %v", have, want, err)
	}
	if applied, err := s.Migrate(t.Context()); applied != steps(t, dsn) || applied < 1 || err != nil {
		t.Errorf("migrated %d steps, %v; want %d", applied, err, steps(t, dsn))
	}
	if applied, err := s.Migrate(t.Context()); applied != 0 || err != nil {
		t.Errorf("migrated %d steps again, %v", applied, err)
	}
	if have, _, err := s.SchemaVersion(t.Context()); have != want || err != nil {
		t.Errorf("version %d, %v; want %d", have, err, want)
	}
}

// steps counts the migrations that a database has had. Numbers may be left out.
func steps(t *testing.T, dsn string) (n int) {
	t.Helper()
	if err := Raw(t, dsn).QueryRowContext(t.Context(), "SELECT count(*) FROM schema_migrations").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// twoMigrate lets several stores migrate one database at once, as several servers do that start together.
func twoMigrate(t *testing.T, dsn string) {
	type result struct {
		applied int
		err     error
	}
	results := make(chan result)
	const servers = 4
	for range servers {
		s := open(t, dsn)
		go func() {
			applied, err := s.Migrate(t.Context())
			results <- result{applied, err}
		}()
	}
	sum := 0
	for range servers {
		r := <-results
		if r.err != nil {
			t.Error(r.err)
		}
		sum += r.applied
	}
	if want := steps(t, dsn); sum != want {
		t.Errorf("%d steps in all, want each of %d once", sum, want)
	}
}

func newerRefused(t *testing.T, dsn string) {
	s := Open(t, dsn)
	if _, err := Raw(t, dsn).ExecContext(t.Context(), "INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')"); err != nil {
		t.Fatal(err)
	}
	if applied, err := s.Migrate(t.Context()); applied != 0 || codeOf(err) != fault.Conflict {
		t.Errorf("a newer database: %d steps, %v", applied, err)
	}
	if have, want, err := s.SchemaVersion(t.Context()); have != 9999 || have <= want || err != nil {
		t.Errorf("version %d, wanted %d, %v", have, want, err)
	}
}
