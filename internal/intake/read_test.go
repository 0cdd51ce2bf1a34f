package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"rostrum/internal/fault"
	"rostrum/internal/intake"
)

const head = `"format":"rostrum/1","source":"test"`

func TestRead(t *testing.T) {
	doc, err := intake.Read(strings.NewReader(`{`+head+`,
		"forums":[{"externalId":"f","slug":"forum","year":2020,"theme":"A theme","startsOn":"2020-06-22","endsOn":"2020-09-10","timeZone":"Europe/Zurich","chair":null}],
		"sessions":[{"externalId":"s","forum":"f","title":{"en":"One","ar":"واحد"},"slots":[{"startsAt":"2020-06-22T10:00:00+02:00","endsAt":"2020-06-22T11:00:00+02:00"}],
			"organisers":["o",{"source":"other","externalId":"o"}],"speakersComplete":false}]}`), "file.json")
	if err != nil {
		t.Fatal(err)
	}
	s := doc.Sessions[0]
	switch {
	case doc.Name != "file.json" || doc.Source != "test" || doc.Len() != 2:
		t.Errorf("head: %q %q %d", doc.Name, doc.Source, doc.Len())
	case doc.Forums[0].Value.Theme[0].Value != "A theme" || doc.Forums[0].Value.ChairID != "":
		t.Errorf("forum: %+v", doc.Forums[0])
	case s.ExternalID != "s" || len(s.Value.Title) != 2 || s.Value.Slots[0].StartsAt.Hour() != 8:
		t.Errorf("session: %+v", s)
	case s.Value.Organisers[0] != "o" || s.Value.Organisers[1] != intake.Ref("other", "o"):
		t.Errorf("references: %q", s.Value.Organisers)
	case s.Value.SpeakersComplete == nil || *s.Value.SpeakersComplete:
		t.Error("false is not the same as nothing said")
	}
}

func TestReadRefuses(t *testing.T) {
	session := func(fields string) string { return `{` + head + `,"sessions":[{"externalId":"s",` + fields + `}]}` }
	for _, row := range []struct{ name, given, want string }{
		{"nothing", ``, "not JSON at byte 0"},
		{"no object", `[]`, "must be an object"},
		{"cut off", `{` + head, "not JSON at byte 37"},
		{"garbage behind", `{` + head + `} x`, "something follows the document"},
		{"a second document", `{` + head + `}{}`, "something follows the document"},
		{"another format", `{"format":"rostrum/2","source":"test"}`, `format: must be "rostrum/1"`},
		{"no source", `{"format":"rostrum/1"}`, "source: must not be empty"},
		{"unknown field", session(`"colour":"red"`), "sessions[0].colour: is no field of the format"},
		{"field in other letters", session(`"Title":"red"`), "sessions[0].Title: is no field of the format"},
		{"field of the database", session(`"revision":7`), "sessions[0].revision: is no field of the format"},
		{"field set by the server", session(`"recordings":[{"isPublic":true}]`), "sessions[0].recordings[0].isPublic: is no field of the format"},
		{"a field twice", session(`"number":"1","number":"2"`), "sessions[0].number: stands there twice"},
		{"a language twice", session(`"title":{"en":"a","en":"b"}`), "sessions[0].title.en: stands there twice"},
		{"text for a list", session(`"organisers":"o"`), "sessions[0].organisers: must be a list"},
		{"number for a text", session(`"number":101`), "sessions[0].number: must be a text"},
		{"text for a number", session(`"attendance":"12"`), "sessions[0].attendance: must be a number"},
		{"half a person", session(`"attendance":1.5`), "sessions[0].attendance: must be a whole number"},
		{"a number without end", session(`"attendance":1e400`), "sessions[0].attendance: must be a whole number"},
		{"text for a truth", session(`"isSample":"yes"`), "sessions[0].isSample: must be true or false"},
		{"local time", session(`"startOnly":"2020-06-22T10:00:00"`), "sessions[0].startOnly: not an instant in the form 2020-06-22T08:00:00Z"},
		{"no such day", session(`"day":"2020-02-30"`), "sessions[0].day: not a day in the form 2020-06-22, of the years 1900 to 2200"},
		{"reference without a source", session(`"forum":{"externalId":"f"}`), "sessions[0].forum: must have source and externalId"},
		{"object where nothing is referred to", session(`"url":{"source":"a","externalId":"b"}`), "sessions[0].url: must be a text"},
		{"no external id", `{` + head + `,"people":[{"name":"Ada"}]}`, "people[0].externalId: must not be empty"},
		{"no code", `{` + head + `,"kinds":[{"name":"A"}]}`, "kinds[0].code: must not be empty"},
		{"a code and another name", `{` + head + `,"kinds":[{"code":"A","externalId":"B"}]}`, "kinds[0].externalId: must be left out, or be the code itself"},
		{"an external id twice", `{` + head + `,"people":[{"externalId":"a"},{"externalId":"a"}]}`, "people[1].externalId: stands in the file twice"},
		{"deep nesting", session(`"x":` + strings.Repeat("[", 100)), "sessions[0].x: is no field of the format; nested deeper than 32 levels at byte 102"},
		{"invalid UTF-8", "{\"format\":\"\xff\"}", "not valid UTF-8"},
		{"a hostile name", session(`"a\u202eb` + strings.Repeat("c", 99) + `":1`),
			`sessions[0]."a\u202ebccccccccccccccccccccccccccccccccccc": is no field of the format`},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := intake.Read(strings.NewReader(row.given), "f.json")
			if err == nil {
				t.Fatal("passes")
			}
			if got := strings.ReplaceAll(err.Error(), "f.json: ", ""); got != row.want {
				t.Errorf("got  %q\nwant %q", got, row.want)
			}
			if !strings.HasPrefix(err.Error(), "f.json: ") || fault.Of(err) != fault.BadUserInput {
				t.Errorf("code %s: %v", fault.Of(err), err)
			}
		})
	}
}

