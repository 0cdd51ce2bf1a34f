package taxonomy_test

import (
	"strings"
	"testing"

	"rostrum/internal/taxonomy"
	"rostrum/internal/text"
)

func TestSR01_EighteenActionLinesInAFixedOrder(t *testing.T) {
	want := "C1 C2 C3 C4 C5 C6 C7_EGOV C7_EBUS C7_ELEA C7_EHEA C7_EEMP C7_EENV C7_EAGR C7_ESCI C8 C9 C10 C11"
	if got := strings.Join(taxonomy.Lines(), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for i, code := range taxonomy.Lines() {
		if taxonomy.Position(code) != i+1 {
			t.Errorf("%s is at %d, want %d", code, taxonomy.Position(code), i+1)
		}
	}
	for _, code := range []string{"C7", "C12", "C0", "c1", ""} {
		if taxonomy.Position(code) != 0 {
			t.Errorf("%q has a place in the order", code)
		}
	}
	line := taxonomy.ActionLine{Code: "C7_EGOV", Line: "C7", Position: 7, Title: text.Of("E-government"), ShortName: text.Of("E-government")}
	if _, err := line.Check(); err != nil {
		t.Errorf("a right Action Line is refused: %v", err)
	}
	line.Position = 8
	if _, err := line.Check(); err == nil {
		t.Error("an Action Line in the wrong place passes")
	}
}

func TestSR02_GoalsAndTargets(t *testing.T) {
	total := 0
	for goal := 1; goal <= 17; goal++ {
		for _, code := range taxonomy.Targets(goal) {
			total++
			for other := 1; other <= 17; other++ {
				if taxonomy.IsTarget(other, code) != (other == goal) {
					t.Errorf("target %s and goal %d", code, other)
				}
			}
		}
	}
	if total != 169 {
		t.Errorf("%d targets, want 169", total)
	}
	for _, row := range []struct {
		name string
		goal int
		code string
		want bool
	}{
		{"13.b is of 13", 13, "13.b", true},
		{"13.b is not of 1", 1, "13.b", false},
		{"no 13.c", 13, "13.c", false},
		{"no 17.a", 17, "17.a", false},
		{"leading zero", 1, "1.01", false},
		{"two letters", 1, "1.ab", false},
		{"no letter", 1, "1.", false},
		{"goal 0", 0, "0.1", false},
		{"goal 18", 18, "18.1", false},
		{"sign", 1, "1.+1", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := taxonomy.IsTarget(row.goal, row.code); got != row.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMatrixCheck(t *testing.T) {
	matrix := func(links ...taxonomy.MatrixLink) taxonomy.Matrix {
		return taxonomy.Matrix{Version: "2020.1", Position: 1, Links: links}
	}
	for _, row := range []struct {
		name  string
		given taxonomy.Matrix
		want  string
	}{
		{"goal and target", matrix(taxonomy.MatrixLink{ActionLine: "C1", Goal: 3}, taxonomy.MatrixLink{ActionLine: "C1", Goal: 3, Target: "3.8"}), ""},
		{"twice", matrix(taxonomy.MatrixLink{ActionLine: "C1", Goal: 3}, taxonomy.MatrixLink{ActionLine: "C1", Goal: 3}), "links[1]: stands in the matrix twice"},
		{"other goal’s target", matrix(taxonomy.MatrixLink{ActionLine: "C1", Goal: 3, Target: "4.1"}), "links[0].target: not a target of goal 3"},
		{"group", matrix(taxonomy.MatrixLink{ActionLine: "C7", Goal: 3}), "links[0].actionLine: C7 is not the code of an Action Line"},
		{"no goal", matrix(taxonomy.MatrixLink{ActionLine: "C1", Goal: 18}), "links[0].goal: 18 is no goal, goals are 1 to 17"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := row.given.Check()
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
}
