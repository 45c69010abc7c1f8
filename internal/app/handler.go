package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	gqlgen "github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/cors"

	"kith/console"
	"kith/graph"
	"kith/internal/auth"
	"kith/internal/avatar"
	"kith/internal/crm"
	"kith/internal/events"
	"kith/internal/files"
	"kith/internal/loaders"
	"kith/internal/postgres"
	"kith/internal/reads"
	"kith/internal/transfer"
	"kith/internal/transport"
	"kith/resolvers"
)

// handler answers every HTTP request of the server.
type handler struct {
	http.Handler
	graphql  *transport.Server
	crm      *crm.Service
	metrics  prometheus.Registerer
	draining atomic.Bool
	// givenUp is set when the private PostgreSQL could not be brought back, just before the server ends.
	givenUp atomic.Bool
}

func newHandler(s settings, trusted transport.TrustedDocuments, c *crm.Service, hub *events.Hub, store *files.Store, avatars *avatar.Service, transfers *transfer.Service,
	a *auth.Authenticator, log *slog.Logger) (*handler, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	crossOrigin, err := s.crossOrigin()
	if err != nil {
		return nil, err
	}
	schema := graph.NewExecutableSchema(graph.Config{Resolvers: &resolvers.Resolver{CRM: c, Events: hub, Avatars: avatars, Transfers: transfers}})
	var rootField gqlgen.RootFieldMiddleware
	if s.readPath == readPathCompiled {
		path, err := reads.New(schema.Schema(), c, avatars)
		if err != nil {
			return nil, err
		}
		rootField = path.InterceptRootField
	}
	graphql, err := transport.New(transport.Config{
		Schema:        schema,
		Viewer:        a.Viewer,
		Bearer:        a.Bearer,
		Response:      func(ctx context.Context) context.Context { return loaders.With(ctx, c, loaders.Wait) },
		RootField:     rootField,
		Once:          c.Once,
		Unavailable:   postgres.Unavailable,
		Origins:       s.allowedOrigins,
		Introspection: s.introspection,
		Trusted:       trusted,
		Limits:        s.limits,
		Timing:        transport.DefaultTiming(),
		Logger:        log,
		Metrics:       transport.NewMetrics(registry),
	})
	if err != nil {
		return nil, err
	}
	h := &handler{graphql: graphql, crm: c, metrics: registry}
	mux := http.NewServeMux()
	mux.Handle("/graphql", graphql)
	mux.Handle("/graphiql", console.Handler())
	mux.Handle("/graphiql/", console.Handler())
	mux.Handle("GET /files", store)
	avatars.Register(mux)
	mux.Handle("/auth/session", a.Sessions())
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", h.health)
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("GET /{$}", http.RedirectHandler("/graphiql", http.StatusFound))
	h.Handler = transport.RequestID(noSniff(allowOrigins(s.allowedOrigins, crossOrigin.Handler(mux))))
	return h, nil
}

// noSniff keeps browsers from taking an answer for anything but what it says it is.
func noSniff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// allowOrigins lets single-page apps of the given origins read answers.
func allowOrigins(origins []string, next http.Handler) http.Handler {
	if len(origins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins:   origins,
		AllowedMethods:   []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete},
		AllowedHeaders:   []string{"*"},
		ExposedHeaders:   []string{"X-Request-Id", "Retry-After"},
		AllowCredentials: true,
		MaxAge:           int(time.Hour / time.Second),
	}).Handler(next)
}

// health tells whoever restarts servers whether this one can still do its work. A database that is away for a while is no reason.
func (h *handler) health(w http.ResponseWriter, _ *http.Request) {
	if h.givenUp.Load() {
		state(w, http.StatusServiceUnavailable, "the database was given up")
		return
	}
	state(w, http.StatusOK, "alive")
}

// ready tells load balancers whether to send requests here.
func (h *handler) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	switch {
	case h.draining.Load():
		state(w, http.StatusServiceUnavailable, "draining")
	case h.crm.Ping(ctx) != nil:
		state(w, http.StatusServiceUnavailable, "no database")
	default:
		state(w, http.StatusOK, "ready")
	}
}

func state(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text)
}

// drain ends the sockets, lets requests in flight finish and closes the server.
func (h *handler) drain(server *http.Server) error {
	h.draining.Store(true)
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	return errors.Join(h.graphql.Shutdown(ctx), server.Shutdown(ctx))
}
