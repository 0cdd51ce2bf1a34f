package ballot

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rostrum/internal/auth"
	"rostrum/internal/fault"
	"rostrum/internal/prize"
	"rostrum/internal/scrutiny"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// box is casting by one voter in its simplest form: maps, one thing after the other. It is never changed: each step
// gives another one.
type box struct {
	closed, signedOut bool
	mayChange         bool
	votes             map[string]string // category → project
	states            map[string]prize.VoteState
	casts             map[string]done // key → what was cast under it
}

// done is a cast that succeeded: its votes in an order of their own, and the receipts that it got.
type done struct{ votes, receipts string }

// input is a call: to cast votes under a key, to look at the ballot (key empty), or to close (then nothing else).
type input struct {
	voter int
	key   string
	votes []prize.Vote
	close bool
}

// output is the answer: the code of a refusal or fault, or else receipts, or what is on the ballot.
type output struct{ code, text string }

// step tells whether a box may give an answer to a call, and what becomes of it.
func (b box) step(in input, out output) (bool, box) {
	switch {
	case in.close:
		b.closed = true
		return true, b
	case in.key == "":
		return out.text == ballotText(b.votes, b.states), b
	}
	cast, sorted := done{votesText(in.votes), out.text}, slices.Clone(in.votes)
	if before, ok := b.casts[in.key]; ok && !b.signedOut {
		if before.votes == cast.votes {
			return out == output{text: before.receipts}, b
		}
		return out.code == string(prize.KeyReused), b
	}
	if code := b.refusal(sorted); code != "" {
		return out.code == code, b
	}
	if out.code != "" || !strings.HasPrefix(out.text, choices(in.votes)) {
		return false, b
	}
	b.casts, b.votes, b.states = maps.Clone(b.casts), maps.Clone(b.votes), maps.Clone(b.states)
	b.casts[in.key] = cast
	for _, v := range in.votes {
		b.votes[v.CategoryID], b.states[v.CategoryID] = v.ProjectID, prize.VoteCast
	}
	return true, b
}

// withdraw tells with which code categories are withdrawn; empty where they are.
func (b box) withdraw(categories []string) string {
	switch {
	case b.signedOut:
		return string(fault.Unauthenticated)
	case b.closed:
		return string(prize.VotingClosed)
	case !b.mayChange:
		return string(prize.ChangesNotAllowed)
	}
	for _, c := range categories {
		if s := b.states[c]; s != prize.VoteCast && s != prize.VoteWithdrawn {
			return string(prize.NotVoted)
		}
	}
	for _, c := range categories {
		b.states[c] = prize.VoteWithdrawn
	}
	return ""
}

// refusal gives the code of what is wrong with votes under a new key; empty where nothing is. A vote's project belongs
// to its category where both have the same number.
func (b box) refusal(votes []prize.Vote) string {
	seen := map[string]bool{}
	for _, v := range votes {
		seen[v.CategoryID] = true
	}
	has := func(bad func(prize.Vote) bool) bool { return slices.ContainsFunc(votes, bad) }
	switch {
	case b.signedOut:
		return string(fault.Unauthenticated)
	case b.closed:
		return string(prize.VotingClosed)
	case has(func(v prize.Vote) bool { return strings.HasSuffix(v.CategoryID, "K9") }):
		return string(prize.UnknownCategory)
	case len(seen) < len(votes):
		return string(prize.DuplicateCategory)
	case has(func(v prize.Vote) bool { return v.ProjectID[len(v.ProjectID)-3] != v.CategoryID[len(v.CategoryID)-1] }):
		return string(prize.NotANominee)
	case has(func(v prize.Vote) bool {
		return b.states[v.CategoryID] == prize.VoteVoided || b.states[v.CategoryID] == prize.VoteCast && !b.mayChange
	}):
		return string(prize.AlreadyVoted)
	}
	return ""
}

func choices(votes []prize.Vote) string {
	var text strings.Builder
	for _, v := range votes {
		fmt.Fprintf(&text, "%s:%s ", v.CategoryID, v.ProjectID)
	}
	return text.String()
}

