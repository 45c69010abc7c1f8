package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"image"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"kith/internal/crmtest"
)

func TestPages(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).serve(t)
	s.contacts(t) // so that there is something to count
	for _, test := range []struct {
		method, path string
		status       int
		header       map[string]string
		body         string
	}{
		{method: "GET", path: "/", status: 302, header: map[string]string{"Location": "/console"}},
		{method: "GET", path: "/console", status: 200, body: "<!doctype html",
			header: map[string]string{"Content-Type": "text/html", "Content-Security-Policy": "style-src 'self'; img-src 'self'",
				"Referrer-Policy": "no-referrer"}},
		{method: "GET", path: "/graphiql", status: 200, body: "<!doctype html",
			header: map[string]string{"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'",
				"Referrer-Policy": "no-referrer"}},
		{method: "GET", path: "/healthz", status: 200, header: map[string]string{"Cache-Control": "no-store"}, body: "alive"},
		{method: "GET", path: "/readyz", status: 200, header: map[string]string{"Cache-Control": "no-store"}, body: "ready"},
		{method: "GET", path: "/metrics", status: 401, header: map[string]string{"WWW-Authenticate": "Bearer"}, body: "KITH_METRICS_TOKEN"},
		{method: "GET", path: "/auth/oidc", status: 404},
		{method: "GET", path: "/auth/session", status: 405, header: map[string]string{"Allow": "POST, DELETE"}},
		{method: "DELETE", path: "/healthz", status: 405},
		{method: "GET", path: "/nothing", status: 404},
		{method: "GET", path: "/graphql?query={__typename}", status: 200, header: map[string]string{"Cache-Control": "no-store"},
			body: `"Query"`},
		{method: "GET", path: "/graphql?query={viewer{role}}", status: 401, header: map[string]string{"WWW-Authenticate": "Bearer"},
			body: "UNAUTHENTICATED"},
	} {
		a, err := s.send(test.method, test.path, "")
		if err != nil {
			t.Fatal(err)
		}
		if a.status != test.status || !strings.Contains(strings.ToLower(a.body), strings.ToLower(test.body)) {
			t.Errorf("%s %s: %d %.400s", test.method, test.path, a.status, a.body)
		}
		header := map[string]string{"X-Content-Type-Options": "nosniff", "X-Request-Id": ""}
		maps.Copy(header, test.header)
		for name, want := range header {
			if got := a.header.Get(name); got == "" || !strings.Contains(got, want) {
				t.Errorf("%s %s: %s is %q", test.method, test.path, name, got)
			}
		}
	}
}

// TestOrigins sends what a browser sends for the pages of this and of other origins.
func TestOrigins(t *testing.T) {
	t.Parallel()
	const app, evil = "https://app.example.com", "https://evil.example.com"
	s := externalPlace(t).with("KITH_ALLOWED_ORIGINS=https://other.example.com, " + app).serve(t)
	cookie := s.signIn(t, s.email, s.password)
	create := operation(createContact, map[string]any{"in": map[string]any{"name": "Ada"}})
	for i, test := range []struct {
		origin, site string
		status       int
		allowed      string
	}{
		{origin: s.url, site: "same-origin", status: 200},
		{origin: app, site: "cross-site", status: 200, allowed: app},
		{origin: evil, site: "cross-site", status: 403},
		{origin: evil, status: 403}, // an old browser
		{origin: "null", site: "cross-site", status: 403},
	} {
		before := s.contacts(t)
		headers := []string{"Origin", test.origin, "Cookie", cookie}
		if test.site != "" {
			headers = append(headers, "Sec-Fetch-Site", test.site)
		}
		a := s.post(t, "/graphql", create, headers...)
		if a.status != test.status || a.header.Get("Access-Control-Allow-Origin") != test.allowed {
			t.Errorf("%d: POST of %s: %d %v %s", i, test.origin, a.status, a.header, a.body)
		}
		if test.allowed != "" && a.header.Get("Access-Control-Allow-Credentials") != "true" {
			t.Errorf("%d: %v", i, a.header)
		}
		if made := s.contacts(t) - before; (made == 1) != (test.status == 200) {
			t.Errorf("%d: %d contacts were made", i, made)
		}
		a, err := s.send(http.MethodOptions, "/graphql", "", "Origin", test.origin, "Access-Control-Request-Method", "POST",
			"Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
		if err != nil {
			t.Fatal(err)
		}
		// With a token of its own, and no cookie, every page may ask.
		if a.header.Get("Access-Control-Allow-Origin") != cmp.Or(test.allowed, "*") ||
			(test.allowed != "") != (a.header.Get("Access-Control-Allow-Credentials") == "true") ||
			!strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "idempotency-key") {
			t.Errorf("%d: preflight of %s: %d %v", i, test.origin, a.status, a.header)
		}
		if conn, err := s.dial(t, "Origin", test.origin, "Cookie", cookie); (err == nil) != (test.status == 200) {
			t.Errorf("%d: socket of %s: %v", i, test.origin, err)
		} else if err == nil {
			if said := talk(t, conn, `{}`, whoAmI); !strings.Contains(said, `"ADMINISTRATOR"`) {
				t.Errorf("%d: over the socket: %s", i, said)
			}
		}
	}
}

// dial opens a socket.
func (s *process) dial(t *testing.T, headers ...string) (*websocket.Conn, error) {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	conn, _, err := websocket.Dial(ctx, s.url+"/graphql", &websocket.DialOptions{HTTPHeader: h,
		Subprotocols: []string{"graphql-transport-ws"}})
	if err == nil {
		t.Cleanup(func() { _ = conn.CloseNow() })
	}
	return conn, err
}

