package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/auth"
)

// guesser tries passwords at a server whose time stands still.
type guesser struct {
	*fixture
	t        *testing.T
	log      bytes.Buffer
	registry *prometheus.Registry
}

func newGuesser(t *testing.T) *guesser {
	t.Helper()
	g := &guesser{fixture: newFixture(t, auth.Options{}), t: t, registry: prometheus.NewRegistry()}
	now := time.Now()
	g.auth = auth.New(g.CRM, auth.Options{Now: func() time.Time { return now }, Metrics: g.registry, Key: []byte("key")},
		slog.New(slog.NewJSONHandler(&g.log, nil)))
	g.setPassword(t, g.Home, password)
	return g
}

func (g *guesser) try(email, password, from string, cookies ...*http.Cookie) *http.Response {
	g.t.Helper()
	b, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		g.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/auth/session", bytes.NewReader(b))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = from
	for _, c := range cookies {
		r.AddCookie(c)
	}
	recorder := httptest.NewRecorder()
	g.auth.Sessions().ServeHTTP(recorder, r)
	return recorder.Result()
}

// expect tries a number of times and wants the same status each time.
func (g *guesser) expect(status, times int, email, password string, from func(i int) string, cookies ...*http.Cookie) {
	g.t.Helper()
	for i := range times {
		got := g.try(email, password, from(i), cookies...)
		if got.StatusCode != status || (status == http.StatusTooManyRequests) != (got.Header.Get("Retry-After") != "") ||
			status != http.StatusNoContent && len(got.Cookies()) != 0 {
			g.t.Fatalf("%s from %s, try %d: %d %v, want %d", email, from(i), i, got.StatusCode, got.Header, status)
		}
	}
}

func only(address string) func(int) string { return func(int) string { return address } }
func numbered(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}

// outcomes are the sign-ins of an outcome that the metrics have counted.
func (g *guesser) outcomes(outcome string) int {
	g.t.Helper()
	families, err := g.registry.Gather()
	if err != nil {
		g.t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			for _, label := range m.GetLabel() {
				if family.GetName() == "kith_sign_ins_total" && label.GetName() == "outcome" && label.GetValue() == outcome {
					return int(m.GetCounter().GetValue())
				}
			}
		}
	}
	return 0
}

const victim = "agent@home.example"

// TestGuessingFromOneAddress uses up what one address has, which costs nobody else anything.
func TestGuessingFromOneAddress(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	const stranger = "192.0.2.1:1000"
	g.expect(http.StatusNoContent, 12, "administrator@home.example", password, only(stranger)) // right ones are given back
	g.expect(http.StatusUnauthorized, 10, victim, "guess", only(stranger))
	g.expect(http.StatusTooManyRequests, 300, victim, "guess", only("192.0.2.1:2000"))
	g.expect(http.StatusTooManyRequests, 1, victim, password, only(stranger))
	g.expect(http.StatusTooManyRequests, 1, "administrator@home.example", password, only(stranger))
	g.expect(http.StatusNoContent, 1, victim, password, only("192.0.2.2:1000"))
	// What was refused has not been taken from the email: of its 100 tries there are 90.
	g.expect(http.StatusUnauthorized, 90, victim, "guess", numbered("198.51.100.%d:1"))
	g.expect(http.StatusTooManyRequests, 1, victim, "guess", only("192.0.2.3:1000"))
	if wrong, limited, ok := g.outcomes("wrong"), g.outcomes("limit_address"), g.outcomes("ok"); wrong != 100 || limited != 302 || ok != 13 ||
		g.outcomes("limit_email") != 1 {
		t.Errorf("the metrics count %d wrong, %d limited, %d right", wrong, limited, ok)
	}
	lines := strings.Count(g.log.String(), `"msg":"sign-in failed"`)
	if lines != 403 || strings.Contains(g.log.String(), "@") || strings.Contains(g.log.String(), "192.0.2") {
		t.Errorf("%d lines, or one that says who it was:\n%.2000s", lines, g.log.String())
	}
}

// TestGuessingFromManyAddresses uses up what one email has: its owner, on a device that is known, does not notice.
func TestGuessingFromManyAddresses(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	first := g.try(victim, password, "192.0.2.1:1")
	device := cookieOf(first, "device")
	if first.StatusCode != http.StatusNoContent || device == nil || !device.HttpOnly || strings.Contains(device.Value, "@") {
		t.Fatalf("%d %v", first.StatusCode, device)
	}
	g.expect(http.StatusUnauthorized, 100, victim, "guess", numbered("198.51.100.%d:1"))
	g.expect(http.StatusTooManyRequests, 1, victim, password, only("203.0.113.1:1"))
	g.expect(http.StatusNoContent, 5, victim, password, only("192.0.2.1:1"), device)
	g.expect(http.StatusNoContent, 1, "administrator@home.example", password, only("192.0.2.1:1"), device)
	// A device is known for its own email alone, and has not more tries than an address.
	other := cookieOf(g.try("administrator@home.example", password, "192.0.2.9:1"), "device")
	g.expect(http.StatusTooManyRequests, 1, victim, password, only("192.0.2.9:1"), other)
	g.expect(http.StatusUnauthorized, 10, victim, "guess", numbered("203.0.113.%d:1"), device)
	g.expect(http.StatusTooManyRequests, 1, victim, password, only("203.0.113.77:1"), device)
	forged := *device
	forged.Value = strings.ToLower(device.Value)
	g.expect(http.StatusTooManyRequests, 1, victim, password, only("203.0.113.78:1"), &forged)
}

// TestKeysOfTries shows that emails and addresses share no keys, and how addresses are counted.
func TestKeysOfTries(t *testing.T) {
	t.Parallel()
	g := newGuesser(t)
	g.expect(http.StatusUnauthorized, 10, "203.0.113.7", "guess", numbered("192.0.2.%d:1"))
	g.expect(http.StatusUnauthorized, 10, "nobody@home.example", "guess", only("203.0.113.7:1"))
	g.expect(http.StatusUnauthorized, 10, "nobody@home.example", "guess", numbered("[2001:db8:1:2::%d]:1"))
	g.expect(http.StatusTooManyRequests, 1, "nobody@home.example", "guess", only("[2001:db8:1:2:ffff::1]:1"))
	g.expect(http.StatusUnauthorized, 1, "nobody@home.example", "guess", only("[2001:db8:1:3::1]:1"))
	g.expect(http.StatusTooManyRequests, 1, "nobody@home.example", "guess", only("[::ffff:203.0.113.7]:1"))
}
