package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/auth"
	"rostrum/internal/prize"
	"rostrum/internal/scalar"
	"rostrum/internal/server"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// The selection of the contest that these tests judge in, and when its sheets open.
var (
	selectionOpens  = time.Date(2020, time.February, 1, 0, 0, 0, 0, time.UTC)
	sheetsOpen      = time.Date(2020, time.February, 15, 0, 0, 0, 0, time.UTC)
	selectionCloses = time.Date(2020, time.February, 20, 0, 0, 0, 0, time.UTC)
)

// judging is a server over a contest with a selection, two officers, and some who are asked to judge.
type judging struct {
	*servertest.Replica
	first, second string // tokens of officers
	category      string // the id of the first category, with five entries
	tokens        map[string]string
}

const juryContest = "wsis-prizes-2020"

func startJudging(t *testing.T, dsn string, change ...func(*server.Config)) *judging {
	t.Helper()
	st := servertest.Open(t, dsn)
	servertest.Rehearse(t, st, startOfSubmission) // whoever is an officer before voting opens is a second one, too
	servertest.Import(t, st, servertest.Votable(t))
	_, err := st.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		c, _, err := tx.ContestBySlug(ctx, juryContest)
		if err != nil {
			return err
		}
		c.Phases = slices.Insert(c.Phases, 2, prize.Phase{
			Kind: prize.Selection, OpensAt: scalar.DateTime{Time: selectionOpens}, ClosesAt: scalar.DateTime{Time: selectionCloses},
		})
		c.TieBreaks = []prize.TieBreak{prize.ByPanel}
		return tx.SaveContest(ctx, c)
	})
	if err != nil {
		t.Fatal(err)
	}
	j := &judging{Replica: servertest.Start(t, dsn, change...), tokens: map[string]string{}}
	j.first, j.second = j.Token(t, "first@example.org", auth.Secretariat), j.Token(t, "second@example.org", auth.Secretariat)
	j.category = ballotFor(t, j.Client, j.first).Categories[0].Category.ID
	return j
}

type juryAnswer struct {
	UserErrors []userError
	Juror      *struct{ ID, State, Name string }
	Proposal   *struct{ ID, Content, State string }
	Assignment *work
	Seed       string
	Added      int
	Round      *juryRound
}

type work struct {
	ID, State, Explanation string
	Project                struct{ ID string }
	Criteria               []struct{ ID string }
	Draft                  *struct {
		Revision int
		Comment  string
		Scores   []points
	}
	Sheets []sheetOf
	Juror  *struct{ Name string }
}

type points struct {
	Criterion struct{ ID string }
	Points    int
}

type sheetOf struct {
	Number                          int
	Commitment, Salt, Text, Comment string
	TakenBackAt, RevealedAt         *string
	IsAfterReveal                   bool
	Project                         struct{ ID string }
	Juror                           *struct{ Name string }
	Scores                          []points
	Total                           *int
}

type juryRound struct {
	Kind, Seed string
	RevealedAt *string
	Progress   []struct {
		Juror                          struct{ Name string }
		Assigned, Begun, Done, Recused int
		IsFinished                     bool
	}
	Sheets  []sheetOf
	Results []struct {
		Category  struct{ ID string }
		Winner    *struct{ ID string }
		Standings []struct {
			Project   struct{ ID string }
			Place     *int
			IsTied    bool
			Mean      *string
			Sheets    int
			SettledBy *string
			WaitsFor  *string
		}
	}
	Decisions []struct{ Reason string }
	Csv, Nd   *string
}

const (
	sheetFields = `number commitment salt text comment takenBackAt revealedAt isAfterReveal project { id } juror { name } scores { criterion { id } points } total`
	workFields  = `id state explanation project { id } criteria { id } draft { revision comment scores { criterion { id } points } } sheets { ` + sheetFields + ` } juror { name }`
	roundFields = `kind seed revealedAt progress { juror { name } assigned begun done recused isFinished } sheets { ` + sheetFields + ` } decisions { reason }
		results { category { id } winner { id } standings { project { id } place isTied mean sheets settledBy waitsFor } }`
)

