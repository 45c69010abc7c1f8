package auth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"kith/internal/auth"
)

const audience = "kith-test"

// issuer is an OpenID Connect provider with one key.
type issuer struct {
	*httptest.Server
	key   *rsa.PrivateKey
	kid   string
	down  atomic.Bool
	asked atomic.Int32
	// gate, when it is set, holds answers until it is closed.
	gate atomic.Pointer[chan struct{}]
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{key: newKey(t), kid: "key-1"}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.asked.Add(1)
		answer(w, map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys", "authorization_endpoint": i.URL + "/auth",
			"token_endpoint": i.URL + "/token", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.key.Public(), KeyID: i.kid, Algorithm: string(jose.RS256), Use: "sig"}}})
	})
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gate := i.gate.Load(); gate != nil {
			<-*gate
		}
		if i.down.Load() {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func newKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// claims are those of a good token, with changes; nil removes one.
func (i *issuer) claims(changes map[string]any) map[string]any {
	all := map[string]any{"iss": i.URL, "aud": audience, "sub": "ada", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
		"email": "agent@home.example", "email_verified": true}
	for name, value := range changes {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	return all
}

func (i *issuer) sign(t *testing.T, key *rsa.PrivateKey, kid string, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// token signs a good token with changes of its claims.
func (i *issuer) token(t *testing.T, changes map[string]any) string {
	t.Helper()
	return i.sign(t, i.key, i.kid, i.claims(changes))
}

func withIssuer(t *testing.T) (*fixture, *issuer) {
	t.Helper()
	i := newIssuer(t)
	h := newFixture(t, auth.Options{OIDCIssuer: i.URL, OIDCAudience: audience})
	h.Exec(t, "UPDATE users SET email = lower(email)")
	return h, i
}

func TestJWT(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	good := i.token(t, nil)
	hmac, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte("0123456789abcdef0123456789abcdef")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	symmetric, err := jwt.Signed(hmac).Claims(i.claims(nil)).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ name, token, want string }{
		{"good", good, is(h.Home.Agent)},
		{"several audiences", i.token(t, map[string]any{"aud": []string{"other", audience}}), is(h.Home.Agent)},
		{"email in upper case", i.token(t, map[string]any{"email": "Agent@HOME.example"}), is(h.Home.Agent)},
		{"verified as text", i.token(t, map[string]any{"email_verified": "true"}), is(h.Home.Agent)},
		{"administrator", i.token(t, map[string]any{"email": "administrator@foreign.example"}), is(h.Foreign.Administrator)},
		{"expired", i.token(t, map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), "UNAUTHENTICATED"},
		{"without an end", i.token(t, map[string]any{"exp": nil}), "UNAUTHENTICATED"},
		{"not yet good", i.token(t, map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}), "UNAUTHENTICATED"},
		{"wrong audience", i.token(t, map[string]any{"aud": "other"}), "UNAUTHENTICATED"},
		{"wrong issuer", i.token(t, map[string]any{"iss": "https://accounts.example"}), "UNAUTHENTICATED"},
		{"unverified email", i.token(t, map[string]any{"email_verified": false}), "UNAUTHENTICATED"},
		{"email of unknown standing", i.token(t, map[string]any{"email_verified": nil}), "UNAUTHENTICATED"},
		{"no email", i.token(t, map[string]any{"email": nil}), "UNAUTHENTICATED"},
		{"unknown email", i.token(t, map[string]any{"email": "nobody@home.example"}), "UNAUTHENTICATED"},
		{"another key", i.sign(t, newKey(t), i.kid, i.claims(nil)), "UNAUTHENTICATED"},
		{"unknown key", i.sign(t, newKey(t), "key-2", i.claims(nil)), "UNAUTHENTICATED"},
		{"symmetric key", symmetric, "UNAUTHENTICATED"},
		{"cut", good[:len(good)-8], "UNAUTHENTICATED"},
		{"no JWT", "a.b.c", "UNAUTHENTICATED"},
		{"API token", h.Home.Token, is(h.Home.Program)},
	} {
		if got := h.who(t, "Authorization", "Bearer "+row.token); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
	if n := i.asked.Load(); n != 1 {
		t.Errorf("the issuer was asked %d times for its keys' place", n)
	}
	i.key, i.kid = newKey(t), "key-3"
	if got := h.who(t, "Authorization", "Bearer "+i.token(t, nil)); got != is(h.Home.Agent) {
		t.Errorf("a new key of the issuer: %s", got)
	}
}

// TestJWTOfSeveralAccounts shows that the issuer may name the account, and that a user who was added with the email later changes nothing
// for a person whom the issuer names no account for.
func TestJWTOfSeveralAccounts(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	h.Exec(t, "UPDATE users SET email = 'ada@example.com' WHERE role = 'AGENT'")
	for account, want := range map[string]string{"": is(h.Home.Agent), h.Home.ID.String(): is(h.Home.Agent),
		h.Foreign.ID.String(): is(h.Foreign.Agent), "account_0": "UNAUTHENTICATED"} {
		token := i.token(t, map[string]any{"email": "ada@example.com", "kith_account": account})
		if got := h.who(t, "Authorization", "Bearer "+token); got != want {
			t.Errorf("%q: %s, want %s", account, got, want)
		}
	}
}

func TestJWTEnds(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	end := time.Now().Add(time.Hour).Truncate(time.Second)
	token := i.token(t, map[string]any{"exp": end.Unix()})
	for range 2 { // from the issuer, then from memory
		v, expires, err := h.auth.Bearer(t.Context(), "Bearer "+token)
		if err != nil || v == nil || !expires.Equal(end) {
			t.Errorf("%+v until %v, want %v: %v", v, expires, end, err)
		}
	}
}

func TestIssuerThatIsDown(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	i.down.Store(true)
	good := i.token(t, nil)
	if got := h.who(t, "Authorization", "Bearer "+good); got != "UNAVAILABLE" {
		t.Errorf("before its keys are known: %s", got)
	}
	if got := h.who(t, "Authorization", "Bearer "+h.Home.Token); got != is(h.Home.Program) {
		t.Errorf("an API token needs no issuer: %s", got)
	}
	i.down.Store(false)
	if got := h.who(t, "Authorization",
		"Bearer "+i.token(t, map[string]any{"sub": "eve", "email": "nobody@home.example"})); got != "UNAUTHENTICATED" {
		t.Errorf("when it is back: %s", got)
	}
	if got := h.who(t, "Authorization", "Bearer "+good); got != is(h.Home.Agent) {
		t.Errorf("when it is back: %s", got)
	}
	i.down.Store(true)
	if got := h.who(t, "Authorization", "Bearer "+i.token(t, map[string]any{"sub": "grace"})); got != is(h.Home.Agent) {
		t.Errorf("known keys need no issuer: %s", got)
	}
	if got := h.who(t, "Authorization", "Bearer "+i.sign(t, newKey(t), "key-2", i.claims(nil))); got != "UNAVAILABLE" {
		t.Errorf("a key that can't be asked for: %s", got)
	}
	i.Close()
	fresh := newFixture(t, auth.Options{OIDCIssuer: i.URL, OIDCAudience: audience})
	if got := fresh.who(t, "Authorization", "Bearer "+good); got != "UNAVAILABLE" {
		t.Errorf("nobody at its address: %s", got)
	}
}

// TestIssuerThatHangs shows that callers wait for one discovery together, and that one who leaves does not take it along.
func TestIssuerThatHangs(t *testing.T) {
	t.Parallel()
	h, i := withIssuer(t)
	gate := make(chan struct{})
	i.gate.Store(&gate)
	token := i.token(t, nil)
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := h.auth.Bearer(ctx, "Bearer "+token)
		left <- err
	}()
	leave()
	if err := <-left; err == nil {
		t.Error("a caller who has left is signed in")
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if v, _, err := h.auth.Bearer(t.Context(), "Bearer "+token); err != nil || v == nil {
				t.Errorf("%+v %v", v, err)
			}
		})
	}
	close(gate)
	all.Wait()
	if n := i.asked.Load(); n > 2 {
		t.Errorf("the issuer was asked %d times", n)
	}
}
