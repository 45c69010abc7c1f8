package chatwoot

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var messages = query{table: "messages", columns: []column{ref("conversation_id"), ref("message_type"), ref("content_type"), ref("status"),
	text("content"), flag("private"), text("sender_type"), ref("sender_id"), text("source_id"), object("content_attributes"),
	object("additional_attributes"), object("external_source_ids"), moment("created_at"), moment("updated_at")},
	from: "messages m WHERE m.account_id = $1"}

type message struct {
	record
	ConversationID, MessageType, ContentType, Status           int64
	Content, SenderType, SourceID                              string
	ContentAttributes, AdditionalAttributes, ExternalSourceIDs string
	SenderID                                                   int64
	Private                                                    bool
	CreatedAt, UpdatedAt                                       time.Time
}

var (
	messageTypes = map[int64]models.MessageType{0: models.Incoming, 1: models.Outgoing, 2: models.Activity, 3: models.Template}
	contentTypes = []models.MessageContentType{models.ContentText, models.ContentInputText, models.ContentInputArea, models.ContentInputEmail,
		models.ContentInputSelect, models.ContentCards, models.ContentForm, models.ContentArticle, models.ContentEmail, models.ContentCsat,
		models.ContentIntegrations, models.ContentSticker, models.ContentVoiceCall}
	messageStatuses = []models.MessageStatus{models.MessageSent, models.MessageDelivered, models.MessageRead, models.MessageFailed}
)

func (im *importer) bringMessages(ctx context.Context) error {
	return bring(ctx, im, messages, func(chunk []message) (rows crm.Seed, err error) {
		for _, m := range chunk {
			rows.Messages = append(rows.Messages, im.message(m))
		}
		return rows, nil
	})
}

func (im *importer) messageID(id int64) models.MessageID {
	return typeid.Of[models.MessageID](im.ids.of("messages", id))
}

func (im *importer) message(m message) models.Message {
	r := im.row(m.ID)
	kind, known := messageTypes[m.MessageType]
	if !known {
		r.misfit("messageType", strconv.FormatInt(m.MessageType, 10), "The type is unknown; the message is an activity.")
		kind = models.Activity
	}
	own := models.Message{ID: im.messageID(m.ID), Version: 1, ConversationID: im.conversationID(m.ConversationID), MessageType: kind,
		Content: r.whole("content", m.Content, models.MaxMessage), Private: m.Private, ContentType: models.ContentText,
		Status: models.MessageSent, CreatedAt: models.At(m.CreatedAt)}
	if m.ContentType < 0 || m.ContentType >= int64(len(contentTypes)) {
		r.misfit("contentType", strconv.FormatInt(m.ContentType, 10), "The content type is unknown; the message is a text.")
	} else {
		own.ContentType = contentTypes[m.ContentType]
	}
	if m.Status < 0 || m.Status >= int64(len(messageStatuses)) {
		r.misfit("status", strconv.FormatInt(m.Status, 10), "The status is unknown; the message was sent.")
	} else {
		own.Status = messageStatuses[m.Status]
	}
	if own.Private && kind == models.Incoming {
		r.misfit("private", "", "A message from the contact can't be private; it is not.")
		own.Private = false
	}
	if own.SourceID = orNil(strings.TrimSpace(m.SourceID)); own.SourceID != nil && cut(*own.SourceID, models.MaxText) != *own.SourceID {
		r.misfit("sourceId", m.SourceID, "The source id is too long.")
		own.SourceID = nil
	}
	r.describe(&own, m)
	r.send(&own, m)
	return own
}

// describe sets what Chatwoot and its channels know of a message.
func (r row) describe(own *models.Message, m message) {
	all := r.object("contentAttributes", unwrapped(m.ContentAttributes))
	for name, text := range map[string]string{"additional_attributes": m.AdditionalAttributes, "external_source_ids": m.ExternalSourceIDs} {
		if more := r.object(name, text); len(more) > 0 {
			if all == nil {
				all = map[string]json.RawMessage{}
			}
			all[name] = json.RawMessage(encode(more))
		}
	}
	var deleted bool
	if json.Unmarshal(all["deleted"], &deleted) == nil && deleted {
		at := models.At(m.UpdatedAt)
		own.DeletedAt, own.UpdatedAt = &at, &at
	}
	var answered json.Number
	if json.Unmarshal(all["in_reply_to"], &answered) == nil {
		if id, err := answered.Int64(); err == nil {
			own.InReplyToID = ptr(r.im.messageID(id))
		}
	}
	own.Attributes = orEmpty(all)
}

// unwrapped returns JSON that was stored as a text in JSON, as Rails does in columns of type json.
func unwrapped(stored string) string {
	var inner string
	if json.Unmarshal([]byte(stored), &inner) == nil && strings.HasPrefix(strings.TrimSpace(inner), "{") {
		return inner
	}
	return stored
}

// send sets who sent a message.
func (r row) send(own *models.Message, m message) {
	switch m.SenderType {
	case "User":
		own.SenderUserID = r.user("sender", m.SenderID)
	case "Contact":
		own.SenderContactID = ptr(r.im.contactID(m.SenderID))
	case "":
	default:
		if bot, known := r.im.bots[m.SenderType][m.SenderID]; known {
			own.SenderBotID = &bot
			return
		}
		r.misfit("sender", m.SenderType, "Senders of this type are unknown; the message has none.")
	}
}

// whole returns a text as it is, with its spaces; one that is too long is cut.
func (r row) whole(field, value string, limit int) string {
	if utf8.RuneCountInString(value) <= limit {
		return value
	}
	r.misfit(field, value, "This is too long and was cut.")
	return string([]rune(value)[:limit])
}

// orEmpty writes an object, nothing for an empty one. NUL characters, which a column of type json can hold, are left out.
func orEmpty(all map[string]json.RawMessage) models.JSON {
	if len(all) == 0 {
		return nil
	}
	text := encode(all)
	if !bytes.Contains(text, []byte(`\u0000`)) {
		return text
	}
	var v any
	if json.Unmarshal(text, &v) != nil {
		return nil
	}
	clean, err := json.Marshal(withoutNUL(v))
	if err != nil {
		return nil
	}
	return clean
}

func withoutNUL(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ReplaceAll(v, "\x00", "")
	case []any:
		for i := range v {
			v[i] = withoutNUL(v[i])
		}
		return v
	case map[string]any:
		for key := range maps.Clone(v) {
			one := withoutNUL(v[key])
			delete(v, key)
			v[strings.ReplaceAll(key, "\x00", "")] = one
		}
		return v
	}
	return v
}