func votesText(votes []prize.Vote) string {
	parts := strings.Fields(choices(votes))
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func ballotText(votes map[string]string, states map[string]prize.VoteState) string {
	var parts []string
	for category, project := range votes {
		parts = append(parts, category+":"+project+":"+string(states[category]))
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// answerOf puts an answer of a caster into the form of the model: for receipts choices, then when they were accepted.
func answerOf(o Outcome, err error) output {
	if err != nil {
		return output{code: string(fault.Of(err))}
	}
	if len(o.Refusals) > 0 {
		return output{code: string(o.Refusals[0].Code)}
	}
	votes := make([]prize.Vote, len(o.Receipts))
	var at time.Time
	for i, r := range o.Receipts {
		votes[i], at = prize.Vote{CategoryID: r.CategoryID, ProjectID: r.ProjectID}, r.AcceptedAt
	}
	return output{text: choices(votes) + at.String()}
}

// look gives a ballot in the form of the model.
func (w *world) look(contestID, voter string) output {
	w.t.Helper()
	rows, err := w.store.Votes(context.Background(), contestID, voter)
	if err != nil {
		w.t.Fatal(err)
	}
	votes, states := map[string]string{}, map[string]prize.VoteState{}
	for _, r := range rows {
		votes[r.CategoryID], states[r.CategoryID] = r.ProjectID, r.State
	}
	return output{text: ballotText(votes, states)}
}

func newBox() box {
	return box{votes: map[string]string{}, states: map[string]prize.VoteState{}, casts: map[string]done{}}
}

// run is one run of the model: a contest and voters of its own.
type run struct {
	w                 *world
	c                 *Caster
	number            int
	boxes             []box
	accounts, session []string
	made              int
}

func newRun(w *world, c *Caster, number int, mayChange bool) *run {
	r := &run{w: w, c: c, number: number, boxes: []box{newBox(), newBox(), newBox()}}
	r.accounts, r.session = make([]string, len(r.boxes)), make([]string, len(r.boxes))
	w.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Save(ctx, contestRows(r.word(), closes, mayChange))
		return err
	})
	for voter := range r.boxes {
		r.boxes[voter].mayChange = mayChange
		r.register(voter)
	}
	return r
}

func (r *run) word() string             { return fmt.Sprintf("r%d-", r.number) }
func (r *run) voterID(voter int) string { return fmt.Sprintf("%sv%d", r.word(), voter) }

// register makes an account of a voter, which has none.
func (r *run) register(voter int) {
	r.made++
	r.accounts[voter] = fmt.Sprintf("%sa-%d", r.word(), r.made)
	r.session[voter] = fmt.Sprintf("%ss-%d", r.word(), r.made)
	r.w.write(func(ctx context.Context, tx *store.Tx) error {
		return addVoter(ctx, tx, r.accounts[voter], r.session[voter], r.voterID(voter))
	})
	r.boxes[voter].signedOut = false
}

// cast casts what rapid draws, and compares the answer with the model's.
func (r *run) cast(t *rapid.T, voter int) {
	in := input{voter: voter, key: fmt.Sprintf("key-%05d", rapid.IntRange(0, 3).Draw(t, "key"))}
	in.votes = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) prize.Vote {
		i := rapid.IntRange(0, 2).Draw(t, "category")
		v := vote(i, rapid.IntRange(0, 2).Draw(t, "nominee"))
		switch rapid.IntRange(0, 11).Draw(t, "odd") {
		case 0:
			v.CategoryID = "K9"
		case 1:
			v.ProjectID = nomineeID((i+1)%3, 0)
		}
		return prize.Vote{CategoryID: r.word() + v.CategoryID, ProjectID: r.word() + v.ProjectID}
	}), 1, 3).Draw(t, "votes")
	out := answerOf(r.c.Cast(context.Background(), Request{
		AccountID: r.accounts[voter], SessionID: r.session[voter], Contest: r.word() + contest, Key: in.key, Votes: in.votes,
	}))
	ok, after := r.boxes[voter].step(in, out)
	if !ok {
		t.Fatalf("cast %v under %s by voter %d gives %+v, the model is %+v", in.votes, in.key, voter, out, r.boxes[voter])
	}
	r.boxes[voter] = after
}

// withdraw withdraws votes, and compares the answer with the model's.
func (r *run) withdraw(t *rapid.T, voter int) {
	categories := rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 2), func(i int) string { return r.word() + categoryID(i) }), 1, 3, rapid.ID).Draw(t, "withdrawn")
	refusals, err := r.c.Withdraw(context.Background(), Withdrawal{
		AccountID: r.accounts[voter], SessionID: r.session[voter], Contest: r.word() + contest, Categories: categories,
	})
	got := ""
	if err != nil {
		got = string(fault.Of(err))
	} else if len(refusals) > 0 {
		got = string(refusals[0].Code)
	}
	if want := r.boxes[voter].withdraw(categories); got != want {
		t.Fatalf("withdrawing %v of voter %d gives %q, want %q: %+v", categories, voter, got, want, r.boxes[voter])
	}
}

// void declares the votes for a nominee void so that they may be cast again, or those of all who chose it for good.
func (r *run) void(t *rapid.T) {
	category := rapid.IntRange(0, 2).Draw(t, "category")
	project := r.word() + nomineeID(category, rapid.IntRange(0, 2).Draw(t, "nominee"))
	isReopened := rapid.Bool().Draw(t, "reopened")
	r.made++
	void := prize.Void{
		ID: fmt.Sprintf("%svoid-%d", r.word(), r.made), ContestID: r.word() + "C1", Reason: prize.NomineeChanged, Clause: "x", ProposedBy: "a", ConfirmedBy: "b",
	}
	id := ""
	if !isReopened {
		id = r.caseOf(r.suspects(r.word()+categoryID(category), project), project)
	}
	r.w.write(func(ctx context.Context, tx *store.Tx) error {
		void.VoidedAt = tx.Now()
		if isReopened {
			void.ProjectID = project
		}
		if err := tx.AddVoid(ctx, void); err != nil || isReopened {
			return cmp.Or(err, tx.VoidChange(ctx, void))
		}
		return tx.VoidCase(ctx, void, id)
	})
	for voter, b := range r.boxes {
		chose := b.votes[r.word()+categoryID(category)] == project && b.states[r.word()+categoryID(category)] == prize.VoteCast
		for c, s := range b.states {
			switch {
			case !chose || s != prize.VoteCast:
			case !isReopened:
				r.boxes[voter].states[c] = prize.VoteVoided
			case c == r.word()+categoryID(category):
				r.boxes[voter].states[c] = prize.VoteReopened
			}
		}
	}
}

