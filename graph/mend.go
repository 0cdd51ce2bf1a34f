package graph

import (
	"errors"

	"rostrum/graph/model"
	"rostrum/internal/fault"
)

// mend makes user errors of what whoever asks can mend. Every other error goes on to the top of the answer, as one about
// the input where it is about a field.
func mend(err error) ([]model.UserError, error) {
	if r, ok := errors.AsType[*fault.Refusal](err); ok {
		return []model.UserError{{Code: r.Code, Message: r.Text, Path: r.Path}}, nil
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Field != "" {
		return nil, fault.In("input", err)
	}
	return nil, err
}

// refused makes a fault of a refusal, for a query, which has no user errors.
func refused(err error) error {
	if r, ok := errors.AsType[*fault.Refusal](err); ok {
		return fault.New(fault.Conflict, "%s", r.Text)
	}
	return err
}

// said gives the text of something that may be left out.
func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
