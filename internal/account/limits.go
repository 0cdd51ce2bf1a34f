package account

import "rostrum/internal/store"

// Limits are how many mails with codes may be asked for.
//
// Over a limit the answer is the same and no mail goes out; a code that went out stays good. So that nobody can use up
// the mails of somebody else, the limit that counts first is that of one address from one network. The others are for
// crowds of networks, and for one network with many addresses; they do not hold for an address that signed in from
// this network before.
type Limits struct {
	Pair    Allowance // for one address from one network
	Address Allowance // for one address from everywhere
	Network Allowance // for one network (/24 of IPv4, /48 of IPv6)
}

// Allowance is how many there may be within any hour and within any day.
type Allowance struct{ Hour, Day int }

// DefaultLimits are those of an operator who says nothing. A network of 256 addresses may be a conference centre.
var DefaultLimits = Limits{Pair: Allowance{5, 10}, Address: Allowance{20, 40}, Network: Allowance{60, 300}}

func (a Allowance) allows(m store.Mailed) bool { return m.Hour < a.Hour && m.Day < a.Day }

// allows tells whether one more mail may go out after those that did.
func (l Limits) allows(c store.MailCount) bool {
	return l.Pair.allows(c.Pair) && (c.WasHere || l.Address.allows(c.Address) && l.Network.allows(c.Network))
}
