// Package mail writes to people: letters in six languages, an outbox that is filled in the transaction of what caused
// them, and workers that send them.
package mail

import (
	"context"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"rostrum/internal/entry"
	"rostrum/internal/prize"
)

// Template is what a letter says.
type Template string

// The letters that there are.
const (
	// SignInCode brings the code of a sign-in.
	SignInCode Template = "SIGN_IN_CODE"
	// ChangeCode brings the code that confirms a new address.
	ChangeCode Template = "CHANGE_CODE"
	// AddressChanged tells the former address of an account that it has another one now.
	AddressChanged Template = "ADDRESS_CHANGED"
	// EntryMoved tells those who speak for an organisation what became of an entry of theirs.
	EntryMoved Template = "ENTRY_MOVED"
	// EntryPassedOver tells them that an entry of theirs was not nominated.
	EntryPassedOver Template = "ENTRY_PASSED_OVER"
	// JurorInvited asks somebody to judge in a contest.
	JurorInvited Template = "JUROR_INVITED"
	// InvitationReminder asks somebody again who was asked to judge and has not answered.
	InvitationReminder Template = "INVITATION_REMINDER"
	// JuryAssigned tells a juror that there is something to judge.
	JuryAssigned Template = "JURY_ASSIGNED"
	// JuryReminder tells a juror what is not judged yet, some time before the end.
	JuryReminder Template = "JURY_REMINDER"
	// VotesVoided tells a voter that their votes were declared void, and how to appeal.
	VotesVoided Template = "VOTES_VOIDED"
	// NomineeChanged tells a voter that they may vote again, since a nominee changed.
	NomineeChanged Template = "NOMINEE_CHANGED"
	// AppealUpheld and AppealDismissed tell a voter how an appeal was decided.
	AppealUpheld    Template = "APPEAL_UPHELD"
	AppealDismissed Template = "APPEAL_DISMISSED"
	// VotingReminder tells a voter which categories are missing, some time before the close.
	VotingReminder Template = "VOTING_REMINDER"
)

// Content is what a letter needs beside its template.
type Content struct {
	To       string `json:"to"`
	Language string `json:"language"` // a BCP 47 tag; English where there is no translation
	Code     string `json:"code,omitempty"`
	Minutes  int    `json:"minutes,omitempty"` // how long the code is good for
	// What EntryMoved needs: the title, the name of the contest, the state that was reached, and why, where that was said.
	Entry   string      `json:"entry,omitempty"`
	Contest string      `json:"contest,omitempty"` // its name
	State   entry.State `json:"state,omitempty"`
	Reason  string      `json:"reason,omitempty"`
	// PassedOver is why an entry was not nominated.
	PassedOver entry.PassedOver `json:"passedOver,omitempty"`
	Count      int              `json:"count,omitempty"`   // how many there are
	Until      string           `json:"until,omitempty"`   // an instant in words
	Missing    string           `json:"missing,omitempty"` // categories, a line each
	Void       prize.VoidReason `json:"void,omitempty"`    // why votes were declared void; Reason is the clause of the rules then
}

// Mail is a letter as it goes out: plain text.
type Mail struct {
	ID       string // the same each time the letter is tried, so that a receiver can tell a second copy
	To       string
	Language string // of subject and body
	Subject  string
	Body     string
}

// Sender hands a mail over to whoever delivers it. An error that is a *Failure says whether to try again; any other is
// tried again.
type Sender interface {
	Send(ctx context.Context, m Mail) error
}

// Failure is that a mail could not be handed over. Its text says nothing of the mail and of whom it went to.
type Failure struct {
	Status    int  // of SMTP; 0 where the server gave none
	Permanent bool // whether trying again is no use
	cause     error
}

func (f *Failure) Error() string {
	if f.Status == 0 {
		return "the mail server could not be reached"
	}
	return "the mail server answered " + strconv.Itoa(f.Status)
}

// Unwrap gives the cause. It may hold an address: it is not for logs.
func (f *Failure) Unwrap() error { return f.cause }

// write gives a letter in the language that fits its reader best.
func write(id string, t Template, c Content) Mail {
	_, at, _ := languages.Match(language.Make(c.Language))
	w := words[at]
	l, state := w.letters[t], entryWords[at].states[c.State]
	switch t {
	case EntryMoved:
		l = entryWords[at].parts(c)
	case EntryPassedOver:
		l = passedWords[at].parts(c)
	default:
		if vote, ok := voteWords[at].letters[t]; ok {
			l = vote
		}
	}
	// One pass: what somebody wrote is never taken for a place to fill.
	places := []string{"{code}", c.Code, "{minutes}", strconv.Itoa(c.Minutes), "{entry}", c.Entry, "{contest}", c.Contest, "{reason}", c.Reason,
		"{count}", strconv.Itoa(c.Count), "{until}", c.Until, "{missing}", c.Missing,
		"{void}", voteWords[at].voids[c.Void], "{state}"}
	inSubject, fill := strings.NewReplacer(append(places, state.short)...), strings.NewReplacer(append(places, state.long)...)
	return Mail{
		ID: id, To: c.To, Language: w.language, Subject: inSubject.Replace(l.subject), Body: fill.Replace(l.body) + "\n\n" + w.end + "\n",
	}
}

// Instant writes an instant as letters do.
func Instant(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// known tells whether there are words for a letter.
func known(t Template) bool {
	_, usual := words[0].letters[t]
	_, vote := voteWords[0].letters[t]
	return usual || vote || t == EntryMoved || t == EntryPassedOver
}
