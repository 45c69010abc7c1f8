package models

import (
	"encoding/json"
	"path"
)

// maxWebhookBody bounds the size of a message in bytes. Contacts are far smaller, but the changes of a large merge may exceed it.
const maxWebhookBody = 512 << 10

// thumbnailSize is the side of a small picture in pixels, as in its path.
const thumbnailSize = "64"

// WebhookTestType is the type of test messages.
const WebhookTestType = "TEST"

// WebhookMessage is the body of a delivery: an event, with the contact at that time.
type WebhookMessage struct {
	// ID is that of the event, the same in every attempt and replay.
	ID        string       `json:"id"`
	Type      string       `json:"type"`
	Timestamp DateTime     `json:"timestamp"`
	Data      *WebhookData `json:"data"`
}

// WebhookData is the content of a message.
type WebhookData struct {
	Account WebhookAccount `json:"account"`
	// Contact is the snapshot of the event with the URLs of its picture; null in a test.
	Contact JSON           `json:"contact"`
	Changes []*FieldChange `json:"changes"`
	// ChangesOmitted is true if the changes were left out because they are too long.
	ChangesOmitted bool        `json:"changesOmitted,omitempty"`
	MergedFrom     []ContactID `json:"mergedFrom,omitempty"`
	MergedInto     *ContactID  `json:"mergedInto,omitempty"`
}

// WebhookAccount is the account that a message comes from.
type WebhookAccount struct {
	ID   AccountID `json:"id"`
	Name string    `json:"name"`
}

// NewWebhookMessage returns the message of an event; origin is the public address of the server.
func NewWebhookMessage(a *Account, e *ContactEvent, origin string) *WebhookMessage {
	return &WebhookMessage{ID: e.ID.String(), Type: string(e.Type), Timestamp: e.OccurredAt, Data: &WebhookData{
		Account: WebhookAccount{a.ID, a.Name}, Contact: withPictures(e.Snapshot, origin), Changes: e.Changes, MergedFrom: e.MergedFrom,
		MergedInto: e.MergedInto}}
}

// withPictures adds the URLs of the contact's picture and of its thumbnail to a snapshot, which has only the path; both are null without a
// picture.
func withPictures(contact JSON, origin string) JSON {
	var fields map[string]JSON
	if err := json.Unmarshal(contact, &fields); err != nil {
		panic(err) // it was stored as an object
	}
	var picture *string
	_ = json.Unmarshal(fields[avatarField], &picture) // a snapshot from before there were pictures has none
	fields[avatarField], fields["thumbnail"] = JSON("null"), JSON("null")
	if picture != nil {
		fields[avatarField], fields["thumbnail"] = mustJSON(origin+*picture), mustJSON(origin+path.Join(path.Dir(*picture), thumbnailSize))
	}
	return mustJSON(fields)
}

// NewWebhookTest returns the message of a test.
func NewWebhookTest(a *Account, d *WebhookDelivery) *WebhookMessage {
	return &WebhookMessage{ID: d.ID.String(), Type: WebhookTestType, Timestamp: d.CreatedAt, Data: &WebhookData{
		Account: WebhookAccount{a.ID, a.Name}, Contact: JSON("null"), Changes: []*FieldChange{}}}
}

// Body encodes the message, without its changes if it would be too long.
func (m *WebhookMessage) Body() ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil || len(body) <= maxWebhookBody {
		return body, err
	}
	m.Data.Changes, m.Data.ChangesOmitted = []*FieldChange{}, true
	return json.Marshal(m)
}
