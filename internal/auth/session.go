package auth

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"kith/internal/crm"
	"kith/models"
)

const (
	cookieName = "kith_session"
	// sessionLifetime is how long a session lasts.
	sessionLifetime = 14 * 24 * time.Hour
	// passwordSlots bounds the number of concurrent password hashes: each takes 64 MiB and a core.
	passwordSlots = 2
	signInBody    = 8 << 10
)

type signIn struct {
	Email     string `json:"email"`
	Password  string `json:"password"`
	AccountID string `json:"accountId"`
}

// Sessions serves browser sessions: POST {"email", "password", "accountId"} signs in with a cookie, DELETE signs out; both answer 204.
// accountId is needed only if the email has users with this password in several accounts; the response is then 409 and lists them.
func (a *Authenticator) Sessions() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		switch r.Method {
		case http.MethodPost:
			a.signIn(w, r)
		case http.MethodDelete:
			a.signOut(w, r)
		default:
			w.Header().Set("Allow", "POST, DELETE")
			refuse(w, http.StatusMethodNotAllowed, models.Invalid, "Use POST to sign in and DELETE to sign out.")
		}
	})
}

func (a *Authenticator) signIn(w http.ResponseWriter, r *http.Request) {
	var in signIn
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, models.Invalid, "Send application/json.")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, signInBody))
	if err != nil || json.Unmarshal(body, &in) != nil || in.Email == "" || in.Password == "" || len(in.Password) > models.MaxPassword {
		refuse(w, http.StatusBadRequest, models.Invalid, `Send {"email": "…", "password": "…"}.`)
		return
	}
	email := strings.ToLower(strings.TrimSpace(in.Email))
	if wait := a.tries.wait(email, remoteIP(r)); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		refuse(w, http.StatusTooManyRequests, models.RateLimited, "Too many attempts; wait a little.")
		return
	}
	found, err := a.verified(r, email, in.Password)
	if err != nil {
		a.log.ErrorContext(r.Context(), "sign-in failed", "error", err)
		refuse(w, http.StatusServiceUnavailable, models.Unavailable, "Signing in is not possible right now; try again later.")
		return
	}
	if in.AccountID != "" {
		found = ofAccount(found, in.AccountID)
	}
	switch len(found) {
	case 0:
		refuse(w, http.StatusUnauthorized, models.Unauthenticated, "Email or password is wrong.")
	case 1:
		a.open(w, r, found[0].Viewer)
	default:
		chooseAccount(w, found)
	}
}

// verified returns the users with the email and password. An unknown email takes as long as a known one, so that the response time does
// not reveal which emails exist.
func (a *Authenticator) verified(r *http.Request, email, password string) ([]crm.Credentials, error) {
	candidates, err := a.crm.CredentialsByEmail(r.Context(), email)
	if err != nil {
		return nil, err
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	var good []crm.Credentials
	compared := false
	for _, c := range candidates {
		if c.PasswordHash == "" {
			continue
		}
		compared = true
		match, err := argon2id.ComparePasswordAndHash(password, c.PasswordHash)
		if err != nil {
			return nil, err
		}
		if match {
			good = append(good, c)
		}
	}
	if !compared {
		_, err = crm.HashPassword(password)
	}
	return good, err
}

func (a *Authenticator) open(w http.ResponseWriter, r *http.Request, viewer *models.Viewer) {
	token, expires := crm.NewSecret(), a.now().Add(sessionLifetime)
	if err := a.crm.CreateSession(r.Context(), viewer, crm.HashToken(token), expires); err != nil {
		a.log.ErrorContext(r.Context(), "session was not stored", "error", err)
		refuse(w, http.StatusServiceUnavailable, models.Unavailable, "Signing in is not possible right now; try again later.")
		return
	}
	a.setCookie(w, r, token, expires)
	w.WriteHeader(http.StatusNoContent)
}

func (a *Authenticator) signOut(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie(cookieName); err == nil {
		if err := a.crm.DeleteSession(r.Context(), crm.HashToken(cookie.Value)); err != nil {
			a.log.ErrorContext(r.Context(), "session was not ended", "error", err)
			refuse(w, http.StatusServiceUnavailable, models.Unavailable, "Signing out is not possible right now; try again later.")
			return
		}
		a.viewers.Remove(credential{true, sha256.Sum256([]byte(cookie.Value))})
	}
	a.setCookie(w, r, "", time.Unix(1, 0))
	w.WriteHeader(http.StatusNoContent)
}

func (a *Authenticator) setCookie(w http.ResponseWriter, r *http.Request, value string, expires time.Time) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: value, Path: "/", Expires: expires.UTC(),
		HttpOnly: true, Secure: a.secure || r.TLS != nil, SameSite: http.SameSiteLaxMode})
}

func ofAccount(found []crm.Credentials, account string) []crm.Credentials {
	for _, c := range found {
		if c.AccountID.String() == account {
			return []crm.Credentials{c}
		}
	}
	return nil
}

func chooseAccount(w http.ResponseWriter, found []crm.Credentials) {
	type account struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	accounts := make([]account, len(found))
	for i, c := range found {
		accounts[i] = account{c.AccountID.String(), c.AccountName}
	}
	answer(w, http.StatusConflict, map[string]any{"accounts": accounts,
		"error": map[string]any{"code": models.Conflict, "message": "Choose an account: send its id as accountId."}})
}

func refuse(w http.ResponseWriter, status int, code models.Code, message string) {
	answer(w, status, map[string]any{"error": map[string]any{"code": code, "message": message}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func remoteIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// attempts limits the rate of sign-ins: 10 at once and one more every 6 s, for each email and each IP address.
type attempts struct {
	mu  sync.Mutex
	lru *lru.Cache[string, *rate.Limiter]
}

func newAttempts() *attempts {
	cache, err := lru.New[string, *rate.Limiter](cacheSize)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &attempts{lru: cache}
}

func (t *attempts) wait(keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var longest time.Duration
	for _, key := range keys {
		limiter, ok := t.lru.Get(key)
		if !ok {
			limiter = rate.NewLimiter(rate.Every(6*time.Second), 10)
			t.lru.Add(key, limiter)
		}
		reservation := limiter.Reserve()
		if delay := reservation.Delay(); delay > 0 {
			reservation.Cancel()
			longest = max(longest, delay)
		}
	}
	return longest
}

var errShortToken = errors.New("KITH_BOOTSTRAP_TOKEN must have at least 32 characters")

// CheckToken rejects a chosen API token that could be guessed.
func CheckToken(token string) error {
	if len(token) < 32 {
		return errShortToken
	}
	return nil
}
