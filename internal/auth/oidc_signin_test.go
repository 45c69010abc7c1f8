package auth_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"kith/internal/auth"
	"kith/internal/crmtest"
)

const (
	confidential, public = "kith-web", "kith-native"
	clientSecret         = "client-secret"
	providerPassword     = "verysecure"
)

// people are whom the provider knows, by their names there.
type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (p people) ExampleClientID() string                     { return "" }

// signInWorld is a server beside an OpenID Connect provider, which is zitadel's.
type signInWorld struct {
	*fixture
	provider *httptest.Server
}

func newSignInWorld(t *testing.T, configure func(w *crmtest.World, o *auth.Options)) *signInWorld {
	t.Helper()
	s := &signInWorld{fixture: &fixture{World: crmtest.NewWorld(t)}}
	s.Exec(t, "UPDATE users SET email = lower(email)")
	var kith, op http.Handler
	late := func(h *http.Handler) *httptest.Server {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*h).ServeHTTP(w, r) }))
		t.Cleanup(server.Close)
		return server
	}
	server := late(&kith)
	s.url, s.provider = server.URL, late(&op)
	users := people{}
	for name, email := range map[string]string{"ada": "Agent@Home.example", "grace": "grace@home.example", "eve": "eve@evil.example",
		"mallory": "administrator@home.example"} {
		users[name] = &storage.User{ID: name, Username: name, Password: providerPassword, FirstName: strings.ToUpper(name[:1]) + name[1:],
			LastName: "Hopper",
			Email:    email, EmailVerified: name != "mallory"}
	}
	callback := s.url + "/auth/oidc/callback"
	op = exampleop.SetupServer(s.provider.URL, storage.NewStorageWithClients(users, map[string]*storage.Client{
		confidential: storage.WebClient(confidential, clientSecret, callback),
		public:       storage.NativeClient(public, callback),
	}), nil, false)
	o := auth.Options{OIDCIssuer: s.provider.URL, OIDCAudience: confidential, OIDCSecret: clientSecret, OIDCSignIn: true, PublicURL: s.url,
		AllowedOrigin: func(origin string) bool { return origin == "https://app.example.com" }}
	if configure != nil {
		configure(s.World, &o)
	}
	s.auth = auth.New(s.CRM, o, slog.New(slog.NewTextHandler(t.Output(), nil)))
	mux := http.NewServeMux()
	s.auth.Register(mux)
	mux.HandleFunc("GET /who", func(w http.ResponseWriter, r *http.Request) {
		viewer, _, err := s.auth.Viewer(r)
		if err != nil || viewer == nil {
			_, _ = fmt.Fprint(w, "nobody ", err)
			return
		}
		_, _ = io.WriteString(w, is(viewer))
	})
	kith = mux
	return s
}

// browser keeps cookies and goes where it is sent, except behind a page of Kith when stop says so.
type browser struct {
	t *testing.T
	*http.Client
	stop func(u *url.URL) bool
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, stop: func(*url.URL) bool { return false }}
	b.Client = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if b.stop(r.URL) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// page is where a browser has arrived.
type page struct {
	status int
	at     *url.URL
	to     string
	header http.Header
	text   string
}

func (b *browser) do(response *http.Response, err error) page {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{response.StatusCode, response.Request.URL, response.Header.Get("Location"), response.Header, string(text)}
}

func (b *browser) open(address string) page {
	b.t.Helper()
	return b.do(b.Get(address))
}

// signIn opens an address of Kith, signs in at the provider that it leads to and returns where that ends.
func (b *browser) signIn(address, name string) page {
	b.t.Helper()
	asked := b.open(address)
	id := asked.at.Query().Get("authRequestID")
	if id == "" {
		b.t.Fatalf("%s does not lead to the provider's page: %d %s %s", address, asked.status, asked.at, asked.text)
	}
	login := *asked.at
	login.RawQuery = ""
	return b.do(b.PostForm(login.String(), url.Values{"id": {id}, "username": {name}, "password": {providerPassword}}))
}