// ask carries out a mutation of one input.
func (j *judging) ask(t *testing.T, token, name string, input map[string]any, fields string) (juryAnswer, servertest.Answer) {
	t.Helper()
	a := j.Ask(t, fmt.Sprintf(`mutation($input: %sInput!) { p: %s(input: $input) { userErrors { code message path } %s } }`, strings.ToUpper(name[:1])+name[1:], name, fields),
		map[string]any{"input": input}, servertest.Bearer(token)...)
	var data struct{ P *juryAnswer }
	if len(a.Data) > 0 {
		decode(t, a.Data, &data)
	}
	if data.P == nil {
		return juryAnswer{}, a
	}
	return *data.P, a
}

// must is ask for what must be done.
func (j *judging) must(t *testing.T, token, name string, input map[string]any, fields string) juryAnswer {
	t.Helper()
	p, a := j.ask(t, token, name, input, fields)
	if len(a.Errors) > 0 || len(p.UserErrors) > 0 {
		t.Fatalf("%s: %s", name, a.Body)
	}
	return p
}

// refused is ask for what must be refused, with a code of a user error or of an error at the top.
func (j *judging) refused(t *testing.T, token, name string, input map[string]any, code string) {
	t.Helper()
	p, a := j.ask(t, token, name, input, "")
	if !(len(p.UserErrors) == 1 && p.UserErrors[0].Code == code || len(a.Errors) == 1 && a.Errors[0].Extensions.Code == code) {
		t.Errorf("%s is not refused with %s: %s", name, code, a.Body)
	}
}

// seat invites somebody to the jury, by two officers, and accepts for them.
func (j *judging) seat(t *testing.T, name string, more map[string]any) {
	t.Helper()
	email := name + "@jury.example"
	invited := j.invite(t, name, more)
	j.must(t, j.second, "confirmProposal", map[string]any{"proposal": invited.Proposal.ID}, "proposal { state }")
	j.tokens[name] = j.Token(t, email)
	j.must(t, j.tokens[name], "answerInvitation", map[string]any{"invitation": invited.Juror.ID, "accept": true}, "juror { id state }")
}

func (j *judging) invite(t *testing.T, name string, more map[string]any) juryAnswer {
	t.Helper()
	input := map[string]any{"contest": juryContest, "email": name + "@jury.example", "name": name, "categories": []string{j.category}, "reason": "an expert", "language": "fr"}
	for key, value := range more {
		input[key] = value
	}
	return j.must(t, j.first, "inviteJuror", input, "juror { id state name } proposal { id content state }")
}

func (j *judging) criteria(t *testing.T, more map[string]any) juryAnswer {
	t.Helper()
	in := func(text string) []map[string]any { return []map[string]any{{"language": "en", "text": text}} }
	input := map[string]any{
		"contest": juryContest, "round": "SELECTION", "sheetsPerEntry": 2, "revealsAt": sheetsOpen.Format(time.RFC3339),
		"criteria": []map[string]any{{"name": in("Impact"), "rubric": in("10 for thousands of people"), "weight": 3, "maxPoints": 10}, {"name": in("=Reach"), "weight": 1, "maxPoints": 10}},
	}
	for key, value := range more {
		input[key] = value
	}
	return j.must(t, j.first, "setCriteria", input, "round { kind seed }")
}

func (j *judging) mine(t *testing.T, name string) []work {
	t.Helper()
	var data struct{ Viewer struct{ Assignments []work } }
	j.Read(t, &data, `{ viewer { assignments { `+workFields+` } } }`, nil, servertest.Bearer(j.tokens[name])...)
	return data.Viewer.Assignments
}

func (j *judging) round(t *testing.T, token, more string) juryRound {
	t.Helper()
	var data struct{ Jury struct{ Rounds []juryRound } }
	j.Read(t, &data, `{ jury(contest: "`+juryContest+`") { rounds { `+roundFields+more+` } } }`, nil, servertest.Bearer(token)...)
	if len(data.Jury.Rounds) != 1 {
		t.Fatalf("%d rounds", len(data.Jury.Rounds))
	}
	return data.Jury.Rounds[0]
}

