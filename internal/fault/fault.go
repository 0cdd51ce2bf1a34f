// Package fault is the one vocabulary of errors that may be shown to a caller.
package fault

import (
	"errors"
	"fmt"
)

// Code says what went wrong, in the words that clients get as extensions.code.
type Code string

// The codes of the public contract.
const (
	ParseFailed            Code = "GRAPHQL_PARSE_FAILED"
	ValidationFailed       Code = "GRAPHQL_VALIDATION_FAILED"
	BadUserInput           Code = "BAD_USER_INPUT"
	PersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	Unauthenticated        Code = "UNAUTHENTICATED"
	Forbidden              Code = "FORBIDDEN"
	NotFound               Code = "NOT_FOUND"
	Conflict               Code = "CONFLICT"
	CursorExpired          Code = "CURSOR_EXPIRED"
	TooCostly              Code = "TOO_COSTLY"
	RateLimited            Code = "RATE_LIMITED"
	Unavailable            Code = "UNAVAILABLE"
	Internal               Code = "INTERNAL"
)

// Fault is an error whose text is safe to show. Its text names the field and the limit and nothing of the inside.
type Fault struct {
	Code Code
	Text string
	// Field is the argument or input field at fault, in dots and brackets ("filter.sdg[2]"); empty where none is.
	Field string
	cause error
}

func (f *Fault) Error() string { return f.Text }

// Unwrap gives the cause, which is for logs only.
func (f *Fault) Unwrap() error { return f.cause }

// New makes a fault with a text in the manner of fmt.Sprintf.
func New(code Code, format string, args ...any) *Fault {
	return &Fault{Code: code, Text: fmt.Sprintf(format, args...)}
}

// BadInput makes a BadUserInput fault about a field; the text begins with the field's name.
func BadInput(field, format string, args ...any) *Fault {
	return &Fault{Code: BadUserInput, Field: field, Text: field + ": " + fmt.Sprintf(format, args...)}
}

// Wrap makes a fault that keeps its cause for the log.
func Wrap(code Code, cause error, format string, args ...any) *Fault {
	return &Fault{Code: code, Text: fmt.Sprintf(format, args...), cause: cause}
}

// Of gives the code of an error: Internal for everything that is not a fault.
func Of(err error) Code {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f.Code
	}
	return Internal
}

// In puts the field of a fault below a parent field, so that a rule need not know where its value came from.
// Errors that are no faults come back as they are.
func In(parent string, err error) error {
	f, ok := errors.AsType[*Fault](err)
	if !ok {
		return err
	}
	inner := *f
	switch {
	case inner.Field == "":
		inner.Field, inner.Text = parent, parent+": "+inner.Text
	case inner.Field[0] == '[':
		inner.Field, inner.Text = parent+inner.Field, parent+inner.Text
	default:
		inner.Field, inner.Text = parent+"."+inner.Field, parent+"."+inner.Text
	}
	return &inner
}
