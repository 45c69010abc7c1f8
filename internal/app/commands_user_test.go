package app

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// signInAda signs Ada in and returns the status and the cookie.
func (s *process) signInAda(t *testing.T, password string) (int, string) {
	t.Helper()
	a := s.post(t, "/auth/session", `{"email": "ada@example.com", "password": "`+password+`"}`)
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	return a.status, cookie
}

var told = regexp.MustCompile(`(?:^|\n)(?:(user_\w+)\n)?(?:.*\n)?Password (\S{20}) \(shown this once\)\n$`)

// TestOperator makes an account with a user by commands, and lets the user go again, beside the server.
func TestOperator(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	account := strings.TrimSpace(here.succeed(t, "account", "create", "-name", "Northwind", "-region", "de"))
	if out := here.succeed(t, "account", "list"); !regexp.MustCompile(account + ` +\d{4}-\d\d-\d\d +0 +Northwind\n$`).MatchString(out) {
		t.Errorf("account list said:\n%s", out)
	}
	in := []string{"-account", account}
	made := told.FindStringSubmatch(here.succeed(t, append([]string{"user", "create", "-email", "Ada@Example.com", "-role", "administrator"},
		in...)...))
	if made == nil {
		t.Fatal("user create told no password")
	}
	status, cookie := s.signInAda(t, made[2])
	if status != http.StatusNoContent {
		t.Fatalf("the new user signs in: %d", status)
	}
	var got struct {
		Viewer struct {
			Role    string
			Account struct{ ID, Name string }
		}
	}
	s.ask(t, &got, `{ viewer { role account { id name } } }`, nil, "Cookie", cookie)
	if got.Viewer.Role != "ADMINISTRATOR" || got.Viewer.Account.ID != account || got.Viewer.Account.Name != "Northwind" {
		t.Errorf("the new user is %+v", got)
	}

	again := told.FindStringSubmatch(here.succeed(t, append([]string{"user", "password", "ada@example.com"}, in...)...))
	if again == nil {
		t.Fatal("user password told no password")
	}
	if status, _ := s.signInAda(t, made[2]); status != http.StatusUnauthorized {
		t.Errorf("the old password still signs in: %d", status)
	}
	set := here.command(append([]string{"user", "password", "-password", "-", made[1]}, in...)...)
	set.Stdin = strings.NewReader("correct horse battery\n")
	if out, err := set.CombinedOutput(); err != nil || strings.Contains(string(out), "horse") {
		t.Errorf("a password by standard input: %v %s", err, out)
	}
	if status, _ := s.signInAda(t, "correct horse battery"); status != http.StatusNoContent {
		t.Errorf("the chosen password does not sign in: %d", status)
	}

	if _, refused, code := here.run(t, append([]string{"user", "deactivate", "ada@example.com"}, in...)...); code != 1 ||
		!strings.Contains(refused, "last administrator") {
		t.Errorf("the last administrator was deactivated: %d %s", code, refused)
	}
	here.succeed(t, append([]string{"user", "create", "-email", "bob@example.com", "-role", "ADMINISTRATOR", "-password", "none"}, in...)...)
	here.succeed(t, append([]string{"user", "deactivate", "ADA@example.com"}, in...)...)
	if status, _ := s.signInAda(t, "correct horse battery"); status != http.StatusUnauthorized {
		t.Errorf("a deactivated user signs in: %d", status)
	}
	if out := here.succeed(t, append([]string{"user", "list"}, in...)...); !regexp.MustCompile(made[1] + ` +\S+ +\d{4}-\S+ +` +
		`ADMINISTRATOR +ada@example.com +Ada\n.* - +ADMINISTRATOR +bob@`).MatchString(out) {
		t.Errorf("user list said:\n%s", out)
	}
	here.succeed(t, append([]string{"user", "reactivate", made[1]}, in...)...)
	if status, _ := s.signInAda(t, "correct horse battery"); status != http.StatusNoContent {
		t.Errorf("a user who was let in again does not sign in: %d", status)
	}
}

func TestTokenRevoke(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	token := strings.TrimSpace(here.succeed(t, "token", "create", "-name", "Reports\x1b[2J", "-role", "agent",
		"-scopes", "settings:read,contacts:write", "-scopes", "exports"))
	listed := regexp.MustCompile(`(token_\w+) +\S{4} +\S+ +- +- +AGENT +contacts:write, exports, settings:read +Reports\[2J\n`).
		FindStringSubmatch(here.succeed(t, "token", "list"))
	if listed == nil {
		t.Fatalf("the token is not listed:\n%q", here.succeed(t, "token", "list"))
	}
	if out := here.succeed(t, "token", "revoke", listed[1]); !strings.Contains(out, "revoked") {
		t.Errorf("revoke said %q", out)
	}
	if a := s.post(t, "/graphql", operation(whoAmI, nil), "Authorization", "Bearer "+token); a.status != http.StatusUnauthorized {
		t.Errorf("a revoked token that no server has seen: %d", a.status)
	}
	if _, refused, code := here.run(t, "token", "revoke", listed[1]); code != 1 || !strings.Contains(refused, "no such API token") {
		t.Errorf("revoked twice: %d %s", code, refused)
	}
}

// TestServe starts a server with flags before the word serve and after it.
func TestServe(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.launchWith(t, "-log-level", "error", "serve", "-public-url", "https://kith.example.com")
	s.ready(t)
	if a := s.get(t, "/readyz"); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
	if strings.Contains(s.log.String(), `"level":"INFO"`) {
		t.Errorf("the flag before serve was not heard:\n%s", s.log)
	}
}
