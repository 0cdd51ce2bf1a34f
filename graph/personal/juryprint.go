package personal

import (
	"html/template"
	"strconv"
	"strings"

	"rostrum/internal/jury"
	"rostrum/internal/scalar"
)

// printed is an assignment on paper.
type printed struct {
	Category, Title, By, Description, State, Comment string
	Answers                                          []printedAnswer
	Criteria                                         []printedCriterion
}

type printedAnswer struct{ Box, Text string }

type printedCriterion struct {
	Name, Rubric, Points string
	Weight, MaxPoints    int
}

// page needs nothing from elsewhere, and runs nothing: it can be opened from a file, and printed.
var page = template.Must(template.New("assignments").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}"{{if eq .Language "ar"}} dir="rtl"{{end}}><head><meta charset="utf-8"><title>{{.Contest}}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
@page { size: A4; margin: 18mm } body { font: 11pt/1.45 Georgia, serif; max-width: 42em; margin: 2em auto; padding: 0 1em; color: #111 }
h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-bottom: 0 } article { break-inside: avoid-page; border-top: 1px solid #777; padding-top: 1em; margin-top: 1.5em }
.small { color: #444; font-size: .85em } p { white-space: pre-line } table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid #777; padding: .3em .5em; text-align: start; vertical-align: top } td.points { width: 5em; text-align: center }
</style></head><body><h1>{{.Contest}}</h1>
{{range .Work}}<article><h2>{{.Title}}</h2><div class="small">{{.Category}}{{with .By}} · {{.}}{{end}} · {{.State}}</div>
{{with .Description}}<p>{{.}}</p>{{end}}{{range .Answers}}<h3 class="small">{{.Box}}</h3><p>{{.Text}}</p>{{end}}
<table>{{range .Criteria}}<tr><td><strong>{{.Name}}</strong>{{with .Rubric}}<div class="small">{{.}}</div>{{end}}</td><td class="points">× {{.Weight}}</td>
<td class="points">{{.Points}} / {{.MaxPoints}}</td></tr>{{end}}</table>{{with .Comment}}<p>{{.}}</p>{{end}}</article>
{{end}}</body></html>
`))

// Print gives assignments of one juror as a page to print: what is judged, criteria, and what the juror has in a draft or
// in a sheet that is opened. What is sealed is not on it.
func Print(contest string, language scalar.LanguageTag, all []Assignment) (string, error) {
	content := struct {
		Contest  string
		Language scalar.LanguageTag
		Work     []printed
	}{contest, language, nil}
	for _, a := range all {
		if a.State() != jury.Recused {
			content.Work = append(content.Work, a.printed(&language))
		}
	}
	var b strings.Builder
	err := page.Execute(&b, content)
	return b.String(), err
}

func (a Assignment) printed(language *scalar.LanguageTag) printed {
	p := printed{State: string(a.State())}
	if category, ok := a.view.CategoryByKey(a.work.CategoryID); ok {
		p.Category = category.Title(language).Value()
	}
	if project, err := a.Project(); err == nil {
		p.Title = project.Title(language).Value()
		if words, ok := project.Description(language); ok {
			p.Description = words.Value()
		}
	}
	if e, ok := a.Entry(); ok {
		p.Title, p.Description = e.Title(), ""
		if by, err := e.Stakeholder(); err == nil && by != nil {
			p.By = by.Name(language).Value()
		}
		for _, answer := range e.Answers() {
			p.Answers = append(p.Answers, printedAnswer{strings.ReplaceAll(string(answer.Box()), "_", " "), answer.Text()})
		}
	}
	written, comment := a.written()
	p.Comment = comment
	for _, c := range a.Criteria() {
		row := printedCriterion{Name: c.Name(language).Value(), Weight: c.Weight(), MaxPoints: c.MaxPoints(), Points: written[c.criterion.ID]}
		if rubric, ok := c.Rubric(language); ok {
			row.Rubric = rubric.Value()
		}
		p.Criteria = append(p.Criteria, row)
	}
	return p
}

// written gives the points and the comment that the juror can read of their own: of the draft, or of the last sheet that is
// opened.
func (a Assignment) written() (points map[string]string, comment string) {
	points = map[string]string{}
	s := jury.Scores{}
	if a.work.Draft != nil {
		s = a.work.Draft.Scores
	}
	for _, sheet := range a.work.Sheets {
		if opened, err := jury.ReadCanonical([]byte(sheet.Text)); sheet.Text != "" && err == nil {
			s = opened
		}
	}
	for _, p := range s.Points {
		points[p.CriterionID] = strconv.Itoa(p.Points)
	}
	return points, s.Comment
}
