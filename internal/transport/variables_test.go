package transport_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// goText is what errors of Go, its libraries and gqlgen look like.
var goText = regexp.MustCompile(`strconv|parsing|unmarshal|int32|int64|float64|` +
	`json\.|interface|map\[|slice|\*models|panic|goroutine|pq:|nil pointer|%!`)

// TestVariables walks what can be wrong with a variable. Everything that passes here is given to gqlgen, which is more
// lenient, so a wrong value must not pass.
func TestVariables(t *testing.T) {
	w := newWorld(t)
	deep := strings.Repeat(`{"more":`, 40) + "{}" + strings.Repeat("}", 40)
	for _, test := range []struct {
		typ, value string
		ok         bool
	}{
		{"Int", `1`, true}, {"Int", `-2147483648`, true}, {"Int", `2147483648`, false}, {"Int", `1.5`, false}, {"Int", `1.0`, true}, {"Int",
			`-0.0`, true}, {"Int", `1e2`, true}, {"Int", `1.20e1`, true},
		{"Int", `1.0000000000000000000001`, false}, {"Int", `2147483648.0`, false}, {"Int", `1e999999999`, false}, {"Int", `1e-999999999`, false},
		{"ID", `1.0`, false},
		{"Int", `"1"`, false}, {"Int", `true`, false}, {"Int", `[1]`, false}, {"Int", `{}`, false}, {"Int", `null`, true},
		{"Int", `99999999999999999999999`, false}, {"Int!", `null`, false},
		{"Float", `1`, true}, {"Float", `1e3`, true}, {"Float", `1e999`, false}, {"Float", `"1"`, false},
		{"String", `"x"`, true}, {"String", `1`, false}, {"String", `{}`, false}, {"String", `[]`, false},
		{"Boolean", `true`, true}, {"Boolean", `"true"`, false}, {"Boolean", `1`, false},
		{"ID", `"x"`, true}, {"ID", `7`, true}, {"ID", `7.5`, false}, {"ID", `true`, false}, {"ID", `99999999999999999999`, false},
		{"Color", `"RED"`, true}, {"Color", `"red"`, false}, {"Color", `"BLUE"`, false}, {"Color", `1`, false},
		{"[Int!]", `[1, 2]`, true}, {"[Int!]", `1`, true}, {"[Int!]", `[1, null]`, false}, {"[Int!]", `[[1]]`, false}, {"[Int!]", `null`, true},
		{"[[Int]]", `[[1], [null], null]`, true}, {"[[Int]]", `[1, 2]`, true}, {"[[Int]]", `[[[1]]]`, false},
		{"Key", `{"a": 1}`, true}, {"Key", `{"a": null}`, false}, {"Key", `{}`, false}, {"Key", `{"a": 1, "c": 2}`, false}, {"Key", `"a"`,
			false}, {"Key", `[{"a": 1}]`, false},
		{"Key", `{"a": 1, "__typename": "Key"}`, false},
		{"By", `{"id": "1"}`, true}, {"By", `{"email": "1"}`, true}, {"By", `{"nested": {"a": 1}}`, true},
		{"By", `{}`, false}, {"By", `{"id": null}`, false}, {"By", `{"id": "1", "email": "2"}`, false}, {"By", `{"id": "1", "email": null}`,
			false},
		{"By", `{"nested": {"a": "x"}}`, false}, {"By", `{"nope": 1}`, false},
		{"Everything", `{"by": {"id": "1", "email": "x"}}`, false}, {"Everything", `{"by": {"id": "1"}, "o": {"a": 2}, "l": 3, "ll": 4}`, true},
		{"Everything", `{"more": {"more": {"i": "x"}}}`, false}, {"Everything", deep, false},
		{"JSON", `{"any": [1, "x", null, {"deep": 1.5}]}`, true}, {"JSON", `1e999`, false}, {"JSON", `99999999999999999999`, true},
		{"JSON", strings.Repeat("[", 50) + strings.Repeat("]", 50), false}, {"JSON", "[" + strings.Repeat("1,", 30_000) + "1]", false},
	} {
		query := "query($v: " + test.typ + ") { " + use(test.typ) + " }"
		body, _ := json.Marshal(query)
		got := w.send("POST", "", `{"query":`+string(body)+`,"variables":{"v":`+test.value+`}}`)
		if ok := len(got.Errors) == 0; ok != test.ok {
			t.Errorf("%s = %.60s: %.300s", test.typ, test.value, got.body)
		}
		if !test.ok && got.code() != "GRAPHQL_VALIDATION_FAILED" && got.code() != "QUERY_TOO_COMPLEX" {
			t.Errorf("%s = %.60s: code %s", test.typ, test.value, got.code())
		}
		if goText.MatchString(got.body) && len(got.Errors) > 0 {
			t.Errorf("%s = %.60s speaks Go: %s", test.typ, test.value, got.body)
		}
	}
	if got := w.query(`query($v: Int!) { must(n: $v) }`); got.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("a missing variable: %s", got.body)
	}
}

