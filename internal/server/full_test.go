package server_test

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rostrum/internal/pgtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// filling is a way to fill the disk under a database; room makes room again.
type filling struct {
	name string
	dsn  func(t *testing.T) string
	fill func(t *testing.T, r *servertest.Replica) (room func())
}

// fillings are those that work everywhere: SQLite's own limit, which fails as a full disk does, and for PostgreSQL the very
// error that it gives then, raised by a trigger. Where everything is asked for there is also a real, small disk that
// another program fills.
func fillings() []filling {
	all := []filling{
		{"sqlite", func(t *testing.T) string { return storetest.SQLite(t) }, limitGrowth},
		{"postgres", func(t *testing.T) string { return pgtest.DSN(t) }, raiseDiskFull},
	}
	if storetest.AllCrashes() {
		all = append(all,
			filling{"sqlite on a small disk", func(t *testing.T) string { return "sqlite:" + smallDisk(t) + "/forum.db" }, fillDisk},
			filling{"postgres on a small disk", func(t *testing.T) string { return pgtest.DSNIn(t, smallDisk(t)+"/tables") }, fillDisk})
	}
	return all
}

// While the disk is full, votes are refused with a text that says so, reads go on, and whoever repeats a call that was
// acknowledged gets its receipts. Once there is room, the same server takes the same calls; nothing is lost.
func TestTheDiskIsFull(t *testing.T) {
	for _, way := range fillings() {
		t.Run(way.name, func(t *testing.T) {
			r := startVoting(t, way.dsn(t))
			v := newFullVoters(t, r)
			v.cast(t, 8)
			everything := r.Crawl(t)
			room := way.fill(t, r)
			refused := v.castUntilFull(t)
			v.castAllAtOnce(t, refused)
			if d := r.Crawl(t).Difference(everything); d != "" {
				t.Errorf("reads have changed: %s", d)
			}
			for _, path := range []string{"/readyz", "/healthz"} {
				if s := r.Get(t, path).Status; s != http.StatusOK {
					t.Errorf("%s: %d", path, s)
				}
			}
			v.check(t, len(v.receipts))
			room()
			v.cast(t, refused+20)
			v.check(t, refused+20)
			t.Logf("%d votes acknowledged before and after, 0 lost; %d calls were told that the disk is full", len(v.receipts), v.full)
		})
	}
}

// fullVoters cast votes, the nth of which is of voter n/18 in category n%18+1.
type fullVoters struct {
	r        *servertest.Replica
	tokens   []string
	ballot   ballotOf
	receipts map[int]string // what was answered to the nth vote
	full     int            // refusals
}

func newFullVoters(t *testing.T, r *servertest.Replica) *fullVoters {
	t.Helper()
	v := &fullVoters{r: r, receipts: map[int]string{}}
	emails := make([]string, 60)
	for i := range emails {
		emails[i] = fmt.Sprintf("voter%d@example.org", i)
	}
	var err error
	if v.tokens, err = r.Server.Accounts().Mint(t.Context(), emails, nil, time.Hour); err != nil {
		t.Fatal(err)
	}
	v.ballot = ballotFor(t, r.Client, v.tokens[0])
	return v
}

// ask casts the nth vote.
func (v *fullVoters) ask(t *testing.T, n int) servertest.Answer {
	return v.r.Ask(t, castMutation, cast(v.ballot, fmt.Sprintf("vote-%05d", n), n%servertest.NomineesEach, n%18+1), servertest.Bearer(v.tokens[n/18])...)
}

// note keeps the answer to the nth vote: a receipt, the same as before where there was one, or a refusal for the disk.
func (v *fullVoters) note(t *testing.T, n int, a servertest.Answer) (refused bool) {
	before, had := v.receipts[n]
	var data castAnswer
	if a.Status == http.StatusOK {
		decode(t, a.Data, &data)
	}
	switch {
	case len(data.CastVotes.Receipts) == 1 && (!had || before == string(a.Body)):
		v.receipts[n] = string(a.Body)
		return false
	case !had && a.Status == http.StatusServiceUnavailable && len(a.Errors) == 1 && a.Errors[0].Extensions.Code == "UNAVAILABLE" &&
		a.Errors[0].Message == "the votes were not cast: the server's disk is full; try again later with the same key" && a.Header.Get("Retry-After") != "":
		v.full++
		return true
	}
	t.Errorf("vote %d, which had the answer %q: status %d: %s", n, before, a.Status, a.Body)
	return false
}

