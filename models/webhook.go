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
	// MaxOverlapHours is how long a replaced secret may go on signing: a week.
	MaxOverlapHours = 168
	// MaxReplayIDs bounds the deliveries that a replay can name.
	MaxReplayIDs = 1000
)

// WebhookEndpoint is an address that is told of the account's contact events.
type WebhookEndpoint struct {
	AccountID int64
	ID        WebhookEndpointID
	URL       string
	Types     ContactEventTypes `gorm:"column:events"`
	Enabled   bool
	// Secret signs what is sent, and until OldSecretUntil the one before it does too; both are sealed.
	Secret, OldSecret []byte
	OldSecretUntil    *DateTime
	// AfterSeq is the last event that is not the endpoint's, since it was there before.
	AfterSeq int64
	// Failures in a row, and when the first of them was.
	Failures     int
	FailingSince *DateTime
	// ProbeAt is when the next try may be made while the breaker is open.
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

// WebhookDeliveryState is how far a delivery is.
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

// Settled reports whether nothing more will be tried.
func (s WebhookDeliveryState) Settled() bool { return s == WebhookDelivered || s == WebhookDead }

// WebhookDelivery is one event on its way to one endpoint, or a test without an event.
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
	// QueuedAt is when it became due for the first time, or was replayed.
	QueuedAt  DateTime
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
}

// Test reports whether a delivery is a test, which has no event, is tried once and goes to disabled endpoints too.
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

// Apply changes an endpoint; it returns every rule that the input breaks. One that is enabled anew begins without failures.
func (e *WebhookEndpoint) Apply(in WebhookEndpointUpdateInput) error {
	var errs Errors
	if in.URL != nil {
		errs.Add(atField(checkWebhookURL(*in.URL), "url"))
		e.URL = *in.URL
	}
	if in.Events != nil {
		e.Types = slices.Clone(in.Events)
		slices.Sort(e.Types)
		e.Types = slices.Compact(e.Types)
	}
	if len(e.Types) == 0 {
		errs.Add(Errorf(Required, "Name at least one kind of event.").At("events"))
	}
	if in.Enabled != nil {
		if *in.Enabled && !e.Enabled {
			e.forgive()
		}
		e.Enabled = *in.Enabled
	}
	return errs.OrNil()
}

// Rotate replaces the secret by a new one, sealed like it. The old one goes on signing for some hours.
func (e *WebhookEndpoint) Rotate(secret []byte, overlapHours int, now time.Time) error {
	if overlapHours < 0 || overlapHours > MaxOverlapHours {
		return Errorf(Invalid, "The old secret goes on for 0 to %d hours.", MaxOverlapHours).At("overlapHours")
	}
	until := At(now.Add(time.Duration(overlapHours) * time.Hour))
	e.Secret, e.OldSecret, e.OldSecretUntil = secret, e.Secret, &until
	return nil
}

// Events returns the kinds of events that the endpoint is told of.
func (e *WebhookEndpoint) Events() []ContactEventType { return e.Types }

// Wants reports whether the endpoint is told of events of a kind.
func (e *WebhookEndpoint) Wants(t ContactEventType) bool {
	return e.Enabled && slices.Contains(e.Types, t)
}

// checkWebhookURL holds what can be known of an address before it is called; where its name leads is checked at each call.
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
