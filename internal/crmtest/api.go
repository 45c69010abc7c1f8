package crmtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kith/graph"
	"kith/internal/events"
	"kith/internal/live"
	"kith/internal/loaders"
	"kith/internal/postgres"
	"kith/internal/reads"
	"kith/internal/store"
	"kith/internal/transport"
	"kith/models"
	"kith/resolvers"
)

// gatherTimeout makes loaders wait long enough on a busy machine to gather every key, so that statements can be counted.
const gatherTimeout = 20 * time.Millisecond

// API answers GraphQL over HTTP in a world, as whichever viewer asks.
type API struct{ handler http.Handler }

// Answer is a GraphQL answer.
type Answer struct {
	Status int
	Data   json.RawMessage
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	// Body is the whole answer as it was sent.
	Body string
}

// API returns the GraphQL server of the world, without subscriptions. What answers cost there does not depend on how busy the machine is.
func (w *World) API(tb testing.TB) *API {
	tb.Helper()
	return w.api(tb, nil, nil, nil)
}

// MeteredAPI returns a GraphQL server whose queries also cost the time that the database works for them.
func (w *World) MeteredAPI(tb testing.TB) *API {
	tb.Helper()
	return w.api(tb, nil, nil, store.Metered)
}

// LiveAPI returns the GraphQL server of a node of the world, with subscriptions: its bus, and what makes it compare the logs.
func (w *World) LiveAPI(tb testing.TB, bus events.Bus, ticks <-chan time.Time) *API {
	tb.Helper()
	log := slog.New(slog.NewTextHandler(tb.Output(), nil))
	hub, lists := events.NewHub(w.CRM, bus, log), live.New(w.CRM, log)
	hub.Attach(lists)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- hub.Run(ctx, ticks) }()
	tb.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			tb.Error(err)
		}
		bus.Close()
	})
	return w.api(tb, hub, lists, nil)
}

func (w *World) api(tb testing.TB, hub *events.Hub, lists *live.Hub, metered transport.Metered) *API {
	tb.Helper()
	limits := transport.DefaultLimits()
	limits.BudgetPoints = 1_000_000_000 // tests ask a lot
	schema := graph.NewExecutableSchema(graph.Config{
		Resolvers: &resolvers.Resolver{CRM: w.CRM, Events: hub, Live: lists, Avatars: w.Avatars, Transfers: w.Transfers}})
	path, err := reads.New(schema.Schema(), w.CRM, w.Avatars)
	if err != nil {
		tb.Fatal(err)
	}
	server, err := transport.New(transport.Config{
		Schema:    schema,
		RootField: path.InterceptRootField,
		Viewer: func(r *http.Request) (*models.Viewer, time.Time, error) {
			return models.ViewerFrom(r.Context()), time.Time{}, nil
		},
		Response:      func(ctx context.Context) context.Context { return loaders.With(ctx, w.CRM, gatherTimeout) },
		Once:          w.CRM.Once,
		Metered:       metered,
		Unavailable:   postgres.Unavailable,
		Introspection: true,
		Limits:        limits,
		Timing:        transport.DefaultTiming(),
		Logger:        slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Metrics:       transport.NewMetrics(prometheus.NewRegistry()),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &API{server}
}

// Ask sends an operation as a viewer, nil for nobody, with headers in pairs of name and value.
func (a *API) Ask(tb testing.TB, viewer *models.Viewer, query string, variables map[string]any, headers ...string) Answer {
	tb.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	return a.send(tb, viewer, body, append([]string{"Content-Type", "application/json"}, headers...))
}

// AskWith sends an operation with a file, which takes the place of a variable such as `variables.input.file`.
func (a *API) AskWith(tb testing.TB, viewer *models.Viewer, query string, variables map[string]any, place, filename string, file []byte,
	headers ...string) Answer {
	tb.Helper()
	operations, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		tb.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	errs := []error{form.WriteField("operations", string(operations)), form.WriteField("map", fmt.Sprintf(`{"0":[%q]}`, place))}
	part, err := form.CreateFormFile("0", filename)
	if err == nil {
		_, err = part.Write(file)
	}
	if err := errors.Join(append(errs, err, form.Close())...); err != nil {
		tb.Fatal(err)
	}
	headers = append([]string{"Content-Type", form.FormDataContentType(), "X-Requested-With", "test"}, headers...)
	return a.send(tb, viewer, body.Bytes(), headers)
}

// Serve returns the URL of the API on a port of this machine, where everyone is the viewer.
func (a *API) Serve(tb testing.TB, viewer *models.Viewer) string {
	tb.Helper()
	server := httptest.NewUnstartedServer(a.handler)
	server.Config.BaseContext = func(net.Listener) context.Context { return As(viewer) }
	server.Start()
	tb.Cleanup(server.Close)
	return server.URL
}

func (a *API) send(tb testing.TB, viewer *models.Viewer, body []byte, headers []string) Answer {
	tb.Helper()
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	if viewer != nil {
		r = r.WithContext(models.WithViewer(r.Context(), viewer))
	}
	recorder := httptest.NewRecorder()
	a.handler.ServeHTTP(recorder, r)
	answer := Answer{Status: recorder.Code, Body: recorder.Body.String()}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		tb.Fatalf("%v: %s", err, recorder.Body)
	}
	return answer
}

// Get asks and decodes the data into a value; an error in the answer fails the test.
func (a *API) Get(tb testing.TB, viewer *models.Viewer, into any, query string, variables map[string]any) {
	tb.Helper()
	answer := a.Ask(tb, viewer, query, variables)
	if len(answer.Errors) > 0 {
		tb.Fatalf("%s\n%s", query, answer.Body)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		tb.Fatal(err)
	}
}
