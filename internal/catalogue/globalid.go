package catalogue

import (
	"encoding/base64"
	"strings"

	"rostrum/internal/fault"
)

// kindOf is the kind of object that a global id names; it is the letter before the colon inside the id.
type kindOf byte

const (
	kindForum       kindOf = 'F'
	kindTrack       kindOf = 'T'
	kindPage        kindOf = 'I'
	kindSession     kindOf = 'S'
	kindStakeholder kindOf = 'O'
	kindPerson      kindOf = 'P'
	kindLine        kindOf = 'L'
	kindGoal        kindOf = 'G'
	kindContest     kindOf = 'C'
	kindCategory    kindOf = 'K'
	kindProject     kindOf = 'J'
)

// Kinds of objects that are nobody's business but some people's. They are in no snapshot; their ids look like all others.
const (
	kindAccountSession    kindOf = 'D'
	kindOrganisationClaim kindOf = 'M'
	kindRoleAssignment    kindOf = 'R'
	kindAuditEntry        kindOf = 'A'
	kindProposal          kindOf = 'Q'
	kindEntry             kindOf = 'E'
	kindVoteCount         kindOf = 'V'
	kindJuror             kindOf = 'U'
	kindAssignment        kindOf = 'N'
	kindCriterion         kindOf = 'B'
	kindScrutinyCase      kindOf = 'H'
	kindScrutinyPerson    kindOf = 'W'
	kindAppeal            kindOf = 'X'
)

const (
	personalKinds = "DMRAQVEUNBHWX"
	kinds         = "FTISOPLGCKJ" + personalKinds
)

// maxID is the longest id that is looked at, in bytes.
const maxID = 200

// globalID makes the opaque id of an object (base64url of kind and id).
func globalID(kind kindOf, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(string(kind) + ":" + id))
}

// parseID reads a global id. It refuses what is not one; whether the object exists is another question.
func parseID(field, s string) (kindOf, string, error) {
	bad := func() (kindOf, string, error) {
		return 0, "", fault.BadInput(field, "not an id of this server")
	}
	if s == "" || len(s) > maxID {
		return bad()
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(raw) < 3 || raw[1] != ':' || strings.IndexByte(kinds, raw[0]) < 0 {
		return bad()
	}
	for _, c := range raw[2:] {
		if c <= ' ' || c > '~' {
			return bad()
		}
	}
	return kindOf(raw[0]), string(raw[2:]), nil
}

// parseIDs reads ids of one kind; those of another kind name nothing and are left out.
func parseIDs(field string, ids []string, want kindOf) ([]string, error) {
	found := make([]string, 0, len(ids))
	for i, s := range ids {
		kind, id, err := parseID(at(field, i), s)
		if err != nil {
			return nil, err
		}
		if kind == want {
			found = append(found, id)
		}
	}
	return found, nil
}
