package crm

import (
	"context"
	"strings"
	"unicode/utf8"

	"kith/models"
	"kith/models/page"
)

// The bounds of a search in messages, in characters: fewer than three have no trigram.
const (
	minMessageSearch = 3
	maxMessageSearch = 200
)

// MessageQuery selects messages of an account by their text.
type MessageQuery struct {
	Search         string
	ContactID      *models.ContactID
	ConversationID *models.ConversationID
}

// Messages are the account's messages that contain a text, newest first. Invalid if the text is too short or too long.
func (b *Batch) Messages(q MessageQuery) List[models.Message] {
	text := strings.TrimSpace(q.Search)
	if n := utf8.RuneCountInString(text); n < minMessageSearch || n > maxMessageSearch || strings.ContainsRune(text, 0) {
		b.Fail(models.Errorf(models.Invalid, "A search has %d to %d characters.", minMessageSearch, maxMessageSearch).At("search"))
	}
	l := List[models.Message]{Batch: b.Batch, Table: messages.PlannedByValue(), Where: "m.account_id = ? AND left(m.content, 4000) ILIKE ?",
		Args: []any{b.Account, "%" + likePattern(text) + "%"}, Order: messageOrder("messages", true)}
	if q.ConversationID != nil {
		l.Where, l.Args = l.Where+" AND m.conversation_id = ?", append(l.Args, *q.ConversationID)
	}
	if q.ContactID != nil {
		l.Where += " AND m.conversation_id IN (SELECT v.id FROM conversations v WHERE v.account_id = ? AND v.contact_id = ?)"
		l.Args = append(l.Args, b.Account, *q.ContactID)
	}
	return l
}

// ListMessages returns a page of the account's messages that contain a text.
func (s *Service) ListMessages(ctx context.Context, a page.Args, q MessageQuery) (*models.MessageConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Message] { return b.Messages(q) })
}
