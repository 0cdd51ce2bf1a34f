// Package scrutiny finds votes that look like fraud. It accuses nobody: what it finds goes to officers, and counts until
// two of them decide otherwise.
package scrutiny

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// Signal is what looks like fraud.
type Signal string

// The signals.
const (
	// Burst is that many voters of one network chose the same entry within a short time.
	Burst Signal = "BURST"
	// ThrowawayMail is that voters with addresses that anybody gets for some minutes chose the same entry.
	ThrowawayMail Signal = "THROWAWAY_MAIL"
	// SameMailDomain is that many voters with addresses in one domain chose the same entry. It says little by itself:
	// people vote for where they work.
	SameMailDomain Signal = "SAME_MAIL_DOMAIN"
	// OneVote is that many voters cast a single vote, for the same entry. It says little by itself.
	OneVote Signal = "ONE_VOTE"
)

// The thresholds.
const (
	// BurstVoters is how many voters of one network make a burst, within BurstTime.
	BurstVoters = 10
	BurstTime   = 10 * time.Minute
	// ThrowawayVoters is how many voters with addresses in one throwaway domain are a signal.
	ThrowawayVoters = 5
	// DomainVoters is how many voters with addresses in one domain are a signal.
	DomainVoters = 10
	// OneVoteVoters is how many voters with a single vote are a signal.
	OneVoteVoters = 10
	// QuarantineScore is the score from which a case can be acted on.
	QuarantineScore = 3
)

var weights = map[Signal]int{Burst: 3, ThrowawayMail: 3, SameMailDomain: 1, OneVote: 1}

// Vote is a vote as it is looked at: who cast it for what, from where, and when.
type Vote struct {
	VoterID, ProjectID string
	Network            string // as NetworkOf gives it; empty where it is not known
	MailDomain         string
	AcceptedAt         time.Time
}

// Finding is a group of votes that looks like fraud.
type Finding struct {
	Signal   Signal
	Mark     string   // the network or the domain
	Projects []string // what the votes are for: ids, sorted, each once
	Voters   []string // ids, sorted, each once
	Score    int
}

// NetworkOf gives the network that an address belongs to, as far as it is kept: 24 bits of IPv4, 48 bits of IPv6. It is
// empty for no address.
func NetworkOf(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	a = a.Unmap().WithZone("")
	bits := 48
	if a.Is4() {
		bits = 24
	}
	prefix, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return prefix.String()
}

// DomainOf gives the domain of a mail address, in small letters.
func DomainOf(address string) string {
	return strings.ToLower(address[strings.LastIndexByte(address, '@')+1:])
}

// ByNetwork looks at the votes for one entry that came from one network. It gives one finding for all its bursts.
func ByNetwork(votes []Vote) (Finding, bool) {
	sorted := slices.SortedFunc(slices.Values(votes), func(a, b Vote) int { return a.AcceptedAt.Compare(b.AcceptedAt) })
	in := map[string]bool{}
	from := 0
	for to := range sorted {
		for sorted[to].AcceptedAt.Sub(sorted[from].AcceptedAt) > BurstTime {
			from++
		}
		if to-from+1 >= BurstVoters {
			for _, v := range sorted[from : to+1] {
				in[v.VoterID] = true
			}
		}
	}
	if len(in) == 0 || sorted[0].Network == "" {
		return Finding{}, false
	}
	burst := slices.DeleteFunc(sorted, func(v Vote) bool { return !in[v.VoterID] })
	return finding(Burst, burst, burst[0].Network), true
}

// ByDomain looks at the votes for one entry of voters with addresses in one domain.
func ByDomain(votes []Vote) (Finding, bool) {
	if len(votes) == 0 || votes[0].MailDomain == "" {
		return Finding{}, false
	}
	domain := votes[0].MailDomain
	switch {
	case throwaway[domain] && len(votes) >= ThrowawayVoters:
		return finding(ThrowawayMail, votes, domain), true
	case !throwaway[domain] && !everybodys[domain] && len(votes) >= DomainVoters:
		return finding(SameMailDomain, votes, domain), true
	}
	return Finding{}, false
}

// BySingle looks at the votes for one entry that are the only ones of their voters.
func BySingle(votes []Vote) (Finding, bool) {
	if len(votes) < OneVoteVoters {
		return Finding{}, false
	}
	return finding(OneVote, votes, "single"), true
}

func finding(s Signal, votes []Vote, mark string) Finding {
	f := Finding{Signal: s, Projects: []string{votes[0].ProjectID}, Mark: mark}
	for _, v := range votes {
		f.Voters = append(f.Voters, v.VoterID)
	}
	f.Voters = distinct(f.Voters)
	return f
}

func distinct(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Merge makes one finding of those of a signal and mark whose voters are nearly the same: people who vote alike in many
// categories are one group, not many. The largest come first.
func Merge(all []Finding) (merged []Finding) {
	sorted := slices.SortedStableFunc(slices.Values(all), func(a, b Finding) int { return len(b.Voters) - len(a.Voters) })
	for _, f := range sorted {
		i := slices.IndexFunc(merged, func(m Finding) bool {
			return m.Signal == f.Signal && m.Mark == f.Mark && IsSameGroup(m.Voters, f.Voters)
		})
		if i < 0 {
			merged = append(merged, f)
			continue
		}
		merged[i].Projects = distinct(append(merged[i].Projects, f.Projects...))
		merged[i].Voters = distinct(append(merged[i].Voters, f.Voters...))
	}
	return merged
}

// IsSameGroup tells whether two sorted lists of voters share four fifths of the longer one.
func IsSameGroup(a, b []string) bool { return 5*overlap(a, b) >= 4*max(len(a), len(b)) }

// Score scores findings: each has the weight of its signal, and those of other signals about the same entries that half
// of its voters show too.
func Score(all []Finding) []Finding {
	scored := slices.Clone(all)
	for i, f := range scored {
		shown := map[Signal]bool{}
		for _, other := range all {
			if 2*overlap(f.Voters, other.Voters) >= len(f.Voters) && overlap(f.Projects, other.Projects) > 0 {
				shown[other.Signal] = true
			}
		}
		scored[i].Score = 0
		for s := range shown {
			scored[i].Score += weights[s]
		}
	}
	return scored
}

// overlap counts what two sorted lists share.
func overlap(a, b []string) (n int) {
	for _, id := range a {
		if _, found := slices.BinarySearch(b, id); found {
			n++
		}
	}
	return n
}
