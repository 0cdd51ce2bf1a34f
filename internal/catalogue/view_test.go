package catalogue

import (
	"encoding/base64"
	"strings"
	"testing"

	"rostrum/internal/fault"
	"rostrum/internal/scalar"
	"rostrum/internal/text"
)

func TestTextIsServedInTheLanguageWanted(t *testing.T) {
	all := text.FromMap(map[string]string{"en": "Hello", "fr": "Bonjour", "ar": "مرحبا", "zh": "你好"})
	for name, tc := range map[string]struct {
		accept   string
		argument string
		want     string
		ltr      bool
	}{
		"nothing asked":             {"", "", "en", true},
		"a region of a language":    {"fr-CH, en;q=0.5", "", "fr", true},
		"the argument wins":         {"fr", "ar", "ar", false},
		"traditional Chinese":       {"zh-Hant-TW", "", "zh", true},
		"an unknown language":       {"de", "", "en", true},
		"the second choice":         {"de, ar-EG;q=0.8", "", "ar", false},
		"a refused language":        {"fr;q=0, zh", "", "zh", true},
		"a missing one, said so":    {"es", "", "en", true},
		"a malformed part, skipped": {"fr;q=x, zh;q=0.3", "", "zh", true},
	} {
		t.Run(name, func(t *testing.T) {
			v := Build(smallForum()).View(text.ParseAcceptLanguage(tc.accept), instant("2020-01-17T09:00:00Z").Time, false)
			var wanted *scalar.LanguageTag
			if tc.argument != "" {
				wanted = ptr(scalar.LanguageTag(tc.argument))
			}
			got := v.pick(all, wanted)
			if string(got.Language()) != tc.want || (got.Direction() == LeftToRight) != tc.ltr {
				t.Fatalf("served %s %s, want %s", got.Language(), got.Direction(), tc.want)
			}
		})
	}
}

func TestNode(t *testing.T) {
	v := viewAt(smallForum(), "2020-06-22T08:30:00Z")
	for _, kind := range []struct {
		kind kindOf
		id   string
	}{{kindForum, "F1"}, {kindTrack, "T1"}, {kindSession, "S1"}, {kindStakeholder, "O1"}, {kindPerson, "P1"}, {kindLine, "C1"},
		{kindGoal, "SDG5"}, {kindContest, "C20"}, {kindCategory, "K1"}, {kindProject, "J1"}} {
		id := globalID(kind.kind, kind.id)
		node, err := v.Node(id)
		if err != nil || node == nil || node.ID() != id {
			t.Errorf("%c %s: %v, %v", kind.kind, kind.id, node, err)
		}
	}
	for _, kind := range []Kind{KindAccountSession, KindOrganisationClaim, KindRoleAssignment, KindAuditEntry} {
		id := GlobalID(kind, "x")
		if node, err := v.Node(id); node != nil || err != nil {
			t.Errorf("what only some may see is in the catalogue: %c, %v, %v", kind, node, err)
		}
		if got, key, ok := PersonalKey(id); got != kind || key != "x" || !ok {
			t.Errorf("%c: %c %s %v", kind, got, key, ok)
		}
	}
	for _, id := range []string{globalID(kindSession, "S1"), "", "!!", globalID(kindAccountSession, "")} {
		if _, _, ok := PersonalKey(id); ok {
			t.Errorf("%q is the id of what only some may see", id)
		}
	}
	for name, c := range map[string]struct{ id, want string }{
		"of the kind": {GlobalID(KindProject, "J1"), "J1"}, "of another kind": {GlobalID(KindCategory, "J1"), ""},
	} {
		if key, err := Key(KindProject, "project", c.id); key != c.want || err != nil {
			t.Errorf("%s: %q, %v", name, key, err)
		}
	}
	if _, err := Key(KindProject, "project", "!!"); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "project: ") {
		t.Errorf("no id: %v", err)
	}
	for name, id := range map[string]string{"unknown": globalID(kindSession, "S999"), "of a page that is not there": globalID(kindPage, "x")} {
		if node, err := v.Node(id); node != nil || err != nil {
			t.Errorf("%s: %v, %v", name, node, err)
		}
	}
	for name, id := range map[string]string{
		"empty": "", "no base64": "!!", "padded": globalID(kindSession, "S1") + "=", "unknown kind": base64.RawURLEncoding.EncodeToString([]byte("Z:1")),
		"no id inside": base64.RawURLEncoding.EncodeToString([]byte("S:")), "control character": base64.RawURLEncoding.EncodeToString([]byte("S:\x00")),
		"too long": strings.Repeat("A", 201),
	} {
		if _, err := v.Node(id); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "id: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s, err := v.Session(globalID(kindPerson, "P1")); s != nil || err != nil {
		t.Errorf("an id of another type: %v, %v", s, err)
	}
}

func TestSearchFindsAndShows(t *testing.T) {
	v := viewAt(smallForum(), "2020-06-22T08:30:00Z")
	for words, want := range map[string]string{
		"numeriques": "Opening of <mark>numérique</mark>",
		"zebras":     "<mark>Zebra</mark> Union",
		"amina nee":  "<mark>Amina</mark> <mark>Née</mark>",
		"safespace":  "<mark>SafeSpace</mark>",
		// Found by its French name, of which it shows more than of the English one that is served.
		"amicale du zebre": "<mark>Amicale</mark> <mark>du</mark> <mark>zèbre</mark>",
	} {
		c, err := v.Search(words, nil, nil, nil, nil)
		if err != nil || len(c.Edges()) == 0 {
			t.Errorf("%s: nothing found, %v", words, err)
			continue
		}
		if got, ok := c.Edges()[0].Highlight(); !ok || got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
	for name, words := range map[string]string{"nothing": "", "spaces": "  ", "no word": "!!", "too long": strings.Repeat("a", 201), "NUL": "a\x00b", "override": "a\u202eb"} {
		if _, err := v.Search(words, nil, nil, nil, nil); fault.Of(err) != fault.BadUserInput || !strings.HasPrefix(err.Error(), "text: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNomineesStandInOnePublicOrder(t *testing.T) {
	v := viewAt(smallForum(), "2020-06-22T08:30:00Z")
	contest, _ := v.Contest("c20")
	first := ids(contest.Categories()[0].Nominees())
	rows := smallForum()
	rows.Projects[0], rows.Projects[1] = rows.Projects[1], rows.Projects[0]
	again, _ := viewAt(rows, "2020-06-22T08:30:00Z").Contest("c20")
	if second := ids(again.Categories()[0].Nominees()); len(first) != 2 || first[0] != second[0] || first[1] != second[1] {
		t.Fatalf("%v, then %v", first, second)
	}
}
