package fault

// Refusal is that what whoever asks wants cannot be done, for a reason that they can mend. Clients get it among the user
// errors of a payload.
type Refusal struct {
	Code string // in capitals, stable
	Text string
	Path []string // in the arguments: input, then the field
}

func (r *Refusal) Error() string { return r.Text }

// Refuse makes a refusal about a field of the input, given by its path.
func Refuse(code, text string, field ...string) error {
	return &Refusal{Code: code, Text: text, Path: append([]string{"input"}, field...)}
}
