package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/transport"
	"kith/models"
	"kith/models/typeid"
)

// world is a server of the test schema, reached over the network.
type world struct {
	t        *testing.T
	server   *transport.Server
	http     *httptest.Server
	exec     *testExecutable
	rooms    *rooms
	registry *prometheus.Registry
	log      *lockedBuffer
	sum      atomic.Int32 // of Mutation.add
	loads    atomic.Int32 // contexts made by Config.Response
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

const (
	goodToken  = "Bearer good"
	otherToken = "Bearer other"
)

var viewers = map[string]*models.Viewer{goodToken: newViewer(1), otherToken: newViewer(2)}

func newViewer(account int64) *models.Viewer {
	id := typeid.New[models.APITokenID]()
	return &models.Viewer{AccountID: account, Role: models.Administrator, TokenID: &id}
}

func bearer(_ context.Context, authorization string) (*models.Viewer, time.Time, error) {
	if v := viewers[authorization]; v != nil {
		return v, time.Time{}, nil
	}
	return nil, time.Time{}, models.Errorf(models.Unauthenticated, "The token is not valid.")
}

func newWorld(t *testing.T, configure ...func(*transport.Config)) *world {
	t.Helper()
	w := &world{t: t, exec: newTestExecutable(), rooms: newRooms(), registry: prometheus.NewRegistry(), log: &lockedBuffer{}}
	w.resolve()
	config := transport.Config{
		Schema: w.exec,
		Viewer: func(r *http.Request) (*models.Viewer, time.Time, error) {
			if r.Header.Get("Authorization") == "" {
				return nil, time.Time{}, nil
			}
			return bearer(r.Context(), r.Header.Get("Authorization"))
		},
		Bearer:        bearer,
		Response:      func(ctx context.Context) context.Context { w.loads.Add(1); return ctx },
		Unavailable:   func(err error) bool { return errors.Is(err, errAway) },
		Introspection: true,
		Limits:        transport.DefaultLimits(),
		Timing:        transport.DefaultTiming(),
		Logger:        slog.New(transport.LogHandler(slog.NewJSONHandler(w.log, nil))),
		Metrics:       transport.NewMetrics(w.registry),
	}
	config.Timing.Spread = 0
	for _, fn := range configure {
		fn(&config)
	}
	server, err := transport.New(config)
	if err != nil {
		t.Fatal(err)
	}
	w.server = server
	w.http = httptest.NewServer(transport.Deadlines(config.Timing, transport.RequestID(server)))
	t.Cleanup(w.http.Close)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			t.Errorf("operations were left: %v", err)
		}
	})
	return w
}

func (w *world) resolve() {
	w.exec.streams["ticks"] = w.rooms.subscribe
	w.exec.streams["broken"] = func(context.Context, map[string]any) (<-chan any, error) {
		return nil, models.Errorf(models.CursorExpired, "The cursor is too old.")
	}
	say := func(v any) testResolver {
		return func(context.Context, map[string]any) (any, error) { return v, nil }
	}
	person := object{"id": "1", "name": "Ada: \"x\"", "tags": []any{"a", "b"}}
	for name, resolver := range map[string]testResolver{
		"hello": func(_ context.Context, args map[string]any) (any, error) {
			return fmt.Sprint("hello ", args["name"]), nil
		},
		"viewer": func(ctx context.Context, _ map[string]any) (any, error) {
			limit, ok := models.RateLimitFrom(ctx)
			return fmt.Sprint(models.ViewerFrom(ctx).AccountID, limit.Limit, ok), nil
		},
		"people": say(object{"nodes": []any{person, person}, "edges": []any{}, "pageInfo": object{"hasNextPage": false}}),
		"nodes":  say([]any{person, nil}),
		"find":   say("found"),
		"echo": func(_ context.Context, args map[string]any) (any, error) {
			text, err := json.Marshal(args["in"])
			return string(text), err
		},
		"json": func(_ context.Context, args map[string]any) (any, error) { return args["value"], nil },
		"must": func(_ context.Context, args map[string]any) (any, error) { return args["n"], nil },
		"wait": func(ctx context.Context, _ map[string]any) (any, error) { <-ctx.Done(); return nil, ctx.Err() },
		"add": func(context.Context, map[string]any) (any, error) {
			return w.sum.Add(1), nil
		},
		"failing": func(context.Context, map[string]any) (any, error) { return nil, errors.New("pq: secret table") },
		"fail": func(_ context.Context, args map[string]any) (any, error) {
			return nil, failures[args["how"].(string)]()
		},
	} {
		w.exec.resolvers[name] = resolver
	}
}

// errAway is what the server of the tests takes for an outage.
var errAway = errors.New("pq: connection refused, secret state")

var failures = map[string]func() error{
	"go":       func() error { return errors.New("pq: relation \"secret\" does not exist") },
	"panic":    func() error { panic("secret state") },
	"deadline": func() error { return fmt.Errorf("crm: %w", context.DeadlineExceeded) },
	"canceled": func() error { return context.Canceled },
	"outage":   func() error { return fmt.Errorf("crm: %w", errAway) },
	"notfound": func() error { return models.Errorf(models.NotFound, "There is no such contact.") },
	"stale":    func() error { return models.Errorf(models.StaleVersion, "It has changed.") },
	"taken":    func() error { return models.Errorf(models.Taken, "It is taken.") },
	"blocked":  func() error { return models.Errorf(models.BlockedByRule, "A rule forbids it.") },
	"limit":    func() error { return models.Errorf(models.Limit, "There are enough.") },
	"toolong":  func() error { return models.Errorf(models.TooLong, "The page is too long.").At("first") },
	"many": func() error {
		return models.Errors{models.Errorf(models.Required, "Say one.").At("a"), models.Errorf(models.Taken, "Say two.").At("b")}
	},
	"wrapped": func() error { return fmt.Errorf("crm: contact: %w", models.Errorf(models.Forbidden, "Not yours.")) },
}

// reply is an answer as a client sees it.
type reply struct {
	status int
	header http.Header
	body   string
	Data   json.RawMessage `json:"data"`
	Errors []struct {
		Message    string         `json:"message"`
		Path       []any          `json:"path"`
		Locations  []any          `json:"locations"`
		Extensions map[string]any `json:"extensions"`
	} `json:"errors"`
	Extensions struct {
		Cost struct{ Requested, Actual, Remaining int } `json:"cost"`
	} `json:"extensions"`
}

func (r *reply) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	code, _ := r.Errors[0].Extensions["code"].(string)
	return code
}

// send makes a request with headers given as pairs; a value of "-" leaves a header out.
func (w *world) send(method, query, body string, headers ...string) *reply {
	w.t.Helper()
	req, err := http.NewRequest(method, w.http.URL+query, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", goodToken)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "-" {
			req.Header.Del(headers[i])
			continue
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	r := &reply{status: resp.StatusCode, header: resp.Header, body: string(text)}
	if len(text) > 0 && resp.Header.Get("Content-Encoding") == "" && strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, r); err != nil {
			w.t.Fatalf("%v in %s", err, text)
		}
	}
	return r
}

func (w *world) query(query string, variables ...any) *reply {
	w.t.Helper()
	var given any
	if len(variables) > 0 {
		given = variables[0]
	}
	return w.send("POST", "", asked(query, given))
}

func asked(query string, variables any) string {
	text, err := json.Marshal(object{"query": query, "variables": variables})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func search(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return "?" + values.Encode()
}

var _ graphql.ExecutableSchema = (*testExecutable)(nil)
