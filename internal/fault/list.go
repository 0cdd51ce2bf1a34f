package fault

import (
	"errors"
	"strings"
)

// List is several faults as one error, so that a caller hears of all of them at once. Its code is that of the first.
type List []*Fault

func (l List) Error() string {
	texts := make([]string, len(l))
	for i, f := range l {
		texts[i] = f.Text
	}
	return strings.Join(texts, "; ")
}

// Unwrap gives the faults, so that errors.As and Of find them.
func (l List) Unwrap() []error {
	all := make([]error, len(l))
	for i, f := range l {
		all[i] = f
	}
	return all
}

// Add puts an error below a field and keeps it; a List is taken apart, nil counts for nothing. An error that is no
// fault becomes an Internal one, so that its words never get out.
func (l *List) Add(field string, err error) {
	if err == nil {
		return
	}
	if many, ok := errors.AsType[List](err); ok {
		for _, f := range many {
			l.Add(field, f)
		}
		return
	}
	one, ok := errors.AsType[*Fault](err)
	if !ok {
		one = Wrap(Internal, err, "cannot be checked")
	}
	if field != "" {
		one, _ = errors.AsType[*Fault](In(field, one))
	}
	*l = append(*l, one)
}

// Refuse keeps a BadUserInput fault about a field, with a text in the manner of fmt.Sprintf.
func (l *List) Refuse(field, format string, args ...any) {
	*l = append(*l, BadInput(field, format, args...))
}

// Err gives the list as an error; nil where it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}
