package transport_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/internal/transport"
)

func TestErrorsOfFields(t *testing.T) {
	w := newWorld(t)
	for how, want := range map[string]struct{ code, message string }{
		"go":       {"INTERNAL", "Something went wrong"},
		"panic":    {"INTERNAL", "Something went wrong"},
		"deadline": {"UNAVAILABLE", "not finished in time"},
		"canceled": {"UNAVAILABLE", "not finished in time"},
		"outage":   {"UNAVAILABLE", "cannot be reached at this moment"},
		"notfound": {"NOT_FOUND", "There is no such contact."},
		"stale":    {"CONFLICT", "It has changed."},
		"taken":    {"INVALID", "It is taken."},
		"blocked":  {"INVALID", "A rule forbids it."},
		"limit":    {"INVALID", "There are enough."},
		"toolong":  {"INVALID", "The page is too long."},
		"wrapped":  {"FORBIDDEN", "Not yours."},
		"many":     {"INVALID", "Say one."},
	} {
		got := w.query(`query($how: String!) { fail(how: $how) hello }`, object{"how": how})
		if got.status != 200 || got.code() != want.code || !strings.Contains(got.Errors[0].Message, want.message) {
			t.Errorf("%s: %d %s", how, got.status, got.body)
		}
		if len(got.Errors) == 0 {
			continue
		}
		if path, _ := json.Marshal(got.Errors[0].Path); string(path) != `["fail"]` {
			t.Errorf("%s: path %s", how, path)
		}
		if !strings.Contains(string(got.Data), `"hello"`) {
			t.Errorf("%s: the other field is gone: %s", how, got.body)
		}
		if strings.Contains(got.body, "secret") || strings.Contains(got.body, "pq") || strings.Contains(got.body, "context") {
			t.Errorf("%s: Go's text left the server: %s", how, got.body)
		}
		if id, _ := got.Errors[0].Extensions["requestId"].(string); (want.code == "INTERNAL") != (id != "") || id != "" &&
			id != got.header.Get("X-Request-Id") {
			t.Errorf("%s: requestId %q", how, id)
		}
	}
	got := w.query(`{ fail(how: "many") }`)
	if len(got.Errors) != 2 || got.Errors[1].Message != "Say two." || got.Errors[1].Extensions["code"] != "INVALID" {
		t.Errorf("all broken rules: %s", got.body)
	}
	if field, _ := json.Marshal(got.Errors[0].Extensions["field"]); string(field) != `["a"]` {
		t.Errorf("field %s", field)
	}
	if log := w.log.String(); strings.Count(log, `"msg":"internal error"`) != 2 || !strings.Contains(log, "secret state") ||
		!strings.Contains(log, `"stack":`) {
		t.Errorf("each internal error is logged once, panics with their stack: %s", log)
	}
}

func TestScalarsRefuseInTheirOwnWords(t *testing.T) {
	w := newWorld(t)
	got := w.query(`{ json(value: "refused by its scalar") }`)
	if got.code() != "INVALID" || got.Errors[0].Message != "The value of value is not valid." || goText.MatchString(got.body) {
		t.Errorf("got %s", got.body)
	}
}

func TestAtMostTenErrors(t *testing.T) {
	w := newWorld(t)
	for _, query := range []string{
		"{" + strings.Repeat("x ", 1) + repeatedNames(60) + "}",
		`{ a: fail(how: "go") b: fail(how: "go") c: fail(how: "go") d: fail(how: "go") e: fail(how: "go") f: fail(how: "go")
			g: fail(how: "many") h: fail(how: "many") i: fail(how: "many") j: fail(how: "many") }`,
	} {
		if got := w.query(query); len(got.Errors) != 10 {
			t.Errorf("%d errors for %.40s", len(got.Errors), query)
		}
	}
}

func repeatedNames(n int) string {
	var b strings.Builder
	for range n {
		b.WriteString("hello { id } ")
	}
	return b.String()
}

func TestSuggestions(t *testing.T) {
	open := newWorld(t)
	closed := newWorld(t, func(c *transport.Config) { c.Introspection = false })
	for _, query := range []string{`{ hell }`, `{ hello(nam: "x") }`, `{ echo(in: {e: REDD}) }`, `{ people }`, `{ echo(in: {jso: 1}) }`} {
		if got := open.query(query); !strings.Contains(got.body, "Did you mean") || got.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s gets no suggestion: %s", query, got.body)
		}
		if got := closed.query(query); strings.Contains(got.body, "Did you mean") || got.code() != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("%s gets a suggestion: %s", query, got.body)
		}
	}
	if got := closed.query(`{ __schema { types { name } } }`); got.code() != "GRAPHQL_VALIDATION_FAILED" {
		t.Errorf("introspection is on: %s", got.body)
	}
	if got := closed.query(`{ __typename }`); len(got.Errors) > 0 {
		t.Errorf("__typename is no introspection: %s", got.body)
	}
	stranger := `query { __typename @skip(if: "x") }`
	if got := open.send("POST", "", asked(stranger, nil), "Authorization", "-"); strings.Contains(got.body, "Did you mean") {
		t.Errorf("a stranger gets a suggestion: %s", got.body)
	}
}

func TestConfigIsChecked(t *testing.T) {
	for name, change := range map[string]func(*transport.Config){
		"no viewer":      func(c *transport.Config) { c.Viewer = nil },
		"a zero limit":   func(c *transport.Config) { c.Limits.Depth = 0 },
		"a zero time":    func(c *transport.Config) { c.Timing.Write = 0 },
		"a strange mode": func(c *transport.Config) { c.Trusted.Mode = "maybe" },
		"a wrong hash":   func(c *transport.Config) { c.Trusted.Texts = map[string]string{sum("other"): "{ hello }"} },
	} {
		newWorld(t, func(c *transport.Config) {
			wrong := *c
			change(&wrong)
			if _, err := transport.New(wrong); err == nil {
				t.Errorf("%s passes", name)
			}
		})
	}
}
