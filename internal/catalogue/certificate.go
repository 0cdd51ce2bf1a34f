package catalogue

import (
	"net/url"

	"rostrum/internal/prize"
	"rostrum/internal/scalar"
)

// Certificate is a page to be printed, for a champion or a winner.
type Certificate struct{ p Project }

// Certificate gives the certificate; none before the project is a champion in public.
func (p Project) Certificate() (Certificate, bool) {
	outcome := p.row().Outcome
	return Certificate{p}, outcome == prize.ChampionOutcome || outcome == prize.WinnerOutcome
}

// URL gives the address of the page, in a language where one is asked for.
func (c Certificate) URL(language *scalar.LanguageTag) string {
	address := c.p.v.address + "/contests/" + url.PathEscape(c.p.Contest().Slug()) + "/certificates/" + c.p.ID()
	if language != nil {
		address += "?" + url.Values{"language": {string(*language)}}.Encode()
	}
	return address
}

// Address gives an address of the server by its path, absolute where the server knows its own.
func (v *View) Address(path string) string { return v.address + path }
