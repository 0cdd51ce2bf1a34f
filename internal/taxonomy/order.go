package taxonomy

import (
	"slices"
	"strconv"
	"strings"
)

// Group is the code that stands for the eight parts of C7 together. A session may name it, a prize category may not.
const Group = "C7"

// order is the fixed order of the Action Lines. It is a table of the program and not data, because categories,
// ballots and results rest on it.
var order = [...]string{
	"C1", "C2", "C3", "C4", "C5", "C6",
	"C7_EGOV", "C7_EBUS", "C7_ELEA", "C7_EHEA", "C7_EEMP", "C7_EENV", "C7_EAGR", "C7_ESCI",
	"C8", "C9", "C10", "C11",
}

// Lines gives the codes of the 18 Action Lines in their order.
func Lines() []string { return slices.Clone(order[:]) }

// Position gives the place of an Action Line in the order, 1 to 18; 0 for what is none, the group C7 too.
func Position(code string) int { return slices.Index(order[:], code) + 1 }

// shapes says, for each goal, how far its numbered targets go and which letters follow them.
var shapes = [...]struct {
	last    int
	letters string
}{
	{5, "ab"}, {5, "abc"}, {9, "abcd"}, {7, "abc"}, {6, "abc"}, {6, "ab"}, {3, "ab"}, {10, "ab"}, {5, "abc"},
	{7, "abc"}, {7, "abc"}, {8, "abc"}, {3, "ab"}, {7, "abc"}, {9, "abc"}, {10, "ab"}, {19, ""},
}

// Targets gives the codes of a goal's targets in their order ("13.1" … "13.b"); none for what is no goal.
func Targets(goal int) []string {
	if !IsGoal(goal) {
		return nil
	}
	shape, prefix := shapes[goal-1], strconv.Itoa(goal)+"."
	var codes []string
	for n := range shape.last {
		codes = append(codes, prefix+strconv.Itoa(n+1))
	}
	for _, letter := range shape.letters {
		codes = append(codes, prefix+string(letter))
	}
	return codes
}

// IsGoal tells whether a goal has this number.
func IsGoal(number int) bool { return number >= 1 && number <= len(shapes) }

// IsTarget tells whether a code is that of a target of the goal.
func IsTarget(goal int, code string) bool {
	if !IsGoal(goal) {
		return false
	}
	prefix, rest, ok := strings.Cut(code, ".")
	if !ok || prefix != strconv.Itoa(goal) {
		return false
	}
	shape := shapes[goal-1]
	if n, err := strconv.Atoi(rest); err == nil {
		return n >= 1 && n <= shape.last && rest == strconv.Itoa(n)
	}
	return len(rest) == 1 && strings.Contains(shape.letters, rest)
}
