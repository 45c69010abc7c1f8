package trace

import (
	"context"
	"net/http"
	"strings"
)

// Handler records a span for each request; probes and metrics have none. What a socket or an event stream does is in traces of its own,
// since it may last for days.
func (t *Tracer) Handler(next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if probe(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		method := methodOf(r)
		parent := ParseParent(r.Header.Get(header))
		ctx, span := t.Start(r.Context(), parent, Server, method, String("http.request.method", method))
		defer span.End()
		if lasting(r) {
			ctx = state{tracer: t, remote: parent}.in(r.Context())
		}
		answer := &statusWriter{ResponseWriter: w, span: span}
		next.ServeHTTP(answer, r.WithContext(context.WithValue(ctx, requestKey{}, span)))
		answer.finish()
	})
}

// Route names the span of a request by the pattern of the mux that served it.
func Route(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		span, _ := r.Context().Value(requestKey{}).(*Span)
		if span == nil || r.Pattern == "" {
			return
		}
		route := r.Pattern[strings.IndexByte(r.Pattern, '/'):]
		span.Rename(methodOf(r) + " " + route)
		span.Set(String("http.route", route))
	})
}

type requestKey struct{}

func probe(path string) bool { return path == "/healthz" || path == "/readyz" || path == "/metrics" }

// lasting reports whether a request becomes a socket or an event stream.
func lasting(r *http.Request) bool {
	return r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	span   *Span
	status int
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader notes the first status that is final, or that of an upgrade.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && (status >= http.StatusOK || status == http.StatusSwitchingProtocols) {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) finish() {
	if w.status == 0 {
		w.status = http.StatusOK // what net/http sends then
	}
	w.span.Set(Int("http.response.status_code", w.status))
	if w.status >= http.StatusInternalServerError {
		w.span.Fail(http.StatusText(w.status))
	}
}

// methodOf is the method as names of spans have it: one that is not usual is called HTTP, since clients may invent any.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodOptions, http.MethodPatch:
		return r.Method
	}
	return "HTTP"
}
