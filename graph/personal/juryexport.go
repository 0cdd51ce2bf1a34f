package personal

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"rostrum/internal/jury"
	"rostrum/internal/scalar"
)

// Format is a format of files, in the words of the public contract.
type Format string

// The formats.
const (
	CSV    Format = "CSV"
	NDJSON Format = "NDJSON"
)

// exportedSheet is a sheet as a line of JSON: the names of the schema, and what they say.
type exportedSheet struct {
	Category    int             `json:"category"`
	Project     string          `json:"project"`
	Entry       string          `json:"entry"`
	Title       string          `json:"title"`
	Juror       string          `json:"juror"`
	Name        string          `json:"name"`
	Number      int             `json:"number"`
	Commitment  string          `json:"commitment"`
	SealedAt    scalar.DateTime `json:"sealedAt"`
	TakenBackAt *string         `json:"takenBackAt"`
	RevealedAt  *string         `json:"revealedAt"`
	After       bool            `json:"isAfterReveal"`
	Recused     bool            `json:"isRecused"`
	Salt        string          `json:"salt"`
	Text        string          `json:"text"`
	Scores      []exportedScore `json:"scores"`
	Total       *int            `json:"total"`
	Comment     string          `json:"comment"`
}

type exportedScore struct {
	Criterion string `json:"criterion"`
	Name      string `json:"name"`
	Points    int    `json:"points"`
}

// Export gives the sheets as a file, once they are opened, to officers and auditors.
func (r JuryRound) Export(format Format) (*string, error) {
	if !r.round.MayExport {
		return nil, nil
	}
	rows := []exportedSheet{}
	for _, s := range r.Sheets() {
		rows = append(rows, s.exported())
	}
	if format == NDJSON {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		for _, row := range rows {
			if err := e.Encode(row); err != nil {
				return nil, err
			}
		}
		text := b.String()
		return &text, nil
	}
	text, err := r.table(rows)
	return &text, err
}

func (s ScoreSheet) exported() exportedSheet {
	row := exportedSheet{
		Number: s.Number(), Commitment: s.Commitment(), SealedAt: s.SealedAt(),
		After: s.IsAfterReveal(), Recused: s.sheet.Assignment.State == jury.Recused, Salt: s.sheet.Salt, Text: s.sheet.Text,
		Comment: s.sheet.Scores.Comment, Scores: []exportedScore{},
	}
	if project, ok := s.Project(); ok {
		row.Project, row.Title = project.ID(), project.Title(nil).Value()
	}
	if e, ok := s.Entry(); ok {
		row.Entry, row.Title = e.ID(), e.Title()
	}
	if category, ok := s.view.CategoryByKey(s.sheet.Assignment.CategoryID); ok {
		row.Category = category.Number()
	}
	if juror, ok := s.Juror(); ok {
		row.Juror, row.Name = juror.ID(), juror.Name()
	}
	row.TakenBackAt, row.RevealedAt = said(s.TakenBackAt()), said(s.RevealedAt())
	for _, score := range s.Scores() {
		row.Scores = append(row.Scores, exportedScore{score.criterion.ID(), score.criterion.Name(nil).Value(), score.points})
	}
	if total, ok := s.Total(); ok {
		row.Total = &total
	}
	return row
}

func said(t scalar.DateTime, ok bool) *string {
	if !ok {
		return nil
	}
	text := instantText(t)
	return &text
}

// instantText writes an instant as the API does.
func instantText(t scalar.DateTime) string { return strings.Trim(string(t.AppendJSON(nil)), `"`) }

// table writes the sheets with a column for each criterion.
func (r JuryRound) table(rows []exportedSheet) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	head := []string{"category", "project", "entry", "title", "juror", "name", "number", "commitment", "sealedAt", "takenBackAt", "revealedAt", "isAfterReveal", "isRecused", "salt"}
	for _, c := range r.Criteria() {
		head = append(head, cell(c.Name(nil).Value()))
	}
	if err := w.Write(append(head, "total", "comment")); err != nil {
		return "", err
	}
	for _, row := range rows {
		cells := []string{
			strconv.Itoa(row.Category), row.Project, row.Entry, cell(row.Title), row.Juror, cell(row.Name), strconv.Itoa(row.Number), row.Commitment,
			instantText(row.SealedAt), orEmpty(row.TakenBackAt), orEmpty(row.RevealedAt), strconv.FormatBool(row.After), strconv.FormatBool(row.Recused), row.Salt,
		}
		for _, c := range r.Criteria() {
			points := ""
			for _, score := range row.Scores {
				if score.Criterion == c.ID() {
					points = strconv.Itoa(score.Points)
				}
			}
			cells = append(cells, points)
		}
		total := ""
		if row.Total != nil {
			total = strconv.Itoa(*row.Total)
		}
		if err := w.Write(append(cells, total, cell(row.Comment))); err != nil {
			return "", err
		}
	}
	w.Flush()
	return b.String(), w.Error()
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
