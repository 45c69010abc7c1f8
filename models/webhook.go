package models

import (
	"database/sql/driver"
	"net/url"
	"slices"
	"time"

	"kith/models/page"
)

// Bounds of webhooks.
const (
	MaxWebhookURL       = 2048
	MaxWebhookEndpoints = 50
	// MaxOverlapHours is how long a replaced secret can stay valid at most: a week.
	MaxOverlapHours = 168
	// MaxReplayIDs bounds the deliveries that a replay can name.
	MaxReplayIDs = 1000
)

// WebhookEndpoint is a URL that receives the account's contact events.
type WebhookEndpoint struct {
	AccountID int64
	ID        WebhookEndpointID
	Version   int
	URL       string
	Types     ContactEventTypes `gorm:"column:events"`
	Format    WebhookFormat
	Enabled   bool
	// Secret signs messages; until OldSecretUntil the previous secret signs them too. Both are encrypted.
	Secret, OldSecret []byte
	OldSecretUntil    *DateTime
	// AfterSeq is the last event before the endpoint was created, which it does not receive.
	AfterSeq int64
	// Failures counts consecutive failures, FailingSince is when the first of them was.
	Failures     int
	FailingSince *DateTime
	// ProbeAt is when the next attempt is allowed while the circuit breaker is open.
	ProbeAt   *DateTime
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// ContactEventTypes are kinds of events, stored as jsonb.
type ContactEventTypes []ContactEventType

// Scan reads the stored jsonb.
func (t *ContactEventTypes) Scan(src any) error { return scanJSON(src, t) }

// Value stores the list as jsonb.
func (t ContactEventTypes) Value() (driver.Value, error) { return valueJSON([]ContactEventType(t)) }

// WebhookDeliveryState is the state of a delivery.
type WebhookDeliveryState string

// The states.
const (
	WebhookPending   WebhookDeliveryState = "PENDING"
	WebhookRetrying  WebhookDeliveryState = "RETRYING"
	WebhookDelivered WebhookDeliveryState = "DELIVERED"
	WebhookDead      WebhookDeliveryState = "DEAD"
)

// Valid reports whether s is one of the states.
func (s WebhookDeliveryState) Valid() bool {
	return s == WebhookPending || s == WebhookRetrying || s == WebhookDelivered || s == WebhookDead
}

// Settled reports whether no further attempt will be made.
func (s WebhookDeliveryState) Settled() bool { return s == WebhookDelivered || s == WebhookDead }

// WebhookDelivery is the delivery of one event to one endpoint, or a test without an event.
type WebhookDelivery struct {
	AccountID  int64
	ID         WebhookDeliveryID
	EndpointID WebhookEndpointID
	// EventID is nil for a test.
	EventID       *ContactEventID
	State         WebhookDeliveryState
	Attempts      int
	LastStatus    *int
	LastError     *string
	NextAttemptAt *DateTime
	DeliveredAt   *DateTime
	// QueuedAt is when the delivery was queued or replayed.
	QueuedAt  DateTime
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
}

// Test reports whether a delivery is a test, which has no event, is tried once and also goes to disabled endpoints.
func (d *WebhookDelivery) Test() bool { return d.EventID == nil }

// Pages of deliveries.
type (
	WebhookDeliveryConnection = page.Connection[*WebhookDelivery]
	WebhookDeliveryEdge       = page.Edge[*WebhookDelivery]
)

// IsNode marks the type for GraphQL.
func (WebhookEndpoint) IsNode() {}

// IsNode marks the type for GraphQL.
func (WebhookDelivery) IsNode() {}

// Apply changes an endpoint; it returns every rule that the input breaks. Enabling an endpoint resets its failures.
func (e *WebhookEndpoint) Apply(in WebhookEndpointUpdateInput) error {
	var errs Errors
	if v := filled(in.URL, "url", &errs); v != nil {
		errs.Add(atField(checkWebhookURL(*v), "url"))
		e.URL = *v
	}
	if v := filledList(in.Events, "events", &errs); v != nil {
		e.Types = slices.Clone(v)
		slices.Sort(e.Types)
		e.Types = slices.Compact(e.Types)
	}
	if v := filled(in.Format, "format", &errs); v != nil {
		e.Format = *v
	}
	if len(e.Types) == 0 {
		errs.Add(Errorf(Required, "Name at least one kind of event.").At("events"))
	}
	if v := filled(in.Enabled, "enabled", &errs); v != nil {
		if *v && !e.Enabled {
			e.forgive()
		}
		e.Enabled = *v
	}
	return errs.OrNil()
}

// Rotate replaces the secret by a new one, encrypted in the same way. The old one keeps signing for some hours.
func (e *WebhookEndpoint) Rotate(secret []byte, overlapHours int, now time.Time) error {
	if overlapHours < 0 || overlapHours > MaxOverlapHours {
		return Errorf(Invalid, "The old secret goes on for 0 to %d hours.", MaxOverlapHours).At("overlapHours")
	}
	until := At(now.Add(time.Duration(overlapHours) * time.Hour))
	e.Secret, e.OldSecret, e.OldSecretUntil = secret, e.Secret, &until
	return nil
}

// Events returns the event types that the endpoint receives.
func (e *WebhookEndpoint) Events() []ContactEventType { return e.Types }

// Wants reports whether the endpoint receives events of a type.
func (e *WebhookEndpoint) Wants(t ContactEventType) bool {
	return e.Enabled && slices.Contains(e.Types, t)
}

// checkWebhookURL checks what can be checked without a request; the resolved address is checked at each request.
func checkWebhookURL(text string) *Error {
	if len(text) > MaxWebhookURL {
		return Errorf(TooLong, "A URL has at most %d bytes.", MaxWebhookURL)
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return Errorf(Invalid, "An endpoint is at a URL such as https://example.com/hooks.")
	case u.User != nil:
		return Errorf(Invalid, "A URL must not hold a password: deliveries are signed instead.")
	case u.Fragment != "":
		return Errorf(Invalid, "A fragment (#…) is never sent; leave it out.")
	}
	return nil
}
