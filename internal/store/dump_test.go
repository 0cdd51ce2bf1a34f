package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/archive"
	"rostrum/internal/fault"
	"rostrum/internal/pgtest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// dumped gives a backup of a database, and what is in it.
func dumped(t *testing.T, s *store.Store) (*archive.File, archive.Contents) {
	t.Helper()
	var out bytes.Buffer
	contents, err := s.Dump(t.Context(), &out, "test")
	if err != nil {
		t.Fatal(err)
	}
	return archive.NewFile(bytes.NewReader(out.Bytes()), int64(out.Len())), contents
}

// rowsOf gives every row of a backup, by table.
func rowsOf(t *testing.T, backup *archive.File) gathered {
	t.Helper()
	g := gathered{rows: map[string][][]any{}, columns: map[string][]string{}}
	if _, err := backup.Read(t.Context(), &g); err != nil {
		t.Fatal(err)
	}
	return g
}

type gathered struct {
	table   string
	rows    map[string][][]any
	columns map[string][]string
}

func (g *gathered) Begin(t archive.Table) error {
	g.table = t.Name
	for _, c := range t.Columns {
		g.columns[t.Name] = append(g.columns[t.Name], c.Name)
	}
	return nil
}

func (g *gathered) Row(values []any) error {
	g.rows[g.table] = append(g.rows[g.table], slices.Clone(values))
	return nil
}

// column gives the values of a column.
func (g gathered) column(table, name string) (values []any) {
	place := slices.Index(g.columns[table], name)
	for _, row := range g.rows[table] {
		values = append(values, row[place])
	}
	return values
}

// empty opens a database that holds nothing.
func empty(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// fourWays runs f with the names of two fresh databases, of each engine with each.
func fourWays(t *testing.T, f func(t *testing.T, from, to string)) {
	for name, dsn := range map[string]func(testing.TB) string{store.SQLite: storetest.SQLite, store.PostgreSQL: pgtest.DSN} {
		storetest.OnBothEmpty(t, func(t *testing.T, from string) {
			t.Run("to "+name, func(t *testing.T) {
				f(t, from, dsn(t))
			})
		})
	}
}

// TestABackupGoesRoundAndAcross restores what one engine held into each, and finds every value again.
func TestABackupGoesRoundAndAcross(t *testing.T) {
	t.Parallel()
	fourWays(t, func(t *testing.T, source, dsn string) {
		from, to := storetest.Open(t, source), empty(t, dsn)
		seq := storetest.Everything(t, from)
		backup, contents := dumped(t, from)
		for _, w := range contents.Written {
			if w.Rows == 0 {
				t.Errorf("the table %s is empty, which proves nothing", w.Table)
			}
		}
		if contents.Sequence != seq || contents.Engine != from.Engine() || contents.Keys != "mark of the keys" || !slices.Equal(contents.Forums, []string{"forum-2020"}) {
			t.Errorf("the backup says %+v", contents.Header)
		}
		if err := to.Fill(t.Context(), backup, contents); err != nil {
			t.Fatal(err)
		}
		if err := to.Check(t.Context()); err != nil {
			t.Error(err)
		}
		again, restored := dumped(t, to)
		if diff := cmp.Diff(rowsOf(t, backup).rows, rowsOf(t, again).rows); diff != "" {
			t.Errorf("-before +after:\n%s", diff)
		}
		if diff := cmp.Diff(contents.Written, restored.Written); diff != "" {
			t.Errorf("-before +after:\n%s", diff)
		}
		before, after := loaded(t, from), loaded(t, to)
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("-before +after:\n%s", diff)
		}
		goesOn(t, to, dsn, seq)
	})
}

