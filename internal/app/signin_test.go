package app

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"kith/console"
	"kith/internal/crmtest"
)

// metrics returns the metrics of a process.
func (s *process) metrics(t *testing.T) string {
	t.Helper()
	a := s.get(t, "/metrics", "Authorization", "Bearer "+metricsToken)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return a.body
}

// TestMetrics shows the metrics to who has their token, and to everyone at an address of their own.
func TestMetrics(t *testing.T) {
	t.Parallel()
	s := externalPlace(t).with("KITH_METRICS_TOKEN=", "KITH_METRICS_ADDR=127.0.0.1:0").serve(t)
	if a := s.get(t, "/metrics", "Authorization", "Bearer "+s.token); a.status != http.StatusNotFound ||
		!strings.Contains(a.body, "KITH_METRICS_ADDR") {
		t.Errorf("without a token: %d %s", a.status, a.body)
	}
	at := regexp.MustCompile(`"msg":"metrics are served"[^\n]*"address":"([^"]+)"`).FindStringSubmatch(s.log.String())
	if at == nil {
		t.Fatalf("the log does not tell where the metrics are: %s", s.log)
	}
	apart := &process{url: "http://" + at[1]}
	s.contacts(t)
	if a := apart.get(t, "/metrics"); a.status != http.StatusOK || !strings.Contains(a.body, "kith_graphql_operations_total{") {
		t.Errorf("at their own address: %d %.300s", a.status, a.body)
	}
	if a := apart.get(t, "/graphql?query={__typename}"); a.status != http.StatusNotFound {
		t.Errorf("the API at the address of the metrics: %d %s", a.status, a.body)
	}
	other := externalPlace(t).serve(t)
	other.contacts(t)
	if body := other.metrics(t); !strings.Contains(body, "go_goroutines") || !strings.Contains(body, "kith_graphql_operations_total{") {
		t.Errorf("%.300s", body)
	}
	for _, header := range []string{"Bearer wrong", "Bearer " + other.token, metricsToken} {
		if a := other.get(t, "/metrics", "Authorization", header); a.status != http.StatusUnauthorized ||
			strings.Contains(a.body, "go_goroutines") {
			t.Errorf("%q: %d", header, a.status)
		}
	}
}

// TestBehindAProxy has a trusted proxy say that clients come by HTTPS, and a stranger say so.
func TestBehindAProxy(t *testing.T) {
	t.Parallel()
	for trusted, secure := range map[string]bool{"127.0.0.1": true, "10.0.0.0/8": false} {
		s := externalPlace(t).with("KITH_TRUSTED_PROXIES="+trusted, "KITH_HSTS=8760h").serve(t)
		a := s.post(t, "/auth/session", `{"email": "`+s.email+`", "password": "`+s.password+`"}`, "X-Forwarded-For", "203.0.113.1",
			"X-Forwarded-Proto", "https")
		name, _, _ := strings.Cut(a.header.Get("Set-Cookie"), "=")
		if a.status != http.StatusNoContent || strings.HasPrefix(name, "__Host-") != secure ||
			(a.header.Get("Strict-Transport-Security") == "max-age=31536000") != secure {
			t.Errorf("trusting %s: %d %v", trusted, a.status, a.header)
		}
	}
	s := externalPlace(t).with("KITH_PUBLIC_URL=https://kith.example.com", "KITH_COOKIE_SAME_SITE=none").serve(t)
	a := s.post(t, "/auth/session", `{"email": "`+s.email+`", "password": "`+s.password+`"}`)
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{"__Host-kith_session=", "Secure", "HttpOnly", "SameSite=None", "Partitioned"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("no %s in %s", want, cookie)
		}
	}
}

