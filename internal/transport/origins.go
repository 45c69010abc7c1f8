package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// Origins are the origins, besides the server's own, whose pages may use the session cookie. A request with a token needs no such leave:
// its page has the token from its user, not from the browser, and no cookie is looked at beside it.
type Origins struct {
	exact map[string]bool
	// anyPort are those that hold for every port of this machine, such as `http://localhost`.
	anyPort map[string]bool
	// protection compares the origin of a request with its host.
	protection *http.CrossOriginProtection
}

// LocalOrigins are those of pages that are being developed.
var LocalOrigins = []string{"http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"}

// ParseOrigins reads origins such as `https://app.example.com`. The port of this machine's own names may be `*`.
func ParseOrigins(texts []string) (*Origins, error) {
	o := &Origins{exact: map[string]bool{}, anyPort: map[string]bool{}, protection: http.NewCrossOriginProtection()}
	for _, text := range texts {
		if base, ok := strings.CutSuffix(text, ":*"); ok && isLocal(base) {
			o.anyPort[base] = true
			continue
		}
		if err := o.protection.AddTrustedOrigin(text); err != nil {
			return nil, fmt.Errorf("%q is not like https://app.example.com, or http://localhost:* for every port of this machine", text)
		}
		o.exact[text] = true
	}
	return o, nil
}

// isLocal reports whether an origin without its port is this machine's own.
func isLocal(base string) bool {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Port() != "" || u.Scheme+"://"+u.Host != base {
		return false
	}
	switch u.Hostname() {
	case "localhost", "127.0.0.1", "::1":
		return true
	}
	return false
}

// Allows reports whether pages of the origin may use the cookie, and read what it gives them.
func (o *Origins) Allows(origin string) bool {
	if o == nil {
		return false
	}
	if o.exact[origin] {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return false
	}
	return o.anyPort[strings.TrimSuffix(origin, ":"+u.Port())]
}

// Empty reports whether there are none.
func (o *Origins) Empty() bool { return o == nil || len(o.exact)+len(o.anyPort) == 0 }

// Permits reports whether the request may go on: it carries a token of its own, or its page is of this or of an allowed origin. Requests
// that change nothing may come from anywhere, but sockets with a cookie are not among them.
func (o *Origins) Permits(r *http.Request) bool {
	upgrade := strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
	switch {
	case r.Header.Get("Authorization") != "", upgrade && len(r.Header.Values("Cookie")) == 0, o.Allows(r.Header.Get("Origin")):
		return true
	}
	protection := http.NewCrossOriginProtection()
	if o != nil {
		protection = o.protection
	}
	asked := *r
	if upgrade {
		asked.Method = http.MethodPost // the GET of an upgrade is safe in name only
	}
	return protection.Check(&asked) == nil
}

// Protect refuses requests that the pages of other origins may not make.
func (o *Origins) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.Permits(r) {
			answerErrors(w, http.StatusForbidden, mediaJSON, refuseOrigin())
			return
		}
		next.ServeHTTP(w, r)
	})
}

func refuseOrigin() gqlerror.List {
	return refuse(models.Forbidden, "The pages of this origin may not use the session cookie here. Add the origin to KITH_ALLOWED_ORIGINS, "+
		"or send a token as \"Authorization: Bearer TOKEN\" without the cookie.")
}
