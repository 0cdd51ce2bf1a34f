package readme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"rostrum"
)

// operate sends an operation of a document to its demo, with the variables that stand behind it, and compares the answer
// with the one that the document shows. `graphql as NAME` is sent with the token in the variable of that name.
func (s *session) operate(t *testing.T, schema *ast.Schema, b block, next []block) error {
	t.Helper()
	if _, err := gqlparser.LoadQueryWithRules(schema, b.text, rules.NewDefaultRules()); err != nil {
		return err
	}
	address := s.demo(t).address // which the token may come from
	words := strings.Fields(b.info)
	token := ""
	if i := slices.Index(words, "as"); i >= 0 {
		token = s.bash.value(t, words[i+1])
	}
	variables := json.RawMessage("null")
	if len(next) > 0 && next[0].info == "json variables" {
		var value any
		if err := json.Unmarshal([]byte(next[0].text), &value); err != nil {
			return err
		}
		var err error
		if variables, err = json.Marshal(s.fill(t, value)); err != nil {
			return err
		}
		next = next[1:]
	}
	answer := ask(t, address, b.text, variables, token)
	if refused := strings.Contains(answer, `"errors":[`); refused != slices.Contains(words, "refused") {
		return fmt.Errorf("refused: %v: %.500s", refused, answer)
	}
	if len(next) == 0 || next[0].info != "json answer" {
		return nil
	}
	if err := compare(next[0].text, answer); err != nil {
		return err
	}
	s.learn(t, next[0].text, answer)
	return nil
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
			doc, errs := gqlparser.LoadQueryWithRules(schema, string(content), rules.NewDefaultRules())
			if errs != nil {
				t.Fatal(errs)
			}
			answer := ask(t, demo.address, string(content), only(t, variables, doc.Operations[0].VariableDefinitions), "")
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

// ask sends an operation, with a token where there is one, and gives the answer's body.
func ask(t *testing.T, address, query string, variables json.RawMessage, token string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
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