func sheetInput(w work, key, comment string, marks ...int) map[string]any {
	scores := []map[string]any{}
	for i, m := range marks {
		scores = append(scores, map[string]any{"criterion": w.Criteria[i].ID, "points": m})
	}
	return map[string]any{"assignment": w.ID, "scores": scores, "comment": comment, "idempotencyKey": key}
}

func draftInput(w work, revision int, comment string, marks ...int) map[string]any {
	input := sheetInput(w, "", comment, marks...)
	delete(input, "idempotencyKey")
	input["revision"] = revision
	return input
}

// revealed waits until the runner has opened the sheets.
func (j *judging) revealed(t *testing.T, token string) juryRound {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if r := j.round(t, token, ""); r.RevealedAt != nil {
			return r
		}
		select {
		case <-deadline.C:
			t.Fatal("the sheets are not opened")
		case <-tick.C:
		}
	}
}

// A juror is invited by two officers, by a letter, and answers themselves.
func TestJurorsAreInvited(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		ada := j.invite(t, "ada", nil)
		if ada.Juror.State != "PROPOSED" || strings.Contains(ada.Proposal.Content, "@") {
			t.Errorf("invited: %+v %+v", ada.Juror, ada.Proposal)
		}
		if n := len(j.Inbox.All("ada@jury.example")); n != 0 {
			t.Errorf("%d letters before the second officer", n)
		}
		token := j.Token(t, "ada@jury.example")
		answer := map[string]any{"invitation": ada.Juror.ID, "accept": true}
		j.refused(t, token, "answerInvitation", answer, "NOT_FOUND")
		j.must(t, j.second, "confirmProposal", map[string]any{"proposal": ada.Proposal.ID}, "proposal { state }")
		var places struct {
			Viewer struct {
				JuryPlaces []struct {
					ID, State string
					Contest   struct{ Slug string }
				}
			}
		}
		j.Read(t, &places, `{ viewer { juryPlaces { id state contest { slug } } } }`, nil, servertest.Bearer(token)...)
		if p := places.Viewer.JuryPlaces; len(p) != 1 || p[0].ID != ada.Juror.ID || p[0].State != "INVITED" {
			t.Fatalf("places: %+v", p)
		}
		j.refused(t, j.Token(t, "mallory@example.org"), "answerInvitation", answer, "NOT_FOUND")
		j.refused(t, token, "answerInvitation", map[string]any{"invitation": ada.Juror.ID, "accept": false, "delegate": "my deputy"}, "NO_DELEGATION")
		j.refused(t, j.first, "inviteJuror", map[string]any{"contest": juryContest, "email": "Ada@jury.example", "name": "Ada", "categories": []string{j.category}, "reason": "again"}, "ALREADY_INVITED")
		j.must(t, token, "answerInvitation", answer, "juror { state }")
		j.refused(t, token, "answerInvitation", answer, "ANSWERED")
		var roles struct {
			Viewer struct{ Roles []struct{ Role string } }
		}
		j.Read(t, &roles, `{ viewer { roles { role } } }`, nil, servertest.Bearer(token)...)
		if r := roles.Viewer.Roles; len(r) != 2 || r[1].Role != "JURY" {
			t.Errorf("roles: %+v", r)
		}
		letters := j.letters(t, "ada@jury.example", 1)
		if !strings.Contains(letters[0].Body, "Prix 2020") || letters[0].Language != "fr" {
			t.Errorf("the letter: %+v", letters[0])
		}
		bob := j.invite(t, "bob", nil)
		j.must(t, j.second, "confirmProposal", map[string]any{"proposal": bob.Proposal.ID}, "")
		if p := j.must(t, j.Token(t, "bob@jury.example"), "answerInvitation", map[string]any{"invitation": bob.Juror.ID, "accept": false}, "juror { state }"); p.Juror.State != "DECLINED" {
			t.Errorf("declined: %+v", p.Juror)
		}
	})
}

type letter struct{ Body, Language string }