func TestOIDCSignIn(t *testing.T) {
	t.Parallel()
	for name, configure := range map[string]func(*crmtest.World, *auth.Options){
		"confidential": nil,
		"public":       func(_ *crmtest.World, o *auth.Options) { o.OIDCAudience, o.OIDCSecret = public, "" },
	} {
		s := newSignInWorld(t, configure)
		b := newBrowser(t)
		b.stop = func(u *url.URL) bool { return u.Path == "/auth" }
		begun := b.open(s.url + "/auth/oidc?returnTo=/who")
		asked, err := url.Parse(begun.to)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"state", "nonce", "code_challenge"} {
			if len(asked.Query().Get(key)) < 20 {
				t.Errorf("%s: no %s in %s", name, key, begun.to)
			}
		}
		if asked.Query().Get("code_challenge_method") != "S256" || begun.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s %v", name, begun.to, begun.header)
		}
		b.stop = func(*url.URL) bool { return false }
		if got := b.signIn(s.url+"/auth/oidc?returnTo=/who", "ada"); got.text != is(s.Home.Agent) || got.at.Path != "/who" {
			t.Errorf("%s: %d %s: %s", name, got.status, got.at, got.text)
		}
		if n := s.Count(t, "SELECT count(*) FROM sessions"); n != 1 {
			t.Errorf("%s: %d sessions", name, n)
		}
	}
}

func TestOIDCRefusals(t *testing.T) {
	t.Parallel()
	s := newSignInWorld(t, func(_ *crmtest.World, o *auth.Options) { o.OIDCDomains = []string{"home.example", "HOME2.example"} })
	refusal := func(name string, got page, status int) {
		t.Helper()
		if got.status != status || got.at.Path != "/auth/oidc/callback" || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") ||
			!strings.Contains(got.header.Get("Content-Security-Policy"), "default-src 'none'") || strings.Contains(got.text, "@") {
			t.Errorf("%s: %d %s %v %s", name, got.status, got.at, got.header, got.text)
		}
	}
	start, callback := s.url+"/auth/oidc", s.url+"/auth/oidc/callback"
	refusal("nobody here has the email", newBrowser(t).signIn(start, "grace"), 403)
	refusal("an unverified email", newBrowser(t).signIn(start, "mallory"), 403)
	refusal("another domain", newBrowser(t).signIn(start, "eve"), 403)
	refusal("out of nowhere", newBrowser(t).open(callback+"?code=x&state=y"), 403)

	// The callback that ada's browser would open is opened by others, and again.
	ada := newBrowser(t)
	ada.stop = func(u *url.URL) bool { return u.Path == "/auth/oidc/callback" }
	stolen := ada.signIn(start+"?returnTo=/who", "ada").to
	refusal("in another browser", newBrowser(t).open(stolen), 403)
	other := newBrowser(t)
	other.stop = ada.stop
	mine, err := url.Parse(other.signIn(start, "ada").to)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := url.Parse(stolen)
	if err != nil {
		t.Fatal(err)
	}
	injected := url.Values{"code": {theirs.Query().Get("code")}, "state": {mine.Query().Get("state")}}
	refusal("somebody else's code", other.open(callback+"?"+injected.Encode()), 403)
	ada.stop = func(*url.URL) bool { return false }
	if got := ada.open(stolen); got.text != is(s.Home.Agent) && got.status != 403 {
		t.Errorf("in the right browser: %d %s", got.status, got.text)
	}
	refusal("a second time", ada.open(stolen), 403)
	b := newBrowser(t)
	b.stop = func(u *url.URL) bool { return u.Path == "/auth" }
	asked, err := url.Parse(b.open(start).to)
	if err != nil {
		t.Fatal(err)
	}
	refusal("the provider's no", b.open(callback+"?error=access_denied&state="+asked.Query().Get("state")), 403)
	if n := s.Count(t, "SELECT count(*) FROM users"); n != 4 {
		t.Errorf("%d users: somebody was added", n)
	}
}

func TestOIDCReturn(t *testing.T) {
	t.Parallel()
	s := newSignInWorld(t, nil)
	b := newBrowser(t)
	b.stop = func(*url.URL) bool { return true }
	for to, status := range map[string]int{
		"": 302, "/": 302, "/who?a=b#c": 302, "https://app.example.com/x": 302,
		"//evil.example": 400, "/\\evil.example": 400, "https://evil.example/": 400, "javascript:alert(1)": 400, "who": 400,
		"https://app.example.com@evil.example/": 400, "https://user@app.example.com/": 400, "http://app.example.com/": 400,
		"/\t/evil.example": 400,
	} {
		if got := b.open(s.url + "/auth/oidc?returnTo=" + url.QueryEscape(to)); got.status != status {
			t.Errorf("%q: %d %s", to, got.status, got.to)
		}
	}
	b.stop = func(u *url.URL) bool { return u.Host == "app.example.com" }
	if got := b.signIn(s.url+"/auth/oidc?returnTo="+url.QueryEscape("https://app.example.com/x"),
		"ada"); got.to != "https://app.example.com/x" {
		t.Errorf("back to an app: %d %s", got.status, got.to)
	}
}

