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
	// Subject is the id of the contact that the event is about; blank in a test.
	Subject string `json:"-"`
}

// WebhookData is the content of a message.
type WebhookData struct {
	Account WebhookAccount `json:"account"`
	// Contact is the snapshot of the event with the URLs of its picture, or the contact's id alone if the event is about another record;
	// null in a test.
	Contact JSON `json:"contact"`
	// Conversation, Message and ContactInbox are the snapshot of an event that is about such a record.
	Conversation JSON           `json:"conversation,omitempty"`
	Message      JSON           `json:"message,omitempty"`
	ContactInbox JSON           `json:"contactInbox,omitempty"`
	Changes      []*FieldChange `json:"changes"`
	// ChangesOmitted is true if the changes were left out because they are too long.
	ChangesOmitted bool `json:"changesOmitted,omitempty"`
	// ContentOmitted is true if the text and the attributes of the message were left out because they are too long.
	ContentOmitted bool        `json:"contentOmitted,omitempty"`
	MergedFrom     []ContactID `json:"mergedFrom,omitempty"`
	MergedInto     *ContactID  `json:"mergedInto,omitempty"`
	// SegmentID is the segment that the contact has entered or left; absent for other events.
	SegmentID *SegmentID `json:"segmentId,omitempty"`
}

// WebhookAccount is the account that a message comes from.
type WebhookAccount struct {
	ID   AccountID `json:"id"`
	Name string    `json:"name"`
}

// NewWebhookMessage returns the message of an event; origin is the public address of the server.
func NewWebhookMessage(a *Account, e *ContactEvent, origin string) *WebhookMessage {
	data := &WebhookData{Account: WebhookAccount{a.ID, a.Name}, Changes: e.Changes, MergedFrom: e.MergedFrom, MergedInto: e.MergedInto,
		SegmentID: e.SegmentID}
	if e.Type.ShowsContact() {
		data.Contact = withPictures(e.Snapshot, origin)
	} else {
		data.Contact = mustJSON(map[string]ContactID{"id": e.ContactID})
	}
	switch {
	case e.MessageID != nil:
		data.Message = e.Snapshot
	case e.ConversationID != nil:
		data.Conversation = e.Snapshot
	case e.InboxID != nil:
		data.ContactInbox = e.Snapshot
	}
	return &WebhookMessage{ID: e.ID.String(), Type: string(e.Type), Timestamp: e.OccurredAt, Data: data, Subject: e.ContactID.String()}
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

// Body encodes the message in a format, without its changes if it would be too long, and without the text of the message if it still is.
func (m *WebhookMessage) Body(f WebhookFormat) ([]byte, error) {
	body, err := m.encode(f)
	if err != nil || len(body) <= maxWebhookBody {
		return body, err
	}
	m.Data.Changes, m.Data.ChangesOmitted = []*FieldChange{}, true
	if body, err = m.encode(f); err != nil || len(body) <= maxWebhookBody || m.Data.Message == nil {
		return body, err
	}
	var fields map[string]JSON
	if err := json.Unmarshal(m.Data.Message, &fields); err != nil {
		return nil, err
	}
	fields["content"], fields["contentAttributes"] = JSON(`""`), JSON("{}")
	m.Data.Message, m.Data.ContentOmitted = mustJSON(fields), true
	return m.encode(f)
}

func (m *WebhookMessage) encode(f WebhookFormat) ([]byte, error) {
	if f == WebhookCloudEvents {
		return json.Marshal(m.cloudEvent())
	}
	return json.Marshal(m)
}