// letters waits for mails to an address.
func (j *judging) letters(t *testing.T, to string, n int) (all []letter) {
	t.Helper()
	deadline := time.NewTimer(10 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		all = nil
		for _, m := range j.Inbox.All(to) {
			all = append(all, letter{m.Body, m.Language})
		}
		if len(all) >= n {
			return all
		}
		select {
		case <-deadline.C:
			t.Fatalf("%d letters to %s, want %d", len(all), to, n)
		case <-tick.C:
		}
	}
}

// school is an organisation of the tiny forum: kites are its own, and it is a partner of wells.
func (j *judging) school(t *testing.T) string {
	t.Helper()
	var data struct {
		Stakeholders struct {
			Nodes []struct{ ID string }
		}
		Contest struct {
			Projects struct {
				Nodes []struct {
					Title       struct{ Value string }
					Stakeholder *struct{ ID string }
				}
			}
		}
	}
	j.Read(t, &data, `{ contest(slug: "`+juryContest+`") { projects(first: 100) { nodes { title { value } stakeholder { id } } } } }`, nil)
	for _, p := range data.Contest.Projects.Nodes {
		if p.Title.Value == "Kites for weather" {
			return p.Stakeholder.ID
		}
	}
	t.Fatal("there are no kites")
	return ""
}

const secretWords = "=unmistakable words of a juror"

// What a juror writes is sealed until the instant comes, then all of it opens at once, and what follows is what anybody
// counts who has the sheets.
func TestSealedSheets(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		school := j.school(t)
		j.seat(t, "ada", map[string]any{"isChair": true})
		j.seat(t, "bob", map[string]any{"organisations": []string{school}})
		j.seat(t, "eve", nil)
		j.refused(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "NO_CRITERIA")
		j.criteria(t, nil)
		drawn := j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "seed added round { kind }")
		if drawn.Added != 10 || len(drawn.Seed) != 32 {
			t.Fatalf("assigned: %+v", drawn)
		}
		if again := j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION", "seed": drawn.Seed}, "seed added"); again.Added != 0 || again.Seed != drawn.Seed {
			t.Errorf("assigned again: %+v", again)
		}
		w := j.mine(t, "ada")[0]
		j.refused(t, j.tokens["ada"], "submitScoreSheet", sheetInput(w, "key-00001", "", 5, 5), "NOT_OPEN")
		setForumTime(t, j.Store, selectionOpens)
		j.score(t, w)
		j.nothingIsSeen(t)
		setForumTime(t, j.Store, sheetsOpen.Add(-time.Second))
		if r := j.round(t, j.first, ""); r.RevealedAt != nil {
			t.Error("opened a second too early")
		}
		setForumTime(t, j.Store, sheetsOpen)
		j.checkRevealed(t, w)
	})
}

