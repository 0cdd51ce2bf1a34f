package catalogue

import (
	"slices"

	"rostrum/internal/fault"
	"rostrum/internal/programme"
	"rostrum/internal/search"
)

func (v *View) filterTrack(f *SessionFilter) (condition, error) {
	if f.Track == nil {
		return nil, nil
	}
	ids, err := parseList("track", f.Track, kindTrack)
	if err != nil {
		return nil, err
	}
	return func(s *programme.Session, _ *sessionLinks) bool {
		return slices.ContainsFunc(s.Tracks, func(id string) bool { return slices.Contains(ids, id) })
	}, nil
}

func (v *View) filterOrganiser(f *SessionFilter) (condition, error) {
	if f.Organiser == nil {
		return nil, nil
	}
	ids, err := parseList("organiser", f.Organiser, kindStakeholder)
	if err != nil {
		return nil, err
	}
	wanted := v.s.stakeholders.findAll(ids)
	return func(_ *programme.Session, l *sessionLinks) bool { return overlap(l.organisers, wanted) }, nil
}

func (v *View) filterPerson(f *SessionFilter) (condition, error) {
	if f.Person == nil {
		return nil, nil
	}
	ids, err := parseList("person", f.Person, kindPerson)
	if err != nil {
		return nil, err
	}
	wanted := v.s.people.findAll(ids)
	return func(_ *programme.Session, l *sessionLinks) bool {
		return slices.ContainsFunc(l.participations, func(p participationLinks) bool { return contains(wanted, p.person) })
	}, nil
}

func parseList(field string, ids []string, want kindOf) ([]string, error) {
	if err := checkList(field, len(ids)); err != nil {
		return nil, err
	}
	return parseIDs(field, ids, want)
}

func (v *View) filterType(f *SessionFilter) (condition, error) {
	if f.StakeholderType == nil {
		return nil, nil
	}
	return func(_ *programme.Session, l *sessionLinks) bool {
		return slices.ContainsFunc(l.organisers, func(i int32) bool {
			return slices.Contains(f.StakeholderType, v.s.stakeholders.rows[i].Type)
		})
	}, checkList("stakeholderType", len(f.StakeholderType))
}

// filterCountry keeps sessions with an organiser, a speaker or a panel of a country.
func (v *View) filterCountry(f *SessionFilter) (condition, error) {
	if f.Country == nil {
		return nil, nil
	}
	if err := checkPattern("country", f.Country, countryPattern, "not a code of ISO 3166-1 alpha-2, such as CH"); err != nil {
		return nil, err
	}
	wanted := v.s.countries.findAll(f.Country)
	return func(_ *programme.Session, l *sessionLinks) bool {
		if overlap(l.panel, wanted) {
			return true
		}
		for _, organiser := range l.organisers {
			if contains(wanted, v.s.stakeholderLinks[organiser].country) {
				return true
			}
		}
		return slices.ContainsFunc(l.participations, func(p participationLinks) bool { return contains(wanted, p.country) })
	}, nil
}

func (v *View) filterText(f *SessionFilter) (condition, error) {
	if f.Text == nil {
		return nil, nil
	}
	found, err := v.matching("text", *f.Text)
	if err != nil {
		return nil, err
	}
	return func(s *programme.Session, _ *sessionLinks) bool {
		i := v.s.sessions.find(s.ID)
		return found[v.s.document(kindSession, i)]
	}, nil
}

// matching finds the documents that hold words.
func (v *View) matching(field, words string) (map[int32]bool, error) {
	cleaned, err := cleanWords(field, words)
	if err != nil {
		return nil, err
	}
	query, ok := search.ParseQuery(cleaned, nil)
	if !ok {
		return nil, fault.BadInput(field, "holds no word to look for")
	}
	matches := v.s.index.Matches(query)
	found := make(map[int32]bool, len(matches))
	for _, document := range matches {
		found[document] = true
	}
	return found, nil
}