func loaded(t *testing.T, s *store.Store) string {
	t.Helper()
	rows, err := s.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goesOn uses a database that was restored: nothing is given twice, nothing that stays can be taken away.
func goesOn(t *testing.T, s *store.Store, dsn string, seq int64) {
	t.Helper()
	now, shifted, err := s.ForumTime(t.Context())
	if ahead := time.Until(now); !shifted || ahead < 59*time.Minute || ahead > time.Hour+time.Minute || err != nil {
		t.Errorf("forum time is %v ahead, %v", ahead, err)
	}
	rows := storetest.Full()
	rows.People[0].Name = "Grace"
	if got, _ := storetest.Save(t, s, rows); got != seq+1 {
		t.Errorf("the change after the restore has sequence %d, want %d", got, seq+1)
	}
	if err := storetest.Vote(t.Context(), s, "account", "voter", "key-00002"); fault.Of(err) != fault.Conflict {
		t.Errorf("a second vote of a voter: %v", err)
	}
	if err := storetest.Vote(t.Context(), s, "account", "another", "key-00001"); fault.Of(err) != fault.Conflict {
		t.Errorf("a key that was used: %v", err)
	}
	if err := storetest.Vote(t.Context(), s, "account", "another", "key-00002"); err != nil {
		t.Errorf("a vote: %v", err)
	}
	numbered := storetest.Full()
	numbered.Sessions[0].Number, numbered.Sessions[1].Number = "", "101"
	if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Save(ctx, numbered)
		return err
	}); fault.Of(err) != fault.Conflict {
		t.Errorf("a number that was given: %v", err)
	}
	db := storetest.Raw(t, dsn)
	for _, statement := range []string{"DELETE FROM audit_trail", "DELETE FROM closings", "DELETE FROM session_numbers", "DELETE FROM accounts"} {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s is carried out", statement)
		}
	}
}

