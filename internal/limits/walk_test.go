package limits

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"rostrum/internal/fault"
)

// parse gives a validated document; false where it does not validate.
func parse(schema *ast.Schema, query string) (*ast.QueryDocument, error) {
	doc, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, err
	}
	if err := CheckRepeats(doc); err != nil {
		return nil, err
	}
	all := rules.NewDefaultRules()
	all.RemoveRule(rules.MaxIntrospectionDepth.Name)
	if errs := validator.ValidateWithRules(schema, doc, all); len(errs) > 0 {
		return nil, errs
	}
	return doc, nil
}

func check(t testing.TB, table *Table, query string, vars map[string]any) (Verdict, error) {
	t.Helper()
	doc, err := parse(table.schema, query)
	if err != nil {
		t.Fatal(err)
	}
	return table.Check(Default, doc, doc.Operations[0], vars)
}

func TestCost(t *testing.T) {
	table := contract(t)
	for name, c := range map[string]struct {
		query string
		vars  map[string]any
		want  int
	}{
		"a plain value is free":                   {`{__typename}`, nil, 0},
		"an object":                               {`{forum(slug: "a") {slug year}}`, nil, 1},
		"an object within an object":              {`{forum(slug: "a") {theme {value}}}`, nil, 2},
		"a list of assumed size":                  {`{sdgs {number}}`, nil, 17},
		"a list within a list":                    {`{sdgs {targets {code}}}`, nil, 17 + 17*10},
		"a connection of 20 by default":           {`{stakeholders {nodes {id}}}`, nil, 1 + 20},
		"a connection that asks for its size":     {`{stakeholders(first: 3) {nodes {id}}}`, nil, 1 + 3},
		"a connection from its end":               {`{stakeholders(last: 7) {nodes {id}}}`, nil, 1 + 7},
		"a size that is null":                     {`{stakeholders(first: null) {nodes {id}}}`, nil, 1 + 20},
		"a size in a variable":                    {`query($n: Int) {stakeholders(first: $n) {nodes {id}}}`, map[string]any{"n": int64(5)}, 1 + 5},
		"a size by default of a variable":         {`query($n: Int = 4) {stakeholders(first: $n) {nodes {id}}}`, map[string]any{"n": int64(4)}, 1 + 4},
		"a variable left out":                     {`query($n: Int) {stakeholders(first: $n) {nodes {id}}}`, map[string]any{}, 1 + 20},
		"edges hold nodes":                        {`{stakeholders(first: 3) {edges {cursor node {id}}}}`, nil, 1 + 3*2},
		"the page's ends and count":               {`{stakeholders(first: 3) {totalCount pageInfo {endCursor}}}`, nil, 2},
		"sizes through a fragment":                {`{stakeholders(first: 3) {...S}} fragment S on StakeholderConnection {nodes {id}}`, nil, 1 + 3},
		"one fragment with two sizes":             {`{a: stakeholders(first: 3) {...S} stakeholders {...S}} fragment S on StakeholderConnection {nodes {id}}`, nil, 1 + 3 + 1 + 20},
		"connections within connections":          {`{stakeholders(first: 10) {nodes {sessions(first: 5) {nodes {id}}}}}`, nil, 1 + 10*(1+1+5)},
		"search has a weight":                     {`{search(text: "a", first: 2) {nodes {__typename}}}`, nil, 10 + 2},
		"of a union the dearest type":             {`{search(text: "a", first: 1) {nodes {... on Session {title {value} forum {id}} ... on Person {sources {title}}}}}`, nil, 10 + 1 + 2},
		"of a type asked for twice, both":         {`{search(text: "a", first: 1) {nodes {... on Session {title {value}} ... on Session {forum {id}}}}}`, nil, 10 + 1 + 2},
		"nodes by their ids":                      {`{nodes(ids: ["a", "b", "c"]) {id}}`, nil, 3},
		"nodes by ids in a variable":              {`query($i: [ID!]!) {nodes(ids: $i) {id}}`, map[string]any{"i": []any{"a", "b"}}, 2},
		"a count":                                 {`{forum(slug: "a") {nowAndNext(count: 7) {now {id} next {id}}}}`, nil, 2 + 7*2},
		"a count by default":                      {`{forum(slug: "a") {nowAndNext {now {id}}}}`, nil, 2 + 5},
		"many plain values are not":               {`{stakeholders(first: 100) {nodes {` + aliases("id", 49) + ` id}}}`, nil, 1 + 100*(1+2)},
		"few plain values are":                    {`{stakeholders(first: 100) {nodes {` + aliases("id", 23) + ` id}}}`, nil, 1 + 100},
		"words in a filter":                       {`{people(filter: {text: "a"}, first: 1) {totalCount}}`, nil, 1 + 10},
		"words that are null":                     {`{people(filter: {text: null}, first: 1) {totalCount}}`, nil, 1},
		"words in a variable":                     {`query($f: PersonFilter) {people(filter: $f, first: 1) {totalCount}}`, map[string]any{"f": map[string]any{"text": "a"}}, 1 + 10},
		"words below a list":                      {`{sdgs {actionLines {sessions(first: 1, filter: {text: "a"}) {totalCount}}}}`, nil, 17 * (1 + 8*(1+1+10))},
		"values in a filter":                      {`query($f: StakeholderFilter) {stakeholders(filter: $f, first: 1) {totalCount}}`, map[string]any{"f": map[string]any{"country": make([]any, 100), "type": make([]any, 9)}}, 1 + 10},
		"skipped, so free":                        {`{sdgs @skip(if: true) {number} __typename}`, nil, 0},
		"included by a variable":                  {`query($b: Boolean!) {sdgs @include(if: $b) {number} __typename}`, map[string]any{"b": true}, 17},
		"a fragment left out":                     {`query($b: Boolean!) {...@include(if: $b) {sdgs {number}} __typename}`, map[string]any{"b": false}, 0},
		"a programme page of 50, as clients want": {page(50), nil, 2 + 50*(1+1+4*2+4*2+3*2+6*(1+1+2))},
	} {
		t.Run(name, func(t *testing.T) {
			verdict, err := check(t, table, c.query, c.vars)
			if err != nil {
				t.Fatal(err)
			}
			if verdict.Cost != c.want {
				t.Errorf("cost %d, want %d", verdict.Cost, c.want)
			}
		})
	}
}