// cast casts the votes up to the nth that have no receipt.
func (v *fullVoters) cast(t *testing.T, to int) {
	t.Helper()
	for n := range to {
		if _, had := v.receipts[n]; !had && v.note(t, n, v.ask(t, n)) {
			t.Fatalf("vote %d was refused with room on the disk", n)
		}
	}
}

// castUntilFull casts until there is no room, and gives the first vote that was refused.
func (v *fullVoters) castUntilFull(t *testing.T) int {
	t.Helper()
	for n := len(v.receipts); n < 18*len(v.tokens); n++ {
		if v.note(t, n, v.ask(t, n)) {
			return n
		}
	}
	t.Fatalf("%d votes found room on a disk that is full", len(v.receipts))
	return 0
}

// castAllAtOnce repeats, in one crowd, calls that were acknowledged and calls that are refused, so that they meet in batches.
func (v *fullVoters) castAllAtOnce(t *testing.T, refused int) {
	t.Helper()
	answers := make([]servertest.Answer, refused+20)
	var asking sync.WaitGroup
	for n := max(0, refused-20); n < len(answers); n++ {
		asking.Go(func() { answers[n] = v.ask(t, n) })
	}
	asking.Wait()
	for n := max(0, refused-20); n < len(answers); n++ {
		v.note(t, n, answers[n])
	}
}

// check counts what is stored, and asks for every receipt again.
func (v *fullVoters) check(t *testing.T, want int) {
	t.Helper()
	db := storetest.Raw(t, v.r.DSN)
	defer db.Close()
	for _, table := range []string{"votes", "casts"} {
		var n int
		if err := db.QueryRow("SELECT count(*) FROM " + table).Scan(&n); err != nil || n != want || len(v.receipts) != want {
			t.Errorf("%d %s and %d receipts, want %d: %v", n, table, len(v.receipts), want, err)
		}
	}
	for n := range v.receipts {
		v.note(t, n, v.ask(t, n))
	}
	if b := ballotFor(t, v.r.Client, v.tokens[0]); b.Done != min(want, 18) {
		t.Errorf("the first voter sees %d votes of %d", b.Done, want)
	}
}

// limitGrowth lets the file of an SQLite database grow no further.
func limitGrowth(t *testing.T, r *servertest.Replica) (room func()) {
	limit := func(on bool) {
		if err := r.Store.LimitGrowth(t.Context(), on); err != nil {
			t.Fatal(err)
		}
	}
	limit(true)
	return func() { limit(false) }
}

// raiseDiskFull has PostgreSQL fail as it does where it cannot make a table longer.
func raiseDiskFull(t *testing.T, r *servertest.Replica) (room func()) {
	do := func(statement string) {
		if _, err := storetest.Raw(t, r.DSN).Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	do(`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`)
	do("CREATE TRIGGER no_room BEFORE INSERT ON casts FOR EACH ROW EXECUTE FUNCTION no_room()")
	return func() { do("DROP TRIGGER no_room ON casts") }
}

// smallDisk mounts a small disk in a new folder, with a folder for tables on it.
func smallDisk(t *testing.T) (folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "rostrum-disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(folder) })
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=32m,mode=0755", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("no disk can be mounted here, which takes root: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("taking the disk away: %v %s", err, out)
		}
	})
	if err := errors.Join(os.Chmod(folder, 0o755), os.Mkdir(folder+"/tables", 0o700)); err != nil {
		t.Fatal(err)
	}
	return folder
}

// fillDisk fills the disk under a database to its last byte with a file of somebody else.
func fillDisk(t *testing.T, r *servertest.Replica) (room func()) {
	t.Helper()
	var folder string
	if path, is := strings.CutPrefix(r.DSN, "sqlite:"); is {
		folder = filepath.Dir(path)
	} else if err := storetest.Raw(t, r.DSN).QueryRow("SELECT pg_tablespace_location(dattablespace) FROM pg_database WHERE datname = current_database()").Scan(&folder); err != nil {
		t.Fatal(err)
	} else {
		folder = filepath.Dir(folder)
	}
	file, err := os.Create(folder + "/somebody-else")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = file.Write(block)
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(file.Name()); err != nil {
			t.Fatal(err)
		}
	}
}
