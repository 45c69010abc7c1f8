package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/rs/cors"

	"kith/auth"
	"kith/console"
	"kith/crm"
	"kith/graph"
	"kith/loaders"
	"kith/resolvers"
	"kith/transport"
)

// handler answers every HTTP request of the server.
type handler struct {
	http.Handler
	graphql  *transport.Server
	crm      *crm.Service
	draining atomic.Bool
}

func newHandler(s settings, c *crm.Service, a *auth.Authenticator, registry *prometheus.Registry, log *slog.Logger) (*handler, error) {
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	documents, err := s.documents()
	if err != nil {
		return nil, err
	}
	graphql, err := transport.New(transport.Config{
		Schema:        graph.NewExecutableSchema(graph.Config{Resolvers: &resolvers.Resolver{CRM: c}}),
		Viewer:        a.Viewer,
		Bearer:        a.Bearer,
		Response:      func(ctx context.Context) context.Context { return loaders.With(ctx, c, loaders.Wait) },
		Once:          c.Once,
		Origins:       s.allowedOrigins,
		Introspection: s.introspection,
		Trusted:       transport.TrustedDocuments{Mode: transport.TrustedMode(s.trustedDocuments), Texts: documents},
		Limits:        s.limits,
		Timing:        transport.DefaultTiming(),
		Logger:        log,
		Metrics:       transport.NewMetrics(registry),
	})
	if err != nil {
		return nil, err
	}
	h := &handler{graphql: graphql, crm: c}
	crossOrigin := http.NewCrossOriginProtection()
	for _, origin := range s.allowedOrigins {
		if err := crossOrigin.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("KITH_ALLOWED_ORIGINS: %w", err)
		}
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", graphql)
	mux.Handle("/graphiql", console.Handler())
	mux.Handle("/graphiql/", console.Handler())
	mux.Handle("/auth/session", a.Sessions())
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { state(w, http.StatusOK, "alive") })
	mux.HandleFunc("GET /readyz", h.ready)
	mux.Handle("GET /{$}", http.RedirectHandler("/graphiql", http.StatusFound))
	h.Handler = transport.RequestID(allowOrigins(s.allowedOrigins, crossOrigin.Handler(mux)))
	return h, nil
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
	ctx, cancel := context.WithTimeout(context.Background(), drainPatience)
	defer cancel()
	return errors.Join(h.graphql.Shutdown(ctx), server.Shutdown(ctx))
}

// documents reads the trusted documents: a JSON object of ids and texts.
func (s settings) documents() (map[string]string, error) {
	if s.trustedDocumentsFile == "" {
		return nil, nil
	}
	content, err := os.ReadFile(s.trustedDocumentsFile)
	if err != nil {
		return nil, fmt.Errorf("KITH_TRUSTED_DOCUMENTS_FILE: %w", err)
	}
	var documents map[string]string
	if err := json.Unmarshal(content, &documents); err != nil {
		return nil, errors.New("KITH_TRUSTED_DOCUMENTS_FILE must hold a JSON object of ids and documents")
	}
	return documents, nil
}