func aliases(field string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d: %s ", i, field)
	}
	return b.String()
}

func page(n int) string {
	return fmt.Sprintf(`{forum(slug: "wsis-forum-2020") {sessions(first: %d) {nodes {
		id number title {value language} startsAt endsAt status
		actionLines {code title {value}} sdgs {number title {value}} organisers {acronym name {value}}
		participations {role person {name} affiliations {name {value}}}
	}}}}`, n)
}

func TestRefusals(t *testing.T) {
	table := contract(t)
	for name, c := range map[string]struct {
		query string
		vars  map[string]any
		code  fault.Code
		want  string
	}{
		"cost":                 {`{stakeholders(first: 100) {nodes {sessions(first: 100) {nodes {id}}}}}`, nil, fault.TooCostly, "cost 10201, 10000 are allowed"},
		"cost beyond counting": {deepConnections(), nil, fault.TooCostly, "cost more than 1000000000, 10000 are allowed"},
		"depth":                {"{forum(slug: \"a\") {" + strings.Repeat("contests {forum {", 8) + "slug" + strings.Repeat("}}", 8) + "}}", nil, fault.TooCostly, "depth 18, 16 are allowed"},
		"depth through fragments": {`{forum(slug: "a") {...A}} fragment A on Forum {contests {forum {contests {forum {contests {forum {...B}}}}}}}
			fragment B on Forum {contests {forum {contests {forum {contests {forum {contests {forum {contests {forum {slug}}}}}}}}}}}`, nil, fault.TooCostly, "depth 18, 16 are allowed"},
		"aliases":                      {"{forum(slug: \"a\") {" + many(51, "a%d: slug ") + "}}", nil, fault.TooCostly, "aliases 51, 50 are allowed"},
		"aliases in fragments":         {"{a: forum(slug: \"a\") {...F} b: forum(slug: \"b\") {...F} forum(slug: \"c\") {...F}} fragment F on Forum {" + many(20, "a%d: slug ") + "}", nil, fault.TooCostly, "aliases 62, 50 are allowed"},
		"root fields":                  {"{" + many(21, "a%d: __typename ") + "}", nil, fault.TooCostly, "root fields 21, 20 are allowed"},
		"root fields in a fragment":    {"{...F ...F2} fragment F on Query {" + many(11, "a%d: __typename ") + "} fragment F2 on Query {" + many(11, "a%d: __typename ") + "}", nil, fault.TooCostly, "root fields 22, 20 are allowed"},
		"first 0":                      {`{stakeholders(first: 0) {nodes {id}}}`, nil, fault.BadUserInput, "first: 0 is out of range, 1–100 are allowed"},
		"first -1":                     {`{stakeholders(first: -1) {nodes {id}}}`, nil, fault.BadUserInput, "first: -1 is out of range"},
		"last 101":                     {`{stakeholders(last: 101) {nodes {id}}}`, nil, fault.BadUserInput, "last: 101 is out of range"},
		"first of a milliard":          {`query($n: Int) {stakeholders(first: $n) {nodes {id}}}`, map[string]any{"n": int64(1000000000)}, fault.BadUserInput, "first: 1000000000 is out of range"},
		"first beyond 32 bits":         {`{stakeholders(first: 99999999999) {nodes {id}}}`, nil, fault.BadUserInput, "first: 99999999999 is out of range"},
		"first and last":               {`{stakeholders(first: 1, last: 1) {nodes {id}}}`, nil, fault.BadUserInput, "first and last cannot both be given"},
		"a number in a list":           {`{forum(slug: "a") {sessions(filter: {sdg: [1, 99999999999]}) {totalCount}}}`, nil, fault.BadUserInput, "filter.sdg[1]: 99999999999 is out of range"},
		"too many ids":                 {`{nodes(ids: [` + many(101, `"a%d" `) + `]) {id}}`, nil, fault.BadUserInput, "ids: 101 are given, 100 are allowed"},
		"a condition of null":          {`query($b: Boolean = true) {__typename @skip(if: $b)}`, map[string]any{"b": nil}, fault.BadUserInput, "if: the condition of $b in @skip must be true or false, not null"},
		"of two conditions the second": {`query($b: Boolean = true) {__typename @skip(if: true) @include(if: $b)}`, map[string]any{"b": nil}, fault.BadUserInput, "in @include must be"},
		"a bomb of types":              {`{__schema {types {fields {type {fields {type {fields {name}}}}}}}}`, nil, fault.TooCostly, "introspection lists within lists 4, 2 are allowed"},
		"a bomb of ofType":             {`{__schema {types ` + strings.Repeat("{ofType ", 25) + "{name}" + strings.Repeat("}", 25) + `}}`, nil, fault.TooCostly, "introspection depth 27, 20 are allowed"},
		"the schema, 20 times":         {"{" + many(20, "a%d: __schema {types {fields {args {name}}}} ") + "}", nil, fault.TooCostly, "cost"},
		"the types, 50 times":          {"{__schema {" + many(50, "a%d: types {fields {name}} ") + "}}", nil, fault.TooCostly, "cost"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := check(t, table, c.query, c.vars)
			if err == nil || fault.Of(err) != c.code || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v (%s), want %q (%s)", err, fault.Of(err), c.want, c.code)
			}
		})
	}
}