// use gives a field that takes a value of the type.
func use(typ string) string {
	switch strings.TrimSuffix(typ, "!") {
	case "By":
		return "echo(in: {by: $v})"
	case "Key":
		return "echo(in: {o: $v})"
	case "Everything":
		return "echo(in: $v)"
	case "JSON":
		return "json(value: $v)"
	}
	field := map[string]string{"Int": "i", "Int!": "i", "Float": "f", "String": "s", "Boolean": "b", "ID": "id", "Color": "e", "[Int!]": "l",
		"[[Int]]": "ll"}[typ]
	return "echo(in: {" + field + ": $v})"
}

// TestNullsAndKeys holds variables to the places where they stand, not only to their types.
func TestNullsAndKeys(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		query     string
		variables any
		ok        bool
	}{
		{`query($n: Int = 3) { must(n: $n) }`, nil, true},
		{`query($n: Int = 3) { must(n: $n) }`, object{"n": nil}, false},
		{`query($n: Int) { must(n: $n) }`, object{"n": nil}, false},
		{`query($n: Int) { must(n: $n) }`, object{"n": 1}, true},
		{`query($n: Int) { must(n: $n) }`, nil, true},
		{`query($id: ID!) { find(by: {id: $id}) }`, object{"id": "1"}, true},
		{`query($id: ID!) { find(by: {id: $id}) }`, object{"id": nil}, false},
		{`query($id: ID) { find(by: {id: $id}) }`, object{"id": "1"}, false},
		{`query($id: ID) { find(by: {id: $id}) }`, nil, false},
		{`query($id: ID, $e: String) { find(by: {id: $id, email: $e}) }`, object{"id": "1"}, false},
		{`{ find(by: {id: "1"}) }`, nil, true},
		{`{ find(by: {}) }`, nil, false},
		{`{ find(by: {id: null}) }`, nil, false},
		{`{ find(by: {id: "1", email: "x"}) }`, nil, false},
		{`query($by: By!) { find(by: $by) }`, object{"by": object{"id": "1"}}, true},
		{`query($by: By = {id: "1"}) { find(by: $by) }`, nil, true},
		{`query($by: By = {id: "1", email: "2"}) { find(by: $by) }`, nil, false},
	} {
		got := w.query(test.query, test.variables)
		if ok := len(got.Errors) == 0; ok != test.ok || !ok && got.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s with %v: %s", test.query, test.variables, got.body)
		}
	}
}

// TestLiterals walks what can be wrong with a value in the document itself.
func TestLiterals(t *testing.T) {
	w := newWorld(t)
	for _, value := range []string{
		`{i: 2147483648}`, `{i: 99999999999999999999}`, `{i: 1.5}`, `{i: "1"}`, `{f: 1e999}`,
		`{s: 1}`, `{b: 1}`, `{id: 1.5}`, `{id: 99999999999999999999}`,
		`{e: BLUE}`, `{e: "RED"}`, `{l: [1, null]}`, `{l: [[1]]}`, `{o: {}}`, `{o: {a: null}}`, `{o: {a: 1, z: 1}}`,
		`{nope: 1}`, `{json: 99999999999999999999}`,
		`{json: {a: [1e999]}}`, `$nope`, `{by: {id: "1", email: "x"}}`, `{i: [1]}`, `"x"`, `RED`,
	} {
		got := w.query(`{ echo(in: ` + value + `) }`)
		if got.code() != "GRAPHQL_VALIDATION_FAILED" || goText.MatchString(got.body) {
			t.Errorf("%s: %s", value, got.body)
		}
		if len(got.Errors) > 0 && len(got.Errors[0].Locations) == 0 {
			t.Errorf("%s: no location: %s", value, got.body)
		}
	}
	if got := w.query(`{ echo(in: {f: 9999999 l: 1 o: {a: 2} e: RED id: 7}) }`); len(got.Errors) > 0 {
		t.Errorf("right values: %s", got.body)
	}
}
