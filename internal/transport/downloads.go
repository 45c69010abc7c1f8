package transport

import (
	"net/http"
)

// Downloads lets each address have so many requests served at once. Who asks for more is told to wait, as text: links are opened by people.
func Downloads(most int, next http.Handler) http.Handler {
	served := newCounters(most)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := remoteKey(r)
		if !served.add(key) {
			w.Header().Set("Retry-After", "1")
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "Too many files are being downloaded from your address. Wait for one of them.", http.StatusTooManyRequests)
			return
		}
		defer served.remove(key)
		next.ServeHTTP(w, r)
	})
}
