package auth

import "time"

// RetryWindow is how long after its use a refresh token may be used once more, by a client that lost the answer.
const RetryWindow = 30 * time.Second

// MaxRefreshes is how many refresh tokens a session gets within an hour. Each is kept as long as its session, so that a
// copy is known for one; a program that asks every few milliseconds would fill the disk. An access token lasts for
// fifteen minutes, so that no honest program comes near.
const MaxRefreshes = 120

// RefreshToken is what the server knows of a refresh token: its hash, and what became of it.
type RefreshToken struct {
	Hash      string
	SessionID string
	IssuedAt  time.Time
	ExpiresAt time.Time
	UsedAt    time.Time // when it was exchanged, or lost its worth because its predecessor was tried again
	RetriedAt time.Time // when it was exchanged once more
	Successor string    // the hash of the token that it was exchanged for last
}

// Refreshing is what comes of a refresh token that somebody shows.
type Refreshing int

const (
	// Refused is for a token that is over: nothing else happens.
	Refused Refreshing = iota
	// Rotated is for a token that is exchanged for a new one.
	Rotated
	// Retried is for a token that is exchanged once more: its first successor loses its worth, since nobody has it.
	Retried
	// Replayed is for a copy: somebody has a token that another one used, so the session ends.
	Replayed
)

// Use tells what comes of the token at an instant. successorUsed tells whether the token that it was exchanged for was
// used itself: then whoever used it had the answer, and this is a copy.
func (t RefreshToken) Use(now time.Time, successorUsed bool) Refreshing {
	switch {
	case t.UsedAt.IsZero() && now.Before(t.ExpiresAt):
		return Rotated
	case t.UsedAt.IsZero():
		return Refused
	case t.RetriedAt.IsZero() && t.Successor != "" && !successorUsed && !now.After(t.UsedAt.Add(RetryWindow)):
		return Retried
	}
	return Replayed
}
