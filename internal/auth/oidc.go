package auth

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/sync/singleflight"

	"kith/internal/crm"
	"kith/models"
)

// provider verifies JWTs of one OpenID Connect issuer. The issuer is discovered when it is first needed, so that the server starts
// without it.
type provider struct {
	issuer, audience string
	domains          []string
	client           *http.Client
	discovery        singleflight.Group
	known            atomic.Pointer[discovered]
	// down says that the issuer did not answer the last request.
	down atomic.Bool
}

// discovered is what the issuer says of itself, and what verifies its tokens.
type discovered struct {
	*oidc.Provider
	verifier *oidc.IDTokenVerifier
}

func newProvider(o Options) *provider {
	p := &provider{issuer: o.OIDCIssuer, audience: o.OIDCAudience, domains: o.OIDCDomains}
	p.client = &http.Client{Timeout: 10 * time.Second, Transport: p}
	return p
}

// RoundTrip sends a request to the issuer and records whether it answers.
func (p *provider) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	p.down.Store(err != nil || response.StatusCode >= http.StatusInternalServerError)
	return response, err
}

// discover asks the issuer for its endpoints and the location of its keys, once for all concurrent callers.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	if known := p.known.Load(); known != nil {
		return known, nil
	}
	found := p.discovery.DoChan("", func() (any, error) {
		// The verifier fetches keys long after this request, so its context must not end with the request.
		issuer, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.issuer)
		if err == nil {
			p.known.Store(&discovered{issuer, issuer.Verifier(&oidc.Config{ClientID: p.audience})})
		}
		return nil, err
	})
	select {
	case result := <-found:
		return p.known.Load(), result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// identity is what the issuer says of a person.
type identity struct {
	Email         string `json:"email"`
	EmailVerified any    `json:"email_verified"`
	Name          string `json:"name"`
	Account       string `json:"kith_account"`
}

// verified reports whether the issuer stands for the email, and whether its domain may sign in.
func (p *provider) verified(i identity) bool {
	if i.EmailVerified != true && i.EmailVerified != "true" { // some issuers write texts
		return false
	}
	_, domain, ok := strings.Cut(i.email(), "@")
	return ok && (len(p.domains) == 0 || slices.ContainsFunc(p.domains, func(d string) bool { return models.DomainKey(d) == domain }))
}

func (i identity) email() string { return models.EmailKey(i.Email) }

// viewerByJWT returns the user with the verified email of the token: in the account that the issuer names, else the oldest one. Whoever
// adds a user with the email to another account later changes nothing.
func (a *Authenticator) viewerByJWT(ctx context.Context, token string) (*models.Viewer, time.Time, error) {
	refused := models.Errorf(models.Unauthenticated,
		"The token was not accepted: it must be a valid JWT of this server's OpenID Connect issuer, for its audience, with a verified email.")
	issuer, err := a.oidc.discover(ctx)
	var verified *oidc.IDToken
	if err == nil {
		verified, err = issuer.verifier.Verify(ctx, token)
		if err != nil && !a.oidc.down.Load() {
			return nil, time.Time{}, refused
		}
	}
	if err != nil {
		a.log.ErrorContext(ctx, "the OpenID Connect issuer did not answer", "error", err)
		return nil, time.Time{}, models.Errorf(models.Unavailable, "The identity provider does not answer; try again later.")
	}
	var person identity
	if err := verified.Claims(&person); err != nil || !a.oidc.verified(person) {
		return nil, time.Time{}, refused
	}
	found, err := a.crm.CredentialsByEmail(ctx, person.email(), person.Account, 1)
	if err != nil {
		return nil, time.Time{}, err
	}
	if len(found) == 0 {
		return nil, time.Time{}, models.Errorf(models.Unauthenticated, "No user has the token's email; ask an administrator to add one.")
	}
	return found[0].Viewer, verified.Expiry, nil
}

// users returns the users of a person whom the provider knows: those with the email, or a new one where the settings say so.
func (a *Authenticator) users(ctx context.Context, person identity, account string) ([]crm.Credentials, error) {
	const most = 100 // that can be chosen from; a person with more names the account
	if account == "" {
		account = person.Account
	}
	found, err := a.crm.CredentialsByEmail(ctx, person.email(), account, most)
	if err != nil || len(found) > 0 || a.options.OIDCNewUsers == "" || account != "" && account != a.options.OIDCNewUsers {
		return found, err
	}
	err = a.crm.AddSignedIn(ctx, a.options.OIDCNewUsers, person.Name, person.email())
	var refused models.Errors
	if errors.As(err, &refused) { // an email that is none to us
		return nil, errRefused
	}
	if err != nil {
		return nil, err
	}
	return a.crm.CredentialsByEmail(ctx, person.email(), a.options.OIDCNewUsers, most)
}
