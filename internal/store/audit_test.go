package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/auth"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// rowsOfTwoContests are, for each of the contests c and d, all that an act could be about, as an earlier program left it.
func rowsOfTwoContests() (statements []string) {
	at, hash := "'2026-08-01 12:00:00+00:00'", strings.Repeat("0", 64)
	statements = []string{
		"INSERT INTO forums (id, slug, year, theme, starts_on, ends_on, time_zone, is_archive, revision) VALUES ('f', 'forum-2020', 2020, '{}', '2020-01-01', '2020-01-02', 'UTC', false, 1)",
		"INSERT INTO line_codes (code) VALUES ('l')",
		"INSERT INTO action_lines (id, code, line, position, title, revision) VALUES ('l', 'l', 'l', 1, '{}', 1)",
		"INSERT INTO stakeholders (id, name, type, is_sample, revision) VALUES ('body', '{}', 'GOVERNMENT', false, 1)",
		"INSERT INTO accounts (id, voter_id, email, address_key, language, state, registered_at) VALUES ('x-1', 'v', 'a@example.org', 'a@example.org', 'en', 'ACTIVE', " + at + ")",
		"INSERT INTO role_grants (id, account_id, role, forum_id, granted_by, granted_at, confirmed_by, confirmed_at, is_alone) VALUES ('g', 'x-1', 'JURY', 'f', 'x', " + at + ", 'y', " + at + ", false)",
	}
	for i, c := range []string{"c", "d"} {
		for _, statement := range []string{
			"INSERT INTO contests (id, slug, forum_id, name, revision) VALUES ('C', 'prizes-C', 'f', '{}', 1)",
			"INSERT INTO categories (id, contest_id, position, number, action_line) VALUES ('category-C', 'C', 0, 1, 'l')",
			"INSERT INTO projects (id, contest_id, category_id, is_sample, revision) VALUES ('project-C', 'C', 'category-C', false, 1)",
			"INSERT INTO entries (id, contest_id, category_id, stakeholder_id, created_by, title, title_key, language, state, revision, created_at, changed_at) VALUES ('entry-C', 'C', 'category-C', 'body', 'x', 't', 't', 'en', 'DRAFT', 1, AT, AT)",
			"INSERT INTO proposals (id, contest_id, kind, content, reason, proposed_by, proposed_at, expires_at, state, is_alone) VALUES ('proposal-C', 'C', 'MOVE_PHASES', '{}', 'r', 'x', AT, '2026-08-02 12:00:00+00:00', 'PENDING', false)",
			"INSERT INTO scrutiny_cases (id, contest_id, signal, mark, projects, score, found_at, state) VALUES ('case-C', 'C', 'BURST', 'm', '[]', 1, AT, 'OPEN')",
			"INSERT INTO counts (id, contest_id, results, ties, sha256, counted_at) VALUES ('count-C', 'C', '[]', '[]', 'HASH', AT)",
			"INSERT INTO jury_rounds (contest_id, kind, sheets_each, is_blind, country_conflicts, when_all_in) VALUES ('C', 'SELECTION', 1, false, false, false)",
			"INSERT INTO jurors (id, contest_id, account_id, name, is_chair, languages, organisations, categories, state, address_tag, language, invited_by, invited_at, answered_at) VALUES ('juror-C', 'C', 'x-1', 'Ada', false, '[]', '[]', '[]', 'ACCEPTED', 'HASH', 'en', 'x', AT, AT)",
			"INSERT INTO jury_assignments (id, contest_id, kind, juror_id, category_id, project_id, state, why, assigned_at) VALUES ('seat-C', 'C', 'SELECTION', 'juror-C', 'category-C', 'project-C', 'SEALED', 'w', AT)",
			"INSERT INTO score_sheets (id, assignment_id, number, commitment, sealed, sealed_at, after_reveal, account_id, idempotency_key, request_hash) VALUES ('sheet-C', 'seat-C', 1, 'NHASH', BYTES, AT, false, 'x-1', 'key-0000C', 'HASH')",
			"INSERT INTO role_grants (id, account_id, role, contest_id, granted_by, granted_at, confirmed_by, confirmed_at, is_alone) VALUES ('g-C', 'x-1', 'JURY', 'C', 'x', AT, 'y', AT, false)",
		} {
			statement = strings.NewReplacer("-C'", "-"+c+"'", "'C'", "'"+c+"'", "key-0000C", "key-0000"+c, "NHASH", fmt.Sprint(i)+hash[1:], "HASH", hash,
				"AT", at).Replace(statement)
			statements = append(statements, statement)
		}
	}
	return statements
}

