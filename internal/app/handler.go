package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	gqlgen "github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/rs/cors"

	"kith/console"
	"kith/graph"
	"kith/internal/auth"
	"kith/internal/avatar"
	"kith/internal/crm"
	"kith/internal/events"
	"kith/internal/files"
	"kith/internal/live"
	"kith/internal/loaders"
	"kith/internal/postgres"
	"kith/internal/reads"
	"kith/internal/store"
	"kith/internal/trace"
	"kith/internal/transfer"
	"kith/internal/transport"
	"kith/resolvers"
)

// handler answers every HTTP request of the server.
type handler struct {
	http.Handler
	graphql  *transport.Server
	metrics  prometheus.Registerer
	probe    *probe
	log      *slog.Logger
	draining atomic.Bool
	// givenUp is set when the private PostgreSQL could not be brought back, just before the server ends.
	givenUp atomic.Bool
}

func newHandler(s settings, trusted transport.TrustedDocuments, p *probe, c *crm.Service, hub *events.Hub, lists *live.Hub,
	blobs *files.Store, avatars *avatar.Service, transfers *transfer.Service, a *auth.Authenticator,
	registry *prometheus.Registry, tracer *trace.Tracer,
	log *slog.Logger,
) (*handler, error) {
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	origins, err := s.origins()
	if err != nil {
		return nil, err
	}
	proxies, err := s.proxies()
	if err != nil {
		return nil, err
	}
	schema := graph.NewExecutableSchema(graph.Config{Resolvers: &resolvers.Resolver{CRM: c, Events: hub, Live: lists, Avatars: avatars,
		Transfers: transfers}})
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
		Metered:       store.Metered,
		Unavailable:   postgres.Unavailable,
		Origins:       origins,
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
	h := &handler{graphql: graphql, metrics: registry, probe: p, log: log}
	mux := http.NewServeMux()
	mux.Handle("/graphql", graphql)
	mux.Handle("/console", console.App())
	mux.Handle("/console/", console.App())
	mux.Handle("/graphiql", console.GraphiQL())
	mux.Handle("/graphiql/", console.GraphiQL())
	blobs.OnDownload(c.AuditDownload)
	mux.Handle("GET /files", transport.Downloads(s.limits.Downloads, blobs))
	avatars.Register(mux)
	mux.Handle("/auth/session", a.Sessions())
	a.Register(mux)
	mux.Handle("GET /metrics", metricsPage(s, registry))
	mux.HandleFunc("GET /healthz", h.health)
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("GET /{$}", http.RedirectHandler("/console", http.StatusFound))
	served := noSniff(h.retiring(allowOrigins(origins, origins.Protect(trace.Route(mux)))))
	served = tracer.Handler(proxies.Handler(strictTransport(s.hsts, served)))
	h.Handler = transport.Deadlines(transport.DefaultTiming(), transport.RequestID(served))
	return h, nil
}

// noSniff keeps browsers from taking an answer for anything but what it says it is.
func noSniff(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}

// allowOrigins lets pages of other origins read answers: those of the given origins with the session cookie, any others at /graphql
// with a token of their own, which the browser does not add.
func allowOrigins(origins *transport.Origins, next http.Handler) http.Handler {
	options := cors.Options{
		AllowOriginVaryRequestFunc: func(_ *http.Request, origin string) (bool, []string) { return origins.Allows(origin), nil },
		AllowedMethods:             []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete},
		AllowedHeaders:             []string{"*"},
		ExposedHeaders:             []string{"X-Request-Id", "Retry-After", "ETag"},
		AllowCredentials:           true,
		MaxAge:                     int(time.Hour / time.Second),
	}
	byCookie := cors.New(options).Handler(next)
	options.AllowOriginVaryRequestFunc, options.AllowedOrigins, options.AllowCredentials = nil, []string{"*"}, false
	byToken := cors.New(options).Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch origin := r.Header.Get("Origin"); {
		case origin == "":
			next.ServeHTTP(w, r)
		case !origins.Allows(origin) && r.URL.Path == "/graphql" && tokenOnly(r):
			byToken.ServeHTTP(w, r)
		default:
			byCookie.ServeHTTP(w, r)
		}
	})
}

// tokenOnly reports whether a request has a token and no cookie, or asks before one that will have a token.
func tokenOnly(r *http.Request) bool {
	if len(r.Header.Values("Cookie")) > 0 {
		return false
	}
	return r.Header.Get("Authorization") != "" ||
		r.Method == http.MethodOptions && strings.Contains(strings.ToLower(r.Header.Get("Access-Control-Request-Headers")), "authorization")
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
	ctx, cancel := context.WithTimeout(r.Context(), probeTimeout)
	defer cancel()
	switch {
	case h.draining.Load():
		state(w, http.StatusServiceUnavailable, "draining")
	case h.probe.Ping(ctx) != nil:
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

// retire says at /readyz that the server is going, and goes on answering until whoever asks there has had the time to notice.
func (h *handler) retire(delay time.Duration) {
	h.draining.Store(true)
	time.Sleep(delay)
}

// retiring has the clients of a server that is going connect anew, which leads them to another.
func (h *handler) retiring(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// drain ends the sockets, lets requests in flight finish and closes the server. What does not end in time is cut off.
func (h *handler) drain(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
	defer cancel()
	err := errors.Join(h.graphql.Shutdown(ctx), server.Shutdown(ctx))
	if errors.Is(err, context.DeadlineExceeded) {
		h.log.Warn("requests were cut off, because they did not end in time", "timeout", drainTimeout)
		return server.Close()
	}
	return err
}
