package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"rostrum/internal/fault"
)

const (
	maxErrors = 20  // errors in one answer
	maxText   = 300 // characters in the text of an error
)

// presenter turns errors into what a client may see. A fault goes out with its text and code; everything else becomes
// "internal error", and its cause goes to the log under the id of the request.
type presenter struct{ log *slog.Logger }

// present shows one error of the execution.
func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	if e, ok := errors.AsType[*gqlerror.Error](err); ok {
		out.Path, out.Locations = e.Path, e.Locations
	}
	f := p.faultOf(ctx, err, out.Path)
	if fc := graphql.GetFieldContext(ctx); fc != nil {
		// A value that does not fit its argument comes with the argument behind the path of its field. The name belongs
		// into the text, and the path of an error is that of the answer.
		if path := fc.Path(); len(out.Path) > len(path) && slices.Equal(out.Path[:len(path)], path) {
			argument := ast.Path(out.Path[len(path):]).String()
			if in, ok := errors.AsType[*fault.Fault](fault.In(argument, f)); ok && f.Code == fault.BadUserInput && !strings.HasPrefix(f.Field, argument) {
				f = in
			}
			out.Path = path
		}
	}
	show(ctx, f, out)
	return out
}

// faultOf finds the fault in an error, or makes one that says nothing and logs what is behind it.
func (p presenter) faultOf(ctx context.Context, err error, path ast.Path) *fault.Fault {
	f, ok := errors.AsType[*fault.Fault](err)
	switch {
	case ok && f.Code != fault.Internal:
		if cause := errors.Unwrap(f); cause != nil && traceOf(ctx).mayLog() {
			p.log.WarnContext(ctx, "fault", "request", requestID(ctx), "code", f.Code, "path", path.String(), "cause", cause)
		}
		return f
	case errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Unavailable, "the request took too long")
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Unavailable, "the request was given up")
	case ok && errors.Unwrap(f) != nil:
		err = errors.Unwrap(f)
	}
	if traceOf(ctx).mayLog() {
		p.log.ErrorContext(ctx, "internal error", "request", requestID(ctx), "path", path.String(), "cause", err)
	}
	return fault.New(fault.Internal, "internal error")
}

// recovered takes a panic for an error, and logs where it came from.
func (p presenter) recovered(ctx context.Context, value any) error {
	return fmt.Errorf("panic: %v\n%s", value, debug.Stack())
}

// request shows an error for which nothing was executed.
func (p presenter) request(ctx context.Context, err error) gqlerror.List {
	e, ok := errors.AsType[*invalid](err)
	if !ok {
		out := &gqlerror.Error{}
		show(ctx, p.faultOf(ctx, err, nil), out)
		return gqlerror.List{out}
	}
	var list gqlerror.List
	for _, each := range e.errors[:min(len(e.errors), maxErrors)] {
		out := &gqlerror.Error{Locations: each.Locations}
		show(ctx, fault.New(e.code, "%s", each.Message), out)
		list = append(list, out)
	}
	return list
}

func show(ctx context.Context, f *fault.Fault, out *gqlerror.Error) {
	out.Message = clean(f.Text)
	out.Extensions = map[string]any{"code": f.Code}
	if f.Field != "" {
		out.Extensions["field"] = clean(f.Field)
	}
	if f.Code == fault.Internal {
		out.Extensions["requestId"] = requestID(ctx)
	}
}

// clean makes a text safe for terminals and pages: bounded, and without characters that steer what shows it.
func clean(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == maxText {
			b.WriteRune('…')
			break
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// bound keeps the first errors of an answer: one bad argument below a list fails once for each of its items.
func bound(list gqlerror.List) gqlerror.List { return list[:min(len(list), maxErrors)] }
