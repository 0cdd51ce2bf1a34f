package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"rostrum/internal/pgtest"
	"rostrum/internal/server/servertest"
	"rostrum/internal/store"
	"rostrum/internal/store/storetest"
)

// points are moments of a run, as parts of the time that an undisturbed one takes.
var points = []float64{0.3, 0.6, 0.9}

// A process that is killed while it imports leaves a database that the next import completes: nothing is missing,
// nothing is there twice, and all is as if nobody had been killed.
func TestAnImportThatIsKilled(t *testing.T) {
	t.Parallel()
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		files := shipped(t)
		importInto := func(dsn string) []string { return append([]string{"import", "--database", dsn}, files...) }
		command(t, "migrate", "--database", dsn)
		began := time.Now()
		if err := start(t, importInto(dsn)...).Wait(); err != nil {
			t.Fatal(err)
		}
		whole, took := published(t, dsn), time.Since(began)
		for _, point := range points {
			t.Run(fmt.Sprintf("after %.0f%%", 100*point), func(t *testing.T) {
				t.Parallel()
				dsn := another(t, dsn)
				command(t, "migrate", "--database", dsn)
				start(t, importInto(dsn)...).KillAfter(time.Duration(point * float64(took)))
				published(t, dsn) // whole, if not complete
				command(t, importInto(dsn)...)
				if published(t, dsn) != whole {
					t.Error("the second run did not complete the first")
				}
			})
		}
	})
}

// A demo that is killed while it starts is completed by its next start.
func TestADemoThatIsKilledWhileItStarts(t *testing.T) {
	t.Parallel()
	whole, took := demoIn(t, t.TempDir())
	for _, point := range points[1:] {
		t.Run(fmt.Sprintf("after %.0f%%", 100*point), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder).KillAfter(time.Duration(point * float64(took)))
			if again, _ := demoIn(t, folder); again != whole {
				t.Error("the second start did not complete the first")
			}
		})
	}
}

// demoIn starts a demo in a folder and gives what it has loaded when it serves, and how long its start took.
func demoIn(t *testing.T, folder string) (whole string, took time.Duration) {
	t.Helper()
	began := time.Now()
	p := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder)
	client := servertest.NewClient(t, p.Address(t))
	took = time.Since(began)
	var data struct {
		Forum struct{ Sessions struct{ TotalCount int } }
	}
	client.Read(t, &data, `{ forum(slug: "wsis-forum-2020") { sessions(first: 1) { totalCount } } }`, nil)
	p.Kill()
	whole = published(t, store.SQLite+":"+folder+"/rostrum.db")
	var stored struct{ Sessions []struct{ Forum string } }
	if err := json.Unmarshal([]byte(whole), &stored); err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, s := range stored.Sessions {
		if s.Forum == "F2020" {
			want++
		}
	}
	if n := data.Forum.Sessions.TotalCount; n != want || n < 46 {
		t.Errorf("%d sessions are served, %d are stored", n, want)
	}
	return drawn.ReplaceAllString(whole, "drawn"), took
}

// drawn finds the ids of the nominees of the sample prizes, which no two demos share.
var drawn = regexp.MustCompile(`"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"`)

// another names a fresh database on the engine of a given one.
func another(t *testing.T, dsn string) string {
	t.Helper()
	if strings.HasPrefix(dsn, store.SQLite+":") {
		return storetest.SQLite(t)
	}
	return pgtest.DSN(t)
}

// A server that is told to stop finishes what it was asked: requests that have begun to arrive are read to their end
// and answered whole, and the program ends well.
func TestNothingIsCutOffAtTheStop(t *testing.T) {
	file := t.TempDir() + "/forum.db"
	command(t, "migrate", "--database", "sqlite:"+file)
	command(t, "import", "--database", "sqlite:"+file, "../../internal/server/servertest/tiny.json")
	p := start(t, "serve", "--listen", "127.0.0.1:0", "--database", "sqlite:"+file)
	address := p.Address(t)
	client := servertest.NewClient(t, address)
	const query = `{"query":"{ forum(slug: \"wsis-forum-2020\") { sessions(first: 100) { nodes { title { value } abstract { value } } } } }"}`
	var half []net.Conn
	for range 8 {
		conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, err = fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(query), query[:20])
		if err != nil {
			t.Fatal(err)
		}
		half = append(half, conn)
	}
	if err := p.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for client.Get(t, "/readyz").Status != http.StatusServiceUnavailable { // the signal is on its way
	}
	for _, conn := range half {
		if _, err := io.WriteString(conn, query[20:]); err != nil {
			t.Fatal(err)
		}
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK || !json.Valid(body) || !strings.Contains(string(body), "Opening of the forum") {
			t.Errorf("status %d, %v: %s", response.StatusCode, err, body)
		}
	}
	if err := p.Wait(); err != nil {
		t.Errorf("the program ended with %v\n%s", err, p.Errors())
	}
	if _, err := os.Stat(file + "-wal"); err == nil {
		t.Error("the database was not closed: its log is still there")
	}
}