func many(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// deepConnections nests four pages of 100 within each other.
func deepConnections() string {
	inner := "id"
	for range 3 {
		inner = "sessions(first: 100) {nodes {organisers {" + inner + "}}}"
	}
	return "{stakeholders(first: 100) {nodes {" + inner + "}}}"
}

func TestWholeIntrospectionPasses(t *testing.T) {
	ofType := strings.Repeat("ofType {kind name ", 9) + strings.Repeat("}", 9)
	query := `query IntrospectionQuery {
		__schema {
			description queryType {name kind} mutationType {name kind} subscriptionType {name kind}
			types {...Whole}
			directives {name description isRepeatable locations args(includeDeprecated: true) {...Value}}
		}
	}
	fragment Whole on __Type {
		kind name description specifiedByURL isOneOf
		fields(includeDeprecated: true) {name description args(includeDeprecated: true) {...Value} type {...Reference} isDeprecated deprecationReason}
		inputFields(includeDeprecated: true) {...Value}
		interfaces {...Reference}
		enumValues(includeDeprecated: true) {name description isDeprecated deprecationReason}
		possibleTypes {...Reference}
	}
	fragment Value on __InputValue {name description type {...Reference} defaultValue isDeprecated deprecationReason}
	fragment Reference on __Type {kind name ` + ofType + `}`
	verdict, err := check(t, contract(t), query, nil)
	if err != nil {
		t.Fatal(err)
	}
	if verdict.Cost == 0 || verdict.Cost > 5000 {
		t.Errorf("cost %d", verdict.Cost)
	}
	if verdict.ReadsClock || verdict.Personal {
		t.Errorf("got %+v for what everybody may cache", verdict)
	}
}

func TestClass(t *testing.T) {
	table, err := NewTable(load(t, directives+`
		type Query { open: Int @public  mine: Me @personal  now: Int @public @clock  node: N @public
			out: Int @signedIn  audit: Int @role(any: [SECRETARIAT, AUDITOR])  jury: Int @role(any: [JURY]) }
		type Me { mail: String @public }
		interface N { x: Int @public }
		type A implements N { x: Int @public @clock }`))
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]Verdict{
		`{open}`:                           {},
		`{open now}`:                       {ReadsClock: true},
		`{mine {mail}}`:                    {Cost: 1, Personal: true},
		`{node {x}}`:                       {Cost: 1, ReadsClock: true},
		`{now @skip(if: true) open}`:       {},
		`{open out}`:                       {Personal: true, Needs: Needs{SignedIn: true}},
		`{audit jury}`:                     {Personal: true, Needs: Needs{SignedIn: true, Roles: [][]string{{"AUDITOR", "SECRETARIAT"}, {"JURY"}}}},
		`{audit b: audit}`:                 {Personal: true, Needs: Needs{SignedIn: true, Roles: [][]string{{"AUDITOR", "SECRETARIAT"}}}},
		`{jury @include(if: false) open}`:  {},
		`{...F} fragment F on Query {now}`: {ReadsClock: true},
	} {
		if got, err := check(t, table, query, nil); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v (%v), want %+v", query, got, err, want)
		}
	}
}

