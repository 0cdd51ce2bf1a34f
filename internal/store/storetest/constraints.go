package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver, for statements that go round the store
	"modernc.org/sqlite"

	"rostrum/internal/store"
)

// violation copies a row of a table with some columns set to other SQL expressions, which the database must refuse.
type violation struct {
	name  string
	table string
	set   map[string]string
}

type set = map[string]string

// allowed are copies that are good: they show that what violations refuses is refused for what it says.
var allowed = []violation{
	{"another forum", "forums", set{"id": "'f2'", "slug": "'s2'"}},
	{"another session", "sessions", set{"id": "'s2'", "number": "NULL"}},
	{"another contest", "contests", set{"id": "'c2'", "slug": "'s2'"}},
	{"another slot", "session_slots", set{"position": "9"}},
	{"another person", "people", set{"id": "'p2'"}},
	{"another phase", "contest_phases", set{"position": "1", "kind": "'SELECTION'"}},
	{"another claim", "claims", set{"position": "9"}},
	{"another target", "goal_targets", set{"position": "9", "code": "'9.2'"}},
}

var violations = []violation{
	{"slug of a forum", "forums", set{"id": "'f2'"}},
	{"forum that ends before it starts", "forums", set{"id": "'f2'", "slug": "'s2'", "ends_on": "'2020-01-01'"}},
	{"day that is none", "forums", set{"id": "'f2'", "slug": "'s2'", "ends_on": "'soon'"}},
	{"mode of a forum", "forums", set{"id": "'f2'", "slug": "'s2'", "mode": "'MOON'"}},
	{"year of a forum", "forums", set{"id": "'f2'", "slug": "'s2'", "year": "20"}},
	{"text that is none", "forums", set{"id": "'f2'", "slug": "'s2'", "theme": `'"bare"'`}},
	{"no theme", "forums", set{"id": "'f2'", "slug": "'s2'", "theme": "NULL"}},
	{"unknown chair", "forums", set{"id": "'f2'", "slug": "'s2'", "chair_id": "'nobody'"}},
	{"co-organiser twice", "forum_organisers", set{"position": "9"}},
	{"slug of a page in its forum", "pages", set{"id": "'p2'", "position": "9"}},
	{"two tracks in one place", "tracks", set{"id": "'t2'"}},
	{"number of a session", "sessions", set{"id": "'s2'"}},
	{"number that was not given", "sessions", set{"id": "'s2'", "number": "'102'"}},
	{"number given twice", "session_numbers", set{"session_id": "'session-2'"}},
	{"kind of session", "sessions", set{"id": "'s2'", "number": "NULL", "kind": "'NONE'"}},
	{"state of a session", "sessions", set{"id": "'s2'", "number": "NULL", "state": "'LOST'"}},
	{"audience", "sessions", set{"id": "'s2'", "number": "NULL", "audience": "'ALL'"}},
	{"mode of a session", "sessions", set{"id": "'s2'", "number": "NULL", "mode": "'MOON'"}},
	{"day and instant", "sessions", set{"id": "'s2'", "number": "NULL", "day": "'2020-06-22'"}},
	{"attendance", "sessions", set{"id": "'s2'", "number": "NULL", "attendance": "-1"}},
	{"part of itself", "sessions", set{"id": "'s2'", "number": "NULL", "parent_id": "'s2'"}},
	{"part of nothing", "sessions", set{"id": "'s2'", "number": "NULL", "parent_id": "'nobody'"}},
	{"session of no forum", "sessions", set{"id": "'s2'", "number": "NULL", "parent_id": "NULL", "forum_id": "'none'"}},
	{"revision", "sessions", set{"id": "'s2'", "number": "NULL", "revision": "0"}},
	{"slot without length", "session_slots", set{"position": "9", "ends_at": "starts_at"}},
	{"two slots in one place", "session_slots", nil},
	{"track of another forum", "session_tracks", set{"position": "9", "track_id": "'t9'"}},
	{"unknown Action Line of a session", "session_action_lines", set{"position": "9", "action_line": "'C99'"}},
	{"Action Line twice", "session_action_lines", set{"position": "9"}},
	{"unknown goal of a session", "session_goals", set{"position": "9", "goal": "3"}},
	{"unknown organiser", "session_organisers", set{"position": "9", "stakeholder_id": "'nobody'"}},
	{"organiser twice", "session_organisers", set{"position": "9"}},
	{"role", "session_participations", set{"position": "9", "role": "'SINGER'"}},
	{"unknown speaker", "session_participations", set{"position": "9", "person_id": "'nobody'"}},
	{"unknown country of a speaker", "session_participations", set{"position": "9", "country": "'XX'"}},
	{"unknown affiliation", "session_affiliations", set{"position": "9", "stakeholder_id": "'nobody'"}},
	{"affiliation of no participation", "session_affiliations", set{"participation": "9"}},
	{"agenda item that ends before it starts", "agenda_items", set{"position": "9", "ends_at": "starts_at"}},
	{"unknown speaker of an agenda item", "agenda_speakers", set{"position": "9", "person_id": "'nobody'"}},
	{"document of no session", "documents", set{"session_id": "'nobody'"}},
	{"recording of no session", "recordings", set{"session_id": "'nobody'"}},
	{"slug of a contest", "contests", set{"id": "'c2'"}},
	{"contest of no forum", "contests", set{"id": "'c2'", "slug": "'s2'", "forum_id": "'nobody'"}},
	{"kind of phase", "contest_phases", set{"position": "9", "kind": "'NAP'"}},
	{"phase twice", "contest_phases", set{"position": "9"}},
	{"phase without length", "contest_phases", set{"position": "9", "kind": "'SELECTION'", "closes_at": "opens_at"}},
	{"number of a category", "categories", set{"id": "'c2'", "position": "9", "action_line": "'C1'"}},
	{"Action Line of two categories", "categories", set{"id": "'c2'", "position": "9", "number": "11"}},
	{"category for the group of lines", "categories", set{"id": "'c2'", "position": "9", "number": "11", "action_line": "'C7'"}},
	{"category of another contest", "projects", set{"id": "'p2'", "category_id": "'c9'"}},
	{"owner of a project", "project_stakeholders", set{"position": "9", "stakeholder_id": "'nobody'"}},
	{"partner twice", "project_partners", set{"position": "9"}},
	{"statement", "claims", set{"position": "9", "statement": "'BEST'"}},
	{"type of stakeholder", "stakeholders", set{"id": "'x'", "type": "'CLUB'"}},
	{"ITU category", "stakeholders", set{"id": "'x'", "itu_category": "'CLUB'"}},
	{"unknown country", "stakeholders", set{"id": "'x'", "country": "'XX'"}},
	{"status of an accreditation", "accreditations", set{"position": "9", "forum_id": "'f9'", "status": "'MAYBE'"}},
	{"accreditation decided twice", "accreditations", set{"position": "9"}},
	{"number of a goal", "goals", set{"id": "'g2'"}},
	{"goal 18", "goals", set{"id": "'g2'", "number": "18"}},
	{"colour", "goals", set{"id": "'g2'", "number": "8", "colour": "'red'"}},
	{"target of two goals", "goal_targets", set{"position": "9"}},
	{"target of another goal", "matrix_links", set{"position": "9", "target": "'1.1'"}},
	{"matrix link twice", "matrix_links", set{"position": "9"}},
	{"code of an Action Line", "action_lines", set{"id": "'a2'"}},
	{"facilitation that ends before it starts", "facilitations", set{"position": "9", "to_on": "'1999-01-01'"}},
	{"country code", "countries", set{"code": "'che'", "alpha3": "'CHX'", "m49": "'999'"}},
	{"second head of the log", "change_head", set{"id": "2"}},
	{"action in the log", "changes", set{"seq": "999", "action": "'LOST'"}},
	{"entity in the log", "changes", set{"seq": "999", "entity": "'ballot'"}},
	{"sequence twice", "changes", nil},
	{"external id twice", "external_ids", set{"id": "'x'"}},
	{"two external ids of one source", "external_ids", set{"external_id": "'x'"}},
	{"maker of the database", "meta", set{"value": "'somebody'", "key": "'made_by'"}},
}

