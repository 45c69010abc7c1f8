package transport

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"kith/models"
)

const personSchema = `
directive @listSize(assumedSize: Int!, slicingArgument: String) on FIELD_DEFINITION
directive @cost(weight: Int! = 1, argument: String, per: Int! = 1) on FIELD_DEFINITION
type Query {
	person: Person people(first: Int, after: String, last: Int): PersonConnection! nodes(ids: [ID!]!): [Person]!
	all: [Person!]! @listSize(assumedSize: 7)
	groups(limit: Int! = 5): [Person!]! @listSize(assumedSize: 3, slicingArgument: "limit")
}
type Mutation { rename(name: String): Person }
type Person {
	id: ID! name: String! best: Person
	friends(first: Int, last: Int): PersonConnection! called(as: String): String
	list: [Person!]! dear: String @cost(weight: 50)
}
type PersonConnection { nodes: [Person!]! pageInfo: PageInfo! count(limit: Int! = 1000): Int! @cost(argument: "limit", per: 100) }
type PageInfo { hasNextPage: Boolean! }`

func newTestDocuments(t testing.TB) *documents {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: personSchema})
	return newDocuments(schema, DefaultLimits(), NewMetrics(prometheus.NewRegistry()))
}

// repeated joins n copies of the text, with %d in it counted up.
func repeated(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

func chain(n int, spreads string) string {
	var b strings.Builder
	b.WriteString("{ person { ...F0 } } ")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on Person { %s } ", i, strings.ReplaceAll(spreads, "NEXT", fmt.Sprintf("F%d", i+1)))
	}
	fmt.Fprintf(&b, "fragment F%d on Person { id }", n)
	return b.String()
}

// TestHostileDocuments refuses what would keep the server busy, after work that is bounded by the text, not by what it
// expands to.
func TestHostileDocuments(t *testing.T) {
	doubled := chain(9, "a: best { ...NEXT } best { ...NEXT }")
	for _, test := range []struct {
		name, query string
		code        models.Code
		says        string
	}{
		{"doubling fragments", chain(24, "...NEXT ...NEXT"), models.QueryTooComplex, "fields"},
		{"doubling fields", chain(24, "a: best { ...NEXT } best { ...NEXT }"), models.QueryTooComplex, "fields"},
		{"inline fragments behind doubling ones", doubled[:len(doubled)-4] +
			strings.Repeat("...{", 300) + "id" + strings.Repeat("}", 301), models.QueryTooComplex, "fields"},
		{"60 KB of fields", "{" + repeated(6000, "person{id}") + "}", models.QueryTooComplex, "longer"},
		{"16 KB of fields", "{" + repeated(1600, "person{id}")[:16000] + "}", models.QueryTooComplex, "tokens"},
		{"1,000 aliases", "{ person {" + repeated(450, "a%d:id ") + "} }", models.QueryTooComplex, "aliases"},
		{"one name too often", "{ person {" + repeated(101, "id ") + "} }", models.QueryTooComplex, "share the name"},
		{"one name too often, apart", "{" + repeated(101, "person { id } ") + "}", models.QueryTooComplex, "share the name"},
		{"one name too often, through fragments", "{ person {" + repeated(101, "...F ") + "} } fragment F on Person { id }",
			models.QueryTooComplex, "share the name"},
		{"one name too often, deep", "{" + repeated(21, "person { "+repeated(5, "best { id } ")+"} ") + "}", models.QueryTooComplex,
			"share the name"},
		{"deep", strings.Repeat("{ best ", 13) + strings.Repeat("}", 13), models.QueryTooComplex, "nested"},
		{"deep through fragments", chain(13, "best { ...NEXT }"), models.QueryTooComplex, "nested"},
		{"very deep", strings.Repeat("{a", 490) + strings.Repeat("}", 490), models.QueryTooComplex, "nested"},
		{"many roots", "{" + repeated(11, "r%d: person { id } ") + "}", models.QueryTooComplex, "root"},
		{"many directives", "{ person { id" + strings.Repeat(" @include(if: true)", 21) + " } }", models.QueryTooComplex, "directives"},
		{"nested lists", "{ person { called(as: " + strings.Repeat("[", 700) + strings.Repeat("]", 700) + ") } }", models.QueryTooComplex,
			"value"},
		{"nested objects", "{ person { called(as: " + strings.Repeat("{a:", 300) + "1" + strings.Repeat("}", 300) + ") } }",
			models.QueryTooComplex, "value"},
		{"nested default", "query($v: String = " + strings.Repeat("[", 40) + strings.Repeat("]", 40) + ") { person { called(as: $v) } }",
			models.QueryTooComplex, "value"},
		{"a cycle", "{ person { ...A } } fragment A on Person { best { ...B } } fragment B on Person { ...A }", models.ValidationFailed,
			"within itself"},
		{"a fragment in itself", "{ person { ...A } } fragment A on Person { ...A }", models.ValidationFailed, "within itself"},
		{"an unused cycle", "{ person { id } } fragment A on Person { ...A }", models.ValidationFailed, "never used"},
		{"a missing fragment", "{ person { ...A } }", models.ValidationFailed, "Unknown"},
		{"a fragment twice", "{ person { ...A } } fragment A on Person { id } fragment A on Person { id }", models.ValidationFailed, "only one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newTestDocuments(t)
			doc := d.find(test.query, true)
			if codeOf(doc.refused) != test.code || !strings.Contains(doc.refused[0].Message, test.says) {
				t.Fatalf("got %v", doc.refused)
			}
			if most := d.limits.Tokens + d.limits.ExpandedFields; doc.visited > most {
				t.Errorf("%d visits, more than %d", doc.visited, most)
			}
			if again := d.find(test.query, true); len(test.query) <= d.limits.QueryBytes && again != doc {
				t.Error("the verdict was not kept")
			}
		})
	}
}

