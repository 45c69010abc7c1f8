package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"kith/internal/crm"
	"kith/internal/egress"
	"kith/internal/trace"
	"kith/models"
)

// maxReply is how much of a response is read, so that its connection can be reused for the next delivery.
const maxReply = 16 << 10

// send posts an attempt and returns its result.
func send(ctx context.Context, client *http.Client, call *crm.WebhookCall, now func() time.Time) models.WebhookAnswer {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, call.URL, bytes.NewReader(call.Body))
	if err != nil {
		return models.WebhookAnswer{Failure: "The URL can't be used; change it."}
	}
	request.Header.Set("Content-Type", call.ContentType)
	request.Header.Set("User-Agent", "Kith-Webhooks")
	if err := sign(request.Header, call.MessageID, now(), call.Body, call.Secrets); err != nil {
		return models.WebhookAnswer{Failure: "The secret can't sign; rotate it."}
	}
	ctx, span := trace.Start(ctx, trace.Client, http.MethodPost, trace.String("http.request.method", http.MethodPost))
	defer span.End()
	trace.Inject(ctx, request.Header)
	reply, err := client.Do(request)
	if err != nil {
		span.Fail("no answer")
		return models.WebhookAnswer{Failure: failure(err)}
	}
	// Only the status counts. The body changes nothing, however slow or long it is.
	_, _ = io.CopyN(io.Discard, reply.Body, maxReply)
	_ = reply.Body.Close()
	span.Set(trace.Int("http.response.status_code", reply.StatusCode))
	if reply.StatusCode >= http.StatusBadRequest {
		span.Fail(http.StatusText(reply.StatusCode))
	}
	return models.WebhookAnswer{Status: reply.StatusCode, RetryAfter: models.RetryAfter(reply.Header.Get("Retry-After"), now())}
}

// failure returns why there was no response. An unknown name and a private address give the same message: a difference would reveal which
// internal names exist.
func failure(err error) string {
	var unknown *net.DNSError
	var certificate *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.Is(err, egress.ErrRefused), errors.As(err, &unknown):
		return "The URL leads to no address that webhooks are sent to: it must be public, and the port 80, 443 or above 1023."
	case errors.As(err, &certificate):
		return "The receiver's certificate is not valid."
	case errors.As(err, &network) && network.Timeout():
		return "The receiver did not answer in time."
	default:
		return "The connection failed or was cut off."
	}
}
