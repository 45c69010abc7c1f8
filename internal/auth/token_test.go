package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"kith/internal/auth"
	"kith/internal/crmtest"
	"kith/models"
)

// TestTokensOfAddresses uses a token from inside and outside of its networks, behind a proxy: it is accepted inside alone, and only that
// use is noted.
func TestTokensOfAddresses(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	proxies, err := auth.ParseProxies([]string{"127.0.0.1", "::1"}, "")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(proxies.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if viewer, _, err := h.auth.Viewer(r); err != nil || viewer == nil {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})))
	t.Cleanup(server.Close)
	h.url = server.URL
	made, secret, err := h.CRM.IssueAPIToken(crmtest.As(h.Home.Administrator), models.ApiTokenCreateInput{Name: "office",
		Role: models.Agent, AllowedAddresses: []string{" 203.0.113.99/24 ", "2001:db8::/32", "::ffff:198.51.100.7", "203.0.113.0/24"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(made.Allowed) != 3 {
		t.Errorf("stored are %q", made.Allowed)
	}
	used := func() string {
		return h.Texts(t, "SELECT coalesce(last_used_address, '') FROM api_tokens WHERE id = $1", made.ID)[0]
	}
	for _, row := range []struct {
		client string
		status int
		used   string
	}{
		{"192.0.2.1", http.StatusUnauthorized, ""},
		{"203.0.114.1", http.StatusUnauthorized, ""},
		{"203.0.113.1", http.StatusOK, "203.0.113.1"},
		{"198.51.100.7", http.StatusOK, "203.0.113.1"}, // noted once a minute
		{"198.51.100.8", http.StatusUnauthorized, "203.0.113.1"},
		{"2001:db8:1::7", http.StatusOK, "203.0.113.1"},
		{"nonsense", http.StatusUnauthorized, "203.0.113.1"}, // so it is the proxy's own
	} {
		answer, _ := h.send(t, http.MethodGet, "/", "", "Authorization", "Bearer "+secret, "X-Forwarded-For", row.client)
		if answer.StatusCode != row.status {
			t.Errorf("%s: %d, not %d", row.client, answer.StatusCode, row.status)
		}
		if got := used(); got != row.used {
			t.Errorf("%s: last used by %q, not %q", row.client, got, row.used)
		}
	}
}

// TestTokensEndWhileRemembered has a token that was used a moment ago expire: what is remembered of it ends too.
func TestTokensEndWhileRemembered(t *testing.T) {
	t.Parallel()
	now := time.Now()
	h := newFixture(t, auth.Options{Now: func() time.Time { return now }})
	end := models.At(now.Add(time.Hour))
	_, secret, err := h.CRM.IssueAPIToken(crmtest.As(h.Home.Administrator),
		models.ApiTokenCreateInput{Name: "short", Role: models.Agent, ExpiresAt: &end})
	if err != nil {
		t.Fatal(err)
	}
	h.CRM.SetClock(func() time.Time { return now })
	for _, row := range []struct {
		after time.Duration
		good  bool
	}{{0, true}, {time.Hour - time.Second, true}, {time.Second, false}} {
		now = now.Add(row.after)
		v, expires, err := h.auth.Bearer(t.Context(), "Bearer "+secret)
		if (err == nil && v != nil) != row.good || row.good && !expires.Equal(end.Time) {
			t.Errorf("after %v: %+v, until %v, %v", row.after, v, expires, err)
		}
	}
}
