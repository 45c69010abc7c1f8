package auth_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"kith/internal/auth"
	"kith/internal/crmtest"
	"kith/models"
)

// TestSecondFactorSignIn signs in with a password and a code, and is told no more than it has to know.
func TestSecondFactorSignIn(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	me, current := crmtest.As(h.Home.Agent), password
	secret, _, err := h.CRM.SetUpSecondFactor(me, models.SecondFactorSetUpInput{CurrentPassword: &current})
	if err != nil {
		t.Fatal(err)
	}
	code1, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	recovery, err := h.CRM.ConfirmSecondFactor(me, code1)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		what, email, password, code string
		status                      int
		says                        string
	}{
		{"a wrong password", "agent@home.example", "wrong", recovery[0], http.StatusUnauthorized, "UNAUTHENTICATED"},
		{"an unknown user", "nobody@home.example", password, recovery[0], http.StatusUnauthorized, "UNAUTHENTICATED"},
		{"no code", "agent@home.example", password, "", http.StatusUnauthorized, "SECOND_FACTOR_REQUIRED"},
		{"a code that was used", "agent@home.example", password, code1, http.StatusUnauthorized, "SECOND_FACTOR_REQUIRED"},
		{"a recovery code", "agent@home.example", password, recovery[0], http.StatusNoContent, ""},
		{"the same again", "agent@home.example", password, recovery[0], http.StatusUnauthorized, "SECOND_FACTOR_REQUIRED"},
		{"a code with NUL", "agent@home.example", password, "1\x00", http.StatusBadRequest, "INVALID"},
		{"a user without one", "administrator@home.example", password, "", http.StatusNoContent, ""},
		{"a code that is not needed", "administrator@home.example", password, "123456", http.StatusNoContent, ""},
	} {
		status, cookie, body := h.signIn(t, map[string]string{"email": row.email, "password": row.password, "code": row.code})
		if status != row.status || (cookie != nil) != (row.says == "") || row.says != "" && code(t, body) != row.says {
			t.Errorf("%s: %d %s", row.what, status, body)
		}
	}
	for range 3 { // and the two above
		h.signIn(t, map[string]string{"email": "agent@home.example", "password": password, "code": "000000"})
	}
	status, _, body := h.signIn(t, map[string]string{"email": "agent@home.example", "password": password, "code": recovery[1]})
	if status != http.StatusTooManyRequests || code(t, body) != "RATE_LIMITED" {
		t.Errorf("after five wrong codes: %d %s", status, body)
	}
}

// TestLinkPage chooses a password as the page does, whose script runs by its hash.
func TestLinkPage(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	link, err := h.CRM.InviteUser(crmtest.As(h.Home.Administrator),
		models.UserInviteInput{Name: "Ada", Email: "ada@example.com", Role: models.Agent})
	if err != nil {
		t.Fatal(err)
	}
	response, page := h.send(t, http.MethodGet, "/auth/link", "")
	policy := response.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'; script-src 'sha256-") || strings.Count(page, "<script>") != 1 ||
		response.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%s\n%s", policy, page)
	}
	send := func(password, media string) (int, string) {
		body, err := json.Marshal(map[string]string{"token": link.Token, "password": password})
		if err != nil {
			t.Fatal(err)
		}
		response, answer := h.send(t, http.MethodPost, "/auth/link", string(body), "Content-Type", media)
		return response.StatusCode, answer
	}
	if status, _ := send(password, "text/plain"); status != http.StatusUnsupportedMediaType { // as forms of other sites can send it
		t.Errorf("a form: %d", status)
	}
	if status, body := send("short", "application/json"); status != http.StatusBadRequest || code(t, body) != "INVALID" {
		t.Errorf("a short password: %d %s", status, body)
	}
	if status, body := send(password, "application/json"); status != http.StatusOK || !strings.Contains(body, `"ada@example.com"`) {
		t.Errorf("%d %s", status, body)
	}
	if status, _, body := h.signIn(t, map[string]string{"email": "ada@example.com", "password": password}); status != http.StatusNoContent {
		t.Errorf("signing in: %d %s", status, body)
	}
	if status, body := send(password, "application/json"); status != http.StatusBadRequest || code(t, body) != "INVALID" {
		t.Errorf("again: %d %s", status, body)
	}
}