// talk signs in to a socket and returns the first result of an operation.
func talk(t *testing.T, conn *websocket.Conn, init, query string) string {
	t.Helper()
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	var ack, result json.RawMessage
	for _, step := range []func() error{
		func() error {
			return wsjson.Write(ctx, conn, map[string]any{"type": "connection_init", "payload": json.RawMessage(init)})
		},
		func() error { return wsjson.Read(ctx, conn, &ack) },
		func() error {
			return wsjson.Write(ctx, conn, map[string]any{"type": "subscribe", "id": "1", "payload": map[string]any{"query": query}})
		},
		func() error { return wsjson.Read(ctx, conn, &result) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	return string(result)
}

// TestLogsKeepSecrets reads the logs and the metrics of a server that was told all kinds of things that are nobody's business.
func TestLogsKeepSecrets(t *testing.T) {
	t.Parallel()
	here := privatePlace(t).with("KITH_LOG_LEVEL=debug", "KITH_BOOTSTRAP_EMAIL=secret-admin@example.com",
		"KITH_BOOTSTRAP_PASSWORD=secret-password")
	s := here.serve(t)
	const email, phone, name, wrong = "secret-ada@example.com", "+12125550123", "Secretia Lovelace", "secret-wrong-password"
	bearer := "Bearer " + s.token
	cookie := s.signIn(t, "secret-admin@example.com", "secret-password")
	s.post(t, "/auth/session", `{"email": "secret-admin@example.com", "password": "`+wrong+`"}`)
	s.post(t, "/auth/session", `{"email": "secret-admin@example.com", `)
	in := map[string]any{"name": name, "email": email, "phoneNumber": phone}
	s.addContact(t, in)
	for _, body := range []string{
		operation(createContact, map[string]any{"in": in}),                                                // taken
		operation(`{ contact(by: {email: "`+email+`"}) { name } }`, nil),                                  // right
		operation(`{ contact(by: {phoneNumber: "`+phone+`"}) { `+"secret"+` } }`, nil),                    // invalid
		operation(`query ($id: ID!) { node(id: $id) { id } }`, map[string]any{"id": email}),               // no id
		operation(`query ($n: Int) { contacts(first: $n) { nodes { id } } }`, map[string]any{"n": phone}), // no number
		`{"query": "{ viewer { role } }", "operationName": "` + email + `"}`,
		`{"query": "{ ` + email,
	} {
		s.post(t, "/graphql", body, "Authorization", bearer, "Idempotency-Key", phone)
		s.post(t, "/graphql", body, "Cookie", cookie)
		s.post(t, "/graphql", body, "Authorization", "Bearer secret-of-nobody")
	}
	s.get(t, "/graphql?query="+url.QueryEscape(`{ contact(by: {email: "`+email+`"}) { name } }`), "Authorization", bearer, "Referer",
		"https://example.com/"+email)
	s.get(t, "/secret/"+email)
	conn, err := s.dial(t)
	if err != nil {
		t.Fatal(err)
	}
	if said := talk(t, conn, `{"authorization": "`+bearer+`"}`, `{ contact(by: {email: "`+email+`"}) { name } }`); !strings.Contains(said,
		name) {
		t.Errorf("over the socket: %s", said)
	}
	metrics := s.metrics(t)
	s.stop(t)

	log := s.log.String()
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not a line of JSON: %s", line)
		}
	}
	if strings.Count(log, `"msg":"graphql"`) < 20 {
		t.Errorf("the log is not of what was done:\n%s", log)
	}
	postgres, err := os.ReadFile(filepath.Join(here.dir, "postgres.log"))
	if err != nil {
		t.Fatal(err)
	}
	_, session, _ := strings.Cut(cookie, "=")
	for _, secret := range []string{"secret", "Secret", phone, phone[1:], s.token, session} {
		for what, text := range map[string]string{"log": log, "log of PostgreSQL": string(postgres), "metrics": metrics} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in the %s:\n%s", secret, what, text)
			}
		}
	}
}

// TestPicturesOutlast uploads a picture, restarts the server and still finds it where it was.
func TestPicturesOutlast(t *testing.T) {
	t.Parallel()
	here := externalPlace(t).with("KITH_PUBLIC_URL=https://kith.example.com/", "KITH_BOOTSTRAP_TOKEN="+strings.Repeat("token", 8))
	s := here.serve(t)
	s.token = strings.Repeat("token", 8)
	var made struct {
		ContactCreate struct{ Contact struct{ ID string } }
	}
	s.query(t, &made, createContact, map[string]any{"in": map[string]any{"name": "Ada"}})
	var face bytes.Buffer
	if err := png.Encode(&face, image.NewGray(image.Rect(0, 0, 80, 80))); err != nil {
		t.Fatal(err)
	}
	a := s.upload(t, `mutation ($in: ContactAvatarSetInput!) {
		contactAvatarSet(input: $in) { contact { avatarUrl(size: 64) } userErrors { message } }
	}`,
		map[string]any{"id": made.ContactCreate.Contact.ID, "picture": map[string]any{"file": nil}},
		"picture.file", "face.png", &face, "X-Requested-With", "test")
	path := regexp.MustCompile(`"https://kith\.example\.com(/avatars/[^"]+)"`).FindStringSubmatch(a.body)
	if path == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	first := s.get(t, path[1])
	s.stop(t)
	again := here.serve(t).get(t, path[1])
	if first.status != http.StatusOK || first.header.Get("Content-Type") != "image/jpeg" || again.status != http.StatusOK ||
		again.body != first.body {
		t.Errorf("%d %v, then %d", first.status, first.header, again.status)
	}
}
