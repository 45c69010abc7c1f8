package models

import "strings"

// WebhookFormat is how the messages of an endpoint are written.
type WebhookFormat string

// The formats: our own, with the fields that Standard Webhooks proposes, and the JSON format of CloudEvents 1.0 in structured mode.
const (
	WebhookStandard    WebhookFormat = "STANDARD"
	WebhookCloudEvents WebhookFormat = "CLOUD_EVENTS"
)

// Valid reports whether f is one of the formats.
func (f WebhookFormat) Valid() bool { return f == WebhookStandard || f == WebhookCloudEvents }

// ContentType returns the media type of messages.
func (f WebhookFormat) ContentType() string {
	if f == WebhookCloudEvents {
		return "application/cloudevents+json; charset=utf-8"
	}
	return "application/json"
}

// cloudEvent is a message in the JSON format of CloudEvents 1.0.
type cloudEvent struct {
	SpecVersion     string       `json:"specversion"`
	ID              string       `json:"id"`
	Source          string       `json:"source"`
	Type            string       `json:"type"`
	Subject         string       `json:"subject,omitempty"`
	Time            DateTime     `json:"time"`
	DataContentType string       `json:"datacontenttype"`
	Data            *WebhookData `json:"data"`
}

// cloudEvent returns the message as CloudEvents has it: the account is the source, the contact the subject, and the type begins with
// `kith.`, such as kith.contact.updated.
func (m *WebhookMessage) cloudEvent() cloudEvent {
	noun, verb, _ := strings.Cut(strings.ToLower(m.Type), "_")
	name := "kith." + noun
	if verb != "" {
		name += "." + verb
	}
	return cloudEvent{SpecVersion: "1.0", ID: m.ID, Source: "/accounts/" + m.Data.Account.ID.String(), Type: name, Subject: m.Subject,
		Time: m.Timestamp, DataContentType: "application/json", Data: m.Data}
}
