package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"rostrum/internal/fault"
	"rostrum/internal/intake"
)

// report says what went wrong: every problem on a line of its own, with its cause where there is one, since whoever
// runs the program is its operator.
func report(w io.Writer, err error) {
	if many, ok := errors.AsType[fault.List](err); ok {
		for _, f := range many {
			report(w, f)
		}
		return
	}
	fmt.Fprintln(w, "rostrum:", err)
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Unwrap() != nil {
		fmt.Fprintln(w, "rostrum: because:", f.Unwrap())
	}
}

// printReport says what an import did, or would do.
func printReport(w io.Writer, r intake.Report, dryRun bool) {
	for _, warning := range r.Warnings {
		fmt.Fprintln(w, "warning:", warning)
	}
	for _, entity := range slices.Sorted(maps.Keys(r.ByEntity)) {
		n := r.ByEntity[entity]
		fmt.Fprintf(w, "%-12s %5d created %5d updated %5d unchanged\n", entity, n.Created, n.Updated, n.Unchanged)
	}
	switch {
	case dryRun:
		fmt.Fprintln(w, "Nothing was written (--dry-run).")
	case r.Seq > 0:
		fmt.Fprintf(w, "The change log is at sequence %d.\n", r.Seq)
	default:
		fmt.Fprintln(w, "Nothing has changed.")
	}
}
