package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"rostrum/internal/fault"
	"rostrum/internal/limits"
)

// secret is planted where an inside could come out.
const secret = "pq: password authentication failed for user hunter2"

const toySDL = `
directive @public on FIELD_DEFINITION
directive @personal on FIELD_DEFINITION
directive @clock on FIELD_DEFINITION
directive @cost(weight: Int!) on FIELD_DEFINITION
directive @listSize(assumedSize: Int!) on FIELD_DEFINITION
type Query {
  hello(name: String): String @public
  now: String @public @clock
  me: String @personal
  big: String @public
  broken: String @public
  panics: String @public
  refused(day: String): String @public
  manyErrors: String @public
  slow: String @public
  language: String @public
  sized(input: Sizes): String @public
  items(first: Int, last: Int): ItemConnection @public
}
type Mutation { bump: Int @public }
type ItemConnection { nodes: [Item!]! @public }
type Item { name: String @public  items(first: Int, last: Int): ItemConnection @public }
input Sizes { n: Int!  kind: Kind = SMALL  list: [Int!]  f: Float  id: ID  ok: Boolean  inner: Sizes }
enum Kind { SMALL LARGE }
`

// toy is a schema that is resolved by a table of functions, as far as these tests need.
type toy struct {
	schema *ast.Schema
	fields map[string]func(ctx context.Context, args map[string]any) (any, error)
}

func (t *toy) Schema() *ast.Schema { return t.schema }

func (t *toy) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (t *toy) Exec(ctx context.Context) graphql.ResponseHandler {
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return t.respond(ctx)
	}
}

func (t *toy) respond(ctx context.Context) *graphql.Response {
	op := graphql.GetOperationContext(ctx)
	var b bytes.Buffer
	b.WriteByte('{')
	for _, f := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Query", "Mutation"}) {
		if f.IsDeferred() {
			continue // gqlgen would send it in a later response, which nobody here asks for
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		value, _ := json.Marshal(t.resolve(graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: f}), op, f))
		b.WriteString(`"` + f.Alias + `":`)
		b.Write(value)
	}
	b.WriteByte('}')
	return &graphql.Response{Data: b.Bytes()}
}

func (t *toy) resolve(ctx context.Context, op *graphql.OperationContext, f graphql.CollectedField) (value any) {
	if f.Name == "__typename" {
		return f.ObjectDefinition.Name
	}
	defer func() {
		if v := recover(); v != nil {
			op.Error(ctx, op.Recover(ctx, v))
		}
	}()
	resolve, ok := t.fields[f.Name]
	if !ok {
		return nil
	}
	value, err := resolve(ctx, f.ArgumentMap(op.Variables))
	if err != nil {
		op.Error(ctx, graphql.AddFieldLocationToError(ctx, err))
		return nil
	}
	return value
}

// harness is a server over the toy, with what it logged.
type harness struct {
	*Server
	toy *toy
	log *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newHarness(t testing.TB, change ...func(*Config)) *harness {
	t.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "toy", Input: toySDL})
	if err != nil {
		t.Fatal(err)
	}
	table, err := limits.NewTable(schema)
	if err != nil {
		t.Fatal(err)
	}
	h := &harness{log: &syncBuffer{}, toy: &toy{schema: schema, fields: toyFields()}}
	cfg := Config{Schema: h.toy, SDL: toySDL, Table: table, Log: slog.New(slog.NewJSONHandler(h.log, nil))}
	for _, c := range change {
		c(&cfg)
	}
	if h.Server, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	return h
}

func toyFields() map[string]func(context.Context, map[string]any) (any, error) {
	return map[string]func(context.Context, map[string]any) (any, error){
		"hello": func(_ context.Context, args map[string]any) (any, error) {
			if name, ok := args["name"].(string); ok {
				return "hello " + name, nil
			}
			return "hello", nil
		},
		"now":    func(context.Context, map[string]any) (any, error) { return "2020-01-17T09:00:00Z", nil },
		"me":     func(context.Context, map[string]any) (any, error) { return "you", nil },
		"big":    func(context.Context, map[string]any) (any, error) { return strings.Repeat("forum ", 2000), nil },
		"bump":   func(context.Context, map[string]any) (any, error) { return 1, nil },
		"broken": func(context.Context, map[string]any) (any, error) { return nil, errors.New(secret) },
		"panics": func(context.Context, map[string]any) (any, error) { panic(secret) },
		"sized": func(_ context.Context, args map[string]any) (any, error) {
			b, err := json.Marshal(args)
			return string(b), err
		},
		"refused": func(context.Context, map[string]any) (any, error) {
			return nil, fault.Wrap(fault.BadUserInput, errors.New(secret), "day: not a day of the calendar")
		},
		"manyErrors": func(ctx context.Context, _ map[string]any) (any, error) {
			for range 100 {
				graphql.AddError(ctx, errors.New(secret))
			}
			return nil, nil
		},
	}
}

func (h *harness) do(t testing.TB, r *http.Request) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

const both = "application/graphql-response+json, application/json;q=0.9"

func post(body string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", both)
	return with(r, headers...)
}

func get(path string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", both)
	return with(r, headers...)
}

// with sets headers, given as name and value; an empty value takes a header away.
func with(r *http.Request, headers ...string) *http.Request {
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Del(headers[i])
		if headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return r
}

// query makes the body of a request.
func query(q string) string {
	b, _ := json.Marshal(map[string]string{"query": q})
	return string(b)
}

func read(t testing.TB, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// firstError gives the code and text of the first error of an answer.
func firstError(t testing.TB, body string) (code, message string) {
	t.Helper()
	var answer struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatalf("%v in %.200q", err, body)
	}
	if len(answer.Errors) == 0 {
		return "", ""
	}
	return answer.Errors[0].Extensions.Code, answer.Errors[0].Message
}
