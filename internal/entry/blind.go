package entry

import (
	"slices"

	"rostrum/internal/prize"
)

// Without gives a copy of the entry that lacks some parts, and says which, for those who judge it blind; what is stored
// stays whole. Without the organisation it has neither what officers did about it and said, nor who wrote it.
func (e Entry) Without(parts []prize.EntryPart) Entry {
	if len(parts) == 0 {
		return e
	}
	for _, part := range parts {
		switch part {
		case prize.PartOrganisation:
			e.StakeholderID, e.CreatedBy, e.Moves, e.Waived = "", "", nil, nil
		case prize.PartPartnerships:
			e.Answers = slices.DeleteFunc(slices.Clone(e.Answers), func(a Answer) bool { return a.Box == prize.Partnerships })
		case prize.PartLinks:
			e.Links = nil
		case prize.PartImages:
			e.Images = nil
		}
	}
	e.Hidden = slices.Clone(parts)
	return e
}
