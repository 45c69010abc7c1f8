package app

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metricsPage answers with the metrics: to everyone at an address of their own, else to those who have the token.
func metricsPage(s settings, registry *prometheus.Registry) http.Handler {
	page := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	if s.metricsToken == "" {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			state(w, http.StatusNotFound, "metrics are at KITH_METRICS_ADDR, or here for those who have KITH_METRICS_TOKEN")
		})
	}
	return demandToken(s.metricsToken, page)
}

func demandToken(token string, next http.Handler) http.Handler {
	want := sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		got := sha256.Sum256([]byte(strings.TrimSpace(given)))
		if !strings.EqualFold(scheme, "Bearer") || subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			state(w, http.StatusUnauthorized, "send KITH_METRICS_TOKEN as a bearer token")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// listenForMetrics takes the address of metrics, if they have one of their own.
func (a *App) listenForMetrics(ctx context.Context) (err error) {
	if a.settings.metricsAddr == "" {
		return nil
	}
	a.metrics, err = new(net.ListenConfig).Listen(ctx, "tcp", a.settings.metricsAddr)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w; set KITH_METRICS_ADDR to another address", a.settings.metricsAddr, errors.Unwrap(err))
	}
	a.onClose(func() error { _ = a.metrics.Close(); return nil }) // its server has closed it, as a rule
	a.settings.metricsAddr = a.metrics.Addr().String()
	a.log.Info("metrics are served", "address", a.settings.metricsAddr)
	return nil
}

// serveMetrics answers at the address of metrics until the context ends. It demands the token too, if there is one.
func (a *App) serveMetrics(ctx context.Context, registry *prometheus.Registry) error {
	page := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	if a.settings.metricsToken != "" {
		page = demandToken(a.settings.metricsToken, page)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", page)
	server := &http.Server{Handler: noSniff(mux), ReadHeaderTimeout: headerTimeout, ReadTimeout: headerTimeout, WriteTimeout: idleTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 32 << 10}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(a.metrics); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