// TestABackupOfAnOlderVersion restores what an earlier program left behind into a database of today.
func TestABackupOfAnOlderVersion(t *testing.T) {
	t.Parallel()
	fourWays(t, func(t *testing.T, from, dsn string) {
		older, to := empty(t, from), empty(t, dsn)
		store.MigrateTo(t, older, 1)
		store.Exec(t, older, "INSERT INTO people (id, name, is_sample, revision) VALUES ('p', 'Ada', true, 7)")
		store.Exec(t, older, "INSERT INTO contests (id, slug, forum_id, name, edition, revision) VALUES ('c', 'prizes', 'f', '{\"en\":\"Prizes\"}', 9, 2)",
			"INSERT INTO forums (id, slug, year, theme, starts_on, ends_on, time_zone, is_archive, revision) VALUES ('f', 'forum', 2020, '{\"en\":\"x\"}', '2020-01-01', '2020-01-02', 'UTC', false, 3)")
		backup, contents := dumped(t, older)
		if contents.Schema != 1 || contents.Rows("people") != 1 || contents.Rows("accounts") != 0 {
			t.Fatalf("the backup holds %+v", contents)
		}
		if err := to.Fill(t.Context(), backup, contents); err != nil {
			t.Fatal(err)
		}
		if have, want, err := to.SchemaVersion(t.Context()); have != want || err != nil {
			t.Errorf("version %d of %d, %v", have, want, err)
		}
		rows, err := to.Load(t.Context())
		if err != nil || len(rows.People) != 1 || rows.People[0].Name != "Ada" || len(rows.Contests) != 1 || rows.Contests[0].VotesMayChange {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}

// TestWhatDoesNotFit looks at backups that are refused before there is a database.
func TestWhatDoesNotFit(t *testing.T) {
	_, contents := dumped(t, storetest.Open(t, storetest.SQLite(t)))
	if err := store.Fits(contents); err != nil {
		t.Error(err)
	}
	for _, c := range []struct {
		name   string
		change func(*archive.Contents)
		want   string
	}{
		{"a newer version", func(c *archive.Contents) { c.Schema = 9999 }, "version 9999, this program knows"},
		{"no version", func(c *archive.Contents) { c.Schema = 0 }, "version 0 of its database"},
		{"a table too few", func(c *archive.Contents) { c.Tables = c.Tables[:len(c.Tables)-1] }, "lacks the table"},
		{"a table too many", func(c *archive.Contents) { c.Tables = append(c.Tables, archive.Table{Name: "more"}) }, "has a table more at place"},
		{"a column of another name", func(c *archive.Contents) { c.Tables[2].Columns[0].Name = "x" }, "other columns of the table countries"},
		{"a column of another kind", func(c *archive.Contents) { c.Tables[2].Columns[0].Kind = archive.JSON }, "other columns of the table countries"},
	} {
		said := contents
		said.Tables = cloned(said.Tables)
		c.change(&said)
		if err := store.Fits(said); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

// TestARestoreThatFailsLeavesNothing has backups that are whole in themselves, and hold what no database takes.
func TestARestoreThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	source := storetest.Open(t, storetest.SQLite(t))
	storetest.Everything(t, source)
	whole, contents := dumped(t, source)
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		to := empty(t, dsn)
		for _, c := range []struct{ name, table string }{
			{"references that lead nowhere", "stakeholders"}, {"sessions of nobody", "accounts"}, {"no head of the log", "change_head"},
		} {
			backup, said := without(t, whole, contents.Header, func(table string) bool { return table == c.table })
			if err := to.Fill(t.Context(), backup, said); err == nil {
				t.Errorf("%s: it was restored", c.name)
			}
			if have, _, err := to.SchemaVersion(t.Context()); have != 0 || err != nil {
				t.Errorf("%s: it left a database of version %d, %v", c.name, have, err)
			}
		}
		said := contents
		said.Sequence++
		if err := to.Fill(t.Context(), whole, said); err == nil || !strings.Contains(err.Error(), "its change log is at") {
			t.Errorf("a sequence that is not the log's: %v", err)
		}
		said = contents
		said.SHA256 = "other"
		if err := to.Fill(t.Context(), whole, said); err == nil || !strings.Contains(err.Error(), "has changed while it was restored") {
			t.Errorf("another backup than was looked at: %v", err)
		}
		if err := to.Fill(t.Context(), whole, contents); err != nil {
			t.Errorf("after the refusals: %v", err)
		}
		if err := to.Fill(t.Context(), whole, contents); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("into a database that is full: %v", err)
		}
	})
}

func cloned(tables []archive.Table) []archive.Table {
	all := slices.Clone(tables)
	for i := range all {
		all[i].Columns = slices.Clone(all[i].Columns)
	}
	return all
}

// without gives a backup that is whole in itself, and lacks the rows of a table.
func without(t *testing.T, backup *archive.File, h archive.Header, drop func(string) bool) (*archive.File, archive.Contents) {
	t.Helper()
	var out bytes.Buffer
	w, err := archive.NewWriter(&out, h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Read(t.Context(), &sieve{Writer: w, drop: drop}); err != nil {
		t.Fatal(err)
	}
	contents, err := w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return archive.NewFile(bytes.NewReader(out.Bytes()), int64(out.Len())), contents
}

type sieve struct {
	*archive.Writer
	drop  func(string) bool
	drops bool
}

func (s *sieve) Begin(t archive.Table) error {
	s.drops = s.drop(t.Name)
	return s.Writer.Begin(t)
}

func (s *sieve) Row(values []any) error {
	if s.drops {
		return nil
	}
	return s.Writer.Row(values)
}

// TestABackupIsOfOneMoment casts a vote before every statement of a backup: whatever a backup holds, each vote has its
// cast and each cast its vote.
func TestABackupIsOfOneMoment(t *testing.T) {
	t.Parallel()
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		voting := storetest.Open(t, dsn)
		storetest.Everything(t, voting)
		cast, casting := 0, false
		dumping, err := store.Open(t.Context(), dsn, store.WithStatementHook(func(string) {
			if casting {
				cast++
				if err := storetest.Vote(t.Context(), voting, "account", fmt.Sprint("voter-", cast), fmt.Sprintf("voter-%06d", cast)); err != nil {
					t.Error(err)
				}
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		defer dumping.Close()
		for range 3 {
			casting = true
			backup, contents := dumped(t, dumping)
			casting = false
			rows := rowsOf(t, backup)
			voters, keys := map[string]bool{"voter-": true}, rows.column("casts", "idempotency_key")
			for _, voter := range rows.column("votes", "voter_id") {
				voters[voter.(string)] = true
			}
			if len(keys) != int(contents.Rows("votes")) {
				t.Errorf("%d casts, %d votes", len(keys), contents.Rows("votes"))
			}
			for _, key := range keys[1:] {
				var n int
				if _, err := fmt.Sscanf(key.(string), "voter-%d", &n); err != nil || !voters[fmt.Sprint("voter-", n)] {
					t.Errorf("the cast %s has no vote", key)
				}
			}
		}
		if cast < 60 {
			t.Errorf("only %d votes were cast meanwhile", cast)
		}
	})
}

// TestABackupLeavesOutWhatIsNotOurs says so, and holds the rest; what is missing is another matter.
func TestABackupLeavesOutWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		store.Exec(t, s, "CREATE TABLE notes_of_ours (id integer)", "ALTER TABLE people ADD COLUMN nick text")
		_, contents := dumped(t, s)
		if !slices.Equal(contents.LeftOut, []string{"notes_of_ours", "people.nick"}) {
			t.Errorf("left out: %v", contents.LeftOut)
		}
		store.Exec(t, s, "ALTER TABLE people DROP COLUMN offices", "DROP TABLE outbox")
		_, err := s.Dump(t.Context(), &bytes.Buffer{}, "test")
		if fault.Of(err) != fault.Unavailable || !strings.Contains(err.Error(), "it lacks people.offices, outbox") {
			t.Errorf("got %v", err)
		}
	})
}

func TestWhatCannotBeBackedUp(t *testing.T) {
	t.Parallel()
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		s := empty(t, dsn)
		if _, err := s.Dump(t.Context(), &bytes.Buffer{}, "test"); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "not been migrated") {
			t.Errorf("a database without a version: %v", err)
		}
		s = storetest.Open(t, dsn)
		storetest.Everything(t, s)
		full := errors.New("no space left on device")
		for _, room := range []int{0, 10, 600, 5000} {
			if _, err := s.Dump(t.Context(), &narrow{room: room, err: full}, "test"); fault.Of(err) != fault.Unavailable || !errors.Is(err, full) {
				t.Errorf("a disk with room for %d bytes: %v", room, err)
			}
		}
		store.Exec(t, s, "INSERT INTO schema_migrations (version, name) VALUES (9999, 'later')")
		if _, err := s.Dump(t.Context(), &bytes.Buffer{}, "test"); fault.Of(err) != fault.Conflict || !strings.Contains(err.Error(), "use a newer binary") {
			t.Errorf("a newer database: %v", err)
		}
	})
}

