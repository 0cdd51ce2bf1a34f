package catalogue

import (
	"strings"
	"time"
)

// Kind is the kind of an object, as its global id names it.
type Kind = kindOf

// The kinds that others name by their ids, or make ids of.
const (
	KindStakeholder = kindStakeholder
	KindCategory    = kindCategory
	KindProject     = kindProject

	KindAccountSession    = kindAccountSession
	KindOrganisationClaim = kindOrganisationClaim
	KindRoleAssignment    = kindRoleAssignment
	KindAuditEntry        = kindAuditEntry
	KindProposal          = kindProposal
	KindEntry             = kindEntry
	KindJuror             = kindJuror
	KindAssignment        = kindAssignment
	KindCriterion         = kindCriterion
	KindScrutinyCase      = kindScrutinyCase
	KindScrutinyPerson    = kindScrutinyPerson
	KindAppeal            = kindAppeal
	KindVoteCount         = kindVoteCount
)

// GlobalID makes the id under which clients know an object of the store.
func GlobalID(kind Kind, key string) string { return globalID(kind, key) }

// Key reads the id of an object of one kind and gives its id in the store; empty for an id of another kind, which names
// nothing. Fault: BadUserInput about the field where it is no id.
func Key(want Kind, field, id string) (string, error) {
	kind, key, err := parseID(field, id)
	if err != nil || kind != want {
		return "", err
	}
	return key, nil
}

// PersonalKey reads an id and gives the kind and the id in the store of an object that only some may see; not ok for
// every other id.
func PersonalKey(id string) (kind Kind, key string, ok bool) {
	kind, key, err := parseID("id", id)
	return kind, key, err == nil && strings.IndexByte(personalKinds, byte(kind)) >= 0
}

// Key gives the contest's id in the store.
func (c Contest) Key() string { return c.row().ID }

// WouldCount tells whether a ballot with so many categories done would be counted if voting closed now.
func (c Contest) WouldCount(done int) bool { return c.row().WouldCount(done) }

// Key gives the category's id in the store.
func (c Category) Key() string { return c.links().row.ID }

// Key gives the project's id in the store.
func (p Project) Key() string { return p.row().ID }

// ForumByKey finds a forum by its id in the store.
func (v *View) ForumByKey(key string) (Forum, bool) {
	i := v.s.forums.find(key)
	return Forum{v, i}, i != none
}

// ContestByKey finds a contest by its id in the store.
func (v *View) ContestByKey(key string) (Contest, bool) {
	i := v.s.contests.find(key)
	return Contest{v, i}, i != none
}

// CategoryByKey finds a category by its id in the store.
func (v *View) CategoryByKey(key string) (Category, bool) {
	i := indexIn(v.s.categoryAt, key)
	return Category{v, i}, i != none
}

// ProjectByKey finds a project by its id in the store.
func (v *View) ProjectByKey(key string) (Project, bool) {
	i := v.s.projects.find(key)
	return Project{v, i}, i != none
}

// StakeholderByKey finds an organisation by its id in the store.
func (v *View) StakeholderByKey(key string) (Stakeholder, bool) {
	i := v.s.stakeholders.find(key)
	return Stakeholder{v, i}, i != none
}

// Language gives the tag that whoever asks wants most, by Accept-Language; empty where nothing is wanted.
func (v *View) Language() string {
	if len(v.prefer) == 0 {
		return ""
	}
	return v.prefer[0]
}

// newest is the order of lists that are not in the catalogue: by an instant, the newest first.
var newest = &ordering{name: "newest"}

// PlaceCursor writes the place of something in a list by time that is not in the catalogue.
func PlaceCursor(list string, at time.Time, key string) string {
	return encodeCursor(listMark(list, newest), sortKey{number: at.UnixMicro(), id: key})
}

// ReadPlaceCursor reads such a place. Fault: BadUserInput about the field.
func ReadPlaceCursor(field, list, cursor string) (at time.Time, key string, err error) {
	place, err := decodeCursor(field, listMark(list, newest), cursor)
	return time.UnixMicro(place.number).UTC(), place.id, err
}