// TestAcceptedDocumentsValidateQuickly holds the dearest documents that pass the limits against a CPU bound that is
// several times what they take; without the limits they take seconds.
func TestAcceptedDocumentsValidateQuickly(t *testing.T) {
	fields := "id name best { id } list { id } "
	for name, query := range map[string]string{
		"one name often": "{ person {" + repeated(100, "id ") + "} }",
		"names often":    "{ people { nodes {" + repeated(100, fields) + "} } }",
		"conflicts":      "{ person {" + repeated(100, `called(as: "%d`+strings.Repeat("x", 100)+`") `) + "} }",
		"nested names":   "{" + repeated(20, "person {"+repeated(5, "best { id name } ")+"} ") + "}",
		"fragments side by side": "{ person {" + repeated(90, "...F%d ") + "} }" + repeated(90,
			"fragment F%d on Person { id name best { id } } "),
		"fragments in each other": chain(12, "id ...NEXT"),
		"unknown names":           "{ person {" + repeated(1400, "x%d ") + "} }",
		"long unknown names":      "{ person {" + repeated(9, strings.Repeat("y", 1700)+"%d ") + "} }",
		"unknown arguments":       "{ person { called(" + repeated(450, "x%d:1 ") + ") } }",
		"operations":              repeated(180, "query q%d { person { id } } "),
		"fragments by operations": repeated(80, "query q%d { person { ...F0 } } ") + chain(20, "id ...NEXT")[len("{ person { ...F0 } } "):],
	} {
		t.Run(name, func(t *testing.T) {
			d := newTestDocuments(t)
			doc := d.find(query, true)
			if doc.refused != nil {
				t.Fatalf("refused: %v", doc.refused)
			}
			before := cpu(t)
			doc.validate(true)
			if took := cpu(t) - before; took > 200*time.Millisecond {
				t.Errorf("%v of CPU", took)
			}
		})
	}
}

