package app

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/auth"
	"kith/internal/crm"
	"kith/internal/events"
)

// newAuthenticator puts the settings of signing in together.
func newAuthenticator(
	ctx context.Context, s settings, c *crm.Service, registry *prometheus.Registry, log *slog.Logger,
) (*auth.Authenticator, error) {
	key, err := c.SigningKey(ctx)
	if err != nil {
		return nil, err
	}
	origins, err := s.origins()
	if err != nil {
		return nil, err
	}
	return auth.New(c, auth.Options{
		OIDCIssuer: s.oidcIssuer, OIDCAudience: s.oidcAudience, OIDCSignIn: s.oidcSignIn, OIDCSecret: s.oidcClientSecret,
		OIDCDomains: s.oidcDomains, OIDCNewUsers: s.oidcNewUsers,
		PublicURL: s.publicURL, AllowedOrigin: origins.Allows,
		SecureCookies: s.secureCookies, SameSite: sameSites[s.cookieSameSite],
		Sessions: crm.SessionTerms{Idle: s.sessionIdle, Lifetime: s.sessionLifetime},
		Key:      key, Metrics: registry,
	}, log), nil
}

// watchCredentials makes credentials that end be refused at once, here and on the other servers, on connections that are open too.
func (a *App) watchCredentials(c *crm.Service, authenticator *auth.Authenticator, bus events.Bus) error {
	authenticator.OnForget(a.handler.graphql.Recheck)
	c.OnCredentials(bus.NotifyCredentials)
	a.loops = append(a.loops, func(ctx context.Context) error {
		ticks := time.NewTicker(auth.Interval)
		defer ticks.Stop()
		return authenticator.Watch(ctx, ticks.C, a.handler.graphql.Credentials)
	})
	return bus.ListenCredentials(authenticator.Forget)
}

// strictTransport tells browsers to use nothing but HTTPS for this host from now on, in answers that came by HTTPS.
func strictTransport(age time.Duration, next http.Handler) http.Handler {
	if age <= 0 {
		return next
	}
	value := "max-age=" + strconv.Itoa(int(age/time.Second))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if auth.Secure(r) {
			w.Header().Set("Strict-Transport-Security", value)
		}
		next.ServeHTTP(w, r)
	})
}

// isHTTPS reports whether clients reach the server by HTTPS.
func (s *settings) isHTTPS() bool { return strings.HasPrefix(s.publicURL, "https://") }
