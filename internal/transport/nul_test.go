package transport_test

import (
	"fmt"
	"testing"
)

// TestNUL puts NUL characters wherever a document and its variables can have a text: nothing is run, and the answer names the place.
func TestNUL(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		query     string
		variables any
		field     string
	}{
		{`{ hello(name: "a\u0000") }`, nil, "[name]"},
		{"{ hello(name: \"\"\"a\x00\"\"\") }", nil, ""},
		{`{ find(by: {id: "\u0000"}) }`, nil, "[by id]"},
		{`{ json(value: {a: [1, {b: "x\u0000"}]}) }`, nil, "[value a 1 b]"},
		{`query($n: String = "\u0000") { hello(name: $n) }`, nil, ""},
		{`query($n: String) { hello(name: $n) }`, object{"n": "a\x00b"}, "[n]"},
		{`query($b: Boolean!, $n: String) { hello(name: $n) @include(if: $b) }`, object{"b": false, "n": "\x00"}, "[n]"},
		{`query($v: JSON) { json(value: $v) }`, object{"v": object{"a": []any{"x", "y\x00"}}}, "[v a 1]"},
		{`query($v: JSON) { json(value: $v) }`, object{"v": object{"k\x00": 1}}, "[v]"},
		{`query($v: JSON) { json(value: $v) }`, object{"v": "\x00"}, "[v]"},
	} {
		got := w.query(test.query, test.variables)
		code, field := got.code(), ""
		if len(got.Errors) > 0 && got.Errors[0].Extensions["field"] != nil {
			field = fmt.Sprint(got.Errors[0].Extensions["field"])
		}
		if code == "GRAPHQL_PARSE_FAILED" && test.field == "" { // no source may hold the character itself
			code = "INVALID"
		}
		if code != "INVALID" || test.field != "" && field != test.field || got.Data != nil {
			t.Errorf("%q %v: %s", test.query, test.variables, got.body)
		}
	}
	for _, good := range []string{`{ hello(name: "\u0001") }`, `{ hello(name: "\\u0000") }`} {
		if got := w.query(good); got.code() != "" {
			t.Errorf("%s: %s", good, got.body)
		}
	}
}
