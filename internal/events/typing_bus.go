package events

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"

	"kith/models"
)

// NotifyTyping tells every node, including this one, who types. It does not block.
func (b *natsBus) NotifyTyping(account int64, e *models.ConversationTypingEvent) {
	text, err := json.Marshal(e)
	if err != nil {
		slog.Error("who types was not passed on", "error", err)
		return
	}
	_ = b.conn.Publish(strings.TrimSuffix(typingSubjects, "*")+strconv.FormatInt(account, 10), text) // it may be lost
}

// ListenTyping calls fn for each such notification, one at a time.
func (b *natsBus) ListenTyping(fn func(account int64, e *models.ConversationTypingEvent)) error {
	_, err := b.conn.Subscribe(typingSubjects, func(m *nats.Msg) {
		account, err := strconv.ParseInt(m.Subject[strings.LastIndexByte(m.Subject, '.')+1:], 10, 64)
		var e models.ConversationTypingEvent
		if err == nil && json.Unmarshal(m.Data, &e) == nil { // whoever shares the NATS server may say anything
			fn(account, &e)
		}
	})
	return err
}

// typed is who types in an account.
type typed struct {
	account int64
	event   *models.ConversationTypingEvent
}

// NotifyTyping passes on who types, unless too much waits.
func (b *localBus) NotifyTyping(account int64, e *models.ConversationTypingEvent) {
	select {
	case b.typing <- typed{account, e}:
	default:
	}
}

// ListenTyping calls fn for each such notification, one at a time.
func (b *localBus) ListenTyping(fn func(account int64, e *models.ConversationTypingEvent)) error {
	b.running.Go(func() {
		for {
			select {
			case <-b.closing:
				return
			case t := <-b.typing:
				fn(t.account, t.event)
			}
		}
	})
	return nil
}
