package text

import "testing"

func TestWiderTagStandsForNarrowerOnes(t *testing.T) {
	set := map[string]bool{"zh": true, "pt-BR": true, "sr-Latn": true}
	for tag, want := range map[string]bool{
		"zh": true, "zh-Hant": true, "zh-Hant-TW": true, "pt-BR": true, "sr-Latn-RS": true,
		"pt": false, "pt-PT": false, "z": false, "zha": false, "sr-Cyrl": false, "en": false, "": false,
	} {
		if got := CoveredBy(tag, set); got != want {
			t.Errorf("%q: %v, want %v", tag, got, want)
		}
	}
}