func cpu(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func TestCost(t *testing.T) {
	for _, test := range []struct {
		query     string
		variables map[string]any
		nodes     int
	}{
		{query: "{ __typename }", nodes: 1},
		{query: "{ person { id name } }", nodes: 3},
		{query: "{ person { id id ...F } } fragment F on Person { id name }", nodes: 3},
		{query: "{ person { list { id } } }", nodes: 3},
		{query: "{ people { nodes { id } } }", nodes: 2 + 25},
		{query: "{ people(first: 10) { nodes { id name } pageInfo { hasNextPage } } }", nodes: 1 + 1 + 20 + 2},
		{query: "{ people(first: 0) { nodes { id } } }", nodes: 2},
		{query: "{ people(first: -1) { nodes { id } } }", nodes: 2 + 25},
		{query: "{ people(last: 7) { nodes { id } } }", nodes: 2 + 7},
		{query: "{ people(first: 10) { nodes { friends(first: 5) { nodes { id } } } } }", nodes: 1 + 1 + 10*(1+1+5)},
		{query: "query($n: Int) { people(first: $n) { nodes { id } } }", nodes: 2 + 25},
		{query: "query($n: Int = 3) { people(first: $n) { nodes { id } } }", nodes: 2 + 3},
		{query: "query($n: Int = 3) { people(first: $n) { nodes { id } } }", variables: map[string]any{"n": json.Number("50")}, nodes: 2 + 50},
		{query: "query($n: Int) { people(first: $n) { nodes { id } } }", variables: map[string]any{"n": json.Number("99999999999999999999")},
			nodes: 2 + 25},
		{query: `{ nodes(ids: ["a", "b", "c"]) { id name } }`, nodes: 1 + 3*2},
		{query: "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables: map[string]any{"ids": []any{"a", "b"}}, nodes: 1 + 2},
		{query: "{ people(first: 1000) { nodes { friends(first: 1000) { nodes { id } } } } }", nodes: 50_001},
		{query: "{ people(first: 2147483647) { nodes { friends(first: 2147483647) { nodes { " +
			"friends(first: 2147483647) { nodes { id } } } } } } }", nodes: 50_001},
		{query: "{ __schema { types { name } } }", nodes: 1002},
		{query: "{ all { id } }", nodes: 1 + 7},
		{query: "{ all { dear } }", nodes: 1 + 7*50},
		{query: "{ groups { id } }", nodes: 1 + 5},
		{query: "{ groups(limit: 9) { id } }", nodes: 1 + 9},
		{query: "query($n: Int!) { groups(limit: $n) { id } }", variables: map[string]any{"n": json.Number("4")}, nodes: 1 + 4},
		{query: "query($n: Int! = 8) { groups(limit: $n) { id } }", nodes: 1 + 8},
		{query: "query($n: Int) { groups(limit: $n) { id } }", nodes: 1 + 5},
		{query: "{ groups(limit: $unknown) { id } }", nodes: 1 + 5},
		{query: "{ people { count } }", nodes: 1 + 1 + 10},
		{query: "{ people { count(limit: 5000) } }", nodes: 1 + 1 + 50},
		{query: "{ all { friends { count(limit: 5000) } } }", nodes: 1 + 7*(1+1+50)},
	} {
		d := newTestDocuments(t)
		plan, errs := d.find(test.query, true).plan("")
		if errs != nil {
			t.Fatalf("%s: %v", test.query, errs)
		}
		if got := cost(plan.fields, test.variables, 50_000); got != test.nodes {
			t.Errorf("%s costs %d, not %d", test.query, got, test.nodes)
		}
	}
}

// TestWeightOfAnswers counts what answers really hold, where some fields weigh more than one.
func TestWeightOfAnswers(t *testing.T) {
	for _, test := range []struct {
		query, data string
		nodes       int
	}{
		{"{ all { dear } }", `{"all":[]}`, 1},
		{"{ all { dear } }", `{"all":[{"dear":"a\":{\"b\":1}"}, {"dear":null}]}`, 1 + 2*50},
		{"{ all { d: dear dear: id } }", "{\"all\": [{\"d\": \"x\", \"dear\": \"y\"}]}\n", 1 + 50 + 1},
		{"{ all { best { dear } } person { dear } }", `{"all":[{"best":null},{"best":{"dear":"x"}}],"person":{"dear":""}}`,
			1 + 1 + 1 + 50 + 1 + 50},
		{"{ people { count(limit: 5000) nodes { id } } }", `{"people":{"count":-1.5e3,"nodes":[{"id":"1"},{"id":"2"}]}}`, 1 + 51 + 1 + 2},
		{"{ all { dear } }", `null`, 0},
		{"{ all { dear } }", `{"all":[{"dear":"cut off`, 1 + 50},
	} {
		d := newTestDocuments(t)
		plan, errs := d.find(test.query, true).plan("")
		if errs != nil || !plan.weighted {
			t.Fatalf("%s: %v", test.query, errs)
		}
		r := &run{fields: plan.fields, weighted: plan.weighted}
		if got := r.nodes([]byte(test.data)); got != test.nodes {
			t.Errorf("%s holds %d, not %d", test.data, got, test.nodes)
		}
	}
}

// TestPanicOfValidationIsKept has validation panic: the document is never taken for one that was checked.
func TestPanicOfValidationIsKept(t *testing.T) {
	d := newTestDocuments(t)
	doc := d.find("{ person { id } }", true)
	doc.parsed.Operations = append(doc.parsed.Operations, nil)
	for range 2 {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it passed for valid")
				}
			}()
			d.find("{ person { id } }", true).validate(true)
		}()
	}
}

