package transport_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"kith/internal/transport"
)

// question is one operation, asked for over any of the transports.
type question struct {
	query     string
	variables object
	// byHash names the document by its hash alone, after it has been sent once with it.
	byHash bool
	// key is the Idempotency-Key.
	key string
}

// said is what a client was told.
type said struct {
	status      int
	allow, code string
	data        string
}

// members are those of the request in JSON.
func (q question) members() object {
	m := object{"variables": q.variables}
	extensions := object{}
	if q.byHash {
		extensions["persistedQuery"] = object{"version": 1, "sha256Hash": sum(q.query)}
	} else {
		m["query"] = q.query
	}
	m["extensions"] = extensions
	return m
}

func (q question) headers() []string {
	if q.key == "" {
		return nil
	}
	return []string{"Idempotency-Key", q.key}
}

// search is the question in an address.
func (q question) search() string {
	values := url.Values{}
	for name, v := range q.members() {
		if text, ok := v.(string); ok {
			values.Set(name, text)
		} else if text, _ := json.Marshal(v); string(text) != "null" {
			values.Set(name, string(text))
		}
	}
	return "?" + values.Encode()
}

// payload reads an answer in JSON.
func (s said) payload(t *testing.T, text string) said {
	t.Helper()
	var r reply
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	s.code, s.data = r.code(), compact(r.Data)
	return s
}

// compact leaves the spaces out of JSON.
func compact(text json.RawMessage) string {
	var b bytes.Buffer
	_ = json.Compact(&b, text) // what is no JSON does not equal what is expected
	return b.String()
}

// read reads the answer of a stream of its own.
func (w *world) read(s *stream) said {
	w.t.Helper()
	said := said{status: s.resp.StatusCode, allow: s.resp.Header.Get("Allow")}
	if !strings.HasPrefix(s.resp.Header.Get("Content-Type"), "text/event-stream") {
		text, _ := s.lines.ReadString(0)
		return said.payload(w.t, text)
	}
	defer s.cancel()
	w.tick()
	e, ok := s.next()
	if !ok || e.name != "next" {
		w.t.Fatalf("%+v", e)
	}
	return said.payload(w.t, e.data)
}

// tick sends an event to a subscriber, if there is one.
func (w *world) tick() {
	go func() {
		<-w.rooms.joined
		w.rooms.room("a") <- tick(1)
	}()
}

// transports ask a question over each of the transports.
var transports = map[string]func(w *world, q question) said{
	"POST": func(w *world, q question) said {
		got := w.send("POST", "", body(q.members()), q.headers()...)
		return said{got.status, got.header.Get("Allow"), got.code(), compact(got.Data)}
	},
	"GET": func(w *world, q question) said {
		got := w.send("GET", q.search(), "", q.headers()...)
		return said{got.status, got.header.Get("Allow"), got.code(), compact(got.Data)}
	},
	"SSE by POST": func(w *world, q question) said {
		return w.read(w.stream("POST", "", body(q.members()), q.headers()...))
	},
	"SSE by GET": func(w *world, q question) said {
		return w.read(w.stream("GET", q.search(), "", q.headers()...))
	},
	"SSE of a single connection": func(w *world, q question) said {
		token := w.reserve()
		s := w.stream("GET", "?token="+token, "")
		defer s.cancel()
		m := q.members()
		m["extensions"].(object)["operationId"] = "1"
		got := w.send("POST", "?token="+token, body(m), q.headers()...)
		if got.status != 202 {
			return said{got.status, got.header.Get("Allow"), got.code(), compact(got.Data)}
		}
		w.tick()
		e, _ := s.next()
		var framed struct{ Payload json.RawMessage }
		if err := json.Unmarshal([]byte(e.data), &framed); err != nil {
			w.t.Fatalf("%+v", e)
		}
		return said{status: got.status}.payload(w.t, string(framed.Payload))
	},
	"WebSocket": func(w *world, q question) said {
		p := w.open()
		m := q.members()
		if q.key != "" {
			m["extensions"].(object)["idempotencyKey"] = q.key
		}
		p.send(fmt.Sprintf(`{"id":"1","type":"subscribe","payload":%s}`, body(m)))
		w.tick()
		f := p.read()
		if f.Type == "error" {
			return said{}.payload(w.t, `{"errors":`+string(f.Payload)+`}`)
		}
		return said{}.payload(w.t, string(f.Payload))
	},
}

