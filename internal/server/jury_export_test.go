package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"rostrum/internal/server/servertest"
	"rostrum/internal/store/storetest"
)

// exportOfJuror is what viewer.export says of a juror.
type exportOfJuror struct {
	Jury struct {
		Places      []struct{ State, Name string }
		Assignments []struct {
			State       string
			Recusal     *struct{ Reason, Comment string }
			Draft       *struct{ Comment string }
			Sheets      []struct{ Commitment, Text string }
			Explanation string
		}
	}
	Reminders []struct{ Of string }
}

func (j *judging) export(t *testing.T, name string) (out exportOfJuror, text string) {
	t.Helper()
	var data struct{ Viewer struct{ Export string } }
	j.Read(t, &data, `{ viewer { export } }`, nil, servertest.Bearer(j.tokens[name])...)
	if err := json.Unmarshal([]byte(data.Viewer.Export), &out); err != nil {
		t.Fatal(err)
	}
	return out, data.Viewer.Export
}

// A juror takes home what is theirs: the place, drafts, sheets as far as anybody may read them, and what they declared.
func TestExportHoldsTheJuror(t *testing.T) {
	storetest.OnBoth(t, func(t *testing.T, dsn string) {
		j := startJudging(t, dsn)
		j.seat(t, "ada", nil)
		j.seat(t, "bob", nil)
		j.criteria(t, map[string]any{"sheetsPerEntry": 2})
		j.must(t, j.first, "assignJury", map[string]any{"contest": juryContest, "round": "SELECTION"}, "added")
		setForumTime(t, j.Store, selectionOpens)
		all := j.mine(t, "ada")
		j.must(t, j.tokens["ada"], "saveScoreDraft", draftInput(all[0], 0, "words of a draft", 6), "")
		j.must(t, j.tokens["ada"], "submitScoreSheet", sheetInput(all[1], "key-00001", "words of a sheet", 4, 4), "")
		j.must(t, j.tokens["ada"], "recuse", map[string]any{"assignment": all[2].ID, "reason": "RELATIONSHIP", "comment": "words of a conflict"}, "")
		out, text := j.export(t, "ada")
		states := map[string]int{}
		for _, a := range out.Jury.Assignments {
			states[a.State]++
			if a.State == "SEALED" && (len(a.Sheets) != 1 || len(a.Sheets[0].Commitment) != 64 || a.Sheets[0].Text != "") {
				t.Errorf("a sealed sheet: %+v", a.Sheets)
			}
		}
		if len(out.Jury.Places) != 1 || out.Jury.Places[0].State != "ACCEPTED" || states["DRAFT"] != 1 || states["SEALED"] != 1 || states["RECUSED"] != 1 {
			t.Errorf("the export: %+v, %v", out, states)
		}
		if strings.Contains(text, "words of a sheet") || !strings.Contains(text, "words of a draft") || !strings.Contains(text, "words of a conflict") {
			t.Errorf("the export shows what is sealed, or lacks what is not: %s", text)
		}
		var paper struct {
			Viewer struct{ AssignmentsToPrint string }
		}
		j.Read(t, &paper, `{ viewer { assignmentsToPrint(contest: "`+juryContest+`", language: "fr") } }`, nil, servertest.Bearer(j.tokens["ada"])...)
		if page := paper.Viewer.AssignmentsToPrint; !strings.HasPrefix(page, `<!DOCTYPE html>
<html lang="fr">`) || strings.Contains(page, "words of a sheet") || !strings.Contains(page, "words of a draft") || !strings.Contains(page, "6 / 10") ||
			strings.Count(page, "<article>") != len(all)-1 {
			t.Errorf("on paper: %s", page)
		}
		if _, other := j.export(t, "bob"); strings.Contains(other, "words of") {
			t.Errorf("the export of somebody else: %s", other)
		}
		setForumTime(t, j.Store, sheetsOpen.Add(-24*time.Hour))
		j.letters(t, "ada@jury.example", 3) // after the invitation and the assignment
		setForumTime(t, j.Store, sheetsOpen)
		j.revealed(t, j.first)
		out, text = j.export(t, "ada")
		if !strings.Contains(text, "words of a sheet") {
			t.Errorf("what is opened is not in the export: %s", text)
		}
		if !slices.ContainsFunc(out.Reminders, func(r struct{ Of string }) bool { return r.Of == "SELECTION" }) {
			t.Errorf("no reminder in the export: %+v", out.Reminders)
		}
	})
}
