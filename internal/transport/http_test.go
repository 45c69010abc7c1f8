package transport_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kith/internal/transport"
	"kith/models"
)

const (
	jsonType    = "application/json"
	graphqlType = "application/graphql-response+json"
)

// TestHTTP states the rules of GraphQL over HTTP, one a row.
func TestHTTP(t *testing.T) {
	w := newWorld(t)
	typename := `{"query":"{ __typename }"}`
	long := `{"query":"{ __typename }","x":"` + strings.Repeat("x", 256<<10) + `"}`
	for _, test := range []struct {
		name, method, search, body string
		headers                    []string
		status                     int
		media, code                string
	}{
		{name: "takes its own media type", body: typename, headers: []string{"Accept", graphqlType}, status: 200, media: graphqlType},
		{name: "takes JSON", body: typename, headers: []string{"Accept", jsonType}, status: 200, media: jsonType},
		{name: "takes anything", body: typename, headers: []string{"Accept", "*/*"}, status: 200, media: jsonType},
		{name: "takes any application type", body: typename, headers: []string{"Accept", "text/html, application/*;q=0.1"}, status: 200,
			media: jsonType},
		{name: "takes no Accept", body: typename, headers: []string{"Accept", ""}, status: 200, media: jsonType},
		{name: "weighs what is accepted", body: typename, headers: []string{"Accept", jsonType + ";q=0.5, " + graphqlType}, status: 200,
			media: graphqlType},
		{name: "takes the first of equals", body: typename, headers: []string{"Accept", graphqlType + ", " + jsonType}, status: 200,
			media: graphqlType},
		{name: "heeds what is excluded", body: typename, headers: []string{"Accept", jsonType + ";q=0, " + graphqlType + ";q=0.1"}, status: 200,
			media: graphqlType},
		{name: "has nothing else", body: typename, headers: []string{"Accept", "text/html"}, status: 406, media: jsonType, code: "INVALID"},
		{name: "takes UTF-8", body: `{"query":"{ __type(name: \"Run🏃\") { name } }"}`,
			headers: []string{"Content-Type", jsonType + "; charset=utf-8"}, status: 200, media: jsonType},
		{name: "takes no other encoding", body: typename, headers: []string{"Content-Type", jsonType + "; charset=latin1"}, status: 415,
			media: jsonType, code: "INVALID"},
		{name: "wants a content type", body: typename, headers: []string{"Content-Type", "-"}, status: 415, media: jsonType, code: "INVALID"},
		{name: "takes no form", body: "query=%7B__typename%7D", headers: []string{"Content-Type", "application/x-www-form-urlencoded"},
			status: 415, media: jsonType, code: "INVALID"},
		{name: "takes no other multipart", body: typename, headers: []string{"Content-Type", "multipart/mixed; boundary=x"}, status: 415,
			media: jsonType, code: "INVALID"},
		{name: "takes no compression", body: typename, headers: []string{"Content-Encoding", "gzip"}, status: 415, media: jsonType,
			code: "INVALID"},
		{name: "takes GET", method: "GET", search: search("query", "{ __typename }"), status: 200, media: jsonType},
		{name: "takes variables by GET", method: "GET", search: search("query", "query($n: String!) { hello(name: $n) }", "variables",
			`{"n":"x"}`), status: 200, media: jsonType},
		{name: "wants an object of variables by GET", method: "GET", search: search("query", "{ __typename }", "variables", `[1]`), status: 400,
			media: jsonType, code: "INVALID"},
		{name: "wants a query by GET", method: "GET", status: 400, media: jsonType, code: "INVALID"},
		{name: "changes nothing by GET", method: "GET", search: search("query", "mutation { add(n: 1) }"),
			headers: []string{"Accept", graphqlType}, status: 405, media: graphqlType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "streams nothing by GET", method: "GET", search: search("query", "subscription { ticks(room: \"a\") { n } }"),
			headers: []string{"Accept", graphqlType}, status: 400, media: graphqlType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "streams nothing by POST", body: asked("subscription { ticks(room: \"a\") { n } }", nil), status: 200, media: jsonType,
			code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "has no HEAD", method: "HEAD", status: 405, media: jsonType},
		{name: "has no PATCH", method: "PATCH", body: typename, status: 405, media: jsonType, code: "INVALID"},
		{name: "wants a body", status: 415, media: jsonType, code: "INVALID"},
		{name: "wants something in the body", headers: []string{"Content-Type", jsonType}, status: 400, media: jsonType, code: "INVALID"},
		{name: "wants a query", body: `{"notquery":"{ __typename }"}`, headers: []string{"Accept", graphqlType}, status: 400, media: graphqlType,
			code: "INVALID"},
		{name: "wants JSON", body: `{ "not a JSON`, status: 400, media: jsonType, code: "INVALID"},
		{name: "wants an object", body: `[` + typename + `]`, status: 400, media: jsonType, code: "INVALID"},
		{name: "wants nothing after it", body: typename + `{}`, status: 400, media: jsonType, code: "INVALID"},
		{name: "wants each name once", body: `{"query":"{ __typename }","query":"{ hello }"}`, status: 400, media: jsonType, code: "INVALID"},
		{name: "wants names as they are", body: `{"Query":"{ __typename }"}`, status: 400, media: jsonType, code: "INVALID"},
		{name: "leaves unknown members alone", body: `{"query":"{ __typename }","more":[1]}`, status: 200, media: jsonType},
		{name: "wants UTF-8", body: "{\"query\":\"{ __typename }\",\"x\":\"\xff\"}", status: 400, media: jsonType, code: "INVALID"},
		{name: "wants less", body: long, status: 413, media: jsonType, code: "INVALID"},
		{name: "takes null members", body: `{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}`, status: 200,
			media: jsonType},
		{name: "takes extensions", body: `{"query":"{ __typename }","extensions":{"some":"value"}}`, status: 200, media: jsonType},
		{name: "takes an operation name", body: `{"query":"query Q { __typename }","operationName":"Q"}`, status: 200, media: jsonType},
		{name: "knows its operations", body: `{"query":"query Q { __typename }","operationName":"R"}`, status: 200, media: jsonType,
			code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "does not guess an operation", body: `{"query":"query Q { __typename } query R { __typename }"}`,
			headers: []string{"Accept", graphqlType}, status: 400, media: graphqlType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells a syntax error", body: `{"query":"{"}`, status: 200, media: jsonType, code: "GRAPHQL_PARSE_FAILED"},
		{name: "tells a syntax error by status", body: `{"query":"{"}`, headers: []string{"Accept", graphqlType}, status: 400, media: graphqlType,
			code: "GRAPHQL_PARSE_FAILED"},
		{name: "tells an empty document", body: `{"query":"# nothing"}`, status: 200, media: jsonType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells an unknown field", body: `{"query":"{ unknown }"}`, status: 200, media: jsonType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells an unknown field by status", body: `{"query":"{ unknown }"}`, headers: []string{"Accept", graphqlType}, status: 400,
			media: graphqlType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells wrong variables", body: asked("query($id: ID!) { __typename nodes(ids: [$id]) { id } }", object{"id": nil}), status: 200,
			media: jsonType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells wrong variables by status", body: asked("query($id: ID!) { __typename nodes(ids: [$id]) { id } }", object{"id": nil}),
			headers: []string{"Accept", graphqlType}, status: 400, media: graphqlType, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "tells a field's error beside the data", body: asked(`{ fail(how: "notfound") }`, nil), headers: []string{"Accept", graphqlType},
			status: 200, media: graphqlType, code: "NOT_FOUND"},
		{name: "wants a viewer", body: `{"query":"{ hello }"}`, headers: []string{"Authorization", "-"}, status: 401, media: jsonType,
			code: "UNAUTHENTICATED"},
		{name: "wants a viewer for introspection", body: `{"query":"{ __schema { types { name } } }"}`, headers: []string{"Authorization", "-"},
			status: 401, media: jsonType, code: "UNAUTHENTICATED"},
		{name: "says nothing of the schema to strangers", body: `{"query":"{ hell }"}`, headers: []string{"Authorization", "-"}, status: 401,
			media: jsonType, code: "UNAUTHENTICATED"},
		{name: "refuses bad tokens", body: `{"query":"{ hello }"}`, headers: []string{"Authorization", "Bearer bad"}, status: 401,
			media: jsonType, code: "UNAUTHENTICATED"},
		{name: "answers strangers who ask for nothing", body: typename, headers: []string{"Authorization", "-"}, status: 200, media: jsonType},
		{name: "answers bad tokens that ask for nothing", body: typename, headers: []string{"Authorization", "Bearer bad"}, status: 200,
			media: jsonType},
	} {
		t.Run(test.name, func(t *testing.T) {
			method := test.method
			if method == "" {
				method = "POST"
			}
			got := w.send(method, test.search, test.body, test.headers...)
			if got.status != test.status || got.code() != test.code || got.header.Get("Content-Type") != test.media+"; charset=utf-8" {
				t.Errorf("got %d %s %q %s", got.status, got.header.Get("Content-Type"), got.code(), got.body)
			}
			if test.code != "" && test.code != "NOT_FOUND" && got.Data != nil {
				t.Errorf("a refused request has data: %s", got.body)
			}
			if test.code == "" && method != "HEAD" && (len(got.Errors) > 0 || got.Data == nil) {
				t.Errorf("got errors: %s", got.body)
			}
			if got.status == 401 && got.header.Get("WWW-Authenticate") != "Bearer" {
				t.Error("401 without WWW-Authenticate")
			}
			if got.status == 405 && got.header.Get("Allow") == "" {
				t.Error("405 without Allow")
			}
			if got.header.Get("Content-Length") == "" {
				t.Error("no Content-Length")
			}
		})
	}
	if w.sum.Load() != 0 {
		t.Errorf("a refused mutation ran %d times", w.sum.Load())
	}
}

func TestRequestIDs(t *testing.T) {
	w := newWorld(t)
	for given, kept := range map[string]bool{
		"abc-1": true, strings.Repeat("x", 128): true,
		strings.Repeat("x", 129): false, "": false, "a b": false, "a\"b": false, "ü": false,
	} {
		got := w.send("POST", "", `{"query":"{ hello }"}`, "X-Request-Id", given)
		id := got.header.Get("X-Request-Id")
		if (id == given) != kept || id == "" {
			t.Errorf("%q gave %q", given, id)
		}
	}
	var inner string
	plain := transport.RequestID(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inner = models.RequestIDFrom(r.Context()) }))
	rec := &headerOnly{}
	plain.ServeHTTP(rec, &http.Request{Header: http.Header{}})
	if inner == "" || inner != rec.Header().Get("X-Request-Id") {
		t.Errorf("the handler saw %q, the client %q", inner, rec.Header().Get("X-Request-Id"))
	}
}

