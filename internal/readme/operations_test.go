package readme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum"
)

// Every operation of a document is valid and gives what the document says.
func TestOperationsGiveWhatTheDocumentsSay(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	demo := serve(t, t.TempDir(), []string{"demo", "--listen", "127.0.0.1:0", "--data", t.TempDir()})
	for _, name := range run {
		d := read(t, name)
		for i, b := range d.blocks {
			if language, _, _ := strings.Cut(b.info, " "); language != "graphql" {
				continue
			}
			t.Run(fmt.Sprintf("%s:%d", name, b.line), func(t *testing.T) {
				tryOperation(t, schema, demo.address, b, d.blocks[i+1:])
			})
		}
	}
}

func tryOperation(t *testing.T, schema *ast.Schema, address string, b block, next []block) {
	t.Helper()
	if _, err := gqlparser.LoadQuery(schema, b.text); err != nil {
		t.Fatal(err)
	}
	variables := json.RawMessage("null")
	if len(next) > 0 && next[0].info == "json variables" {
		variables, next = json.RawMessage(next[0].text), next[1:]
	}
	answer := ask(t, address, b.text, variables)
	if refused := strings.Contains(answer, `"errors"`); refused != strings.HasSuffix(b.info, " refused") {
		t.Fatalf("refused: %v: %.500s", refused, answer)
	}
	if len(next) > 0 && next[0].info == "json answer" {
		if err := compare(next[0].text, answer); err != nil {
			t.Error(err)
		}
	}
}

// The operations of clients/, which the documents send their readers to, give data.
func TestOperationsForClientsGiveData(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: rostrum.Schema})
	demo := serve(t, t.TempDir(), []string{"demo", "--listen", "127.0.0.1:0", "--data", t.TempDir()})
	variables := json.RawMessage(`{"forum": "wsis-forum-2020", "first": 5, "zone": "Africa/Lagos", "day": "2020-06-22", "language": "fr",
		"text": "numérique", "id": "UzpTMjAyMC0wMDE"}`)
	files, err := filepath.Glob(filepath.Join(root, "clients", "operations", "*.graphql"))
	if err != nil || len(files) < 4 {
		t.Fatalf("%d operations: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, errs := gqlparser.LoadQuery(schema, string(content))
			if errs != nil {
				t.Fatal(errs)
			}
			answer := ask(t, demo.address, string(content), only(t, variables, doc.Operations[0].VariableDefinitions))
			if strings.Contains(answer, `"errors"`) || !strings.Contains(answer, `"id"`) {
				t.Errorf("%.500s", answer)
			}
		})
	}
}

// only keeps the variables that an operation declares.
func only(t *testing.T, variables json.RawMessage, declared ast.VariableDefinitionList) json.RawMessage {
	t.Helper()
	var all, some = map[string]any{}, map[string]any{}
	if err := json.Unmarshal(variables, &all); err != nil {
		t.Fatal(err)
	}
	for _, d := range declared {
		if value, ok := all[d.Variable]; ok {
			some[d.Variable] = value
		}
	}
	chosen, err := json.Marshal(some)
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}

// ask sends an operation and gives the answer's body.
func ask(t *testing.T, address, query string, variables json.RawMessage) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post("http://"+address+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