// TestRevocationEverywhere revokes a token on one of two servers while a socket of it is open at the other: that ends, without anything
// being asked or sent.
func TestRevocationEverywhere(t *testing.T) {
	t.Parallel()
	here := externalPlace(t).with("KITH_BOOTSTRAP_TOKEN=" + strings.Repeat("token", 8))
	first := here.serve(t)
	second := here.serve(t)
	first.token, second.token = strings.Repeat("token", 8), strings.Repeat("token", 8)
	var made struct {
		ApiTokenCreate struct {
			Token    string
			ApiToken struct{ ID string }
		}
	}
	first.query(t, &made, `mutation { apiTokenCreate(input: {name: "x", role: ADMINISTRATOR}) { token apiToken { id } } }`, nil)
	bearer := "Bearer " + made.ApiTokenCreate.Token
	conn, err := second.dial(t)
	if err != nil {
		t.Fatal(err)
	}
	if said := talk(t, conn, `{"authorization": "`+bearer+`"}`, whoAmI); !strings.Contains(said, `"ADMINISTRATOR"`) {
		t.Fatal(said)
	}
	var revoked json.RawMessage
	first.query(t, &revoked, `mutation ($id: ID!) { apiTokenRevoke(input: {id: $id}) { revokedId userErrors { message } } }`,
		map[string]any{"id": made.ApiTokenCreate.ApiToken.ID})
	if a := first.post(t, "/graphql", operation(whoAmI, nil), "Authorization", bearer); a.status != http.StatusUnauthorized {
		t.Errorf("where it was revoked: %d %s", a.status, a.body)
	}
	ctx, cancel := crmtest.Deadline(t)
	defer cancel()
	for {
		if _, _, err := conn.Read(ctx); err != nil {
			if websocket.CloseStatus(err) != 4403 {
				t.Errorf("the socket ended by %v", err)
			}
			break
		}
	}
	if a := second.post(t, "/graphql", operation(whoAmI, nil), "Authorization", bearer); a.status != http.StatusUnauthorized {
		t.Errorf("at the other server: %d %s", a.status, a.body)
	}
}

// TestTrustedManifest starts with what graphql-codegen has written, and asks by documentId.
func TestTrustedManifest(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "transport", "testdata", "codegen-sha256.json")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	s := externalPlace(t).with("KITH_TRUSTED_DOCUMENTS=require", "KITH_TRUSTED_DOCUMENTS_FILE="+file).serve(t)
	for id := range texts {
		for _, named := range []string{id, "sha256:" + id} {
			if a := s.post(t, "/graphql", `{"documentId": "`+named+`"}`, "Authorization", "Bearer "+s.token); !strings.Contains(a.body,
				`"ADMINISTRATOR"`) {
				t.Errorf("%s: %d %s", named, a.status, a.body)
			}
		}
	}
	if a := s.post(t, "/graphql", operation(whoAmI, nil), "Authorization", "Bearer "+s.token); !strings.Contains(a.body, `"FORBIDDEN"`) {
		t.Errorf("another document: %d %s", a.status, a.body)
	}
	for id, text := range console.Documents() {
		if !strings.HasPrefix(text, "query Viewer") {
			continue
		}
		if a := s.post(t, "/graphql", operation(text, nil), "Authorization", "Bearer "+s.token); !strings.Contains(a.body, `"ADMINISTRATOR"`) {
			t.Errorf("the console's document %s: %d %s", id, a.status, a.body)
		}
	}
}

// TestSignInSettings refuses settings of signing in that contradict themselves.
func TestSignInSettings(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ settings, says string }{
		{"KITH_COOKIE_SAME_SITE=none", "https"},
		{"KITH_COOKIE_SAME_SITE=some", "lax, strict or none"},
		{"KITH_TRUSTED_PROXIES=everyone", "KITH_TRUSTED_PROXIES"},
		{"KITH_FORWARDED_HEADER=X-Real-IP", "KITH_FORWARDED_HEADER"},
		{"KITH_METRICS_TOKEN=short", "32 characters"},
		{"KITH_OIDC_SIGN_IN=true", "KITH_OIDC_ISSUER"},
		{"KITH_OIDC_NEW_USERS=account_x", "no id of an account"},
		{"KITH_OIDC_NEW_USERS=account_01h455vb4pex5vsknk084sn02q", "KITH_OIDC_DOMAINS"},
		{"KITH_SESSION_IDLE=1m", "KITH_SESSION_IDLE"},
		{"KITH_HSTS=-1s", "KITH_HSTS"},
	} {
		_, refused, code := (place{env: []string{"KITH_DATA_DIR=/dev/null/kith"}}).with(test.settings).run(t)
		if code != 1 || !strings.Contains(refused, test.says) {
			t.Errorf("%s ended with %d: %s", test.settings, code, refused)
		}
	}
}
