package rehearsal

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"rostrum/internal/server/servertest"
)

// shoot takes down all that is public, and what searches find.
func (s *stage) shoot() servertest.Dump {
	return servertest.NewClient(s.t, "http://"+s.address).Crawl(s.t, "lighthouse", "champion", "winner", "institute")
}

// compareShots looks whether anything public has changed.
func (s *stage) compareShots(what string, was servertest.Dump) {
	s.t.Helper()
	if d := was.Difference(s.shoot()); d != "" {
		s.t.Errorf("%s can be seen from outside: %s", what, d)
	}
}

// results asks for what came of the vote.
const resultsQuery = `query($c: String!) { contest(slug: $c) { categories { result { ` + resultFields + ` winner { id } } } } }`

// published asks as somebody for what came of the vote, by category.
func (s *stage) published(who person) (all []*categoryResult) {
	s.t.Helper()
	var data struct {
		Contest struct {
			Categories []struct{ Result *categoryResult }
		}
	}
	s.read(who, &data, resultsQuery, fields{"c": contest})
	for _, c := range data.Contest.Categories {
		all = append(all, c.Result)
	}
	return all
}

// everybody gives somebody of each kind.
func (s *stage) everybody() []person {
	return []person{s.nobody, s.stakeholder, s.voters[0], s.entrants[1], s.jurors[0], s.jurors[1], s.first, s.third, s.auditor}
}

// embargo asks as everybody, by every path that the contest has, for what is not public: it is nowhere. Those who may
// know who the champions are, once that is certified, hear it without a number.
func (s *stage) embargo(when string, isCertified bool) {
	s.t.Helper()
	for _, who := range s.everybody() {
		for c, r := range s.published(who) {
			if r != nil {
				s.t.Errorf("%s %s sees a result in category %d: %+v", when, who.email, c+1, r)
			}
		}
		for _, query := range []string{
			`query($c: String!) { viewer { entries(contest: $c) { state moves { to } } ballot(contest: $c) { categories { nominees { claims { statement } } } } } }`,
			`query($c: String!) { contest(slug: $c) { projects(first: 100) { nodes { title { value } notes claims { statement } } } notes figures { name value } } }`,
			`query($c: String!) { entries(contest: $c, first: 100) { nodes { state moves { to } } } contest(slug: $c) { slug } }`,
		} {
			a, err := s.send(who, query, fields{"c": contest})
			if err != nil || strings.Contains(string(a.Body), "CHAMPION") || strings.Contains(string(a.Body), "WINNER") {
				s.t.Errorf("%s %s sees what is not public: %v %s", when, who.email, err, a.Body)
			}
		}
		s.askForChampions(when, who, isCertified)
	}
}

// askForChampions asks for the names that jury and officers may know.
func (s *stage) askForChampions(when string, who person, isCertified bool) {
	s.t.Helper()
	a, err := s.send(who, `query($c: String!) { champions(contest: $c) { category { id } projects { id } } }`, fields{"c": contest})
	if err != nil {
		s.t.Fatal(err)
	}
	may := slices.Contains([]string{s.jurors[0].email, s.jurors[1].email, s.first.email, s.third.email, s.auditor.email}, who.email)
	if !may || !isCertified {
		if len(a.Errors) != 1 || a.Status == http.StatusOK && string(a.Data) != "null" {
			s.t.Errorf("%s %s asks for the champions: %d %s", when, who.email, a.Status, a.Body)
		}
		return
	}
	var data struct {
		Champions []struct{ Projects []struct{ ID string } }
	}
	if err := json.Unmarshal(a.Data, &data); err != nil || len(data.Champions) != categories {
		s.t.Fatalf("%s %s asks for the champions: %v %s", when, who.email, err, a.Body)
	}
	for c, k := range data.Champions {
		if want := slices.Sorted(slices.Values(s.results[c].champions)); !slices.Equal(s.numbers(k.Projects), want) {
			s.t.Errorf("%s hears of champions %v in category %d, want %v", who.email, s.numbers(k.Projects), c+1, want)
		}
	}
}
