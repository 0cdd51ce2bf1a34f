package prize_test

import (
	"testing"

	"rostrum/internal/fault"
	"rostrum/internal/prize"
)

func TestForms(t *testing.T) {
	short := prize.Box{Kind: prize.ShortDescription, Required: true, MinWords: 150, MaxWords: 200}
	for name, c := range map[string]struct {
		form []prize.Box
		want string // what the fault begins with
	}{
		"none":                      {nil, ""},
		"the short description":     {[]prize.Box{short}, ""},
		"no limits":                 {[]prize.Box{{Kind: prize.ShortDescription, Required: true}, {Kind: prize.Compact}}, ""},
		"without it":                {[]prize.Box{{Kind: prize.Impact, Required: true}}, "form: needs a required box SHORT_DESCRIPTION"},
		"where it is not required":  {[]prize.Box{{Kind: prize.ShortDescription}}, "form: needs a required box SHORT_DESCRIPTION"},
		"a box twice":               {[]prize.Box{short, short}, `form[1]: "SHORT_DESCRIPTION" stands in the list twice`},
		"a box that is none":        {[]prize.Box{short, {Kind: "DANCE"}}, "form[1].kind: must be SHORT_DESCRIPTION"},
		"less than no words":        {[]prize.Box{short, {Kind: prize.Impact, MinWords: -1}}, "form[1].minWords: -1, but it must be 0 to 2000"},
		"too many words needed":     {[]prize.Box{short, {Kind: prize.Impact, MinWords: 2001}}, "form[1].minWords: 2001"},
		"fewer allowed than needed": {[]prize.Box{short, {Kind: prize.Impact, MinWords: 9, MaxWords: 8}}, "form[1].maxWords: 8"},
		"more boxes than there are": {make([]prize.Box, 7), "form: 7 boxes, 6 are allowed"},
	} {
		good := contest(func(x *prize.Contest) { x.Form = c.form })
		_, err := good.Check()
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || fault.Of(err) != fault.BadUserInput || len(err.Error()) < len(c.want) || err.Error()[:len(c.want)] != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if form := (prize.Contest{}).EntryForm(); len(form) != 5 || form[0] != short {
		t.Errorf("the usual form: %v", form)
	}
}
