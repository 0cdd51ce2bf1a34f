package server_test

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"rostrum/internal/intake"
	"rostrum/internal/pgtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
	"rostrum/internal/text"
)

// themed gives the tiny forum under another theme.
func themed(t *testing.T, theme string) intake.Document {
	d := servertest.Tiny(t)
	d.Forums[0].Value.Theme = text.Of(theme)
	return d
}

// themeOf reads the theme as a replica shows it; headers are names and values in turn.
func themeOf(t *testing.T, r *servertest.Replica, headers ...string) string {
	t.Helper()
	var data struct {
		Forum struct{ Theme struct{ Value string } }
	}
	r.Read(t, &data, `{ forum(slug: "wsis-forum-2020") { theme { value } } }`, nil, headers...)
	return data.Forum.Theme.Value
}

func TestAnImportShowsWithinASecond(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		other := servertest.Open(t, dsn)
		servertest.Import(t, other, servertest.Tiny(t))
		replicas := []*servertest.Replica{servertest.Start(t, dsn), servertest.Start(t, dsn)}
		for i := range 5 {
			theme := fmt.Sprintf("theme %d", i)
			seq := servertest.Import(t, other, themed(t, theme))
			if seq == 0 {
				t.Fatal("the import changed nothing")
			}
			for n, r := range replicas {
				if got := themeOf(t, r, "X-Rostrum-After", strconv.FormatInt(seq, 10)); got != theme {
					t.Errorf("replica %d, after sequence %d: %q, want %q", n, seq, got, theme)
				}
			}
		}
		servertest.Import(t, other, themed(t, "the last"))
		for _, r := range replicas {
			eventually(t, time.Second, "the theme shows", func() bool { return themeOf(t, r) == "the last" })
		}
	})
}

// Where a sequence is never reached, the client is told so after a second, and to come again.
func TestASequenceThatIsNotReached(t *testing.T) {
	dsn := storetest.SQLite(t)
	r := servertest.Start(t, dsn)
	servertest.Import(t, r.Store, servertest.Tiny(t))
	began := time.Now()
	a := r.Ask(t, `{ __typename }`, nil, "X-Rostrum-After", "100000")
	if a.Status != 503 || len(a.Errors) != 1 || a.Errors[0].Extensions.Code != "UNAVAILABLE" || a.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q: %s", a.Status, a.Header.Get("Retry-After"), a.Body)
	}
	if took := time.Since(began); took < 900*time.Millisecond || took > 5*time.Second {
		t.Errorf("waited %v, want about a second", took)
	}
}

// A replica on PostgreSQL whose listening connection is cut, and cannot be made again, looks for itself.
func TestANotificationThatIsLost(t *testing.T) {
	dsn := pgtest.DSN(t)
	other := servertest.Open(t, dsn)
	servertest.Import(t, other, servertest.Tiny(t))
	r := servertest.Start(t, dsn)
	eventually(t, 5*time.Second, "the replica listens", func() bool { return listeners(t, dsn) > 0 })
	allowConnections(t, dsn, false)
	defer allowConnections(t, dsn, true)
	pgtest.Admin(t, fmt.Sprintf(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND query LIKE 'LISTEN %%'`, databaseOf(t, dsn)))
	for i := range 3 {
		theme := fmt.Sprintf("unheard %d", i)
		seq := servertest.Import(t, other, themed(t, theme))
		if got := themeOf(t, r, "X-Rostrum-After", strconv.FormatInt(seq, 10)); got != theme {
			t.Errorf("%q, want %q", got, theme)
		}
		if n := listeners(t, dsn); n > 0 {
			t.Fatalf("%d connections listen, so that nothing is shown by this test", n)
		}
	}
}

// The next import is heard again once the connection is back.
func TestAListenerThatComesBack(t *testing.T) {
	dsn := pgtest.DSN(t)
	other := servertest.Open(t, dsn)
	servertest.Import(t, other, servertest.Tiny(t))
	r := servertest.Start(t, dsn)
	eventually(t, 5*time.Second, "the replica listens", func() bool { return listeners(t, dsn) > 0 })
	pgtest.Admin(t, fmt.Sprintf(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND query LIKE 'LISTEN %%'`, databaseOf(t, dsn)))
	seq := servertest.Import(t, other, themed(t, "cut"))
	if got := themeOf(t, r, "X-Rostrum-After", strconv.FormatInt(seq, 10)); got != "cut" {
		t.Errorf("%q", got)
	}
	eventually(t, 10*time.Second, "the replica listens again", func() bool { return listeners(t, dsn) > 0 })
}

// databaseOf gives the name of the database in an address.
func databaseOf(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(u.Path, "/")
}

// allowConnections lets new connections to a database in, or keeps them out.
func allowConnections(t *testing.T, dsn string, allow bool) {
	t.Helper()
	pgtest.Admin(t, fmt.Sprintf("ALTER DATABASE %s ALLOW_CONNECTIONS %t", databaseOf(t, dsn), allow))
}

// listeners counts the connections of a database that wait for notifications.
func listeners(t *testing.T, dsn string) (n int) {
	t.Helper()
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/postgres"
	conn, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	err = conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'LISTEN %'`, databaseOf(t, dsn)).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
