package crm

import (
	"context"
	"time"

	"kith/internal/ratelimit"
	"kith/models"
)

// typingLimit is how often a caller is passed on who says what happens in a conversation: five times at once, and once a second.
var typingLimit = ratelimit.Limit{Burst: 5, Interval: time.Second, Keys: 10_000}

// OnTyping sets a function that passes on who types in an account. fn must not block. It is called before the service is used.
func (s *Service) OnTyping(fn func(account int64, e *models.ConversationTypingEvent)) {
	s.onTyping = fn
}

// ConversationTyping passes on that someone types in a conversation, or has stopped; nothing is stored. What a caller says about a
// conversation too often is not passed on. NotFound at conversationId, Invalid at private.
func (s *Service) ConversationTyping(ctx context.Context, in models.ConversationTypingInput) (*models.ConversationTypingEvent, error) {
	viewer, err := permitted(ctx, models.PermConverse)
	if err != nil {
		return nil, err
	}
	if err := in.CheckTyping(); err != nil {
		return nil, err
	}
	conversation, err := s.seenConversation(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	e := &models.ConversationTypingEvent{ConversationID: conversation.ID, Typing: in.Typing, Private: in.Private, UserID: viewer.UserID}
	if in.Incoming {
		e.ContactID, e.UserID = &conversation.ContactID, nil
	}
	if _, wait := s.typing.Take(viewer.Key() + conversation.ID.String()); wait == 0 && s.onTyping != nil {
		s.onTyping(viewer.AccountID, e)
	}
	return e, nil
}

// SeesConversation reports whether the viewer sees a conversation. Viewers whose role hides no contacts see all of their account, so
// nothing is read for them.
func (s *Service) SeesConversation(ctx context.Context, id models.ConversationID) (bool, error) {
	viewer, err := permitted(ctx, models.PermView)
	if err != nil || !viewer.Restricted() {
		return err == nil, err
	}
	_, err = s.seenConversation(ctx, id)
	if isRefusal(err) {
		return false, nil
	}
	return err == nil, err
}

// MayFollowTyping checks that the viewer may follow who types, in one conversation unless it is nil. NotFound at conversationId.
func (s *Service) MayFollowTyping(ctx context.Context, id *models.ConversationID) error {
	if _, err := permitted(ctx, models.PermView); err != nil || id == nil {
		return err
	}
	_, err := s.seenConversation(ctx, *id)
	return err
}

// seenConversation returns a conversation as the viewer sees it. NotFound at conversationId.
func (s *Service) seenConversation(ctx context.Context, id models.ConversationID) (*models.Conversation, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	found, err := conversations.First(r, "v.account_id = ? AND v.id = ?", r.Account, id)
	if err == nil && found == nil {
		err = models.Errorf(models.NotFound, "There is no such conversation.").At("conversationId")
	}
	return found, err
}
