package transport_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"kith/internal/transport"
	"kith/models"
)

func sum(text string) string {
	s := sha256.Sum256([]byte(text))
	return hex.EncodeToString(s[:])
}

func body(members object) string {
	text, err := json.Marshal(members)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func byHash(hash string) object {
	return object{"persistedQuery": object{"version": 1, "sha256Hash": hash}}
}

func TestAutomaticPersistedQueries(t *testing.T) {
	w := newWorld(t)
	query := `{ hello(name: "apq") }`
	ask := func(members object) *reply { return w.send("POST", "", body(members)) }
	if got := ask(object{"extensions": byHash(sum(query))}); got.code() != "PERSISTED_QUERY_NOT_FOUND" ||
		got.Errors[0].Message != "PersistedQueryNotFound" || got.status != 200 {
		t.Errorf("unknown: %d %s", got.status, got.body)
	}
	if got := ask(object{"query": query, "extensions": byHash(sum("other"))}); got.code() != "INVALID" {
		t.Errorf("wrong hash: %s", got.body)
	}
	if got := ask(object{"query": query, "extensions": byHash("sha256:" + sum(query))}); got.code() != "" {
		t.Errorf("with the query: %s", got.body)
	}
	for _, hash := range []string{sum(query), "sha256:" + sum(query)} {
		if got := ask(object{"extensions": byHash(hash)}); !strings.Contains(string(got.Data), "hello apq") {
			t.Errorf("by %s: %s", hash, got.body)
		}
	}
	extensions, _ := json.Marshal(byHash(sum(query)))
	if got := w.send("GET", search("extensions", string(extensions)), ""); got.code() != "" {
		t.Errorf("by GET: %s", got.body)
	}
	invalid := `{ nothing }`
	ask(object{"query": invalid, "extensions": byHash(sum(invalid))})
	if got := ask(object{"extensions": byHash(sum(invalid))}); got.code() != "PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("an invalid query was kept: %s", got.body)
	}
	stranger := `{ s: __typename }`
	w.send("POST", "", body(object{"query": stranger, "extensions": byHash(sum(stranger))}), "Authorization", "-")
	if got := ask(object{"extensions": byHash(sum(stranger))}); got.code() != "PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("a stranger's query was kept: %s", got.body)
	}
	if got := ask(object{"documentId": sum(query)}); got.code() != "PERSISTED_QUERY_NOT_FOUND" {
		t.Errorf("documentId names trusted documents only: %s", got.body)
	}
}

func TestTrustedDocuments(t *testing.T) {
	query, other := `query Trusted { hello }`, `query Other { hello }`
	worlds := map[transport.TrustedMode]*world{}
	for _, mode := range []transport.TrustedMode{transport.TrustedOff, transport.TrustedPrefer, transport.TrustedRequire} {
		key := sum(query)
		if mode == transport.TrustedRequire {
			key = "sha256:" + strings.ToUpper(key) // as some compilers write it
		}
		worlds[mode] = newWorld(t, func(c *transport.Config) {
			c.Trusted = transport.TrustedDocuments{Mode: mode, Texts: map[string]string{key: query}}
		})
	}
	for _, test := range []struct {
		name                 string
		ask                  object
		off, prefer, require string
	}{
		{"documentId", object{"documentId": sum(query)}, "PERSISTED_QUERY_NOT_FOUND", "", ""},
		{"documentId with its prefix", object{"documentId": "sha256:" + sum(query)}, "PERSISTED_QUERY_NOT_FOUND", "", ""},
		{"hash", object{"extensions": byHash(sum(query))}, "PERSISTED_QUERY_NOT_FOUND", "", ""},
		{"hash with its prefix", object{"extensions": byHash("sha256:" + sum(query))}, "PERSISTED_QUERY_NOT_FOUND", "", ""},
		{"its text", object{"query": query}, "", "", ""},
		{"another text", object{"query": other}, "", "", "FORBIDDEN"},
		{"another text with its hash", object{"query": other, "extensions": byHash(sum(other))}, "", "", "FORBIDDEN"},
		{"another hash, after that", object{"extensions": byHash(sum(other))}, "", "", "PERSISTED_QUERY_NOT_FOUND"},
		{"unknown documentId", object{"documentId": "nothing"}, "PERSISTED_QUERY_NOT_FOUND", "PERSISTED_QUERY_NOT_FOUND",
			"PERSISTED_QUERY_NOT_FOUND"},
		{"a sign of life", object{"query": "{ __typename }"}, "", "", ""},
	} {
		for mode, want := range map[transport.TrustedMode]string{transport.TrustedOff: test.off, transport.TrustedPrefer: test.prefer,
			transport.TrustedRequire: test.require} {
			if got := worlds[mode].send("POST", "", body(test.ask)); got.code() != want {
				t.Errorf("%s when %s: %s", test.name, mode, got.body)
			}
		}
	}
}

