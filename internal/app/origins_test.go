package app

import (
	"net/http"
	"strings"
	"testing"
)

// TestOriginsWithTokens sends what pages of any origin send with a token of their own, and what they may not send with the cookie.
func TestOriginsWithTokens(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	cookie, create := s.signIn(t, s.email, s.password), operation(createContact, map[string]any{"in": map[string]any{"name": "Ada"}})
	for _, origin := range []string{"electron://altair", "null", "http://localhost:5173", "https://app.example.com"} {
		a := s.post(t, "/graphql", create, "Origin", origin, "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer "+s.token)
		if a.status != http.StatusOK || a.header.Get("Access-Control-Allow-Origin") != "*" ||
			a.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s with a token: %d %v %s", origin, a.status, a.header, a.body)
		}
		a = s.post(t, "/graphql", create, "Origin", origin, "Sec-Fetch-Site", "cross-site", "Cookie", cookie)
		if a.status != http.StatusForbidden || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") ||
			!strings.Contains(a.body, "KITH_ALLOWED_ORIGINS") || !strings.Contains(a.body, `"FORBIDDEN"`) {
			t.Errorf("%s with the cookie: %d %v %s", origin, a.status, a.header, a.body)
		}
		if conn, err := s.dial(t, "Origin", origin); err != nil {
			t.Errorf("a socket of %s: %v", origin, err)
		} else if said := talk(t, conn, `{"authorization": "Bearer `+s.token+`"}`, whoAmI); !strings.Contains(said, `"ADMINISTRATOR"`) {
			t.Errorf("over a socket of %s: %s", origin, said)
		}
	}
	if n := s.contacts(t); n != 4 {
		t.Errorf("%d contacts", n)
	}
}

// TestDevelopment lets the pages of this machine use the cookie, whatever their port.
func TestDevelopment(t *testing.T) {
	t.Parallel()
	for setting, origins := range map[string][]string{
		"KITH_DEV=true": {"http://localhost:5173", "http://127.0.0.1:3000", "http://[::1]:3000", "http://localhost"},
		"KITH_ALLOWED_ORIGINS=http://localhost:*": {"http://localhost:5173"},
	} {
		s := externalPlace(t).with(setting).serve(t)
		cookie := s.signIn(t, s.email, s.password)
		for _, origin := range origins {
			a := s.post(t, "/graphql", operation(whoAmI, nil), "Origin", origin, "Sec-Fetch-Site", "cross-site", "Cookie", cookie)
			if a.status != http.StatusOK || a.header.Get("Access-Control-Allow-Origin") != origin ||
				a.header.Get("Access-Control-Allow-Credentials") != "true" {
				t.Errorf("%s: %s: %d %v %s", setting, origin, a.status, a.header, a.body)
			}
		}
		for _, origin := range []string{"http://localhost.example.com", "https://localhost:5173", "http://example.com:5173"} {
			if a := s.post(t, "/graphql", operation(whoAmI, nil), "Origin", origin, "Sec-Fetch-Site", "cross-site", "Cookie",
				cookie); a.status != http.StatusForbidden {
				t.Errorf("%s: %s: %d %s", setting, origin, a.status, a.body)
			}
		}
	}
}
