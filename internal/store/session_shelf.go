package store

import (
	"time"

	"rostrum/internal/programme"
	"rostrum/internal/scalar"
)

type sessionShelf struct {
	roots          []sessionRow
	slots          []slotRow
	tracks         []sessionTrackRow
	lines          []sessionLineRow
	goals          []sessionGoalRow
	organisers     []sessionOrganiserRow
	participations []participationRow
	affiliations   []affiliationRow
	agenda         []agendaItemRow
	speakers       []agendaSpeakerRow
	documents      []documentRow
	recordings     []recordingRow
}

func (s *sessionShelf) tables() []table {
	const key = "session_id"
	return []table{
		{rows: &s.roots, key: "id"}, {rows: &s.slots, key: key}, {rows: &s.tracks, key: key}, {rows: &s.lines, key: key},
		{rows: &s.goals, key: key}, {rows: &s.organisers, key: key}, {rows: &s.participations, key: key},
		{rows: &s.affiliations, key: key}, {rows: &s.agenda, key: key}, {rows: &s.speakers, key: key},
		{rows: &s.documents, key: key}, {rows: &s.recordings, key: key, heldBack: true},
	}
}

func (s *sessionShelf) add(a programme.Session) {
	s.roots = append(s.roots, sessionRow{
		ID: a.ID, ForumID: a.ForumID, Number: a.Number, Title: a.Title, Abstract: a.Abstract, Kind: a.Kind, State: a.State,
		CancellationReason: a.CancellationReason, Day: a.Day, StartOnly: a.StartOnly.Time, Mode: a.Mode, Audience: a.Audience,
		Languages: a.Languages, Interpretation: a.Interpretation, Captioning: a.Captioning,
		OrganisersAsPrinted: a.OrganisersAsPrinted, SpeakersComplete: a.SpeakersComplete, ParentID: a.ParentID,
		Attendance: a.Attendance, PanelCountries: a.PanelCountries, URL: a.URL, IsSample: a.IsSample, Notes: a.Notes,
		Sources: a.Sources, Revision: a.Revision,
	})
	for i, v := range a.Slots {
		s.slots = append(s.slots, slotRow{
			SessionID: a.ID, Position: i, StartsAt: v.StartsAt.Time, EndsAt: v.EndsAt.Time, Room: v.Room,
		})
	}
	for i, id := range a.Tracks {
		s.tracks = append(s.tracks, sessionTrackRow{SessionID: a.ID, Position: i, ForumID: a.ForumID, TrackID: id})
	}
	for i, v := range a.ActionLines {
		s.lines = append(s.lines, sessionLineRow{SessionID: a.ID, Position: i, ActionLine: v.ActionLine, Rationale: v.Rationale})
	}
	for i, v := range a.Goals {
		s.goals = append(s.goals, sessionGoalRow{SessionID: a.ID, Position: i, Goal: v.Goal, Rationale: v.Rationale})
	}
	for i, id := range a.Organisers {
		s.organisers = append(s.organisers, sessionOrganiserRow{SessionID: a.ID, Position: i, StakeholderID: id})
	}
	for i, v := range a.Documents {
		s.documents = append(s.documents, documentRow{SessionID: a.ID, Position: i, Title: v.Title, URL: v.URL})
	}
	for i, v := range a.Recordings {
		s.recordings = append(s.recordings, recordingRow{
			SessionID: a.ID, Position: i, URL: v.URL, Language: v.Language, IsPublic: v.IsPublic,
		})
	}
	s.addPeople(a)
}

func (s *sessionShelf) addPeople(a programme.Session) {
	for i, p := range a.Participations {
		s.participations = append(s.participations, participationRow{
			SessionID: a.ID, Position: i, PersonID: p.PersonID, Role: p.Role, Post: p.Position,
			AffiliationAsPrinted: p.AffiliationAsPrinted, Country: p.Country, Part: p.Part,
		})
		for j, id := range p.Affiliations {
			s.affiliations = append(s.affiliations, affiliationRow{
				SessionID: a.ID, Participation: i, Position: j, StakeholderID: id,
			})
		}
	}
	for i, item := range a.Agenda {
		s.agenda = append(s.agenda, agendaItemRow{
			SessionID: a.ID, Position: i, Title: item.Title, StartsAt: item.StartsAt.Time, EndsAt: item.EndsAt.Time,
		})
		for j, id := range item.Speakers {
			s.speakers = append(s.speakers, agendaSpeakerRow{SessionID: a.ID, Item: i, Position: j, PersonID: id})
		}
	}
}

