package catalogue

import (
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
)

// SDG is a Sustainable Development Goal.
type SDG struct {
	v *View
	i int32
}

func (g SDG) row() *taxonomy.Goal { return g.v.s.goals.rows[g.i] }

// SDGs gives the goals in their order.
func (v *View) SDGs() []SDG {
	return handles(v.s.goalOrder, func(i int32) SDG { return SDG{v, i} })
}

// SDG finds a goal by its number.
func (v *View) SDG(number int) (SDG, bool) {
	i, ok := v.s.goalByNumber[number]
	return SDG{v, i}, ok
}

// IsNode marks an object with a global id.
func (SDG) IsNode() {}

// ID gives the global id.
func (g SDG) ID() string { return globalID(kindGoal, g.row().ID) }

// Number gives 1 to 17.
func (g SDG) Number() int { return g.row().Number }

// Name gives the short name.
func (g SDG) Name(language *scalar.LanguageTag) Text { return g.v.pick(g.row().Name, language) }

// Title gives the goal in words.
func (g SDG) Title(language *scalar.LanguageTag) Text { return g.v.pick(g.row().Title, language) }

// Colour gives the official colour.
func (g SDG) Colour() string { return g.row().Colour }

// Targets gives the targets.
func (g SDG) Targets() []SDGTarget {
	codes := g.row().Targets
	targets := make([]SDGTarget, len(codes))
	for i, code := range codes {
		targets[i] = SDGTarget{g, code}
	}
	return targets
}

// ActionLines gives the Action Lines that support it.
func (g SDG) ActionLines() []ActionLine {
	return handles(g.v.s.goalLines[g.i], func(i int32) ActionLine { return ActionLine{g.v, i} })
}

// Notes gives what the editors say about the facts.
func (g SDG) Notes() []string { return g.row().Notes }

// Sources tells where the facts come from.
func (g SDG) Sources() []Source { return sources(g.row().Sources) }

// SDGTarget is a target of a goal.
type SDGTarget struct {
	goal SDG
	code string
}

// Code gives the code.
func (t SDGTarget) Code() string { return t.code }

// SDG gives the goal.
func (t SDGTarget) SDG() SDG { return t.goal }

// Matrix is a version of the WSIS–SDG Matrix.
type Matrix struct {
	v *View
	i int32
}

func (m Matrix) row() *taxonomy.Matrix { return m.v.s.matrices.rows[m.i] }

// Matrices gives the versions, the newest first.
func (v *View) Matrices() []Matrix {
	return handles(v.s.matrixOrder, func(i int32) Matrix { return Matrix{v, i} })
}

// Matrix finds a version by its name; the newest where none is named.
func (v *View) Matrix(version *string) (Matrix, bool) {
	if version == nil {
		return v.newestMatrix()
	}
	i := v.s.matrices.find(*version)
	return Matrix{v, i}, i != none
}

func (v *View) newestMatrix() (Matrix, bool) {
	if len(v.s.matrixOrder) == 0 {
		return Matrix{}, false
	}
	return Matrix{v, v.s.matrixOrder[0]}, true
}

// Version gives the version's name.
func (m Matrix) Version() string { return m.row().Version }

// DatedOn gives the day that the version is of.
func (m Matrix) DatedOn() (scalar.Date, bool) { return optionalDate(m.row().DatedOn) }

// Links gives the links.
func (m Matrix) Links() []MatrixLink {
	rows := m.row().Links
	links := make([]MatrixLink, 0, len(rows))
	for i := range rows {
		line, lineOK := m.v.s.lineByCode[rows[i].ActionLine]
		goal, goalOK := m.v.s.goalByNumber[rows[i].Goal]
		if lineOK && goalOK {
			links = append(links, MatrixLink{m.v, &rows[i], line, goal})
		}
	}
	return links
}

// Notes gives what the editors say about the version.
func (m Matrix) Notes() []string { return m.row().Notes }

// Sources tells where the version comes from.
func (m Matrix) Sources() []Source { return sources(m.row().Sources) }

// MatrixLink joins an Action Line to a goal or one of its targets.
type MatrixLink struct {
	v          *View
	row        *taxonomy.MatrixLink
	line, goal int32
}

// ActionLine gives the Action Line.
func (l MatrixLink) ActionLine() ActionLine { return ActionLine{l.v, l.line} }

// SDG gives the goal.
func (l MatrixLink) SDG() SDG { return SDG{l.v, l.goal} }

// Target gives the target.
func (l MatrixLink) Target() (SDGTarget, bool) {
	return SDGTarget{l.SDG(), l.row.Target}, l.row.Target != ""
}

// Rationale gives the reason.
func (l MatrixLink) Rationale(language *scalar.LanguageTag) (Text, bool) {
	return l.v.pickOptional(l.row.Rationale, language)
}

// IsDisputed tells whether the views of the source disagree.
func (l MatrixLink) IsDisputed() bool { return l.row.Disputed }
