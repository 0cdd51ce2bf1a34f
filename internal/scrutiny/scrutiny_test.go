package scrutiny_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rostrum/internal/scrutiny"
)

var noon = time.Date(2020, 1, 17, 12, 0, 0, 0, time.UTC)

// votes are those of voters with some numbers, for one entry, a minute apart from each other where every is a minute.
func votes(network, domain string, every time.Duration, numbers ...int) []scrutiny.Vote {
	all := make([]scrutiny.Vote, len(numbers))
	for i, n := range numbers {
		all[i] = scrutiny.Vote{VoterID: fmt.Sprintf("v%02d", n), ProjectID: "P", Network: network, MailDomain: domain, AcceptedAt: noon.Add(time.Duration(i) * every)}
	}
	return all
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestABurstIsManyOfOneNetworkWithinAShortTime(t *testing.T) {
	for name, c := range map[string]struct {
		votes []scrutiny.Vote
		want  int // voters; 0 for no finding
	}{
		"ten within ten minutes":          {votes("192.0.2.0/24", "", time.Minute, upTo(10)...), 10},
		"nine":                            {votes("192.0.2.0/24", "", time.Second, upTo(9)...), 0},
		"ten in a longer time":            {votes("192.0.2.0/24", "", 67*time.Second, upTo(10)...), 0},
		"ten of a network nobody knows":   {votes("", "", time.Second, upTo(10)...), 0},
		"ten at once, and two much later": {append(votes("192.0.2.0/24", "", time.Second, upTo(10)...), votes("192.0.2.0/24", "", 20*time.Hour, 90, 91)[1:]...), 10},
		"none":                            {nil, 0},
	} {
		f, found := scrutiny.ByNetwork(c.votes)
		if found != (c.want > 0) || len(f.Voters) != c.want {
			t.Errorf("%s: %v, %+v", name, found, f)
		}
	}
}

func TestDomainsCountByTheirKind(t *testing.T) {
	for domain, c := range map[string]struct {
		few, many scrutiny.Signal // what five and ten voters are
	}{
		"mailinator.com": {scrutiny.ThrowawayMail, scrutiny.ThrowawayMail}, "gmail.com": {}, "university.example": {"", scrutiny.SameMailDomain}, "": {},
	} {
		few, _ := scrutiny.ByDomain(votes("", domain, time.Hour, upTo(5)...))
		many, _ := scrutiny.ByDomain(votes("", domain, time.Hour, upTo(10)...))
		if few.Signal != c.few || many.Signal != c.many {
			t.Errorf("%s: %s, %s", domain, few.Signal, many.Signal)
		}
	}
}

func TestNetworksAreKeptInPart(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.77": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48",
	} {
		if got := scrutiny.NetworkOf(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if got := scrutiny.NetworkOf(netip.Addr{}); got != "" {
		t.Errorf("no address: %s", got)
	}
	if got := scrutiny.DomainOf(`"a@b"@Example.ORG`); got != "example.org" {
		t.Errorf("domain: %s", got)
	}
}

// People who vote alike in many categories are one case, with the weight of every signal that they show.
func TestWhoVotesAlikeIsOneCase(t *testing.T) {
	finding := func(signal scrutiny.Signal, mark, project string, numbers ...int) scrutiny.Finding {
		f := scrutiny.Finding{Signal: signal, Mark: mark, Projects: []string{project}}
		for _, v := range votes("", "", 0, numbers...) {
			f.Voters = append(f.Voters, v.VoterID)
		}
		return f
	}
	got := scrutiny.Score(scrutiny.Merge([]scrutiny.Finding{
		finding(scrutiny.Burst, "net", "A", upTo(12)...), finding(scrutiny.Burst, "net", "B", upTo(11)...), finding(scrutiny.Burst, "net", "C", 30, 31, 32, 33, 34),
		finding(scrutiny.OneVote, "single", "A", upTo(20)...), finding(scrutiny.SameMailDomain, "x.example", "D", upTo(12)...),
	}))
	var told []string
	for _, f := range got {
		told = append(told, fmt.Sprintf("%s %v %d voters, %d", f.Signal, f.Projects, len(f.Voters), f.Score))
	}
	slices.Sort(told)
	want := []string{"BURST [A B] 12 voters, 4", "BURST [C] 5 voters, 3", "ONE_VOTE [A] 20 voters, 4", "SAME_MAIL_DOMAIN [D] 12 voters, 1"}
	if d := cmp.Diff(want, told); d != "" {
		t.Error(d)
	}
}

// Whatever the order in which votes are read, the same is found.
func TestOrderDecidesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) scrutiny.Vote {
			return scrutiny.Vote{
				VoterID: fmt.Sprintf("v%02d", rapid.IntRange(0, 30).Draw(rt, "voter")), ProjectID: "P", Network: "n", MailDomain: "d.example",
				AcceptedAt: noon.Add(time.Duration(rapid.IntRange(0, 40).Draw(rt, "minute")) * time.Minute),
			}
		}), 1, 60).Draw(rt, "votes")
		shuffled := rapid.Permutation(all).Draw(rt, "shuffled")
		for _, find := range []func([]scrutiny.Vote) (scrutiny.Finding, bool){scrutiny.ByNetwork, scrutiny.ByDomain, scrutiny.BySingle} {
			a, _ := find(all)
			b, _ := find(shuffled)
			if d := cmp.Diff(a, b); d != "" {
				rt.Fatal(d)
			}
		}
	})
}
