package main

import (
	"testing"

	"rostrum/internal/pgtest"
	"rostrum/internal/programtest"
	"rostrum/internal/store"
)

// A server that is told to stop while people vote cuts off none of them: whatever it has begun, it answers, and every
// vote that it stores its voter has a receipt of.
func TestNoVoteIsCutOffAtTheStop(t *testing.T) {
	folder := t.TempDir()
	p := start(t, "demo", "--listen", "127.0.0.1:0", "--data", folder)
	address := p.Address(t)
	c := newCrowd(t, tokensFor(t, voters, "--data", folder), address)
	<-c.enough(3 * voters)
	p.Terminate(t)
	c.voting.Wait()
	p.EndedWell(t)
	if begun := c.begun(t, p); begun < 3*voters {
		t.Errorf("only %d requests were begun", begun)
	}
	c.stored(t, store.SQLite+":"+folder+"/rostrum.db")
}

// The same with two servers over one PostgreSQL that stop one after the other: nobody is cut off by the first, and all go
// on with the one that is left.
func TestVotersMoveToTheServerThatIsLeft(t *testing.T) {
	dsn, keys := pgtest.DSN(t), t.TempDir()+"/keys"
	openVote(t, dsn)
	var servers []*programtest.Process
	var addresses []string
	for range 2 {
		p := start(t, "serve", "--listen", "127.0.0.1:0", "--database", dsn, "--keys", keys)
		servers, addresses = append(servers, p), append(addresses, p.Address(t))
	}
	c := newCrowd(t, tokensFor(t, voters, "--database", dsn, "--keys", keys), addresses...)
	<-c.enough(3 * voters)
	servers[0].Terminate(t)
	servers[0].EndedWell(t)
	<-c.enough(9 * voters)
	servers[1].Terminate(t)
	c.voting.Wait()
	servers[1].EndedWell(t)
	for i, p := range servers {
		if begun := c.begun(t, p); begun < voters {
			t.Errorf("server %d: only %d requests were begun", i+1, begun)
		}
	}
	if c.moved < voters/2 {
		t.Errorf("%d clients moved to the server that was left", c.moved)
	}
	c.stored(t, dsn)
}
