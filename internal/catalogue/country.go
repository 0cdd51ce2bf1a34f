package catalogue

import (
	"rostrum/internal/scalar"
	"rostrum/internal/taxonomy"
)

// Country is a country or area.
type Country struct {
	v *View
	i int32
}

func (c Country) row() *taxonomy.Country { return c.v.s.countries.rows[c.i] }

// Countries gives all countries and areas in the order of their codes.
func (v *View) Countries() []Country {
	all := make([]Country, len(v.s.countries.rows))
	for i := range all {
		all[i] = Country{v, int32(i)}
	}
	return all
}

// Country finds a country by its alpha-2 code.
func (v *View) Country(code string) (Country, bool) {
	i := v.s.countries.find(code)
	return Country{v, i}, i != none
}

// Code gives the alpha-2 code.
func (c Country) Code() string { return c.row().Code }

// Alpha3 gives the alpha-3 code.
func (c Country) Alpha3() string { return c.row().Alpha3 }

// M49 gives the number in M49.
func (c Country) M49() string { return c.row().M49 }

// Name gives the name that the United Nations uses.
func (c Country) Name(language *scalar.LanguageTag) Text { return c.v.pick(c.row().Names, language) }

// ItuRegion gives the region in ITU's statistics.
func (c Country) ItuRegion() (string, bool) { return optional(c.row().ITURegion) }

// UnStatus gives the standing at the United Nations.
func (c Country) UnStatus() string { return c.row().UNStatus }

// UnGroups gives groups of the United Nations.
func (c Country) UnGroups() []string { return c.row().UNGroups }

// Notes gives what the editors say about the facts.
func (c Country) Notes() []string { return c.row().Notes }

// Sources tells where the facts come from.
func (c Country) Sources() []Source { return sources(c.row().Sources) }
