// Package rehearsal holds no code: its test goes through a whole edition of the prizes as the people in it would, over
// the API of the program as it ships, and counts for itself what came of it.
package rehearsal

import (
	"os"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rostrum/internal/programtest"
	"rostrum/internal/store/storetest"
)

// tools is the folder that the program was built into.
var tools string

func TestMain(m *testing.M) { os.Exit(programtest.Main(m, &tools)) }

// seed is what the script is drawn by. Another one makes another edition, which must go as well.
const seed = 2027

// A whole edition: 60 entrants, 18 categories, 40 jurors and 2,000 voters (200 in a usual run), from the first form to
// the ceremony, with a nominee that changes, a crowd whose votes are declared void, appeals, and restarts in between. What is published is what this test counts by its own rules from what it sent,
// and it is the same on both engines.
func TestAnEditionFromSubmissionToCeremony(t *testing.T) {
	voters := 200
	if storetest.AllCrashes() {
		voters = 2000
	}
	var published []outcome
	var mu sync.Mutex
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		done := play(t, dsn, newPlan(seed, voters))
		mu.Lock()
		defer mu.Unlock()
		published = append(published, done)
	})
	if len(published) == 2 {
		if d := cmp.Diff(published[0], published[1]); d != "" {
			t.Errorf("the same script has another result on the other engine: %s", d)
		}
	}
}

// play goes through the acts of an edition, and gives what is published in the end.
func play(t *testing.T, dsn string, p *plan) outcome {
	s := newStage(t, dsn, p)
	for _, act := range []struct {
		name string
		play func()
	}{
		{"the edition is made", s.makeEdition},
		{"submission", s.submit},
		{"eligibility", s.decideOnEntries},
		{"the expert group is called", s.callJury},
		{"nomination", s.nominate},
		{"voting opens", s.openVoting},
		{"voting", s.vote},
		{"voting closes", s.closeVoting},
		{"scrutiny", s.scrutinise},
		{"count and certification", s.count},
		{"judging", s.judge},
		{"deliberation", s.deliberate},
		{"ceremony", s.celebrate},
	} {
		began := time.Now()
		act.play()
		s.check()
		t.Logf("%5.1f s  %s", time.Since(began).Seconds(), act.name)
	}
	return s.done
}