// score lets all jurors write: ada what she takes back, bob in drafts, eve all at once.
func (j *judging) score(t *testing.T, w work) {
	t.Helper()
	ada := j.tokens["ada"]
	first := sheetInput(w, "key-00001", secretWords, 7, 3)
	j.must(t, ada, "submitScoreSheet", first, "")
	if p := j.must(t, ada, "submitScoreSheet", first, "assignment { "+workFields+" }"); p.Assignment.State != "SEALED" || len(p.Assignment.Sheets) != 1 ||
		p.Assignment.Sheets[0].Text != "" || p.Assignment.Sheets[0].Scores != nil || p.Assignment.Draft != nil {
		t.Errorf("sealed twice with one key: %+v", p.Assignment)
	}
	j.refused(t, ada, "submitScoreSheet", sheetInput(w, "key-00001", "", 1, 1), "KEY_REUSED")
	j.refused(t, ada, "submitScoreSheet", sheetInput(w, "key-00002", "", 1, 1), "SEALED")
	j.refused(t, ada, "submitScoreSheet", sheetInput(w, "key", "", 1, 1), "BAD_USER_INPUT")
	j.refused(t, j.tokens["eve"], "takeBackScoreSheet", map[string]any{"assignment": w.ID}, "NOT_FOUND")
	j.refused(t, j.first, "submitScoreSheet", first, "FORBIDDEN")
	back := j.must(t, ada, "takeBackScoreSheet", map[string]any{"assignment": w.ID}, "assignment { "+workFields+" }").Assignment
	if back.State != "DRAFT" || back.Draft == nil || back.Draft.Comment != secretWords || back.Draft.Scores[0].Points != 7 || back.Sheets[0].TakenBackAt == nil {
		t.Fatalf("taken back: %+v", back)
	}
	// A phone and a desk go on from the same draft: the second is refused, and sees what the first wrote.
	j.must(t, ada, "saveScoreDraft", draftInput(w, back.Draft.Revision, "from the phone", 6), "")
	stale, _ := j.ask(t, ada, "saveScoreDraft", draftInput(w, back.Draft.Revision, "from the desk", 1), "assignment { "+workFields+" }")
	if len(stale.UserErrors) != 1 || stale.UserErrors[0].Code != "STALE_DRAFT" || stale.Assignment == nil || stale.Assignment.Draft.Comment != "from the phone" {
		t.Errorf("a stale draft: %+v", stale)
	}
	j.refused(t, ada, "submitScoreSheet", sheetInput(w, "key-00003", "", 6), "BAD_USER_INPUT")
	j.refused(t, ada, "submitScoreSheet", sheetInput(w, "key-00003", "", 6, 11), "BAD_USER_INPUT")
	for _, name := range []string{"ada", "bob", "eve"} {
		for i, w := range j.mine(t, name) {
			j.must(t, j.tokens[name], "submitScoreSheet", sheetInput(w, fmt.Sprintf("%s-sheet-%d", name, i), secretWords, 5+i%3, len(name)+i), "")
		}
	}
}

// nothingIsSeen looks for what is sealed with the eyes of everybody, and in the database.
func (j *judging) nothingIsSeen(t *testing.T) {
	t.Helper()
	tokens := map[string]string{"officer": j.first, "auditor": j.Token(t, "auditor@example.org", auth.Auditor)}
	for name, token := range j.tokens {
		tokens[name] = token
	}
	for name, token := range tokens {
		for _, query := range []string{
			`{ jury(contest: "` + juryContest + `") { rounds { ` + roundFields + ` } jurors { name } } viewer { export assignments { ` + workFields + ` } } }`,
			`{ auditTrail(first: 100) { nodes { action subject detail } } }`,
			`{ juryAssignments(contest: "` + juryContest + `", round: SELECTION, first: 100) { nodes { ` + workFields + ` } } }`,
		} {
			if a := j.Ask(t, query, nil, servertest.Bearer(token)...); strings.Contains(string(a.Body), secretWords) || strings.Contains(string(a.Body), `"points"`) {
				t.Errorf("%s reads what is sealed: %s", name, a.Body)
			}
		}
	}
	r := j.round(t, j.first, ` csv: export(format: CSV) nd: export(format: NDJSON)`)
	if r.Sheets != nil || r.Results != nil || r.Csv != nil || r.Nd != nil || len(r.Progress) != 3 || !r.Progress[0].IsFinished {
		t.Errorf("the round: %+v", r)
	}
	if chair := j.round(t, j.tokens["ada"], ""); len(chair.Progress) != 3 {
		t.Errorf("the chair sees %+v", chair.Progress)
	}
	if juror := j.round(t, j.tokens["eve"], ""); juror.Progress != nil {
		t.Errorf("a juror sees %+v", juror.Progress)
	}
	if a := j.Ask(t, `{ jury(contest: "`+juryContest+`") { jurors { name } } }`, nil, servertest.Bearer(j.Token(t, "x@example.org", auth.Facilitator))...); a.Status != 403 {
		t.Errorf("a facilitator: %s", a.Body)
	}
}

