package auth

import "time"

// MaxGuesses is how often a code may be tried with its challenge.
const MaxGuesses = 5

// Purpose is what a challenge is for.
type Purpose string

// The purposes of a challenge. A code of one is no code of the other.
const (
	ToSignIn      Purpose = "SIGN_IN"
	ToChangeEmail Purpose = "EMAIL_CHANGE"
)

// Challenge is what a code that went out by mail is good with.
type Challenge struct {
	Hash       string
	Purpose    Purpose
	AccountID  string // whose address it changes; empty for a sign-in
	AddressTag string // keyed hash of the canonical address
	NetworkTag string // keyed hash of the network that asked
	Email      string // empty once it was used
	Language   string
	CodeHash   string
	CreatedAt  time.Time
	ExpiresAt  time.Time
	Guesses    int
	UsedAt     time.Time
}

// Guess counts a guess and tells whether it opens: the code is right, and the challenge was neither used nor guessed
// at too often, and has not expired. Once it opened it is used, and says no more whose it was.
func (c Challenge) Guess(isRight bool, now time.Time) (after Challenge, opens bool) {
	if !c.UsedAt.IsZero() || !now.Before(c.ExpiresAt) || c.Guesses >= MaxGuesses {
		return c, false
	}
	c.Guesses++
	if isRight {
		c.UsedAt, c.Email = now, ""
	}
	return c, isRight
}
