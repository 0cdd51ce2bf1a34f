package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rostrum/internal/intake"
	"rostrum/internal/people"
	"rostrum/internal/prize"
	"rostrum/internal/programme"
	"rostrum/internal/scalar"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
	"rostrum/internal/text"
)

// Under many imports in a row, each of a few random edits, every replica shows what one shows that was started afresh.
func TestEveryReplicaEqualsAFreshOne(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		const seed = 20200622
		edits := &editor{rand: rand.New(rand.NewPCG(seed, 1)), forum: servertest.Tiny(t)}
		other := servertest.Open(t, dsn)
		servertest.Import(t, other, edits.forum)
		replicas := []*servertest.Replica{servertest.Start(t, dsn), servertest.Start(t, dsn)}
		for i := range 50 {
			seq := servertest.Import(t, other, edits.next())
			if i%10 != 9 {
				continue // let some changes come together
			}
			fresh := servertest.Start(t, dsn)
			want := fresh.Crawl(t, vocabulary...)
			fresh.Stop()
			for n, r := range replicas {
				eventually(t, 2*time.Second, "the replica has the import", func() bool { return r.Server.Catalogue().Snapshot().Seq() >= seq })
				if d := r.Crawl(t, vocabulary...).Difference(want); d != "" {
					t.Fatalf("seed %d: after import %d, replica %d: %s", seed, i, n, d)
				}
			}
		}
		if edits.changed < 100 {
			t.Errorf("%d edits in all, which show little", edits.changed)
		}
	})
}

// vocabulary are the words that random texts are made of, and that are searched for.
var vocabulary = []string{"networks", "teaching", "oceans", "réseau", "школы", "شبكة", "学校", "health", "villages", "satellites"}

// editor changes a forum at random, and gives each time only what it changed.
type editor struct {
	rand    *rand.Rand
	forum   intake.Document
	made    int
	changed int
}

func (e *editor) next() intake.Document {
	out := intake.Document{Name: "edits", Format: intake.Format, Source: e.forum.Source}
	for range 1 + e.rand.IntN(6) {
		e.changed++
		switch e.rand.IntN(8) {
		case 0:
			e.newSession(&out)
		case 1, 2, 3:
			e.editSession(&out)
		case 4:
			edit(e, &e.forum.Stakeholders, &out.Stakeholders, func(s *people.Stakeholder) {
				s.Name, s.Acronym = e.words(), fmt.Sprintf("A%d", e.rand.IntN(100))
			})
		case 5:
			edit(e, &e.forum.Projects, &out.Projects, func(p *prize.Project) {
				p.Title, p.CategoryID = e.words(), e.forum.Contests[0].Value.Categories[e.rand.IntN(18)].ID
			})
		case 6:
			edit(e, &e.forum.People, &out.People, func(p *people.Person) { p.Name = e.words()[0].Value })
		case 7:
			edit(e, &e.forum.Forums, &out.Forums, func(f *programme.Forum) { f.Theme = e.words() })
		}
	}
	return out
}

// edit changes a record that this document does not hold yet.
func edit[T any](e *editor, all, out *[]intake.Record[T], change func(*T)) {
	r := &(*all)[e.rand.IntN(len(*all))]
	if slices.ContainsFunc(*out, func(o intake.Record[T]) bool { return o.ExternalID == r.ExternalID }) {
		return
	}
	change(&r.Value)
	*out = append(*out, *r)
}

func (e *editor) words() text.Text {
	var s string
	for range 1 + e.rand.IntN(4) {
		s += vocabulary[e.rand.IntN(len(vocabulary))] + " "
	}
	return text.Of(s + fmt.Sprint(e.rand.IntN(1000)))
}

func (e *editor) newSession(out *intake.Document) {
	e.made++
	id := fmt.Sprintf("new-%d", e.made)
	start := time.Date(2020, 6, 22+e.rand.IntN(80), e.rand.IntN(24), 0, 0, 0, time.UTC)
	s := programme.Session{ID: id, ForumID: "forum-2020", Number: fmt.Sprintf("N%d", e.made), Title: e.words(), Kind: "THEMATIC_WORKSHOP",
		State: programme.Published, Audience: programme.Open, Organisers: []string{e.stakeholder()},
		Slots: []programme.Slot{{StartsAt: scalar.DateTime{Time: start}, EndsAt: scalar.DateTime{Time: start.Add(time.Hour)}}}}
	r := intake.Record[programme.Session]{ExternalID: id, Value: s}
	e.forum.Sessions = append(e.forum.Sessions, r)
	out.Sessions = append(out.Sessions, r)
}

func (e *editor) editSession(out *intake.Document) {
	edit(e, &e.forum.Sessions, &out.Sessions, func(s *programme.Session) {
		switch e.rand.IntN(5) {
		case 0:
			e.move(s)
		case 1:
			s.Organisers = []string{e.stakeholder()}
		case 2:
			lines := e.forum.ActionLines
			s.ActionLines = []programme.LineLink{{ActionLine: lines[e.rand.IntN(len(lines))].Value.Code, Rationale: e.words()}}
		case 3:
			s.Participations = []programme.Participation{{PersonID: e.forum.People[e.rand.IntN(3)].ExternalID, Role: programme.Speaker}}
		default:
			s.Title, s.Abstract = e.words(), e.words()
		}
	})
}

// move brings a session into a state that it can get to from its own.
func (e *editor) move(s *programme.Session) {
	var possible []programme.State
	for _, next := range []programme.State{programme.Draft, programme.Published, programme.Cancelled, programme.Withdrawn} {
		if next != s.State && s.State.MayBecome(next) {
			possible = append(possible, next)
		}
	}
	s.State, s.CancellationReason = possible[e.rand.IntN(len(possible))], nil
	if s.State == programme.Cancelled {
		s.CancellationReason = e.words()
	}
	if s.State == programme.Published && s.Number == "" && len(s.Sources) == 0 { // the draft of the tiny forum comes into the programme
		start := time.Date(2020, 8, 3, 8, 0, 0, 0, time.UTC)
		s.Number = "900"
		s.Slots = []programme.Slot{{StartsAt: scalar.DateTime{Time: start}, EndsAt: scalar.DateTime{Time: start.Add(time.Hour)}}}
	}
}

func (e *editor) stakeholder() string {
	return e.forum.Stakeholders[e.rand.IntN(len(e.forum.Stakeholders))].ExternalID
}
