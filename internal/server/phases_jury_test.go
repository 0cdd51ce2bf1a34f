package server_test

import (
	"testing"

	"rostrum/internal/catalogue"
)

// sheetWord stands in what the jurors of these tests write, and nowhere else.
const sheetWord = "Pterodactylus"

func (s somebody) isJury() bool { return s.name == "a juror" || s.name == "a chair" }

// readsSheets tells whether somebody reads what the jury wrote by now.
func (p *phasesTest) readsSheets(s somebody) bool {
	return p.isOpen && (s.isOfficial() || s.name == "a chair")
}

// seatJury makes a jury of two for the selection of the first category, of whom the chair asks for everything, too.
func (p *phasesTest) seatJury(t *testing.T) {
	t.Helper()
	p.jury = &judging{Replica: p.Replica, first: p.one, second: p.two, category: catalogue.GlobalID(catalogue.KindCategory, "cat-01"), tokens: map[string]string{}}
	p.jury.seat(t, "ada", map[string]any{"isChair": true})
	p.jury.seat(t, "eve", nil)
	p.jury.criteria(t, nil)
	p.jury.must(t, p.one, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "added")
	p.asking = append(p.asking, somebody{name: "a chair", column: "jury", email: "ada@jury.example", token: p.jury.tokens["ada"]})
	p.walk.ids["Assignment"] = p.jury.mine(t, "ada")[0].ID
}

// scoreAll seals a sheet of each juror on each entry. Its points are no planted number.
func (p *phasesTest) scoreAll(t *testing.T) {
	t.Helper()
	for name, token := range p.jury.tokens {
		for i, w := range p.jury.mine(t, name) {
			p.jury.must(t, token, "submitScoreSheet", sheetInput(w, name+w.ID, sheetWord, 9-i, 7), "")
		}
	}
}

// openSheets lets the instant come at which the sheets open.
func (p *phasesTest) openSheets(t *testing.T) {
	t.Helper()
	p.at(t, sheetsOpen)
	p.jury.revealed(t, p.one)
	p.isOpen = true
}
