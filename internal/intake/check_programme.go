package intake

import (
	"errors"

	"rostrum/internal/catalogue"
	"rostrum/internal/changelog"
	"rostrum/internal/fault"
	"rostrum/internal/people"
	"rostrum/internal/programme"
	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

func peopleStakeholder(v people.Stakeholder, codes taxonomy.Codes) (people.Stakeholder, error) {
	return v.Check(codes)
}

func peoplePerson(v people.Person, codes taxonomy.Codes) (people.Person, error) {
	return v.Check(codes)
}

func withCodes[T any](codes taxonomy.Codes, check func(T, taxonomy.Codes) (T, error)) func(T) (T, error) {
	return func(v T) (T, error) { return check(v, codes) }
}

// missing is about a reference that is not there; one that leads nowhere has been reported before.
func missing(id, field string) error {
	if id != "" {
		return nil
	}
	return fault.BadInput(field, "must not be empty")
}

func join(errs ...error) error {
	var l fault.List
	for _, err := range errs {
		l.Add("", err)
	}
	return l.Err()
}

// checkMove refuses a state that the session cannot get to from the one it is in.
func (p *plan) checkMove(s programme.Session) error {
	old, ok := p.stored[catalogue.Ref{Entity: changelog.Session, ID: s.ID}].(programme.Session)
	if !ok {
		return nil
	}
	_, err := old.Move(s.State, s.CancellationReason)
	if f, ok := errors.AsType[*fault.Fault](err); ok && f.Code == fault.Conflict {
		return fault.BadInput("state", "%s", f.Text)
	}
	return nil // a missing reason is for the rules of the session itself
}

// checkSlugs refuses an address that two forums or two contests have.
func (p *plan) checkSlugs() {
	forums, contests := map[string]bool{}, map[string]bool{}
	for i, d := range p.docs {
		for j, r := range d.Forums {
			p.once(i, text.Index("forums", j)+".slug", r.Value.Slug, forums)
		}
		for j, r := range d.Contests {
			p.once(i, text.Index("contests", j)+".slug", r.Value.Slug, contests)
		}
	}
}

func (p *plan) once(doc int, field, value string, seen map[string]bool) {
	if seen[value] {
		p.refuse(doc, field, "another record of these files has the same")
	}
	seen[value] = true
}

// checkProgramme looks at what holds between the sessions of an edition: numbers, and parts within wholes.
func (p *plan) checkProgramme() {
	taken := map[string]map[string]string{} // by forum: number to session
	for forum, sessions := range p.programmes {
		taken[forum] = map[string]string{}
		for _, s := range sessions {
			if s.Number != "" {
				taken[forum][s.Number] = s.ID
			}
		}
	}
	all := map[string]programme.Session{}
	for ref, value := range p.stored {
		if s, ok := value.(programme.Session); ok {
			all[ref.ID] = s
		}
	}
	for _, d := range p.docs {
		for _, r := range d.Sessions {
			all[r.Value.ID] = r.Value
		}
	}
	hasParts := map[string]bool{} // also by sessions that these files do not speak of
	for _, sessions := range p.programmes {
		for _, s := range sessions {
			if now, given := all[s.ID]; given {
				s = now
			}
			hasParts[s.ParentID] = true
		}
	}
	for i, d := range p.docs {
		for j, r := range d.Sessions {
			field, s := text.Index("sessions", j), r.Value
			if taken[s.ForumID] == nil {
				taken[s.ForumID] = map[string]string{}
			}
			p.problems[i].Add(field, s.CheckNumber(taken[s.ForumID]))
			if s.Number != "" {
				taken[s.ForumID][s.Number] = s.ID
			}
			p.checkParent(i, field+".parent", s, all)
			if s.ParentID != "" && hasParts[s.ID] {
				p.refuse(i, field+".parent", "must be empty, since the session has parts itself")
			}
		}
	}
}

func (p *plan) checkParent(doc int, field string, s programme.Session, all map[string]programme.Session) {
	if s.ParentID == "" {
		return
	}
	parent, ok := all[s.ParentID]
	switch {
	case !ok: // reported where references are resolved
	case parent.ForumID != s.ForumID:
		p.refuse(doc, field, "must be a session of the same forum")
	case parent.ParentID != "":
		p.refuse(doc, field, "must be no part itself: parts have no parts")
	}
}
