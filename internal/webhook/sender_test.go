package webhook

import (
	"context"
	"encoding/base64"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"kith/internal/crm"
	"kith/internal/egress"
	"kith/models"
)

func secret(letter string) string {
	return "whsec_" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat(letter, 32)))
}

// TestSignature verifies with the reference library what was sent while two secrets hold.
func TestSignature(t *testing.T) {
	t.Parallel()
	var got http.Header
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
	}))
	defer server.Close()
	m := &crm.WebhookCall{MessageID: "event_1", URL: server.URL, Body: []byte(`{"id":"event_1"}`),
		ContentType: "application/json", Secrets: []string{secret("n"), secret("o")}}
	if a := send(t.Context(), egress.NewClient(true), m, time.Now); !a.Delivered() {
		t.Fatalf("%+v", a)
	}
	for letter, want := range map[string]bool{"n": true, "o": true, "x": false} {
		verifier, err := standardwebhooks.NewWebhook(secret(letter))
		if err != nil {
			t.Fatal(err)
		}
		if err := verifier.Verify(body, got); (err == nil) != want {
			t.Errorf("secret %s: %v", letter, err)
		}
		if err := verifier.Verify(append(body, ' '), got); err == nil {
			t.Errorf("secret %s verifies another body", letter)
		}
	}
	if string(body) != string(m.Body) || got.Get("Content-Type") != "application/json" || got.Get("webhook-id") != m.MessageID {
		t.Errorf("%s %v", body, got)
	}
}

// TestSignatureOfTheStandard signs a published example, whose signature OpenSSL gives too: the library is not its own judge.
func TestSignatureOfTheStandard(t *testing.T) {
	t.Parallel()
	h := http.Header{}
	err := sign(h, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`),
		[]string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
	if got := h.Get("webhook-signature"); err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%q %v", got, err)
	}
}

// closed is an address at which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "http://" + l.Addr().String()
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	const late = "The receiver did not answer in time."
	const patience = 300 * time.Millisecond
	const cut = "The connection failed or was cut off."
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, row := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request)
		want   models.WebhookAnswer
		// patience is that of the client, where it shall end.
		patience time.Duration
	}{
		"taken": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
			models.WebhookAnswer{Status: 204}, 0},
		"broken": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
			models.WebhookAnswer{Status: 500}, 0},
		"redirected": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/taken", http.StatusFound) },
			models.WebhookAnswer{Status: 302}, 0},
		"gone": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, models.WebhookAnswer{Status: 410}, 0},
		"too many": {func(w http.ResponseWriter, _ *http.Request) { tooMany(w, "90") },
			models.WebhookAnswer{Status: 429, RetryAfter: 90 * time.Second}, 0},
		"until noon": {func(w http.ResponseWriter, _ *http.Request) { tooMany(w, "Sun, 01 Mar 2026 12:05:00 GMT") },
			models.WebhookAnswer{Status: 429, RetryAfter: 5 * time.Minute}, 0},
		"silent": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, models.WebhookAnswer{Failure: late}, patience},
		"reset":  {reset, models.WebhookAnswer{Failure: cut}, 0},
		"10 MB": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 10<<20)) },
			models.WebhookAnswer{Status: 200}, 0},
		"slow body":   {drip, models.WebhookAnswer{Status: 200}, patience},
		"slow header": {dripHeader, models.WebhookAnswer{Failure: late}, patience},
		"long header": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 1<<20)) },
			models.WebhookAnswer{Failure: cut}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body) // or the server would not see that the client has gone
				row.answer(w, r)
			}))
			defer server.Close()
			client := egress.NewClient(true)
			if row.patience > 0 {
				client.Timeout = row.patience
			}
			m := &crm.WebhookCall{MessageID: "event_1", URL: server.URL, Body: []byte("{}"), Secrets: []string{secret("n")}}
			if got := send(context.Background(), client, m, func() time.Time { return now }); got != row.want {
				t.Errorf("%+v, want %+v", got, row.want)
			}
		})
	}
}

func tooMany(w http.ResponseWriter, retryAfter string) {
	w.Header().Set("Retry-After", retryAfter)
	w.WriteHeader(http.StatusTooManyRequests)
}

func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// drip answers at once and then sends a body byte by byte until the client disconnects.
func drip(w http.ResponseWriter, _ *http.Request) {
	trickle(func() error {
		_, _ = io.WriteString(w, ".")
		return http.NewResponseController(w).Flush()
	})
}

// dripHeader sends a header byte by byte until the client disconnects.
func dripHeader(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nX: ")
	trickle(func() error {
		_, err := io.WriteString(conn, ".")
		return err
	})
}

func trickle(write func() error) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for write() == nil {
		<-tick.C
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	tls.StartTLS()
	defer tls.Close()
	const nowhere = "The URL leads to no address that webhooks are sent to: it must be public, and the port 80, 443 or above 1023."
	for url, row := range map[string]struct {
		private bool
		want    string
	}{
		closed(t):               {true, "The connection failed or was cut off."},
		tls.URL:                 {true, "The receiver's certificate is not valid."},
		"http://127.0.0.1:8080": {false, nowhere},
		"http://127.0.0.1:22":   {true, nowhere},
	} {
		m := &crm.WebhookCall{MessageID: "event_1", URL: url, Body: []byte("{}"), Secrets: []string{secret("n")}}
		if got := send(t.Context(), egress.NewClient(row.private), m, time.Now); got != (models.WebhookAnswer{Failure: row.want}) {
			t.Errorf("%s: %+v", url, got)
		}
	}
	if got := failure(&net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}); got != nowhere {
		t.Errorf("an unknown name: %s", got)
	}
}