type headerOnly struct{ h http.Header }

func (r *headerOnly) Header() http.Header {
	if r.h == nil {
		r.h = http.Header{}
	}
	return r.h
}
func (*headerOnly) Write(p []byte) (int, error) { return len(p), nil }
func (*headerOnly) WriteHeader(int)             {}

func TestLogHoldsNothingOfTheRequest(t *testing.T) {
	w := newWorld(t)
	secret := "very-secret-name"
	w.query(`query Fine($n: String) { hello(name: $n) }`, object{"n": secret})
	w.query(`query `+strings.Repeat("Long", 20)+` { hello(name: "`+secret+`") }`, nil)
	w.send("POST", "", asked(`query Anonymous { hello(name: "`+secret+`") }`, nil), "Authorization", "Bearer "+secret)
	log := w.log.String()
	for _, never := range []string{secret, "hello", "127.0.0.1", "LongLong"} {
		if strings.Contains(log, never) {
			t.Errorf("the log holds %q: %s", never, log)
		}
	}
	for _, always := range []string{`"operation":"Fine"`, `"operation":"sha256:`, `"code":"OK"`, `"code":"UNAUTHENTICATED"`, `"requestId":"`,
		`"type":"query"`} {
		if !strings.Contains(log, always) {
			t.Errorf("the log has no %s: %s", always, log)
		}
	}
	viewer := viewers[goodToken]
	named := fmt.Sprintf(`"account":%d,"actor":"%s"}`, viewer.AccountID, viewer.TokenID)
	if n := strings.Count(log, named); n != 2 { // not of the one who is not signed in
		t.Errorf("%d lines end with %s: %s", n, named, log)
	}
	if lines := strings.Count(log, "\n"); lines != 3 {
		t.Errorf("%d lines for 3 operations", lines)
	}
}

func TestResponsesGetFreshLoaders(t *testing.T) {
	w := newWorld(t)
	w.query(`{ hello again: hello }`)
	if w.loads.Load() != 1 {
		t.Errorf("a query made %d sets", w.loads.Load())
	}
	w.loads.Store(0)
	w.query(`mutation { a: add(n: 1) b: add(n: 2) }`)
	if w.loads.Load() != 3 { // the response's and one for each field
		t.Errorf("a mutation of two fields made %d sets", w.loads.Load())
	}
}