func TestFragmentsOfFragmentsArePricedInLinearTime(t *testing.T) {
	table := contract(t)
	var b strings.Builder
	b.WriteString("{sdgs {...F0}}")
	const chain = 200 // each spreads the next one twice: 2^200 fields
	for i := range chain {
		fmt.Fprintf(&b, " fragment F%d on SDG {...F%d ...F%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, " fragment F%d on SDG {sources {title}}", chain)
	start := time.Now()
	_, err := check(t, table, b.String(), nil)
	if fault.Of(err) != fault.TooCostly {
		t.Errorf("got %v", err)
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestRepeatsAreRefusedBeforeValidation(t *testing.T) {
	for name, query := range map[string]string{
		"at the root":           "{" + strings.Repeat("__typename ", 3900) + "}",
		"below":                 "{sdgs {" + strings.Repeat("name ", 3900) + "}}",
		"in a fragment":         "{...F} fragment F on Query {" + strings.Repeat("sdgs {number} ", 60) + "}",
		"in an inline fragment": "{... {" + strings.Repeat("sdgs {number} ", 60) + "}}",
		"fields of no type":     "{" + strings.Repeat("nothing ", 3900) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := parser.ParseQuery(&ast.Source{Input: query})
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckRepeats(doc); fault.Of(err) != fault.TooCostly || !strings.Contains(err.Error(), "50 are allowed") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	for query, want := range map[string]int{
		"":                                      0,
		"{a}":                                   3,
		"# nothing\n{a, b}":                     4,
		`{a(x: "y z", n: 1.5)}`:                 11,
		"{" + strings.Repeat("a ", 10000) + "}": 10002,
	} {
		if got := CountTokens(query); got != want {
			t.Errorf("%.20q has %d tokens, want %d", query, got, want)
		}
	}
	if err := Default.CheckSize(4001); err == nil || err.Error() != "tokens 4001, 4000 are allowed" {
		t.Errorf("got %v", err)
	}
	if err := Default.CheckSize(4000); err != nil {
		t.Errorf("got %v", err)
	}
}

func FuzzCheck(f *testing.F) {
	table := contract(f)
	for _, seed := range []string{
		`{forum(slug: "a") {sessions(first: 5) {nodes {title {value}}}}}`, page(10),
		`query($n: Int, $b: Boolean!) {search(text: "a", last: $n) {nodes {... on Session @skip(if: $b) {id}}}}`,
		`{__schema {types {fields {type {name}}}}}`, `{nodes(ids: "a") {id ...F}} fragment F on Node {id}`,
	} {
		f.Add(seed, int64(3), true)
	}
	f.Fuzz(func(t *testing.T, query string, n int64, b bool) {
		if len(query) > 4096 || CountTokens(query) > 1000 {
			return
		}
		doc, err := parse(table.schema, query)
		if err != nil {
			return
		}
		vars := map[string]any{}
		for _, op := range doc.Operations {
			for _, v := range op.VariableDefinitions {
				switch v.Type.Name() {
				case "Int":
					vars[v.Variable] = n
				case "Boolean":
					vars[v.Variable] = b
				default:
					vars[v.Variable] = nil
				}
			}
			verdict, err := table.Check(Default, doc, op, vars)
			if err != nil && fault.Of(err) == fault.Internal {
				t.Errorf("%s: %v", query, err)
			}
			if err == nil && (verdict.Cost < 0 || verdict.Cost > Default.Cost) {
				t.Errorf("%s: cost %d passes", query, verdict.Cost)
			}
		}
	})
}

// An object that only some may see makes a question personal by its id, however that is given; others do not.
func TestIDsOfWhatOnlySomeMaySee(t *testing.T) {
	table := contract(t)
	table.IsPersonal = func(id string) bool { return strings.HasPrefix(id, "mine") }
	for name, c := range map[string]struct {
		query string
		vars  map[string]any
		want  bool
	}{
		"an id":                    {`{node(id: "mine-1") {id}}`, nil, true},
		"another id":               {`{node(id: "theirs") {id}}`, nil, false},
		"an id in a variable":      {`query($i: ID!) {node(id: $i) {id}}`, map[string]any{"i": "mine-1"}, true},
		"another in a variable":    {`query($i: ID!) {node(id: $i) {id}}`, map[string]any{"i": "theirs"}, false},
		"one of a list":            {`{nodes(ids: ["theirs", "mine-1"]) {id}}`, nil, true},
		"one of a list of others":  {`{nodes(ids: ["theirs", "hers"]) {id}}`, nil, false},
		"a list in a variable":     {`query($i: [ID!]!) {nodes(ids: $i) {id}}`, map[string]any{"i": []any{"theirs", "mine-1"}}, true},
		"a variable within a list": {`query($i: ID!) {nodes(ids: ["theirs", $i]) {id}}`, map[string]any{"i": "mine-1"}, true},
		"a single id for a list":   {`{nodes(ids: "mine-1") {id}}`, nil, true},
		"in a fragment":            {`{...F} fragment F on Query {node(id: "mine-1") {id}}`, nil, true},
		"of a field of one type":   {`{session(id: "mine-1") {id}}`, nil, false},
		"left out":                 {`{node(id: "mine-1") @skip(if: true) {id} __typename}`, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			verdict, err := check(t, table, c.query, c.vars)
			if err != nil || verdict.Personal != c.want || verdict.Needs.SignedIn {
				t.Errorf("got %+v, %v", verdict, err)
			}
		})
	}
}

func TestNeeds(t *testing.T) {
	table := contract(t)
	officers, secretariat := []string{"AUDITOR", "SECRETARIAT"}, []string{"SECRETARIAT"}
	for name, c := range map[string]struct {
		query    string
		personal bool
		want     Needs
	}{
		"what is public":               {`{forums {slug}}`, false, Needs{}},
		"one's own":                    {`{viewer {email ballot(contest: "c") {done}}}`, true, Needs{}},
		"what takes a sign-in":         {`mutation {signOut(input: {}) {userErrors {code}}}`, true, Needs{SignedIn: true}},
		"what anybody does":            {`mutation {signIn(input: {challenge: "a", code: "b"}) {userErrors {code}}}`, false, Needs{}},
		"what officers see":            {`{auditTrail {nodes {id}}}`, true, Needs{SignedIn: true, Roles: [][]string{officers}}},
		"what officers see, by its id": {`{node(id: "a") {... on AuditEntry {actor}}}`, true, Needs{SignedIn: true, Roles: [][]string{officers}}},
		"both, and what is public": {`mutation {confirmRole(input: {assignment: "a"}) {assignment {role}}}`, true,
			Needs{SignedIn: true, Roles: [][]string{officers, secretariat}}},
	} {
		t.Run(name, func(t *testing.T) {
			verdict, err := check(t, table, c.query, nil)
			if err != nil || verdict.Personal != c.personal || !reflect.DeepEqual(verdict.Needs, c.want) {
				t.Errorf("got %+v, %v", verdict, err)
			}
		})
	}
}
