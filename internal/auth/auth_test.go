package auth_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kith/internal/auth"
	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

const password = "correct horse battery staple"

// fixture is a server with sessions whose `GET /who` answers with the viewer.
type fixture struct {
	*crmtest.World
	auth *auth.Authenticator
	url  string
}

func newFixture(t *testing.T, o auth.Options) *fixture {
	t.Helper()
	h := &fixture{World: crmtest.NewWorld(t)}
	h.auth = auth.New(h.CRM, o, slog.New(slog.NewTextHandler(t.Output(), nil)))
	mux := http.NewServeMux()
	mux.Handle("/auth/session", h.auth.Sessions())
	if o.OIDCIssuer == "" { // tests of the provider have a server of their own
		h.auth.Register(mux)
	}
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		viewer, _, err := h.auth.Viewer(r)
		var refused *models.Error
		switch {
		case errors.As(err, &refused):
			_, _ = io.WriteString(w, string(refused.Code))
		case err != nil:
			t.Errorf("an error that is not for callers: %v", err)
		case viewer == nil:
			_, _ = io.WriteString(w, "nobody")
		default:
			_, _ = fmt.Fprintf(w, "%d %s %s", viewer.AccountID, viewer.Role, viewer.Key())
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// is returns the answer of `GET /who` for a viewer.
func is(v *models.Viewer) string { return fmt.Sprintf("%d %s %s", v.AccountID, v.Role, v.Key()) }

// send sends a request with headers in pairs of name and value, and returns the answer with its body.
func (h *fixture) send(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

func (h *fixture) who(t *testing.T, headers ...string) string {
	t.Helper()
	_, who := h.send(t, http.MethodGet, "/who", "", headers...)
	return who
}

// signIn signs in and returns the status, the session cookie and the code of the error.
func (h *fixture) signIn(t *testing.T, in map[string]string) (status int, cookie *http.Cookie, body string) {
	t.Helper()
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	response, body := h.send(t, http.MethodPost, "/auth/session", string(b), "Content-Type", "application/json")
	return response.StatusCode, cookieOf(response, "session"), body
}

// cookieOf returns the cookie of a purpose that an answer sets, nil without one.
func cookieOf(response *http.Response, purpose string) *http.Cookie {
	for _, c := range response.Cookies() {
		if strings.HasSuffix(c.Name, "kith_"+purpose) {
			return c
		}
	}
	return nil
}

// setPassword gives users of an account a password.
func (h *fixture) setPassword(t *testing.T, a crmtest.Account, password string) {
	t.Helper()
	hash, err := crm.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	h.Exec(t, "UPDATE users SET email = lower(email), password_hash = $2 WHERE account_id = $1", a.Key, hash)
}

// code returns the code of an answer that is an error.
func code(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Error struct{ Code, Message string }
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Error.Message == "" {
		t.Errorf("%q: %v", body, err)
	}
	return answer.Error.Code
}

func TestTokens(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	for header, want := range map[string]string{
		"":                                         "nobody",
		"Bearer " + h.Home.Token:                   is(h.Home.Program),
		"bearer  " + h.Home.Token + " ":            is(h.Home.Program),
		"Bearer " + h.Foreign.Token:                is(h.Foreign.Program),
		"Bearer " + h.Home.Token + "x":             "UNAUTHENTICATED",
		"Bearer " + strings.ToUpper(h.Home.Token):  "UNAUTHENTICATED",
		"Bearer ":                                  "UNAUTHENTICATED",
		"Bearer":                                   "UNAUTHENTICATED",
		h.Home.Token:                               "UNAUTHENTICATED",
		"Basic " + h.Home.Token:                    "UNAUTHENTICATED",
		"Bearer a.b.c":                             "UNAUTHENTICATED",
		"Bearer " + strings.Repeat("x", 9<<10):     "UNAUTHENTICATED",
		"Bearer " + h.Home.Token + " and the rest": "UNAUTHENTICATED",
	} {
		if got := h.who(t, "Authorization", header); got != want {
			t.Errorf("%.60q: %s, want %s", header, got, want)
		}
	}
	if n := h.Count(t, "SELECT count(*) FROM api_tokens WHERE last_used_at IS NOT NULL"); n != 2 {
		t.Errorf("the use of %d tokens was noted", n)
	}
	h.Statements.Reset()
	for range 3 {
		if got := h.who(t, "Authorization", "Bearer "+h.Home.Token); got != is(h.Home.Program) {
			t.Error(got)
		}
	}
	if n := len(h.Statements.List()); n != 0 {
		t.Errorf("%d statements for a token that was good a moment ago", n)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	status, cookie, body := h.signIn(t, map[string]string{"email": " Agent@HOME.example ", "password": password})
	if status != http.StatusNoContent || body != "" || cookie == nil {
		t.Fatal(status, cookie, body)
	}
	if cookie.Name != "kith_session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure ||
		cookie.Expires.IsZero() {
		t.Errorf("%+v", cookie)
	}
	if got := h.who(t, "Cookie", cookie.Name+"="+cookie.Value); got != is(h.Home.Agent) {
		t.Error(got)
	}
	if n := h.Count(t, "SELECT count(*) FROM sessions WHERE encode(token_hash, 'escape') LIKE $1 OR token_hash = convert_to($1, 'UTF8')",
		cookie.Value); n != 0 {
		t.Error("the cookie itself is stored")
	}
	if got := h.who(t, "Authorization", "Bearer "+cookie.Value); got != "UNAUTHENTICATED" {
		t.Errorf("a cookie passes for a token: %s", got)
	}
	if got := h.who(t, "Authorization", "Bearer "+h.Home.Token); got != is(h.Home.Program) {
		t.Error(got)
	}
	if got := h.who(t, "Cookie", cookie.Name+"="+h.Home.Token); got != "nobody" {
		t.Errorf("a token passes for a cookie: %s", got)
	}
	if got := h.who(t, "Cookie", cookie.Name+"="+cookie.Value, "Authorization", "Bearer wrong"); got != "UNAUTHENTICATED" {
		t.Errorf("a wrong header with a good cookie: %s", got)
	}
	_, second, _ := h.signIn(t, map[string]string{"email": "agent@home.example", "password": password})
	response, body := h.send(t, http.MethodDelete, "/auth/session", "", "Cookie", cookie.Name+"="+cookie.Value)
	if response.StatusCode != http.StatusNoContent || body != "" || len(response.Cookies()) != 1 || response.Cookies()[0].Value != "" ||
		response.Cookies()[0].Expires.Year() > 1970 {
		t.Errorf("%d %q %v", response.StatusCode, body, response.Cookies())
	}
	if got := h.who(t, "Cookie", cookie.Name+"="+cookie.Value); got != "nobody" {
		t.Errorf("after signing out: %s", got)
	}
	if got := h.who(t, "Cookie", cookie.Name+"="+second.Value); got != is(h.Home.Agent) {
		t.Errorf("the other session: %s", got)
	}
	if response, _ := h.send(t, http.MethodDelete, "/auth/session", ""); response.StatusCode != http.StatusNoContent {
		t.Error("signing out without a session:", response.StatusCode)
	}
	h.Exec(t, "UPDATE sessions SET expires_at = now() - interval '1 second'")
	other := auth.New(h.CRM, auth.Options{}, slog.New(slog.DiscardHandler)) // another node, which remembers nothing
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: cookie.Name, Value: second.Value})
	if v, _, err := other.Viewer(r); v != nil || err != nil {
		t.Errorf("a session that has ended: %+v %v", v, err)
	}
}

func TestRefusedSignIns(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	const asJSON = "application/json"
	whole := `{"email":"agent@home.example","password":"` + password + `"}`
	for _, row := range []struct {
		name, method, mediaType, body string
		status                        int
		code                          string
	}{
		{"form", http.MethodPost, "application/x-www-form-urlencoded", "email=a&password=b", 415, "INVALID"},
		{"text", http.MethodPost, "text/plain", whole, 415, "INVALID"},
		{"no type", http.MethodPost, "", whole, 415, "INVALID"},
		{"no JSON", http.MethodPost, asJSON, "{", 400, "INVALID"},
		{"nothing", http.MethodPost, asJSON, "", 400, "INVALID"},
		{"no password", http.MethodPost, asJSON, `{"email":"agent@home.example"}`, 400, "INVALID"},
		{"no email", http.MethodPost, asJSON, `{"password":"x"}`, 400, "INVALID"},
		{"long password", http.MethodPost, asJSON, `{"email":"a@b","password":"` + strings.Repeat("x", 1025) + `"}`, 400, "INVALID"},
		{"long body", http.MethodPost, asJSON, whole + strings.Repeat(" ", 9<<10), 400, "INVALID"},
		{"wrong password", http.MethodPost, asJSON, `{"email":"agent@home.example","password":"wrong"}`, 401, "UNAUTHENTICATED"},
		{"unknown email", http.MethodPost, asJSON, `{"email":"nobody@home.example","password":"` + password + `"}`, 401, "UNAUTHENTICATED"},
		{"no password set", http.MethodPost, asJSON, `{"email":"AGENT@foreign.example","password":"` + password + `"}`, 401, "UNAUTHENTICATED"},
		{"NUL", http.MethodPost, asJSON, `{"email":"agent\u0000@home.example","password":"x"}`, 400, "INVALID"},
		{"GET", http.MethodGet, "", "", 405, "INVALID"},
		{"PUT", http.MethodPut, asJSON, whole, 405, "INVALID"},
	} {
		response, body := h.send(t, row.method, "/auth/session", row.body, "Content-Type", row.mediaType)
		if got := code(t, body); response.StatusCode != row.status || got != row.code || len(response.Cookies()) != 0 ||
			response.Header.Get("Cache-Control") != "no-store" || (row.status == 405) != (response.Header.Get("Allow") != "") {
			t.Errorf("%s: %d %s %v", row.name, response.StatusCode, body, response.Header)
		}
	}
	if n := h.Count(t, "SELECT count(*) FROM sessions"); n != 0 {
		t.Errorf("%d sessions", n)
	}
	// A charset makes no other type of it.
	if response, body := h.send(t, http.MethodPost, "/auth/session", whole,
		"Content-Type", asJSON+"; charset=utf-8"); response.StatusCode != http.StatusNoContent {
		t.Error(response.StatusCode, body)
	}
}

func TestSeveralAccounts(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	h.setPassword(t, h.Foreign, password)
	h.Exec(t, "UPDATE users SET email = 'ada@example.com' WHERE role = 'AGENT'")
	in := map[string]string{"email": "ada@example.com", "password": password}
	status, cookie, body := h.signIn(t, in)
	var choice struct{ Accounts []struct{ ID, Name string } }
	if err := json.Unmarshal([]byte(body), &choice); err != nil {
		t.Fatal(body, err)
	}
	if status != http.StatusConflict || cookie != nil || code(t, body) != "CONFLICT" || len(choice.Accounts) != 2 ||
		choice.Accounts[0].ID != h.Home.ID.String() || choice.Accounts[1].Name != "Foreign" {
		t.Errorf("%d %v %s", status, cookie, body)
	}
	for _, a := range []crmtest.Account{h.Home, h.Foreign} {
		in["accountId"] = a.ID.String()
		status, cookie, body := h.signIn(t, in)
		if status != http.StatusNoContent || cookie == nil {
			t.Fatal(status, body)
		}
		if got := h.who(t, "Cookie", cookie.Name+"="+cookie.Value); got != is(a.Agent) {
			t.Errorf("%s, want %s", got, is(a.Agent))
		}
	}
	in["accountId"] = "account_00000000000000000000000000"
	if status, cookie, _ := h.signIn(t, in); status != http.StatusUnauthorized || cookie != nil {
		t.Error("an account that is not the user's:", status)
	}
	delete(in, "accountId")
	in["password"] = "wrong"
	if status, _, body := h.signIn(t, in); status != http.StatusUnauthorized || strings.Contains(body, "accounts\"") {
		t.Error("accounts are told to those who know the password only:", status, body)
	}
	h.setPassword(t, h.Foreign, "another password")
	in["password"] = password
	if status, _, body := h.signIn(t, in); status != http.StatusNoContent {
		t.Error("the password is of one account:", status, body)
	}
}

func TestCheckToken(t *testing.T) {
	for token, good := range map[string]bool{"": false, strings.Repeat("x", 31): false, strings.Repeat("x", 32): true, crm.NewToken(): true} {
		if err := auth.CheckToken(token); (err == nil) != good {
			t.Errorf("%q: %v", token, err)
		}
	}
	if a, b := crm.NewToken(), crm.NewToken(); a == b || !strings.HasPrefix(a, "kith_") {
		t.Error(a, b)
	}
}
