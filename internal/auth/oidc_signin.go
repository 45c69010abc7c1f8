package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	oidcPath     = "/auth/oidc"
	callbackPath = oidcPath + "/callback"
	// stateLifetime is how long a person may take at the provider.
	stateLifetime = 10 * time.Minute
)

// attempt is a sign-in that is under way at the provider, as the browser's cookie keeps it.
type attempt struct {
	State    string    `json:"state"`
	Nonce    string    `json:"nonce"`
	Verifier string    `json:"verifier"`
	Account  string    `json:"account,omitempty"`
	ReturnTo string    `json:"returnTo"`
	Until    time.Time `json:"until"`
}

// Register serves the page of links by which users choose a password, /auth/link, and signing in through the OpenID Connect provider:
// GET /auth/oidc sends the browser there, GET /auth/oidc/callback is where it comes back to. Without the setting there is neither.
func (a *Authenticator) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET "+linkPath, showLink)
	mux.HandleFunc("POST "+linkPath, a.acceptLink)
	if a.oidc == nil || !a.options.OIDCSignIn {
		return
	}
	mux.HandleFunc("GET "+oidcPath, a.beginOIDC)
	mux.HandleFunc("GET "+callbackPath, a.endOIDC)
}

func (a *Authenticator) oauth(issuer *discovered) *oauth2.Config {
	return &oauth2.Config{ClientID: a.oidc.audience, ClientSecret: a.options.OIDCSecret, Endpoint: issuer.Endpoint(),
		RedirectURL: a.options.PublicURL + callbackPath, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}
}

// beginOIDC sends the browser to the provider, with returnTo and account as its search says.
func (a *Authenticator) beginOIDC(w http.ResponseWriter, r *http.Request) {
	search := r.URL.Query()
	back, ok := a.returnTo(search.Get("returnTo"))
	if !ok {
		const text = "returnTo is not a path of this server, nor a page of an allowed origin."
		showPage(w, http.StatusBadRequest, page{Title: "Sign in", Text: text})
		return
	}
	issuer, err := a.oidc.discover(r.Context())
	if err != nil {
		a.failOIDC(w, r, outcomeUnavailable, err)
		return
	}
	now := attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Account: search.Get("account"),
		ReturnTo: back, Until: a.now().Add(stateLifetime)}
	a.setCookie(w, r, stateCookieName, a.seal.seal(stateCookieName, now), now.Until)
	w.Header().Set("Cache-Control", "no-store")
	to := a.oauth(issuer).AuthCodeURL(now.State, oidc.Nonce(now.Nonce), oauth2.S256ChallengeOption(now.Verifier))
	http.Redirect(w, r, to, http.StatusFound)
}

// returnTo returns where the browser goes after signing in: a path of this server, or a page of an allowed origin.
func (a *Authenticator) returnTo(text string) (string, bool) {
	if text == "" {
		return "/", true
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsAny(text, "\\\t\r\n"):
		return "", false
	case u.Scheme == "" && u.Host == "":
		return text, strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//")
	}
	return text, u.User == nil && a.options.AllowedOrigin != nil && a.options.AllowedOrigin(u.Scheme+"://"+u.Host)
}

// errRefused is a person whom the provider or the settings do not let in.
var errRefused = errors.New("the sign-in was refused")

// endOIDC takes the code that the provider has sent along and opens a session.
func (a *Authenticator) endOIDC(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	giveBack, wait := a.tries.address(r)
	if wait > 0 {
		a.failOIDC(w, r, outcomeLimitAddress, errRefused)
		return
	}
	var begun attempt
	search := r.URL.Query()
	known := a.seal.open(stateCookieName, a.cookie(r, stateCookieName), &begun) && a.now().Before(begun.Until)
	a.setCookie(w, r, stateCookieName, "", time.Time{})
	if !known || subtle.ConstantTimeCompare([]byte(begun.State), []byte(search.Get("state"))) != 1 {
		a.failOIDC(w, r, outcomeRefused, errRefused)
		return
	}
	person, err := a.identify(r.Context(), search, begun)
	if err == nil && !a.oidc.verified(person) {
		err = errRefused
	}
	if err != nil {
		a.failOIDC(w, r, outcomeOf(err), err)
		return
	}
	found, err := a.users(r.Context(), person, begun.Account)
	switch {
	case err != nil:
		a.failOIDC(w, r, outcomeOf(err), err)
		return
	case len(found) == 0:
		a.failOIDC(w, r, outcomeRefused, errRefused)
		return
	}
	giveBack()
	if len(found) > 1 {
		a.record(r.Context(), byOIDC, outcomeChoice)
		showPage(w, http.StatusOK, accountPage(found, begun.ReturnTo))
		return
	}
	if a.open(w, r, byOIDC, found[0].Viewer, person.email()) {
		http.Redirect(w, r, begun.ReturnTo, http.StatusFound)
	}
}

// identify exchanges the code for tokens and returns the person whom they are about: errRefused when the provider does not accept the
// code, or when what it says does not belong to this attempt.
func (a *Authenticator) identify(ctx context.Context, search url.Values, begun attempt) (person identity, err error) {
	if search.Get("error") != "" || search.Get("code") == "" {
		return person, errRefused
	}
	issuer, err := a.oidc.discover(ctx)
	if err != nil {
		return person, err
	}
	ctx = oidc.ClientContext(ctx, a.oidc.client)
	tokens, err := a.oauth(issuer).Exchange(ctx, search.Get("code"), oauth2.VerifierOption(begun.Verifier))
	var said *oauth2.RetrieveError
	switch {
	case errors.As(err, &said) && said.Response.StatusCode < http.StatusInternalServerError:
		return person, errRefused
	case err != nil:
		return person, err
	}
	text, _ := tokens.Extra("id_token").(string)
	token, err := issuer.verifier.Verify(ctx, text)
	switch {
	case err != nil && a.oidc.down.Load():
		return person, err
	case err != nil || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun.Nonce)) != 1 || token.Claims(&person) != nil:
		return person, errRefused
	case person.Email != "":
		return person, nil
	}
	// Most providers tell an email only there (OpenID Connect Core, 5.4).
	info, err := issuer.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	switch {
	case err != nil && a.oidc.down.Load():
		return person, err
	case err != nil || info.Subject != token.Subject || info.Claims(&person) != nil:
		return person, errRefused
	}
	return person, nil
}

func outcomeOf(err error) string {
	if errors.Is(err, errRefused) {
		return outcomeRefused
	}
	return outcomeUnavailable
}

// failOIDC answers a sign-in that did not succeed. The page does not say whether there is such a user.
func (a *Authenticator) failOIDC(w http.ResponseWriter, r *http.Request, outcome string, err error) {
	shown := page{Title: "Sign in", Again: oidcPath}
	status := http.StatusForbidden
	switch outcome {
	case outcomeUnavailable:
		a.record(r.Context(), byOIDC, outcome, "error", err)
		status, shown.Text = http.StatusServiceUnavailable, "Signing in is not possible right now. Try again later."
	case outcomeLimitAddress:
		a.record(r.Context(), byOIDC, outcome)
		status, shown.Text = http.StatusTooManyRequests, "Too many attempts. Wait a little."
	default:
		a.record(r.Context(), byOIDC, outcome)
		shown.Text = "You were not signed in: the attempt took too long or was begun in another browser, the provider has not accepted it, or " +
			"there is no user with your email here. Ask an administrator to add you."
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	showPage(w, status, shown)
}
