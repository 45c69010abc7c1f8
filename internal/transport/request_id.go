package transport

import (
	"crypto/rand"
	"net/http"
	"strings"

	"kith/models"
)

const requestIDHeader = "X-Request-Id"

// RequestID gives every request an id: the X-Request-Id that came with it when it is 1 to 128 safe characters, a new one
// otherwise. It is echoed in the answer, stands in the log and in INTERNAL errors.
func RequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !safe(id, 128) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		next.ServeHTTP(w, r.WithContext(models.WithRequestID(r.Context(), id)))
	})
}

// safe reports whether s can stand in a header and a log line: letters, digits and - _ . : / =, at most n of them.
func safe(s string, n int) bool {
	if s == "" || len(s) > n {
		return false
	}
	for _, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && !strings.ContainsRune("-_.:/=", rune(c)) {
			return false
		}
	}
	return true
}