const (
	byGET         = "GET"        // of either kind
	oneAnswerOnly = "one answer" // by POST or GET, in JSON
)

// TestGate asks the same over every transport: what may be run, and what is answered, does not depend on how it came, but for what
// HTTP itself says of GET, and for subscriptions where there is one answer only.
func TestGate(t *testing.T) {
	const add, invalid, parse = `mutation { add(n: 1) }`, "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"
	for _, test := range []struct {
		name string
		question
		// code and data are what every transport says; refusedBy are the transports that refuse it by their nature.
		code, data string
		refusedBy  string
	}{
		{name: "a query", question: question{query: `{ hello }`}, data: `{"hello":"hello you"}`},
		{name: "a query by its hash", question: question{query: `{ hello }`, byHash: true}, data: `{"hello":"hello you"}`},
		{name: "a mutation", question: question{query: add}, data: `{"add":1}`, refusedBy: byGET},
		{name: "a mutation by its hash", question: question{query: add, byHash: true}, data: `{"add":1}`, refusedBy: byGET},
		{name: "a mutation among other operations", question: question{query: add + ` fragment F on Query { hello }`}, code: invalid},
		{name: "a subscription", question: question{query: ticks}, data: `{"ticks":{"n":1,"cursor":"c1"}}`, refusedBy: oneAnswerOnly},
		{name: "a subscription in a fragment",
			question: question{query: `subscription { ...F } fragment F on Subscription { ...{ ticks(room: "a") { n } } }`},
			data:     `{"ticks":{"n":1}}`, refusedBy: oneAnswerOnly},
		{name: "two roots", question: question{query: `subscription { ticks(room: "a") { n } broken { n } }`}, code: invalid},
		{name: "two aliases", question: question{query: `subscription { a: ticks(room: "a") { n } b: ticks(room: "a") { n } }`}, code: invalid},
		{name: "two roots in fragments",
			question: question{query: `subscription { ...{ ticks(room: "a") { n } } ...F } fragment F on Subscription { b: broken { n } }`},
			code:     invalid},
		{name: "a root that is skipped", question: question{query: `subscription { ticks(room: "a") @skip(if: true) { n } }`}, code: invalid},
		{name: "a root that is included", question: question{query: `subscription($a: Boolean!) { ticks(room: "a") @include(if: $a) { n } }`,
			variables: object{"a": false}}, code: invalid},
		{name: "a fragment that is skipped", question: question{query: `subscription { ... @skip(if: true) { ticks(room: "a") { n } } }`},
			code: invalid},
		{name: "a spread that is skipped",
			question: question{query: `subscription { ...F @include(if: false) } fragment F on Subscription { ticks(room: "a") { n } }`},
			code:     invalid},
		{name: "a root of the schema's", question: question{query: `subscription { __typename }`}, code: invalid},
		{name: "an unknown field", question: question{query: `{ nothing }`}, code: invalid},
		{name: "an unknown variable", question: question{query: `query($n: Nothing) { hello }`}, code: invalid},
		{name: "a variable that is missing", question: question{query: `query($n: Int!) { must(n: $n) }`}, code: invalid},
		{name: "two operations without a name", question: question{query: `query A { hello } query B { hello }`}, code: invalid},
		{name: "more than an answer may hold",
			question: question{query: `query($n: Int) { people(first: $n) { nodes { friends(first: $n) { nodes { name } } } } }`,
				variables: object{"n": 1000}}, code: "QUERY_TOO_COMPLEX"},
		{name: "a subscription to more than an answer may hold", question: question{query: `subscription { ticks(room: "a") { ` +
			strings.Repeat("n ", 101) + `} }`}, code: "QUERY_TOO_COMPLEX"},
		{name: "a document too deep", question: question{query: strings.Repeat("{ hello ", 30) + strings.Repeat("}", 30)},
			code: "QUERY_TOO_COMPLEX"},
		{name: "no document", question: question{query: `{`}, code: parse},
		{name: "half a surrogate", question: question{query: `{ hello(name: "x\ud83dy") }`}, code: parse},
		{name: "the other half", question: question{query: `{ hello(name: "\udc00") }`}, code: parse},
		{name: "both halves", question: question{query: `{ hello(name: "\ud83c\udfc3") }`}, data: `{"hello":"hello 🏃"}`},
		{name: "a block string", question: question{query: "{ hello(name: \"\"\"a\n  b\n    c\"\"\") }"}, data: `{"hello":"hello a\nb\n  c"}`},
		{name: "a number that is whole", question: question{query: `query($n: Int!) { must(n: $n) }`, variables: object{"n": json.Number("1.0")}},
			data: `{"must":1}`},
		{name: "a number that is not", question: question{query: `query($n: Int!) { must(n: $n) }`, variables: object{"n": json.Number("1.5")}},
			code: invalid},
		{name: "a bad key", question: question{query: add, key: "two words"}, code: "INVALID", refusedBy: byGET},
	} {
		for name, ask := range transports {
			t.Run(test.name+" over "+name, func(t *testing.T) {
				w := newWorld(t)
				if test.byHash {
					if got := w.send("POST", "", body(object{"query": test.query, "extensions": byHash(sum(test.query))})); len(got.Errors) > 0 {
						t.Fatal(got.body)
					}
					w.sum.Store(0)
				}
				got := ask(w, test.question)
				byGet, oneAnswer := strings.HasSuffix(name, "GET"), name == "GET" || name == "POST"
				switch {
				case test.refusedBy == byGET && byGet:
					if got.status != 405 || got.allow != "POST" || got.code != invalid || got.data != "" {
						t.Errorf("got %+v", got)
					}
				case test.refusedBy == oneAnswerOnly && oneAnswer:
					if got.code != invalid || got.data != "" {
						t.Errorf("got %+v", got)
					}
				case got.code != test.code || got.data != test.data:
					t.Errorf("got %+v", got)
				case test.code != "" && name == "SSE of a single connection" && got.status != 400:
					t.Errorf("got %+v", got)
				}
				if ran := w.sum.Load(); ran > 0 && got.data == "" {
					t.Errorf("what was refused ran %d times", ran)
				}
			})
		}
	}
}

