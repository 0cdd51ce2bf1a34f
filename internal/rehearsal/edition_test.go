package rehearsal

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// The instants of the edition, in forum time.
const (
	submissionOpens  = "2026-09-01T00:00:00Z"
	submissionCloses = "2026-11-15T23:00:00Z"
	submissionMoved  = "2026-11-20T23:00:00Z"
	nominationOpens  = "2026-12-01T00:00:00Z"
	nominationCloses = "2026-12-20T00:00:00Z"
	votingOpens      = "2027-01-11T00:00:00Z"
	votingCloses     = "2027-01-25T00:00:00Z"
	votingMoved      = "2027-01-27T00:00:00Z"
	selectionOpens   = "2027-02-01T00:00:00Z"
	sheetsOpen       = "2027-02-15T12:00:00Z"
	selectionCloses  = "2027-02-20T00:00:00Z"
	ceremonyOpens    = "2027-03-15T09:00:00Z"
	ceremonyCloses   = "2027-03-19T18:00:00Z"
	championsShown   = "2027-03-15T10:00:00Z"
	winnersShown     = "2027-03-16T18:00:00Z"
)

// before gives an instant some time before another.
func before(instant string, d time.Duration) string {
	at, _ := time.Parse(time.RFC3339, instant)
	return at.Add(-d).Format(time.RFC3339)
}

func phase(kind, opens, closes string) fields {
	return fields{"kind": kind, "opensAt": opens, "closesAt": closes}
}

// makeEdition lets officers make the edition, and gives a third one a role for it.
func (s *stage) makeEdition() {
	s.loadOrganisations()
	s.did(s.first, "createForum", fields{
		"slug": forum, "year": 2027, "theme": "Tides", "startsOn": "2027-03-15", "endsOn": "2027-03-19", "timeZone": "Europe/Zurich",
	}, "")
	s.did(s.first, "createContest", fields{
		"slug": contest, "forum": forum, "edition": 16, "phases": []fields{
			phase("SUBMISSION", submissionOpens, submissionCloses), phase("NOMINATION", nominationOpens, nominationCloses),
			phase("VOTING", votingOpens, votingCloses), phase("SELECTION", selectionOpens, selectionCloses),
			phase("ANNOUNCEMENT", ceremonyOpens, ceremonyCloses),
		}, "settings": fields{"name": "Prizes of the Tides"},
	}, "")
	s.refused(s.stakeholder, "createContest", fields{"slug": "other", "forum": forum}, "FORBIDDEN")
	s.did(s.first, "updateContest", fields{"contest": contest, "settings": fields{
		"oneEntryPerCategory": true, "nomineesPerCategory": 7, "championsPerCategory": champions, "tieBreaks": []string{"CRITERIA", "PANEL", "LOT"},
	}}, "")
	s.refused(s.third, "updateContest", fields{"contest": contest, "settings": fields{"nomineesPerCategory": 8}}, "FORBIDDEN")
	s.did(s.first, "grantRole", fields{"email": s.third.email, "role": "SECRETARIAT", "contest": contest, "reason": "Helps with the jury."}, "")
	s.refused(s.third, "updateContest", fields{"contest": contest, "settings": fields{"nomineesPerCategory": 8}}, "FORBIDDEN")
	s.confirmRole()
	s.did(s.third, "updateContest", fields{"contest": contest, "settings": fields{"nomineesPerCategory": 8}}, "")
	s.did(s.third, "updateContest", fields{"contest": contest, "settings": fields{"nomineesPerCategory": 7}}, "")
	s.lookUp()
	s.check()
}

// confirmRole confirms, as the second officer, the role that waits.
func (s *stage) confirmRole() {
	var waiting struct {
		RoleAssignments struct{ Nodes []struct{ ID string } }
	}
	s.read(s.second, &waiting, `{ roleAssignments(isPending: true) { nodes { id } } }`, nil)
	if len(waiting.RoleAssignments.Nodes) != 1 {
		s.t.Fatalf("roles wait: %+v", waiting)
	}
	role := fields{"assignment": waiting.RoleAssignments.Nodes[0].ID}
	s.refused(s.first, "confirmRole", role, "FORBIDDEN")
	s.did(s.second, "confirmRole", role, "")
}

// loadOrganisations imports what an edition stands on: countries, Action Lines and goals as they ship,
// and the organisations.
func (s *stage) loadOrganisations() {
	for _, name := range []string{"countries", "taxonomy"} {
		text, err := os.ReadFile("../facts/data/" + name + ".json")
		if err != nil {
			s.t.Fatal(err)
		}
		var document fields
		if err := json.Unmarshal(text, &document); err != nil {
			s.t.Fatal(err)
		}
		lines, _ := document["actionLines"].([]any)
		for _, line := range lines {
			delete(line.(fields), "facilitators") // these are organisations that do not take part here
		}
		s.load(document)
	}
	var organisations []fields
	for i, o := range s.plan.organisations {
		organisations = append(organisations, fields{"externalId": fmt.Sprint(i), "name": o.name, "type": "ACADEMIA", "country": o.country})
	}
	s.load(fields{"format": "rostrum/1", "source": "rehearsal", "stakeholders": organisations})
}

// lookUp finds the ids of organisations and categories.
func (s *stage) lookUp() {
	byName := map[string]string{}
	after := ""
	for range 2 {
		var page struct {
			Stakeholders struct {
				Nodes []struct {
					ID   string
					Name struct{ Value string }
				}
				PageInfo struct{ EndCursor string }
			}
		}
		variables := fields{}
		if after != "" {
			variables["after"] = after
		}
		s.read(s.nobody, &page, `query($after: String) { stakeholders(first: 40, after: $after) { nodes { id name { value } } pageInfo { endCursor } } }`, variables)
		for _, o := range page.Stakeholders.Nodes {
			byName[o.Name.Value] = o.ID
		}
		after = page.Stakeholders.PageInfo.EndCursor
	}
	for _, o := range s.plan.organisations {
		s.organisations = append(s.organisations, byName[o.name])
	}
	var found struct {
		Contest struct{ Categories []struct{ ID string } }
	}
	s.read(s.nobody, &found, `query($c: String!) { contest(slug: $c) { categories { id } } }`, fields{"c": contest})
	for _, c := range found.Contest.Categories {
		s.categories = append(s.categories, c.ID)
	}
	if len(byName) != entrants || len(s.categories) != categories {
		s.t.Fatalf("%d organisations, %d categories", len(byName), len(s.categories))
	}
}
