package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"kith/internal/auth"
	"kith/models"
	"kith/models/typeid"
)

func (s *settings) checkOIDC() error {
	if (s.oidcIssuer == "") != (s.oidcAudience == "") {
		return errors.New("KITH_OIDC_ISSUER and KITH_OIDC_AUDIENCE go together")
	}
	for i, domain := range s.oidcDomains {
		s.oidcDomains[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(domain), "@"))
		if s.oidcDomains[i] == "" || strings.ContainsAny(s.oidcDomains[i], "@/: ") {
			return fmt.Errorf("KITH_OIDC_DOMAINS has %q, which is no domain such as example.com", domain)
		}
	}
	return nil
}

func (s *settings) checkOIDCSignIn() error {
	if s.oidcSignIn && s.oidcIssuer == "" {
		return errors.New("KITH_OIDC_SIGN_IN needs KITH_OIDC_ISSUER and KITH_OIDC_AUDIENCE")
	}
	return nil
}

func (s *settings) checkOIDCNewUsers() error {
	switch {
	case s.oidcNewUsers == "":
		return nil
	case typeid.Read[models.AccountID](s.oidcNewUsers) == models.AccountID{}:
		return fmt.Errorf("KITH_OIDC_NEW_USERS is %q, which is no id of an account such as account_…", s.oidcNewUsers)
	case !s.oidcSignIn || len(s.oidcDomains) == 0:
		return errors.New("KITH_OIDC_NEW_USERS needs KITH_OIDC_SIGN_IN and KITH_OIDC_DOMAINS: " +
			"anyone whom the issuer knows would be added otherwise")
	}
	return nil
}

// minSessionIdle leaves people the time to read a page.
const minSessionIdle = 5 * time.Minute

func (s *settings) checkSessions() error {
	if s.sessionIdle < minSessionIdle || s.sessionLifetime < s.sessionIdle {
		return fmt.Errorf("KITH_SESSION_IDLE must be at least %s, and KITH_SESSION_LIFETIME no less", minSessionIdle)
	}
	return nil
}

// sameSites are the values of the attribute SameSite.
var sameSites = map[string]http.SameSite{"lax": http.SameSiteLaxMode, "strict": http.SameSiteStrictMode, "none": http.SameSiteNoneMode}

func (s *settings) checkCookies() error {
	s.cookieSameSite = strings.ToLower(s.cookieSameSite)
	if _, ok := sameSites[s.cookieSameSite]; !ok {
		return fmt.Errorf("KITH_COOKIE_SAME_SITE is lax, strict or none, not %q", s.cookieSameSite)
	}
	s.secureCookies = s.secureCookies || s.isHTTPS()
	if s.cookieSameSite == "none" && !s.secureCookies {
		return errors.New("KITH_COOKIE_SAME_SITE=none needs an https KITH_PUBLIC_URL or KITH_SECURE_COOKIES: " +
			"browsers refuse such cookies otherwise")
	}
	return nil
}

func (s *settings) checkProxies() error {
	_, err := s.proxies()
	return err
}

// proxies returns the proxies whose word is taken.
func (s *settings) proxies() (*auth.Proxies, error) {
	proxies, err := auth.ParseProxies(s.trustedProxies, s.forwardedHeader)
	if err != nil {
		return nil, fmt.Errorf("KITH_TRUSTED_PROXIES, KITH_FORWARDED_HEADER: %w", err)
	}
	return proxies, nil
}

func (s *settings) checkHSTS() error {
	if s.hsts < 0 {
		return errors.New("KITH_HSTS must not be less than 0s")
	}
	return nil
}

func (s *settings) checkMetricsToken() error {
	if s.metricsToken != "" && auth.CheckToken(s.metricsToken) != nil {
		return errors.New("KITH_METRICS_TOKEN must have at least 32 characters")
	}
	return nil
}