func TestOIDCNewUsers(t *testing.T) {
	t.Parallel()
	s := newSignInWorld(t, func(w *crmtest.World, o *auth.Options) {
		o.OIDCNewUsers, o.OIDCDomains = w.Foreign.ID.String(), []string{"home.example"}
	})
	for range 2 {
		got := newBrowser(t).signIn(s.url+"/auth/oidc?returnTo=/who", "grace")
		if !strings.HasPrefix(got.text, fmt.Sprintf("%d AGENT user_", s.Foreign.Key)) {
			t.Errorf("%d %s", got.status, got.text)
		}
	}
	if got := s.Texts(t, `
		SELECT name || ' ' || email || ' ' || coalesce(password_hash, '-') FROM users WHERE email LIKE 'grace%'`); len(got) != 1 ||
		got[0] != "Grace Hopper grace@home.example -" {
		t.Errorf("added: %q", got)
	}
	if got := newBrowser(t).signIn(s.url+"/auth/oidc?returnTo=/who", "ada"); got.text != is(s.Home.Agent) {
		t.Errorf("a user of another account was added again: %s", got.text)
	}
	if got := newBrowser(t).signIn(s.url+"/auth/oidc?returnTo=/who", "eve"); got.status != http.StatusForbidden {
		t.Errorf("another domain: %d %s", got.status, got.text)
	}
}

// TestOIDCAccounts signs in a person who has users in several accounts: twelve, to have more than are compared with a password.
func TestOIDCAccounts(t *testing.T) {
	t.Parallel()
	s := newSignInWorld(t, nil)
	for i := range 10 {
		s.Exec(t, `
			WITH a AS (INSERT INTO accounts (public_id, name, created_at, updated_at) VALUES (gen_random_uuid(), $1, now(), now()) RETURNING id)
			INSERT INTO users (account_id, id, name, email, role, created_at, updated_at)
			SELECT id, gen_random_uuid(), 'Ada', 'agent@home.example', 'AGENT', now(), now() FROM a`, fmt.Sprint("Account ", i))
	}
	s.Exec(t, "UPDATE users SET email = 'agent@home.example' WHERE account_id = $1 AND role = 'AGENT'", s.Foreign.Key)
	b := newBrowser(t)
	choice := b.signIn(s.url+"/auth/oidc?returnTo=/who", "ada")
	links := regexp.MustCompile(`<a href="(/auth/oidc\?[^"]+)">`).FindAllStringSubmatch(choice.text, -1)
	if choice.status != http.StatusOK || len(links) != 12 || len(choice.header.Values("Set-Cookie")) != 1 {
		t.Fatalf("%d %v %s", choice.status, choice.header, choice.text)
	}
	for _, link := range links {
		to := strings.ReplaceAll(link[1], "&amp;", "&")
		if strings.Contains(to, s.Foreign.ID.String()) {
			if got := b.signIn(s.url+to, "ada"); got.text != is(s.Foreign.Agent) {
				t.Errorf("the chosen one: %d %s", got.status, got.text)
			}
		}
	}
}

func TestOIDCProviderAway(t *testing.T) {
	t.Parallel()
	s := newSignInWorld(t, nil)
	b := newBrowser(t)
	b.stop = func(u *url.URL) bool { return u.Path == "/auth/oidc/callback" }
	back := b.signIn(s.url+"/auth/oidc", "ada").to
	s.provider.Close()
	if got := b.open(back); got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("at the return: %d %v %s", got.status, got.header, got.text)
	}
	fresh := newSignInWorld(t, nil)
	fresh.provider.Close()
	if got := newBrowser(t).open(fresh.url + "/auth/oidc"); got.status != http.StatusServiceUnavailable {
		t.Errorf("at the start: %d %s", got.status, got.text)
	}
}
