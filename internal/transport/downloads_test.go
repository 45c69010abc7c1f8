package transport_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"kith/internal/transport"
)

// TestDownloadsAreBounded has one address take every place, which another address does not notice, and leave one.
func TestDownloadsAreBounded(t *testing.T) {
	t.Parallel()
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := transport.Downloads(2, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			entered <- struct{}{}
			<-leave
		}
	}))
	get := func(path, address string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	done := make(chan int)
	for _, address := range []string{"192.0.2.1:1000", "192.0.2.1:2000"} {
		go func() { done <- get("/slow", address).Code }()
		<-entered
	}
	if got := get("/", "192.0.2.1:3000"); got.Code != http.StatusTooManyRequests || got.Header().Get("Retry-After") == "" ||
		got.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a third of one address: %d %v", got.Code, got.Header())
	}
	if got := get("/", "192.0.2.2:1000"); got.Code != http.StatusOK {
		t.Errorf("of another address: %d", got.Code)
	}
	close(leave)
	for range 2 {
		if code := <-done; code != http.StatusOK {
			t.Errorf("%d", code)
		}
	}
	if got := get("/", "192.0.2.1:3000"); got.Code != http.StatusOK {
		t.Errorf("afterwards: %d", got.Code)
	}
}
