package explorer

import (
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	body, err := fs.ReadFile(files, "assets/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// tag is one tag of the page: its name, whether it closes, and its attributes.
type tag struct {
	name   string
	closes bool
	attrs  map[string]string
}

func tags(t *testing.T, page string) []tag {
	t.Helper()
	var all []tag
	attr := regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
	for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>`).FindAllStringSubmatch(page, -1) {
		one := tag{name: m[2], closes: m[1] == "/", attrs: map[string]string{}}
		for _, a := range attr.FindAllStringSubmatch(m[3], -1) {
			one.attrs[a[1]] = a[2]
		}
		all = append(all, one)
	}
	if n := strings.Count(page, "<") - 1; n != len(all) { // the document type is no tag
		t.Fatalf("%d tags understood of %d", len(all), n)
	}
	return all
}

func TestPageIsWellFormed(t *testing.T) {
	void := []string{"meta", "link", "img", "input", "br"}
	var open []string
	for _, one := range tags(t, read(t, "index.html")) {
		switch {
		case slices.Contains(void, one.name):
		case !one.closes:
			open = append(open, one.name)
		case len(open) == 0 || open[len(open)-1] != one.name:
			t.Fatalf("</%s> closes nothing; open: %v", one.name, open)
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("never closed: %v", open)
	}
}

func TestPageIDs(t *testing.T) {
	ids := map[string]bool{}
	all := tags(t, read(t, "index.html"))
	for _, one := range all {
		id, ok := one.attrs["id"]
		if ok && (id == "" || ids[id]) {
			t.Errorf("the id %q is empty or taken", id)
		}
		ids[id] = true
	}
	for _, one := range all {
		for _, ref := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "data-copies", "data-skip"} {
			for id := range strings.FieldsSeq(one.attrs[ref]) {
				if !ids[id] {
					t.Errorf("<%s %s=%q> names nothing", one.name, ref, id)
				}
			}
		}
	}
	for _, m := range regexp.MustCompile(`\$\("([a-z-]+)"\)`).FindAllStringSubmatch(read(t, "app.js"), -1) {
		if !ids[m[1]] {
			t.Errorf("app.js looks for %q, which is not on the page", m[1])
		}
	}
}

func TestControlsAreLabelled(t *testing.T) {
	page := read(t, "index.html")
	all := tags(t, page)
	labelled := map[string]bool{}
	for _, one := range all {
		labelled[one.attrs["for"]] = true
	}
	for _, one := range all {
		switch one.name {
		case "input", "select", "textarea":
			if !labelled[one.attrs["id"]] {
				t.Errorf("<%s id=%q> has no label", one.name, one.attrs["id"])
			}
		case "button":
			if !one.closes && one.attrs["type"] != "button" {
				t.Errorf("a button has the type %q", one.attrs["type"])
			}
		case "img":
			if _, ok := one.attrs["alt"]; !ok {
				t.Errorf("%s has no alt", one.attrs["src"])
			}
		}
	}
	if empty := regexp.MustCompile(`<button[^>]*>\s*</button>`).FindString(page); empty != "" {
		t.Errorf("a button says nothing: %s", empty)
	}
}

// Text on each ground it stands on has the contrast that WCAG asks for: 4.5, and 3 for the edges of controls.
func TestContrast(t *testing.T) {
	style := read(t, "style.css")
	light, dark, found := strings.Cut(style, "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no dark colours")
	}
	variable := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	for scheme, part := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, m := range variable.FindAllStringSubmatch(part, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		check := func(front, back string, least float64) {
			f, okF := colours[front]
			b, okB := colours[back]
			if !okF || !okB {
				t.Fatalf("%s: %s or %s is not a colour", scheme, front, back)
			}
			if c := (math.Max(f, b) + 0.05) / (math.Min(f, b) + 0.05); c < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", scheme, front, back, c, least)
			}
		}
		for _, back := range []string{"paper", "surface", "sunken", "wash"} {
			for _, front := range []string{"ink", "muted", "accent", "bad"} {
				check(front, back, 4.5)
			}
		}
		for _, back := range []string{"surface", "sunken"} {
			for _, front := range []string{"good", "keyword", "string", "number", "variable", "name"} {
				check(front, back, 4.5)
			}
		}
		check("on-accent", "accent", 4.5)
		check("edge", "surface", 3)
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(channel uint64) float64 {
		c := float64(channel&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(n>>16) + 0.7152*linear(n>>8) + 0.0722*linear(n)
}
