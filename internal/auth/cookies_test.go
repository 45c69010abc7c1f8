package auth_test

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kith/internal/auth"
	"kith/internal/crm"
)

// TestCookies looks at the cookies of a sign-in, and at which of them a request is known by.
func TestCookies(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	proxies, err := auth.ParseProxies([]string{"10.0.0.0/8"}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name        string
		options     auth.Options
		tls         bool
		forwarded   string
		cookie      string
		secure      bool
		site        http.SameSite
		partitioned bool
	}{
		{name: "by HTTP", cookie: "kith_session", site: http.SameSiteLaxMode},
		{name: "by HTTPS", tls: true, cookie: "__Host-kith_session", secure: true, site: http.SameSiteLaxMode},
		{name: "by setting", options: auth.Options{SecureCookies: true}, cookie: "__Host-kith_session", secure: true, site: http.SameSiteLaxMode},
		{name: "through a proxy", forwarded: "https", cookie: "__Host-kith_session", secure: true, site: http.SameSiteLaxMode},
		{name: "through a proxy by HTTP", forwarded: "http", cookie: "kith_session", site: http.SameSiteLaxMode},
		{name: "strict", options: auth.Options{SameSite: http.SameSiteStrictMode}, cookie: "kith_session", site: http.SameSiteStrictMode},
		{name: "for other sites", options: auth.Options{SameSite: http.SameSiteNoneMode, SecureCookies: true}, cookie: "__Host-kith_session",
			secure: true,
			site:   http.SameSiteNoneMode, partitioned: true},
	} {
		a := auth.New(h.CRM, row.options, slog.New(slog.DiscardHandler))
		ask := func(method, path string, cookies ...*http.Cookie) *http.Response {
			r := httptest.NewRequest(method, path, strings.NewReader(`{"email":"agent@home.example","password":"`+password+`"}`))
			r.Header.Set("Content-Type", "application/json")
			r.RemoteAddr = "10.0.0.1:1"
			if row.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if row.forwarded != "" {
				r.Header.Set("X-Forwarded-Proto", row.forwarded)
				r.Header.Set("X-Forwarded-For", "192.0.2.1")
			}
			for _, c := range cookies {
				r.AddCookie(c)
			}
			recorder := httptest.NewRecorder()
			proxies.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if path == "/auth/session" {
					a.Sessions().ServeHTTP(w, r)
				} else if v, _, err := a.Viewer(r); err != nil || v == nil {
					w.WriteHeader(http.StatusUnauthorized)
				}
			})).ServeHTTP(recorder, r)
			return recorder.Result()
		}
		response := ask(http.MethodPost, "/auth/session")
		for _, purpose := range []string{"session", "device"} {
			c := cookieOf(response, purpose)
			if c == nil || c.Name != strings.Replace(row.cookie, "session", purpose, 1) || c.Secure != row.secure || !c.HttpOnly || c.Path != "/" ||
				c.Domain != "" || c.SameSite != row.site || c.Partitioned != row.partitioned || c.Expires.IsZero() {
				t.Fatalf("%s: %d %+v", row.name, response.StatusCode, c)
			}
		}
		session := cookieOf(response, "session")
		if got := ask(http.MethodGet, "/who", session); got.StatusCode != http.StatusOK {
			t.Errorf("%s: its own cookie: %d", row.name, got.StatusCode)
		}
		other := &http.Cookie{Name: "kith_session", Value: session.Value} // as a sibling host could plant it
		if row.secure {
			if got := ask(http.MethodGet, "/who", other); got.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: a cookie without the prefix: %d", row.name, got.StatusCode)
			}
		}
		out := ask(http.MethodDelete, "/auth/session", session)
		if c := cookieOf(out, "session"); c == nil || c.Name != row.cookie || c.Value != "" || c.Expires.Year() > 1970 || c.Secure != row.secure {
			t.Errorf("%s: signing out: %+v", row.name, c)
		}
	}
}

// TestSessionSlides uses a session again and again, until its lifetime ends it.
func TestSessionSlides(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	now := time.Now()
	clock := func() time.Time { return now }
	h.CRM.SetClock(clock)
	a := auth.New(h.CRM, auth.Options{Now: clock, Sessions: crm.SessionTerms{Idle: time.Hour, Lifetime: 3 * time.Hour}},
		slog.New(slog.DiscardHandler))
	r := httptest.NewRequest(http.MethodPost, "/auth/session", strings.NewReader(`{"email":"agent@home.example","password":"`+password+`"}`))
	r.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	a.Sessions().ServeHTTP(recorder, r)
	session := cookieOf(recorder.Result(), "session")
	if session == nil || session.Expires.Sub(now).Round(time.Minute) != 3*time.Hour {
		t.Fatalf("%+v", session)
	}
	begun := now
	for _, step := range []struct {
		at   time.Duration
		good bool
	}{{0, true}, {50 * time.Minute, true}, {100 * time.Minute, true}, {150 * time.Minute, true}, {179 * time.Minute, true}, {181 * time.Minute,
		false}} {
		now = begun.Add(step.at)
		a.Forget(h.Home.Key) // what is remembered for seconds, by the real clock
		ask := httptest.NewRequest(http.MethodGet, "/", nil)
		ask.AddCookie(session)
		v, _, err := a.Viewer(ask)
		if err != nil || (v != nil) != step.good {
			t.Errorf("after %s: %+v %v", step.at, v, err)
		}
	}
}
