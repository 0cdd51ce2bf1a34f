package readme

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The two READMEs say the same: the same commands, operations, links and rows, under as many headings.
func TestFrenchSaysWhatEnglishSays(t *testing.T) {
	english, french := read(t, "README.md"), read(t, "README.fr.md")
	if diff := cmp.Diff(skeleton(english), skeleton(french)); diff != "" {
		t.Errorf("README.md and README.fr.md differ:\n%s", diff)
	}
}

type bones struct {
	Levels []int    // of the headings
	Blocks []string // each with its fence
	Links  []string
	Code   []string // the words between backticks, sorted
	Rows   int      // of tables
}

func skeleton(d document) bones {
	var b bones
	for _, h := range d.headings {
		b.Levels = append(b.Levels, h.level)
	}
	for _, block := range d.blocks {
		b.Blocks = append(b.Blocks, block.info+"\n"+block.text)
	}
	for _, m := range link.FindAllStringSubmatch(d.prose, -1) {
		if m[1] != "README.md" && m[1] != "README.fr.md" {
			b.Links = append(b.Links, m[1])
		}
	}
	b.Code = code(d.prose)
	slices.Sort(b.Code)
	b.Rows = len(regexp.MustCompile(`(?m)^\|`).FindAllString(d.prose, -1))
	return b
}