// narrow is a disk that gets full.
type narrow struct {
	room int
	err  error
}

func (n *narrow) Write(p []byte) (int, error) {
	if n.room -= len(p); n.room < 0 {
		return 0, n.err
	}
	return len(p), nil
}

// TestManyRowsAreRestored has more rows than one statement takes, and signs that mean something to SQL.
func TestManyRowsAreRestored(t *testing.T) {
	t.Parallel()
	const acts = 1234
	source := storetest.Open(t, storetest.SQLite(t))
	store.Exec(t, source, fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
		INSERT INTO audit_trail (id, at, actor, action, subject) SELECT i, '2026-08-01 12:00:00.000001+00:00', 'it''s \\ "me" ? %%', 'é' || char(10), printf('%%.300c', 'x') FROM n`, acts))
	backup, contents := dumped(t, source)
	storetest.OnBothEmpty(t, func(t *testing.T, dsn string) {
		to := empty(t, dsn)
		if err := to.Fill(t.Context(), backup, contents); err != nil {
			t.Fatal(err)
		}
		_, restored := dumped(t, to)
		if diff := cmp.Diff(contents.Written, restored.Written); diff != "" || restored.Rows("audit_trail") != acts {
			t.Errorf("-before +after:\n%s", diff)
		}
	})
}