func (s *sessionShelf) all() []programme.Session {
	all, places := make([]programme.Session, len(s.roots)), make(index, len(s.roots))
	for i, r := range s.roots {
		places[r.ID] = i
		all[i] = programme.Session{
			ID: r.ID, ForumID: r.ForumID, Number: r.Number, Title: r.Title, Abstract: r.Abstract, Kind: r.Kind, State: r.State,
			CancellationReason: r.CancellationReason, Day: r.Day, StartOnly: instant(r.StartOnly), Mode: r.Mode, Audience: r.Audience,
			Languages: r.Languages, Interpretation: r.Interpretation, Captioning: r.Captioning,
			OrganisersAsPrinted: r.OrganisersAsPrinted, SpeakersComplete: r.SpeakersComplete, ParentID: r.ParentID,
			Attendance: r.Attendance, PanelCountries: r.PanelCountries, URL: r.URL, IsSample: r.IsSample, Notes: r.Notes,
			Sources: r.Sources, Revision: r.Revision,
		}
	}
	s.putLinks(all, places)
	s.putPeople(all, places)
	return all
}

func (s *sessionShelf) putLinks(all []programme.Session, places index) {
	for _, r := range s.slots {
		if a := at(all, places, r.SessionID); a != nil {
			a.Slots = append(a.Slots, programme.Slot{StartsAt: instant(r.StartsAt), EndsAt: instant(r.EndsAt), Room: r.Room})
		}
	}
	for _, r := range s.tracks {
		if a := at(all, places, r.SessionID); a != nil {
			a.Tracks = append(a.Tracks, r.TrackID)
		}
	}
	for _, r := range s.lines {
		if a := at(all, places, r.SessionID); a != nil {
			a.ActionLines = append(a.ActionLines, programme.LineLink{ActionLine: r.ActionLine, Rationale: r.Rationale})
		}
	}
	for _, r := range s.goals {
		if a := at(all, places, r.SessionID); a != nil {
			a.Goals = append(a.Goals, programme.GoalLink{Goal: r.Goal, Rationale: r.Rationale})
		}
	}
	for _, r := range s.organisers {
		if a := at(all, places, r.SessionID); a != nil {
			a.Organisers = append(a.Organisers, r.StakeholderID)
		}
	}
	for _, r := range s.documents {
		if a := at(all, places, r.SessionID); a != nil {
			a.Documents = append(a.Documents, programme.Document{Title: r.Title, URL: r.URL})
		}
	}
	for _, r := range s.recordings {
		if a := at(all, places, r.SessionID); a != nil {
			a.Recordings = append(a.Recordings, programme.Recording{URL: r.URL, Language: r.Language, IsPublic: r.IsPublic})
		}
	}
}

func (s *sessionShelf) putPeople(all []programme.Session, places index) {
	for _, r := range s.participations {
		if a := at(all, places, r.SessionID); a != nil {
			a.Participations = append(a.Participations, programme.Participation{
				PersonID: r.PersonID, Role: r.Role, Position: r.Post, AffiliationAsPrinted: r.AffiliationAsPrinted,
				Country: r.Country, Part: r.Part,
			})
		}
	}
	for _, r := range s.affiliations {
		if a := at(all, places, r.SessionID); a != nil {
			p := &a.Participations[r.Participation]
			p.Affiliations = append(p.Affiliations, r.StakeholderID)
		}
	}
	for _, r := range s.agenda {
		if a := at(all, places, r.SessionID); a != nil {
			a.Agenda = append(a.Agenda, programme.AgendaItem{
				Title: r.Title, StartsAt: instant(r.StartsAt), EndsAt: instant(r.EndsAt),
			})
		}
	}
	for _, r := range s.speakers {
		if a := at(all, places, r.SessionID); a != nil {
			item := &a.Agenda[r.Item]
			item.Speakers = append(item.Speakers, r.PersonID)
		}
	}
}

// instant brings what a driver gives to the one form that instants have here.
func instant(t time.Time) scalar.DateTime {
	if t.IsZero() {
		return scalar.DateTime{}
	}
	return scalar.DateTime{Time: t.UTC()}
}