func TestIntrospectionMayGoDeeper(t *testing.T) {
	d := newTestDocuments(t)
	deep := "{ __type(name: \"Person\") { fields { type " + strings.Repeat("{ ofType ", 9) + "{ name }" + strings.Repeat("}", 9) + "} } }"
	doc := d.find(deep, true)
	if doc.refused != nil || doc.validate(true) != nil {
		t.Errorf("refused: %v %v", doc.refused, doc.validate(true))
	}
	deep = "{ __type(name: \"Person\") { fields { type " + strings.Repeat("{ ofType ", 30) + "{ name }" + strings.Repeat("}", 30) + "} } }"
	if doc := d.find(deep, true); codeOf(doc.refused) != models.QueryTooComplex {
		t.Errorf("got %v", doc.refused)
	}
}

// TestStrangersDoNotFillTheCache keeps the documents of those who have signed in.
func TestStrangersDoNotFillTheCache(t *testing.T) {
	d := newTestDocuments(t)
	for i := range 10 {
		d.find(fmt.Sprintf("{ a%d: __typename }", i), false)
	}
	if n := d.known.len(); n != 0 {
		t.Errorf("%d documents of strangers are kept", n)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := newCache[int, string](3, 100)
	for i := range 10 {
		c.add(i, 10, "x")
	}
	if n := c.len(); n != 3 || c.weight != 30 {
		t.Errorf("%d values of %d bytes", n, c.weight)
	}
	c.add(10, 85, "x")
	if n := c.len(); n != 2 || c.weight != 95 {
		t.Errorf("%d values of %d bytes after a heavy one", n, c.weight)
	}
	if got := c.add(10, 1, "y"); got != "x" || c.weight != 95 {
		t.Errorf("a second add replaced the first by %q", got)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("{ person { id } }")
	f.Add(chain(5, "...NEXT ...NEXT"))
	f.Add("query($a: Int = 3, $b: [ID!] = [1]) { people(first: $a) { nodes { id @skip(if: true) } } nodes(ids: $b) { id } }")
	f.Add("fragment A on Person { ...B } fragment B on Person { ...A } { person { ...A } }")
	f.Fuzz(func(t *testing.T, query string) {
		d := newTestDocuments(t)
		doc := d.find(query, false)
		if doc.refused != nil {
			return
		}
		if most := d.limits.Tokens + d.limits.ExpandedFields; doc.visited > most {
			t.Errorf("%d visits", doc.visited)
		}
		doc.validate(true)
		for _, plan := range doc.operations {
			if n := cost(plan.fields, nil, d.limits.Nodes); n < 1 || n > d.limits.Nodes+1 {
				t.Errorf("costs %d", n)
			}
		}
	})
}

func BenchmarkCost(b *testing.B) {
	d := newTestDocuments(b)
	plan, errs := d.find("query($n: Int) { people(first: $n) { nodes { id name "+
		"friends(first: 3) { nodes { id name best { id name } } } } pageInfo { hasNextPage } } }", true).plan("")
	if errs != nil {
		b.Fatal(errs)
	}
	variables := map[string]any{"n": json.Number("25")}
	for b.Loop() {
		cost(plan.fields, variables, 50_000)
	}
}