func constraints(t *testing.T, dsn string) {
	s := Open(t, dsn)
	Save(t, s, Full())
	_, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.Bind(ctx, "source", "session", map[string]string{"e1": "session-1"}), tx.SetMeta(ctx, "facts", "whole"))
	})
	if err != nil {
		t.Fatal(err)
	}
	db := Raw(t, dsn)
	for _, v := range allowed {
		if err := v.try(t, db); err != nil {
			t.Errorf("%s: refused: %v", v.name, err)
		}
	}
	for _, v := range violations {
		if err := v.try(t, db); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", v.name, err)
		}
	}
	for _, statement := range []string{"DELETE FROM session_numbers", "UPDATE session_numbers SET session_id = 'session-2'", "UPDATE change_head SET seq = -1"} {
		if _, err := db.ExecContext(t.Context(), statement); !isConstraint(err) {
			t.Errorf("%s: got %v, want a constraint to refuse it", statement, err)
		}
	}
}

// Raw opens a database beside the store, to do what the store would not.
func Raw(tb testing.TB, dsn string) *sql.DB {
	tb.Helper()
	driver, name := "pgx", dsn
	if path, is := strings.CutPrefix(dsn, "sqlite:"); is {
		escaped := strings.NewReplacer("%", "%25", "?", "%3f", " ", "%20").Replace(path)
		driver, name = "sqlite", "file:"+escaped+"?_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)&_txlock=immediate"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	return db
}

// try makes the copy in a transaction: nil if it would be kept. Nothing is.
func (v violation) try(t *testing.T, db *sql.DB) error {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	rows, err := tx.QueryContext(t.Context(), "SELECT * FROM "+v.table+" LIMIT 1")
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	found := rows.Next()
	if err := errors.Join(err, rows.Close()); err != nil || !found {
		t.Fatalf("%s: no row to copy in %s: %v", v.name, v.table, err)
	}
	values := make([]string, len(columns))
	known := 0
	for i, column := range columns {
		values[i] = column
		if other, ok := v.set[column]; ok {
			values[i], known = other, known+1
		}
	}
	if known != len(v.set) {
		t.Fatalf("%s: a column is not there: %v", v.name, v.set)
	}
	_, err = tx.ExecContext(t.Context(), fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s ORDER BY 1, 2 LIMIT 1) AS one",
		v.table, strings.Join(columns, ", "), strings.Join(values, ", "), v.table))
	if err != nil {
		return err
	}
	return settled(t, db, tx)
}

// settled checks what is checked at a commit, without one.
func settled(t *testing.T, db *sql.DB, tx *sql.Tx) error {
	t.Helper()
	if _, is := db.Driver().(*sqlite.Driver); !is {
		_, err := tx.ExecContext(t.Context(), "SET CONSTRAINTS ALL IMMEDIATE")
		return err
	}
	var broken int
	if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken); err != nil {
		t.Fatal(err)
	}
	if broken > 0 {
		return errDangling
	}
	return nil
}

var errDangling = errors.New("a foreign key leads nowhere")

// isConstraint tells whether an error is that of a constraint, and no slip of this test.
func isConstraint(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pg.Code, "23")
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code()&0xff == 19
	}
	return errors.Is(err, errDangling)
}