// TestGateOnce sends a mutation and its key twice, over each transport and then over every other: it runs once.
func TestGateOnce(t *testing.T) {
	for name, ask := range transports {
		if strings.HasSuffix(name, "GET") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			a := &answers{asked: map[string][32]byte{}, given: map[string][]byte{}}
			w := newWorld(t, func(c *transport.Config) { c.Once = a.once })
			q := question{query: `mutation { add(n: 1) }`, key: "k"}
			first := ask(w, q)
			for again, ask := range transports {
				if got := ask(w, q); !strings.HasSuffix(again, "GET") && (first.data != `{"add":1}` || got.data != first.data) {
					t.Errorf("%+v, then over %s %+v", first, again, got)
				}
			}
			if n := w.sum.Load(); n != 1 {
				t.Errorf("it ran %d times", n)
			}
		})
	}
	t.Run("where keys are not known", func(t *testing.T) {
		for name, ask := range transports {
			w := newWorld(t)
			if got := ask(w, question{query: `mutation { add(n: 1) }`, key: "k"}); w.sum.Load() != 0 || got.code == "" {
				t.Errorf("%s: %+v, run %d times", name, got, w.sum.Load())
			}
		}
	})
	t.Run("two keys", func(t *testing.T) {
		w := newWorld(t)
		got := w.send("POST", "", body(object{"query": `mutation { add(n: 1) }`, "extensions": object{"idempotencyKey": "b"}}), "Idempotency-Key",
			"a")
		if got.code() != "INVALID" || w.sum.Load() != 0 {
			t.Errorf("%s", got.body)
		}
	})
	t.Run("a key for a socket", func(t *testing.T) {
		w := newWorld(t)
		got := w.send("GET", "", "", "Upgrade", "websocket", "Connection", "Upgrade", "Idempotency-Key", "a")
		if got.status != 400 || !strings.Contains(got.body, "extensions.idempotencyKey") {
			t.Errorf("%d %s", got.status, got.body)
		}
	})
}
