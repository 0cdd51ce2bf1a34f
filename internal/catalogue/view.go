package catalogue

import (
	"strings"
	"time"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

// View is a snapshot as one request sees it. It is the root of all public reading: its methods are the public root
// fields of the schema.
type View struct {
	s       *Snapshot
	prefer  text.Preference
	now     time.Time // forum time, UTC
	shifted bool
	address string       // of the server, without a slash at the end; empty where it is not known
	own     *unpublished // see Unpublished; mostly nil
}

// View makes the view of one request: its languages, and the instant of forum time that all its answers are true for.
func (s *Snapshot) View(prefer text.Preference, now time.Time, shifted bool) *View {
	return &View{s: s, prefer: prefer, now: now.UTC().Truncate(time.Microsecond), shifted: shifted}
}

// On gives the same view of another snapshot.
func (v *View) On(s *Snapshot) *View {
	on := *v
	on.s = s
	return &on
}

// Under gives the same view, with the address under which clients reach the server in the links that it gives.
func (v *View) Under(address string) *View {
	under := *v
	under.address = strings.TrimRight(address, "/")
	return &under
}

// Seq is the place in the change log that the view's snapshot stands at.
func (v *View) Seq() int64 { return v.s.seq }

// Clock is forum time.
type Clock struct{ v *View }

// Now gives the instant of this request.
func (c Clock) Now() scalar.DateTime { return scalar.DateTime{Time: c.v.now} }

// IsShifted tells whether forum time differs from the time outside.
func (c Clock) IsShifted() bool { return c.v.shifted }

// Clock gives forum time.
func (v *View) Clock() Clock { return Clock{v} }

// Node is an object with a global id.
type Node interface {
	IsNode()
	ID() string
}

// Node finds an object. A malformed id is refused; an unknown one finds nothing.
func (v *View) Node(id string) (Node, error) { return v.node("id", id) }

// Nodes finds objects in the order asked for, nil where there is none.
func (v *View) Nodes(ids []string) ([]Node, error) {
	if len(ids) > MaxPage {
		return nil, fault.BadInput("ids", "%d ids, %d are allowed", len(ids), MaxPage)
	}
	nodes := make([]Node, len(ids))
	for i, id := range ids {
		node, err := v.node(at("ids", i), id)
		if err != nil {
			return nil, err
		}
		nodes[i] = node
	}
	return nodes, nil
}

func (v *View) node(field, id string) (Node, error) {
	kind, key, err := parseID(field, id)
	if err != nil {
		return nil, err
	}
	switch kind {
	case kindForum:
		return found(v.s.forums.find(key), func(i int32) Node { return Forum{v, i} })
	case kindSession:
		return found(v.s.sessions.find(key), func(i int32) Node { return Session{v, i} })
	case kindStakeholder:
		return found(v.s.stakeholders.find(key), func(i int32) Node { return Stakeholder{v, i} })
	case kindPerson:
		return found(v.s.people.find(key), func(i int32) Node { return Person{v, i} })
	case kindLine:
		return found(v.s.lines.find(key), func(i int32) Node { return ActionLine{v, i} })
	case kindGoal:
		return found(v.s.goals.find(key), func(i int32) Node { return SDG{v, i} })
	case kindContest:
		return found(v.s.contests.find(key), func(i int32) Node { return Contest{v, i} })
	case kindProject:
		return found(v.s.projects.find(key), func(i int32) Node { return Project{v, i} })
	case kindTrack:
		return found(indexIn(v.s.trackAt, key), func(i int32) Node { return Track{v, i} })
	case kindPage:
		return found(indexIn(v.s.pageAt, key), func(i int32) Node { return InfoPage{v, i} })
	case kindCategory:
		return found(indexIn(v.s.categoryAt, key), func(i int32) Node { return Category{v, i} })
	}
	return nil, nil
}

func found(i int32, wrap func(int32) Node) (Node, error) {
	if i == none {
		return nil, nil
	}
	return wrap(i), nil
}

func indexIn(at map[string]int32, key string) int32 {
	if i, ok := at[key]; ok {
		return i
	}
	return none
}

// handles wraps indices into handles.
func handles[T any](indices []int32, wrap func(int32) T) []T {
	out := make([]T, len(indices))
	for i, index := range indices {
		out[i] = wrap(index)
	}
	return out
}

// Source is where a fact comes from.
type Source struct{ title, url string }

// Title gives the name of the page or document.
func (s Source) Title() string { return s.title }

// URL gives its address.
func (s Source) URL() (string, bool) { return s.url, s.url != "" }