func TestReadTellsEveryProblemUpToAHundred(t *testing.T) {
	var people []string
	for i := range 150 {
		people = append(people, fmt.Sprintf(`{"externalId":"%d","name":%d}`, i, i))
	}
	_, err := intake.Read(strings.NewReader(`{`+head+`,"people":[`+strings.Join(people, ",")+`]}`), "f.json")
	list, ok := err.(fault.List)
	if !ok || len(list) != 100 || list[99].Field != "people[99].name" {
		t.Errorf("%d problems, the last is about %q", len(list), list[len(list)-1].Field)
	}
}

func TestReadRefusesWhatIsTooLarge(t *testing.T) {
	const mebibyte = 1 << 20
	whole := `{` + head + `}`
	fits := whole + strings.Repeat(" ", mebibyte-len(whole))
	if _, err := intake.ReadAtMost(strings.NewReader(fits), "f.json", mebibyte); err != nil {
		t.Errorf("what just fits: %v", err)
	}
	_, err := intake.ReadAtMost(strings.NewReader(fits+" "), "f.json", mebibyte)
	if err == nil || err.Error() != "f.json: larger than 1 MiB" || intake.MaxBytes != 64*mebibyte {
		t.Errorf("got %v", err)
	}
}

// FuzzRead: whatever the bytes, reading ends in a document or in faults that are safe to show, and what it takes is JSON.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{``, `{}`, `{` + head + `}`, `{` + head + `,"sessions":[{"externalId":"s","title":{"en":"a"},"slots":[{"startsAt":"2020-06-22T10:00:00Z"}]}]}`,
		`{` + head + `,"matrices":[{"version":"1","links":[{"goal":1e9}]}]}`, `{"source":{"source":"a"}}`, `[[[[[[`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := intake.Read(bytes.NewReader(data), "f.json")
		if err == nil && !json.Valid(data) {
			t.Error("took what is not JSON")
		}
		if err != nil && fault.Of(err) != fault.BadUserInput {
			t.Errorf("code %s: %v", fault.Of(err), err)
		}
	})
}
