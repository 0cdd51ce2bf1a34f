package edition

import (
	"context"

	"rostrum/internal/auth"
	"rostrum/internal/checklist"
	"rostrum/internal/fault"
)

// Checklist tells officers and auditors of a contest what it lacks, what is needed first first; for everybody else it is as
// if there were no such contest. Fault: NotFound.
func (s *Service) Checklist(ctx context.Context, asking auth.Principal, slug string) ([]checklist.Item, error) {
	scope, found, err := s.store.ContestScope(ctx, slug)
	if err != nil {
		return nil, err
	}
	if !found || !asking.HasFor(auth.Secretariat, scope.ForumID, scope.ContestID) && !asking.HasFor(auth.Auditor, scope.ForumID, scope.ContestID) {
		return nil, fault.New(fault.NotFound, "contest: there is none with this short name, or you are none of its officers")
	}
	e, now, err := s.store.Edition(ctx, scope.ContestID, s.desk.Now())
	if err != nil {
		return nil, err
	}
	e.SingleOfficer = s.desk.SingleOfficer
	return e.Missing(now), nil
}
