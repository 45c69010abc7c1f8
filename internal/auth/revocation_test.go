package auth_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/auth"
	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// node is a server of several on one database, which hears of the others only by comparing.
type node struct {
	*auth.Authenticator
	crm    *crm.Service
	ticks  chan time.Time
	forgot chan int64
}

func newNode(t *testing.T, w *crmtest.World) *node {
	t.Helper()
	c, err := crm.New(w.Pool)
	if err != nil {
		t.Fatal(err)
	}
	n := &node{Authenticator: auth.New(c, auth.Options{}, slog.New(slog.NewTextHandler(t.Output(), nil))), crm: c,
		ticks: make(chan time.Time), forgot: make(chan int64, 100)}
	n.OnForget(func(account int64) { n.forgot <- account })
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- n.Watch(ctx, n.ticks, func() map[int64]int64 { return map[int64]int64{} }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return n
}

// compare lets the node compare, and waits until it has.
func (n *node) compare() {
	n.ticks <- time.Time{}
	n.ticks <- time.Time{} // taken when the first is through
}

func (n *node) who(t *testing.T, header, value string) string {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set(header, value)
	v, _, err := n.Viewer(r)
	if err != nil || v == nil {
		return "nobody"
	}
	return string(v.Role)
}

// TestRevocation ends credentials on one node: it refuses them at once, another one when it has compared.
func TestRevocation(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	here, there := newNode(t, w), newNode(t, w)
	as := crmtest.As(w.Home.Administrator)
	session := func(name string, v *models.Viewer) string {
		if _, err := here.crm.CreateSession(t.Context(), v, crm.HashToken(name), "", auth.DefaultSessions); err != nil {
			t.Fatal(err)
		}
		return "kith_session=" + name
	}
	user := func(name string) *models.Viewer {
		made, err := here.crm.CreateUser(as, models.UserCreateInput{Name: name, Email: name + "@example.com", Role: models.Agent})
		if err != nil {
			t.Fatal(err)
		}
		return &models.Viewer{AccountID: w.Home.Key, UserID: &made.ID}
	}
	foreign := "Bearer " + w.Foreign.Token
	for _, test := range []struct {
		name          string
		header, value string
		end           func() error
		before, after string
		byHand        bool
	}{
		{"a token", "Authorization", "Bearer " + w.Home.Token, func() error { return here.crm.RevokeAPIToken(as, *w.Home.Program.TokenID) },
			"ADMINISTRATOR", "nobody", false},
		{"a session", "Cookie", session("mine", w.Home.Agent), func() error { return here.crm.DeleteSession(as, crm.HashToken("mine")) },
			"AGENT", "nobody", false},
		{"a role", "Cookie", session("promoted", w.Home.Agent), func() error {
			role := models.Administrator
			_, err := here.crm.UpdateUser(as, models.UserUpdateInput{ID: *w.Home.Agent.UserID, Role: graphql.OmittableOf(&role)})
			return err
		}, "AGENT", "ADMINISTRATOR", false},
		{"a password", "Cookie", session("other", w.Home.Agent), func() error {
			password := "a new password"
			_, err := here.crm.UpdateUser(as, models.UserUpdateInput{ID: *w.Home.Agent.UserID, Password: graphql.OmittableOf(&password)})
			return err
		}, "ADMINISTRATOR", "nobody", false},
		{"a user, by hand", "Cookie", session("removed", user("grace")), func() error {
			w.Exec(t, "DELETE FROM users WHERE email = 'grace@example.com'")
			return nil
		}, "AGENT", "nobody", true},
	} {
		for _, n := range []*node{here, there} {
			if got := n.who(t, test.header, test.value); got != test.before {
				t.Errorf("%s: before: %s", test.name, got)
			}
			n.who(t, "Authorization", foreign)
		}
		if err := test.end(); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if test.byHand {
			here.compare()
		}
		if got := here.who(t, test.header, test.value); got != test.after {
			t.Errorf("%s: on the node that has ended it: %s", test.name, got)
		}
		there.compare()
		if got := there.who(t, test.header, test.value); got != test.after {
			t.Errorf("%s: on another node: %s", test.name, got)
		}
		for _, n := range []*node{here, there} {
			for range len(n.forgot) {
				if account := <-n.forgot; account != w.Home.Key {
					t.Errorf("%s: account %d was forgotten", test.name, account)
				}
			}
		}
		w.Statements.Reset()
		if got := there.who(t, "Authorization", foreign); got != "ADMINISTRATOR" || len(w.Statements.List()) != 0 {
			t.Errorf("%s: another account: %s, %d statements", test.name, got, len(w.Statements.List()))
		}
	}
}

// TestRevocationDuringLookup revokes a token while another request looks it up: what was read before the end is not remembered.
func TestRevocationDuringLookup(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := newNode(t, w)
	ctx, gate := crmtest.WithGate(t.Context(), "UPDATE api_tokens")
	met, lookupErr, revokeErr := w.Interleave(t, gate, func() error {
		_, _, err := n.Bearer(ctx, "Bearer "+w.Home.Token)
		return err
	}, func() error { return n.crm.RevokeAPIToken(crmtest.As(w.Home.Administrator), *w.Home.Program.TokenID) })
	if !met || lookupErr != nil || revokeErr != nil {
		t.Fatal(met, lookupErr, revokeErr)
	}
	if got := n.who(t, "Authorization", "Bearer "+w.Home.Token); got != "nobody" {
		t.Errorf("remembered as %s", got)
	}
}

// TestDeletedSessionsOfOthers signs out with made-up cookies, which ends nothing.
func TestDeletedSessionsOfOthers(t *testing.T) {
	t.Parallel()
	h := newFixture(t, auth.Options{})
	h.setPassword(t, h.Home, password)
	_, mine, _ := h.signIn(t, map[string]string{"email": "agent@home.example", "password": password})
	for _, cookie := range []string{"kith_session=x", "kith_session=", "__Host-kith_session=" + mine.Value, "kith_device=" + mine.Value} {
		h.send(t, http.MethodDelete, "/auth/session", "", "Cookie", cookie)
	}
	if got := h.who(t, "Cookie", mine.Name+"="+mine.Value); got != is(h.Home.Agent) {
		t.Error(got)
	}
}
