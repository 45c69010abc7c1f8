// Package auth authenticates requests: by API token, session cookie, or JWT of an OpenID Connect provider.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/expirable"
	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/crm"
	"kith/models"
)

const (
	// cacheTTL is how long a credential is believed without being looked up again. Forget ends that at once.
	cacheTTL  = 10 * time.Second
	cacheSize = 10_000
	// maxCredential bounds the length of credentials that are hashed or parsed.
	maxCredential = 8 << 10
)

// Authenticator resolves credentials to viewers.
type Authenticator struct {
	crm     *crm.Service
	options Options
	oidc    *provider
	log     *slog.Logger
	metrics *metrics
	now     func() time.Time
	tries   *tries
	seal    sealer

	mu sync.Mutex
	// forgotten counts the calls of Forget: a lookup that was under way during one is not remembered.
	forgotten uint64
	viewers   *expirable.LRU[credential, signedIn]
	changed   []func(account int64)
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
	// OIDCIssuer and OIDCAudience, which is the client id, enable JWTs of an OpenID Connect provider.
	OIDCIssuer, OIDCAudience string
	// OIDCSignIn enables signing in through the provider in browsers, as a client with OIDCSecret or, when that is blank, a public one.
	OIDCSignIn bool
	OIDCSecret string
	// OIDCDomains are the domains of emails that may sign in through the provider; all when there are none.
	OIDCDomains []string
	// OIDCNewUsers is the id of the account to which people without a user are added as agents when they sign in through the provider;
	// nobody is added when it is blank.
	OIDCNewUsers string
	// PublicURL is where browsers reach the server, without a slash at its end.
	PublicURL string
	// AllowedOrigin reports whether browsers may be sent back to the pages of another origin after signing in; nil for none.
	AllowedOrigin func(origin string) bool
	// SecureCookies restricts cookies to HTTPS; those of requests by HTTPS always are.
	SecureCookies bool
	// SameSite is that of the session cookie; Lax when it is zero. With None it is partitioned too.
	SameSite http.SameSite
	// Sessions say how long sessions last; DefaultSessions when they are zero.
	Sessions crm.SessionTerms
	// Key is the secret of all servers of the installation for the cookies of devices and of sign-ins under way; random when it is nil.
	Key []byte
	// Metrics takes the metrics of sign-ins; nil for none.
	Metrics prometheus.Registerer
	// Now is the clock; time.Now when it is nil.
	Now func() time.Time
}

// DefaultSessions end after two weeks without use, and after 90 days in any case.
var DefaultSessions = crm.SessionTerms{Idle: 14 * 24 * time.Hour, Lifetime: 90 * 24 * time.Hour}

// New returns an Authenticator over the users and tokens of s.
func New(s *crm.Service, o Options, log *slog.Logger) *Authenticator {
	if o.Sessions == (crm.SessionTerms{}) {
		o.Sessions = DefaultSessions
	}
	if o.SameSite == http.SameSiteDefaultMode || o.SameSite == 0 {
		o.SameSite = http.SameSiteLaxMode
	}
	if o.Key == nil {
		o.Key = []byte(rand.Text())
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	a := &Authenticator{
		crm: s, options: o, log: log, metrics: newMetrics(o.Metrics), now: o.Now,
		tries:   newTries(o.Now),
		seal:    newSealer(o.Key),
		viewers: expirable.NewLRU[credential, signedIn](cacheSize, nil, cacheTTL),
	}
	if o.OIDCIssuer != "" {
		a.oidc = newProvider(o)
	}
	s.OnCredentials(a.Forget)
	return a
}

// Viewer returns the caller of a request: by its Authorization header, else by its session cookie; nil without either. Unauthenticated if
// the header is invalid; an expired cookie is ignored.
func (a *Authenticator) Viewer(r *http.Request) (*models.Viewer, time.Time, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		return a.Bearer(r.Context(), header)
	}
	cookie := a.sessionCookie(r)
	if cookie == "" || len(cookie) > maxCredential {
		return nil, time.Time{}, nil
	}
	return a.remember(credential{true, sha256.Sum256([]byte(cookie))}, func(hash []byte) (*models.Viewer, time.Time, error) {
		return a.crm.ViewerBySession(r.Context(), hash, a.options.Sessions)
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
		v, expires, err := a.crm.ViewerByToken(ctx, hash)
		if v == nil || !acceptedFrom(ctx, v) { // a refused use is not remembered, so the next good one is noted
			return nil, time.Time{}, err
		}
		a.touch(ctx, v)
		return v, expires, nil
	})
	if err == nil && (viewer == nil || !acceptedFrom(ctx, viewer)) {
		return nil, time.Time{}, models.Errorf(models.Unauthenticated,
			"The token is unknown, has expired, was revoked or is not accepted from your address; ask an administrator.")
	}
	return viewer, expires, err
}

// acceptedFrom reports whether a token is accepted from the client of a request.
func acceptedFrom(ctx context.Context, v *models.Viewer) bool {
	return models.AllowedFrom(v.AllowedFrom, models.ClientAddressFrom(ctx))
}

// remember looks a credential up, or finds it among those that were good a moment ago.
func (a *Authenticator) remember(
	key credential, lookup func(hash []byte) (*models.Viewer, time.Time, error),
) (*models.Viewer, time.Time, error) {
	if known, ok := a.viewers.Get(key); ok && (known.expires.IsZero() || a.now().Before(known.expires)) {
		return known.viewer, known.expires, nil
	}
	a.mu.Lock()
	before := a.forgotten
	a.mu.Unlock()
	viewer, expires, err := lookup(key.hash[:])
	if err != nil || viewer == nil {
		return viewer, expires, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.forgotten == before { // or it may have been read before the change
		a.viewers.Add(key, signedIn{viewer, expires})
	}
	return viewer, expires, nil
}

// touch notes the use of an API token; that it could not be noted is no reason to refuse it.
func (a *Authenticator) touch(ctx context.Context, v *models.Viewer) {
	if err := a.crm.TouchToken(ctx, v); err != nil {
		a.log.WarnContext(ctx, "last use of a token was not noted", "error", err)
	}
}
