package models

import "encoding/json"

// maxWebhookBody bounds what a receiver is sent, in bytes. Contacts are far smaller; the changes of a large merge may not be.
const maxWebhookBody = 512 << 10

// WebhookTestType is the type of a message that tells of nothing.
const WebhookTestType = "TEST"

// WebhookMessage is what a receiver is sent: an event, with the contact as it was then.
type WebhookMessage struct {
	// ID is that of the event, and is the same whenever the message is sent again.
	ID        string       `json:"id"`
	Type      string       `json:"type"`
	Timestamp DateTime     `json:"timestamp"`
	Data      *WebhookData `json:"data"`
}

// WebhookData is what a message tells.
type WebhookData struct {
	Account WebhookAccount `json:"account"`
	// Contact is the snapshot of the event, null in a test.
	Contact JSON           `json:"contact"`
	Changes []*FieldChange `json:"changes"`
	// ChangesOmitted says that the changes were left out, since they are too long.
	ChangesOmitted bool        `json:"changesOmitted,omitempty"`
	MergedFrom     []ContactID `json:"mergedFrom,omitempty"`
	MergedInto     *ContactID  `json:"mergedInto,omitempty"`
}

// WebhookAccount is the account that a message comes from.
type WebhookAccount struct {
	ID   AccountID `json:"id"`
	Name string    `json:"name"`
}

// NewWebhookMessage returns what the receivers of an event are sent.
func NewWebhookMessage(a *Account, e *ContactEvent) *WebhookMessage {
	return &WebhookMessage{ID: e.ID.String(), Type: string(e.Type), Timestamp: e.OccurredAt, Data: &WebhookData{
		Account: WebhookAccount{a.ID, a.Name}, Contact: e.Snapshot, Changes: e.Changes, MergedFrom: e.MergedFrom, MergedInto: e.MergedInto}}
}

// NewWebhookTest returns what a receiver is sent to try it.
func NewWebhookTest(a *Account, d *WebhookDelivery) *WebhookMessage {
	return &WebhookMessage{ID: d.ID.String(), Type: WebhookTestType, Timestamp: d.CreatedAt, Data: &WebhookData{
		Account: WebhookAccount{a.ID, a.Name}, Contact: JSON("null"), Changes: []*FieldChange{}}}
}

// Body writes the message, without its changes if it would be too long.
func (m *WebhookMessage) Body() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil || len(body) <= maxWebhookBody {
		return body, err
	}
	m.Data.Changes, m.Data.ChangesOmitted = []*FieldChange{}, true
	return json.Marshal(m)
}