// answers is a Once that remembers in memory, as the real one does in the database.
type answers struct {
	mu    sync.Mutex
	asked map[string][32]byte
	given map[string][]byte
}

func (a *answers) once(ctx context.Context, key string, request [32]byte, run func(context.Context) ([]byte, bool)) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	key = models.ViewerFrom(ctx).Key() + key
	if asked, ok := a.asked[key]; ok {
		if asked != request {
			return nil, models.Errorf(models.Conflict, "The key was used for another request.")
		}
		return a.given[key], nil
	}
	answer, keep := run(ctx)
	if keep {
		a.asked[key], a.given[key] = request, answer
	}
	return answer, nil
}

func TestIdempotencyKey(t *testing.T) {
	a := &answers{asked: map[string][32]byte{}, given: map[string][]byte{}}
	w := newWorld(t, func(c *transport.Config) { c.Once = a.once })
	add := func(n int, headers ...string) *reply {
		return w.send("POST", "", asked(`mutation($n: Int!) { add(n: $n) }`, object{"n": n}), headers...)
	}
	first := add(1, "Idempotency-Key", "k")
	if again := add(1, "Idempotency-Key", "k"); again.body != first.body || w.sum.Load() != 1 || again.status != 200 {
		t.Errorf("ran %d times: %s", w.sum.Load(), again.body)
	}
	laidOut := w.send("POST", "", `{"variables": {"n" : 1}, "query":"mutation($n: Int!) { add(n: $n) }"}`, "Idempotency-Key", "k")
	if laidOut.body != first.body || w.sum.Load() != 1 {
		t.Errorf("the same request, laid out differently: %s", laidOut.body)
	}
	if got := add(2, "Idempotency-Key", "k"); got.code() != "CONFLICT" || w.sum.Load() != 1 || got.status != 200 {
		t.Errorf("another request: %d %s", got.status, got.body)
	}
	if got := add(2, "Idempotency-Key", "k", "Accept", graphqlType); got.status != 409 {
		t.Errorf("another request: %d", got.status)
	}
	if got := add(1, "Idempotency-Key", "k", "Authorization", otherToken); got.code() != "" || w.sum.Load() != 2 {
		t.Errorf("another caller's key: %s", got.body)
	}
	for _, key := range []string{"", "a b", "ü", longKey(256)} {
		if got := add(1, "Idempotency-Key", key); got.status != 400 || got.code() != "INVALID" || w.sum.Load() != 2 {
			t.Errorf("key %.20q: %d %s", key, got.status, got.body)
		}
	}
	if got := add(1, "Idempotency-Key", longKey(255)); got.code() != "" || w.sum.Load() != 3 {
		t.Errorf("the longest key: %s", got.body)
	}
	for range 2 {
		w.send("POST", "", asked(`mutation { failing }`, nil), "Idempotency-Key", "f")
	}
	if len(a.asked) != 3 {
		t.Errorf("%d answers are kept: an internal error is not to be given again", len(a.asked))
	}
	if got := w.send("POST", "", asked(`mutation { __typename }`, nil), "Idempotency-Key", "k", "Authorization", "-"); got.code() != "" {
		t.Errorf("a stranger's key: %s", got.body)
	}
	if got := w.send("POST", "", asked(`{ hello }`, nil), "Idempotency-Key", ""); got.code() != "" {
		t.Errorf("queries need no key: %s", got.body)
	}
}

func longKey(n int) string {
	key := make([]byte, n)
	for i := range key {
		key[i] = 'k'
	}
	return string(key)
}