func (j *judging) checkRevealed(t *testing.T, first work) {
	t.Helper()
	j.revealed(t, j.first)
	r := j.round(t, j.first, ` csv: export(format: CSV) nd: export(format: NDJSON)`)
	totals, counts, opened := map[string]int64{}, map[string]int64{}, 0
	for _, s := range r.Sheets {
		if s.TakenBackAt != nil {
			if s.Text != "" || s.Project.ID != first.Project.ID {
				t.Errorf("a sheet that was taken back: %+v", s)
			}
			continue
		}
		opened++
		if got := commitment(t, s.Salt, s.Text); got != s.Commitment || s.Comment != secretWords {
			t.Errorf("commitment %s, want %s: %q", s.Commitment, got, s.Text)
		}
		total := int64(3*s.Scores[0].Points + s.Scores[1].Points)
		if s.Total == nil || int64(*s.Total) != total {
			t.Errorf("total %v, want %d", s.Total, total)
		}
		totals[s.Project.ID] += total
		counts[s.Project.ID]++
	}
	if opened != 10 || len(r.Sheets) != 11 {
		t.Errorf("%d of %d sheets are opened", opened, len(r.Sheets))
	}
	var best *big.Rat
	for id := range totals {
		if mean := big.NewRat(totals[id], counts[id]); best == nil || mean.Cmp(best) > 0 {
			best = mean
		}
	}
	for _, s := range r.Results[0].Standings {
		if want := big.NewRat(totals[s.Project.ID], counts[s.Project.ID]).RatString(); s.Mean == nil || *s.Mean != want || s.Sheets != int(counts[s.Project.ID]) {
			t.Errorf("%s: %v, want %s", s.Project.ID, s.Mean, want)
		}
	}
	if top := r.Results[0].Standings[0]; *top.Mean != best.RatString() || *top.Place != 1 {
		t.Errorf("first is %+v", top)
	}
	j.checkExport(t, r)
}

// commitment says in its own words what binds a juror to a sheet.
func commitment(t *testing.T, salt, text string) string {
	t.Helper()
	raw, err := hex.DecodeString(salt)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, part := range [][]byte{[]byte("rostrum score sheet 1"), raw, []byte(text)} {
		all = binary.BigEndian.AppendUint64(all, uint64(len(part)))
		all = append(all, part...)
	}
	sum := sha256.Sum256(all)
	return hex.EncodeToString(sum[:])
}

// checkExport compares the files with the answers of the API.
func (j *judging) checkExport(t *testing.T, r juryRound) {
	t.Helper()
	if r.Csv == nil || r.Nd == nil {
		t.Fatal("there is no export")
	}
	rows, err := csv.NewReader(strings.NewReader(*r.Csv)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(*r.Nd), "\n")
	if len(rows) != len(r.Sheets)+1 || len(lines) != len(r.Sheets) {
		t.Fatalf("%d rows, %d lines, %d sheets", len(rows), len(lines), len(r.Sheets))
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	if column("'=Reach") < 0 || column("=Reach") >= 0 {
		t.Errorf("the columns: %v", rows[0])
	}
	for i, s := range r.Sheets {
		var line struct {
			Project, Name, Commitment, Salt, Text, Comment string
			Total                                          *int
			Scores                                         []struct{ Points int }
		}
		if err := json.Unmarshal([]byte(lines[i]), &line); err != nil {
			t.Fatal(err)
		}
		row := rows[i+1]
		if line.Project != s.Project.ID || line.Name != s.Juror.Name || line.Commitment != s.Commitment || line.Salt != s.Salt || line.Text != s.Text || line.Comment != s.Comment ||
			fmt.Sprint(line.Total == nil) != fmt.Sprint(s.Total == nil) || len(line.Scores) != len(s.Scores) {
			t.Errorf("line %d: %s\n%+v", i, lines[i], s)
		}
		comment := s.Comment
		if comment != "" {
			comment = "'" + comment
		}
		if row[column("project")] != s.Project.ID || row[column("commitment")] != s.Commitment || row[column("comment")] != comment ||
			s.Total != nil && (row[column("total")] != fmt.Sprint(*s.Total) || row[column("Impact")] != fmt.Sprint(s.Scores[0].Points)) {
			t.Errorf("row %d: %v\n%+v", i, row, s)
		}
	}
	if other := j.round(t, j.tokens["ada"], ""); len(other.Sheets) != len(r.Sheets) {
		t.Errorf("the jury reads %d sheets", len(other.Sheets))
	}
}
