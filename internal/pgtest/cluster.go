package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// cluster is a running server.
type cluster struct {
	bin, folder string
	owner       *syscall.SysProcAttr
	safe        bool // commits wait for the disk, as they do outside of tests
	port        int
	password    string
	leash       io.Closer // the watchdog's input, open as long as this process lives
}

func (c *cluster) dsn(database string) string {
	return fmt.Sprintf("postgres://rostrum:%s@127.0.0.1:%d/%s?sslmode=disable", c.password, c.port, database)
}

// start makes a cluster in a temporary folder and starts it. Its end is tied to this process, however that ends.
func start(safe bool) (*cluster, error) {
	bin, err := findBinaries()
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "rostrum-pg-")
	if err != nil {
		return nil, err
	}
	c := &cluster{bin: bin, folder: folder, owner: owner, safe: safe, password: rand.Text()}
	if err := c.initialise(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	for range 5 { // the port was free a moment ago; now another process may have it
		if c.port, err = freePort(); err != nil {
			break
		}
		if err = c.serve(); err == nil {
			return c, nil
		}
	}
	_ = os.RemoveAll(folder)
	return nil, fmt.Errorf("starting PostgreSQL: %w", err)
}

// initialise makes the files of the cluster. Only the one user of the tests may connect, with a password that is drawn
// each time.
func (c *cluster) initialise() error {
	bin, folder, owner := c.bin, c.folder, c.owner
	secret := filepath.Join(folder, "password")
	if err := os.WriteFile(secret, []byte(c.password), 0o600); err != nil {
		return err
	}
	if owner.Credential != nil {
		for _, path := range []string{folder, secret} {
			if err := os.Chown(path, int(owner.Credential.Uid), int(owner.Credential.Gid)); err != nil {
				return err
			}
		}
	}
	cmd := exec.Command(filepath.Join(bin, "initdb"), "--no-sync", "--username=rostrum", "--pwfile="+secret,
		"--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--pgdata="+filepath.Join(folder, "data"))
	cmd.Dir, cmd.SysProcAttr = folder, owner
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("making a PostgreSQL cluster: %w\n%s", err, out)
	}
	return os.Remove(secret)
}

// watchdog runs the server and waits for the end of its own input, which comes when the test process ends for whatever
// reason: then it stops the server and takes the files away.
const watchdog = `
bin=$1 port=$2 safe=$4
"$bin/postgres" -D data -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=$safe \
	-c full_page_writes=$safe -c max_connections=200 -c shared_buffers=32MB -c log_min_messages=fatal </dev/null &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
cd / && rm -rf "$3"
`

// serve starts the server and waits until it answers.
func (c *cluster) serve() error {
	log, err := os.Create(filepath.Join(c.folder, "log"))
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	safe := "off"
	if c.safe {
		safe = "on"
	}
	cmd := exec.Command("/bin/sh", "-c", watchdog, "watchdog", c.bin, strconv.Itoa(c.port), c.folder, safe)
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.folder, log, log
	attributes := *c.owner
	attributes.Setsid = true // Ctrl-C is for the tests; the watchdog then follows them
	cmd.SysProcAttr = &attributes
	input, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := c.wait(); err != nil {
		text, _ := os.ReadFile(log.Name())
		return errors.Join(fmt.Errorf("%w\n%s", err, text), input.Close(), cmd.Wait())
	}
	c.leash = input
	return nil
}

func (c *cluster) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := c.run(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// unprivileged says as whom the server runs: PostgreSQL refuses to run as root.
func unprivileged() (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil {
			return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root: make a user named postgres for the tests")
}
