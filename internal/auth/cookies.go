package auth

import (
	"net/http"
	"time"
)

// The cookies. Over HTTPS their names have a prefix with which browsers take them from nobody but this host, by HTTPS: the pages of a
// sibling host could plant one otherwise.
const (
	sessionCookieName = "kith_session"
	deviceCookieName  = "kith_device"
	stateCookieName   = "kith_oidc"
	hostPrefix        = "__Host-"
)

// secure reports whether the cookies of a request are for HTTPS alone.
func (a *Authenticator) secure(r *http.Request) bool { return a.options.SecureCookies || Secure(r) }

func (a *Authenticator) cookieName(r *http.Request, name string) string {
	if a.secure(r) {
		return hostPrefix + name
	}
	return name
}

// cookie returns the value of a cookie, blank without it.
func (a *Authenticator) cookie(r *http.Request, name string) string {
	cookie, err := r.Cookie(a.cookieName(r, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (a *Authenticator) sessionCookie(r *http.Request) string { return a.cookie(r, sessionCookieName) }

// setCookie sets a cookie until it expires; a blank value removes it. Cookies of a session in the frame of another site are kept apart
// for each site (Partitioned), as browsers ask for it.
func (a *Authenticator) setCookie(w http.ResponseWriter, r *http.Request, name, value string, expires time.Time) {
	if value == "" {
		expires = time.Unix(1, 0)
	}
	sameSite := a.options.SameSite
	if name == stateCookieName {
		sameSite = http.SameSiteLaxMode // it comes back with a link of the provider, and with nothing else
	}
	none := sameSite == http.SameSiteNoneMode
	http.SetCookie(w, &http.Cookie{Name: a.cookieName(r, name), Value: value, Path: "/", Expires: expires.UTC(), HttpOnly: true,
		Secure: a.secure(r) || none, SameSite: sameSite, Partitioned: none})
}
