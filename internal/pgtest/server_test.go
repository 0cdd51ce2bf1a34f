package pgtest

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestAServerThatIsKilled comes back with what was committed, and with nothing of what was not.
func TestAServerThatIsKilled(t *testing.T) {
	s := NewServer(t)
	conn, err := pgx.Connect(t.Context(), s.DSN())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "CREATE TABLE kept (id integer); INSERT INTO kept VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "BEGIN; INSERT INTO kept VALUES (2)"); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	if err := conn.Ping(t.Context()); err == nil {
		t.Fatal("it answers")
	}
	s.Start()
	if conn, err = pgx.Connect(t.Context(), s.DSN()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT sum(id) FROM kept").Scan(&n); err != nil || n != 1 {
		t.Errorf("kept: %d, %v", n, err)
	}
}
