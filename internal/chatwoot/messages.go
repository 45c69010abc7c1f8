package chatwoot

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var messages = query{table: "messages", id: "m.id",
	columns: `m.conversation_id, m.message_type, coalesce(m.content, '') AS content, coalesce(m.private, false) AS private,
		coalesce(m.sender_type, '') AS sender_type, coalesce(m.sender_id, 0) AS sender_id, coalesce(m.source_id, '') AS source_id, m.created_at`,
	from: "messages m WHERE m.account_id = $1"}

type message struct {
	record
	ConversationID, MessageType   int64
	Content, SenderType, SourceID string
	SenderID                      int64
	Private                       bool
	CreatedAt                     time.Time
}

var messageTypes = map[int64]models.MessageType{0: models.Incoming, 1: models.Outgoing, 2: models.Activity, 3: models.Template}

func (im *importer) bringMessages(ctx context.Context) error {
	return bring(ctx, im, messages, func(chunk []message) (rows crm.Seed, err error) {
		attached, err := im.source.attachments(ctx, keys(chunk))
		if err != nil {
			return rows, err
		}
		for _, m := range chunk {
			if own, ok := im.message(m, attached[m.ID]); ok {
				rows.Messages = append(rows.Messages, own)
			}
		}
		return rows, nil
	})
}

func (im *importer) message(m message, attached []attachment) (models.Message, bool) {
	r := im.row(m.ID)
	for _, a := range attached {
		im.misfit("attachments", a.ID, a.kind(), a.ExternalURL, "Files of messages are not brought over.")
	}
	kind, known := messageTypes[m.MessageType]
	if !known {
		r.misfit("messageType", strconv.FormatInt(m.MessageType, 10), "The type is unknown; the message is an activity.")
		kind = models.Activity
	}
	in := models.MessageCreateInput{MessageType: kind, Content: r.text("content", m.Content, models.MaxMessage), Private: m.Private}
	if in.Content == "" {
		in.Content = placeholder(attached)
	}
	if in.Private && kind == models.Incoming {
		r.misfit("private", "", "A message from the contact can't be private; it is not.")
		in.Private = false
	}
	if in.SourceID = orNil(strings.TrimSpace(m.SourceID)); in.SourceID != nil && cut(*in.SourceID, models.MaxText) != *in.SourceID {
		r.misfit("sourceId", m.SourceID, "The source id is too long.")
		in.SourceID = nil
	}
	own := models.Message{ID: typeid.Of[models.MessageID](im.ids.of("messages", m.ID)), ConversationID: im.conversationID(m.ConversationID),
		CreatedAt: models.At(m.CreatedAt)}
	if err := own.Apply(in); err != nil {
		r.refuse(err)
		return own, false
	}
	switch m.SenderType {
	case "User":
		own.SenderUserID = r.user("sender", m.SenderID)
	case "Contact":
		own.SenderContactID = ptr(im.contactID(m.SenderID))
	case "":
	default:
		r.misfit("sender", m.SenderType, "The sender was neither a user nor a contact; the message has none.")
	}
	return own, true
}

// attachment is a file of a message.
type attachment struct {
	record
	MessageID   int64
	FileType    *int64
	ExternalURL string
}

var fileTypes = []string{"image", "audio", "video", "file", "location", "file", "share", "story mention", "contact", "reel", "story",
	"post", "embed"}

func (a attachment) kind() string {
	if n := value(a.FileType); n >= 0 && n < int64(len(fileTypes)) {
		return fileTypes[n]
	}
	return "file"
}

// attachments returns the files of messages, by message.
func (s *source) attachments(ctx context.Context, of []int64) (map[int64][]attachment, error) {
	rows, err := s.tx.Query(ctx, `
		SELECT a.id, a.message_id, a.file_type, coalesce(a.external_url, '') AS external_url
		FROM attachments a
		WHERE a.message_id = ANY($1)
		ORDER BY a.message_id, a.id`, of)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[attachment])
	byMessage := map[int64][]attachment{}
	for _, a := range found {
		byMessage[a.MessageID] = append(byMessage[a.MessageID], a)
	}
	return byMessage, err
}

// placeholder is the text of a message that has only files: what they were.
func placeholder(attached []attachment) string {
	if len(attached) == 0 {
		return ""
	}
	kinds := make([]string, len(attached))
	for i, a := range attached {
		kinds[i] = a.kind()
	}
	return "[" + strings.Join(kinds, ", ") + "]"
}