// suspects gives who has a vote for a project that stands, and some who have none: a case has five voters at least.
func (r *run) suspects(category, project string) []string {
	voters := []string{"a-1", "a-2", "a-3", "a-4", "a-5"}
	for voter, b := range r.boxes {
		if b.votes[category] == project && b.states[category] == prize.VoteCast {
			voters = append(voters, r.voterID(voter))
		}
	}
	return voters
}

// caseOf makes a case of voters, and gives its id.
func (r *run) caseOf(voters []string, project string) string {
	contestID := r.word() + "C1"
	r.w.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddFinding(ctx, contestID, scrutiny.Finding{
			Signal: scrutiny.Burst, Mark: fmt.Sprint("case ", r.made), Projects: []string{project}, Voters: voters, Score: 3,
		})
	})
	cases, err := r.w.store.Cases(context.Background(), contestID, auth.Page{Size: 1})
	if err != nil || len(cases.Items) == 0 {
		r.w.t.Fatal(cases, err)
	}
	return cases.Items[0].ID
}

// close records a close before its time, as it is found after a clock was set back.
func (r *run) close() {
	_, err := storetest.Raw(r.w.t, r.w.dsn).Exec(fmt.Sprintf("INSERT INTO closings (contest_id, phase, closed_at) VALUES ('%sC1', 'VOTING', '2020-01-17 09:00:00+00:00')", r.word()))
	if err != nil {
		r.w.t.Fatal(err)
	}
	for i := range r.boxes {
		r.boxes[i].closed = true
	}
}

// signOut ends the session of a voter, or lets it sign in again.
func (r *run) signOut(voter int) {
	account, session := r.accounts[voter], r.session[voter]
	r.boxes[voter].signedOut = !r.boxes[voter].signedOut
	again := !r.boxes[voter].signedOut
	r.made++
	r.session[voter] = fmt.Sprintf("%ss-%d", r.word(), r.made)
	r.w.write(func(ctx context.Context, tx *store.Tx) error {
		if again {
			return tx.AddSession(ctx, auth.Session{ID: r.session[voter], AccountID: account, StartedAt: time.Now(), LastSeenAt: time.Now()})
		}
		r.session[voter] = session
		_, err := tx.EndSession(ctx, account, session, time.Now())
		return err
	})
}

// startOver deletes the account of a voter and registers again: keys are forgotten, votes are not.
func (r *run) startOver(voter int) {
	r.w.write(func(ctx context.Context, tx *store.Tx) error {
		a, _, err := tx.Account(ctx, r.accounts[voter])
		if err != nil {
			return err
		}
		return tx.Forget(ctx, a, strings.Repeat("0", 64), time.Now())
	})
	r.boxes[voter].casts = map[string]done{}
	r.register(voter)
}

// TestCastingEqualsTheModel does random things to a ballot box and to the model: casts, repeated and changed, withdrawals,
// voids, closes, sign-outs, and accounts that are deleted and made again. Every answer is compared, and what is stored in the end.
func TestCastingEqualsTheModel(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		w := newWorld(t, dsn, rows(closes, false))
		c := w.caster()
		number := 0
		rapid.Check(t, func(rt *rapid.T) {
			number++
			r := newRun(w, c, number, rapid.Bool().Draw(rt, "may change"))
			for range rapid.IntRange(1, 16).Draw(rt, "steps") {
				voter := rapid.IntRange(0, len(r.boxes)-1).Draw(rt, "voter")
				switch rapid.IntRange(0, 19).Draw(rt, "what") {
				case 0:
					if !r.boxes[0].closed {
						r.close()
					}
				case 1:
					r.signOut(voter)
				case 2:
					r.startOver(voter)
				case 3, 4:
					r.withdraw(rt, voter)
				case 5, 6:
					r.void(rt)
				default:
					r.cast(rt, voter)
				}
			}
			for voter := range r.boxes {
				if ok, _ := r.boxes[voter].step(input{}, w.look(r.word()+"C1", r.voterID(voter))); !ok {
					rt.Fatalf("voter %d has %+v, the model %+v", voter, w.look(r.word()+"C1", r.voterID(voter)), r.boxes[voter].votes)
				}
			}
		})
	})
}
