package auth

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/sync/singleflight"

	"kith/models"
)

// provider verifies JWTs of one OpenID Connect issuer. The issuer's keys are discovered with the first token, so that the server starts
// without the issuer.
type provider struct {
	issuer, audience string
	client           *http.Client
	discovery        singleflight.Group
	verifier         atomic.Pointer[oidc.IDTokenVerifier]
	// down says that the issuer did not answer the last request.
	down atomic.Bool
}

func newProvider(issuer, audience string) *provider {
	p := &provider{issuer: issuer, audience: audience}
	p.client = &http.Client{Timeout: 10 * time.Second, Transport: p}
	return p
}

// RoundTrip sends a request to the issuer and records whether it answers.
func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	p.down.Store(err != nil || response.StatusCode >= http.StatusInternalServerError)
	return response, err
}

// discover asks the issuer for the location of its keys, once for all concurrent callers.
func (p *provider) discover(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	if known := p.verifier.Load(); known != nil {
		return known, nil
	}
	found := p.discovery.DoChan("", func() (any, error) {
		// The verifier fetches keys long after this request, so its context must not end with the request.
		issuer, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.issuer)
		if err == nil {
			p.verifier.Store(issuer.Verifier(&oidc.Config{ClientID: p.audience}))
		}
		return nil, err
	})
	select {
	case result := <-found:
		return p.verifier.Load(), result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// viewerByJWT returns the user with the verified email of the token.
func (a *Authenticator) viewerByJWT(ctx context.Context, token string) (*models.Viewer, time.Time, error) {
	refused := models.Errorf(models.Unauthenticated,
		"The token was not accepted: it must be a valid JWT of this server's OpenID Connect issuer, for its audience, with a verified email.")
	verifier, err := a.oidc.discover(ctx)
	var verified *oidc.IDToken
	if err == nil {
		verified, err = verifier.Verify(ctx, token)
		if err != nil && !a.oidc.down.Load() {
			return nil, time.Time{}, refused
		}
	}
	if err != nil {
		a.log.ErrorContext(ctx, "the OpenID Connect issuer did not answer", "error", err)
		return nil, time.Time{}, models.Errorf(models.Unavailable, "The identity provider does not answer; try again later.")
	}
	var claims struct {
		Email         string `json:"email"`
		EmailVerified any    `json:"email_verified"`
		Account       string `json:"kith_account"`
	}
	if err := verified.Claims(&claims); err != nil || claims.EmailVerified != true && claims.EmailVerified != "true" {
		return nil, time.Time{}, refused
	}
	found, err := a.crm.CredentialsByEmail(ctx, strings.ToLower(claims.Email))
	if err != nil {
		return nil, time.Time{}, err
	}
	if claims.Account != "" {
		found = ofAccount(found, claims.Account)
	}
	switch len(found) {
	case 0:
		return nil, time.Time{}, models.Errorf(models.Unauthenticated, "No user has the token's email; ask an administrator to add one.")
	case 1:
		return found[0].Viewer, verified.Expiry, nil
	default:
		return nil, time.Time{}, models.Errorf(models.Unauthenticated,
			"The token's email has users in several accounts; let the issuer name one in the claim kith_account.")
	}
}