// TestActsOfBeforeSayWhatTheyWereAbout upgrades a database, and restores its backup, whose acts say only in words what
// they were about.
func TestActsOfBeforeSayWhatTheyWereAbout(t *testing.T) {
	t.Parallel()
	type act struct{ Action, Subject, Detail, ForumID, ContestID string }
	var acts []act
	for _, c := range []string{"c", "d"} {
		for _, subject := range []string{"contest prizes-", "entry entry-", "proposal MOVE_PHASES proposal-", "case case-", "count count-", "project project-", "project entry-", "category category-", "sheet sheet-"} {
			acts = append(acts, act{"some.act", subject + c, "a reason", "", c})
		}
		acts = append(acts, act{"role.grant", "account 1", "JURY for contest " + c + ": like JURY for contest d", "", c}, act{"role.confirm", "account 1", "JURY for contest " + c, "", c})
	}
	acts = append(acts,
		act{"forum.create", "forum forum-2020", "", "f", ""},
		act{"role.withdraw", "account 1", "JURY for forum f: ill", "f", ""},
		act{"role.grant", "account 1", "JURY for everything: JURY for contest c", "", ""},
		act{"role.grant", "account 1", "JURY for contest cc", "", ""},
		act{"clock.move", "forum time", "", "", ""}, act{"keys.adopt", "keys", "", "", ""},
		act{"claim.confirm", "account 1", "stakeholder body: JURY for contest c", "", ""},
		act{"some.act", "contest gone", "", "", ""}, act{"some.act", "proposal OTHER proposal-c", "", "", ""})
	fourWays(t, func(t *testing.T, source, dsn string) {
		older := empty(t, source)
		store.MigrateBefore(t, older, "whose_acts")
		bytes := map[string]string{store.SQLite: "x'00'", store.PostgreSQL: `'\x00'`}[older.Engine()]
		var statements []string
		for _, s := range rowsOfTwoContests() {
			statements = append(statements, strings.ReplaceAll(s, "BYTES", bytes))
		}
		for i, a := range acts {
			statements = append(statements, fmt.Sprintf("INSERT INTO audit_trail (id, at, actor, action, subject, detail) VALUES ('act-%03d', '2026-08-01 12:00:00+00:00', 'x', '%s', '%s', nullif('%s', ''))",
				999-i, a.Action, a.Subject, a.Detail))
		}
		store.Exec(t, older, statements...)
		backup, contents := dumped(t, older)
		restored := empty(t, dsn)
		if err := restored.Fill(t.Context(), backup, contents); err != nil {
			t.Fatal(err)
		}
		if _, err := older.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for at, s := range map[string]*store.Store{source: older, dsn: restored} {
			list, err := s.AuditTrail(t.Context(), auth.Reach{Everything: true}, "", auth.Page{Size: 100})
			if err != nil {
				t.Fatal(err)
			}
			var got []act
			for _, e := range list.Items {
				got = append(got, act{e.Action, e.Subject, e.Detail, e.ForumID, e.ContestID})
			}
			if diff := cmp.Diff(acts, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, statement := range []string{"UPDATE audit_trail SET contest_id = 'd'", "DELETE FROM audit_trail"} {
				if _, err := storetest.Raw(t, at).ExecContext(t.Context(), statement); err == nil {
					t.Errorf("%s is carried out", statement)
				}
			}
		}
	})
}

// TestActsWithinAReach lists acts about two forums and their contests for whom may look into what, page by page both ways.
func TestActsWithinAReach(t *testing.T) {
	t.Parallel()
	// The newest first; f has the contests c and d, g has e.
	scopes := []auth.Scope{
		{ForumID: "f", ContestID: "c"}, {}, {ForumID: "g", ContestID: "e"}, {ForumID: "f"}, {ForumID: "f", ContestID: "d"}, {ForumID: "g"},
		{ForumID: "f", ContestID: "c"}, {ForumID: "g", ContestID: "e"}, {}, {ForumID: "f", ContestID: "d"}, {ForumID: "f"}, {ForumID: "f", ContestID: "c"},
	}
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		store.Exec(t, s,
			"INSERT INTO forums (id, slug, year, theme, starts_on, ends_on, time_zone, is_archive, revision) VALUES ('f', 'f', 2020, '{}', '2020-01-01', '2020-01-02', 'UTC', false, 1), ('g', 'g', 2021, '{}', '2021-01-01', '2021-01-02', 'UTC', false, 1)",
			"INSERT INTO contests (id, slug, forum_id, name, revision) VALUES ('c', 'c', 'f', '{}', 1), ('d', 'd', 'f', '{}', 1), ('e', 'e', 'g', '{}', 1)")
		at := time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC)
		if _, err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			for i, scope := range scopes {
				e := auth.AuditEntry{ID: fmt.Sprintf("act-%02d", 99-i), At: at.Add(-time.Duration(i/3) * time.Hour), Actor: "x", Action: "some.act", Subject: "y"}
				e.ForumID, e.ContestID = scope.Narrowest()
				if err := tx.AddAudit(ctx, e); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name    string
			reach   auth.Reach
			contest string
			want    []int // places in scopes
		}{
			{"everything", auth.Reach{Everything: true}, "", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
			{"nothing", auth.Reach{}, "", []int{1, 8}},
			{"a contest", auth.Reach{ContestIDs: []string{"c"}}, "", []int{0, 1, 6, 8, 11}},
			{"two contests", auth.Reach{ContestIDs: []string{"c", "e"}}, "", []int{0, 1, 2, 6, 7, 8, 11}},
			{"a forum", auth.Reach{ForumIDs: []string{"f"}}, "", []int{0, 1, 3, 4, 6, 8, 9, 10, 11}},
			{"a forum, and a contest of another", auth.Reach{ForumIDs: []string{"g"}, ContestIDs: []string{"d"}}, "", []int{1, 2, 4, 5, 7, 8, 9}},
			{"a contest, of everything", auth.Reach{Everything: true}, "d", []int{4, 9}},
			{"a contest, of its forum", auth.Reach{ForumIDs: []string{"f"}}, "d", []int{4, 9}},
			{"a contest, of itself", auth.Reach{ContestIDs: []string{"d"}}, "d", []int{4, 9}},
			{"a contest, of another", auth.Reach{ForumIDs: []string{"g"}, ContestIDs: []string{"c"}}, "d", nil},
		} {
			var want []string
			for _, i := range c.want {
				want = append(want, fmt.Sprintf("act-%02d", 99-i))
			}
			for size := 1; size <= 4; size++ {
				for _, backward := range []bool{false, true} {
					if got := paged(t, s, c.reach, c.contest, size, backward, len(want)); !slices.Equal(got, want) {
						t.Errorf("%s, by %d, backward %v: got %v, want %v", c.name, size, backward, got, want)
					}
				}
			}
			for i := range scopes {
				id := fmt.Sprintf("act-%02d", 99-i)
				e, found, err := s.AuditEntryByID(t.Context(), c.reach, id)
				if is := c.reach.Covers(scopes[i]) || scopes[i] == (auth.Scope{}); found != is || err != nil || found == (e.ID == "") {
					t.Errorf("%s: %s is found: %v, %v", c.name, id, found, err)
				}
			}
		}
	})
}

// paged gives the ids of a whole trail that is read page by page.
func paged(t *testing.T, s *store.Store, reach auth.Reach, contest string, size int, backward bool, total int) (ids []string) {
	t.Helper()
	page := auth.Page{Size: size, Backward: backward}
	for {
		list, err := s.AuditTrail(t.Context(), reach, contest, page)
		if err != nil {
			t.Fatal(err)
		}
		if list.Total != total {
			t.Errorf("%d in all, want %d", list.Total, total)
		}
		var some []string
		for _, e := range list.Items {
			some = append(some, e.ID)
		}
		last := len(list.Items) - 1
		if backward {
			ids, last = append(some, ids...), 0
		} else {
			ids = append(ids, some...)
		}
		if !list.More {
			return ids
		}
		page.From = &auth.Place{At: list.Items[last].At, ID: list.Items[last].ID}
	}
}
