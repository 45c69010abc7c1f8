// Package auth authenticates requests: by API token, session cookie, or JWT of an OpenID Connect provider.
package auth

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"

	"kith/internal/crm"
	"kith/models"
)

const (
	// cacheTTL is how long a node may still accept a revoked credential.
	cacheTTL  = 10 * time.Second
	cacheSize = 10_000
	// maxCredential bounds the length of credentials that are hashed or parsed.
	maxCredential = 8 << 10
)

// Authenticator resolves credentials to viewers.
type Authenticator struct {
	crm     *crm.Service
	oidc    *provider
	log     *slog.Logger
	secure  bool
	now     func() time.Time
	viewers *expirable.LRU[credential, signedIn]
	slots   chan struct{}
	tries   *attempts
}

// credential is the cache key of a token or cookie; a token and a cookie with the same text are different keys.
type credential struct {
	cookie bool
	hash   [sha256.Size]byte
}

// signedIn is a viewer and the expiry of its credential; zero means never.
type signedIn struct {
	viewer  *models.Viewer
	expires time.Time
}

// Options are the settings of authentication.
type Options struct {
	// OIDCIssuer and OIDCAudience enable JWTs.
	OIDCIssuer, OIDCAudience string
	// SecureCookies restricts the session cookie to HTTPS.
	SecureCookies bool
}

// New returns an Authenticator over the users and tokens of s.
func New(s *crm.Service, o Options, log *slog.Logger) *Authenticator {
	a := &Authenticator{
		crm: s, log: log, secure: o.SecureCookies, now: time.Now,
		viewers: expirable.NewLRU[credential, signedIn](cacheSize, nil, cacheTTL),
		slots:   make(chan struct{}, passwordSlots),
		tries:   newAttempts(),
	}
	if o.OIDCIssuer != "" {
		a.oidc = newProvider(o.OIDCIssuer, o.OIDCAudience)
	}
	return a
}

// Viewer returns the caller of a request: by its Authorization header, else by its session cookie; nil without either. Unauthenticated if
// the header is invalid; an expired cookie is ignored.
func (a *Authenticator) Viewer(r *http.Request) (*models.Viewer, time.Time, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return a.Bearer(r.Context(), header)
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil || len(cookie.Value) > maxCredential {
		return nil, time.Time{}, nil
	}
	return a.remember(credential{true, sha256.Sum256([]byte(cookie.Value))}, func(hash []byte) (*models.Viewer, time.Time, error) {
		return a.crm.ViewerBySession(r.Context(), hash)
	})
}

// Bearer returns the viewer of "Bearer TOKEN" and when the token expires, zero for never. Unauthenticated for anything else.
func (a *Authenticator) Bearer(ctx context.Context, authorization string) (*models.Viewer, time.Time, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxCredential {
		return nil, time.Time{}, models.Errorf(models.Unauthenticated, "Send the token as «Authorization: Bearer TOKEN».")
	}
	viewer, expires, err := a.remember(credential{false, sha256.Sum256([]byte(token))}, func(hash []byte) (*models.Viewer, time.Time, error) {
		if a.oidc != nil && strings.Count(token, ".") == 2 {
			return a.viewerByJWT(ctx, token)
		}
		v, err := a.crm.ViewerByToken(ctx, hash)
		if v != nil {
			a.touch(ctx, v)
		}
		return v, time.Time{}, err
	})
	if err == nil && viewer == nil {
		err = models.Errorf(models.Unauthenticated, "The token is unknown or was revoked; ask an administrator for a new one.")
	}
	return viewer, expires, err
}

// remember looks a credential up, or finds it among those that were good a moment ago.
func (a *Authenticator) remember(
	key credential, lookup func(hash []byte) (*models.Viewer, time.Time, error),
) (*models.Viewer, time.Time, error) {
	if known, ok := a.viewers.Get(key); ok && (known.expires.IsZero() || a.now().Before(known.expires)) {
		return known.viewer, known.expires, nil
	}
	viewer, expires, err := lookup(key.hash[:])
	if err == nil && viewer != nil {
		a.viewers.Add(key, signedIn{viewer, expires})
	}
	return viewer, expires, err
}

// touch notes the use of an API token; that it could not be noted is no reason to refuse it.
func (a *Authenticator) touch(ctx context.Context, v *models.Viewer) {
	if err := a.crm.TouchToken(ctx, v); err != nil {
		a.log.WarnContext(ctx, "last use of a token was not noted", "error", err)
	}
}
