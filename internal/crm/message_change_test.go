package crm_test

import (
	"errors"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// code is the code of the first rule that an error says was broken.
func code(err error) models.Code {
	var one *models.Error
	var all models.Errors
	switch {
	case errors.As(err, &one):
		return one.Code
	case errors.As(err, &all):
		return all[0].Code
	}
	return ""
}

// TestChangeMessages changes and deletes messages, and tries what is refused.
func TestChangeMessages(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx, foreign := crmtest.As(w.Home.Agent), crmtest.As(w.Foreign.Administrator)
	r := furnish(t, w, w.Home, "home")
	id := r.message.ID
	read := models.MessageRead
	changed, err := w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: id, Status: given(read), Content: given("Changed")})
	if err != nil || changed.Version != 2 || changed.Status != read || changed.Content != "Changed" || changed.UpdatedAt == nil {
		t.Fatalf("%+v %v", changed, err)
	}
	stale := 1
	for name, test := range map[string]struct {
		do   func() error
		want models.Code
	}{
		"another account": {func() error {
			_, err := w.CRM.UpdateMessage(foreign, models.MessageUpdateInput{ID: id, Content: given("Theirs")})
			return err
		}, models.NotFound},
		"deletion by another account": {func() error {
			_, err := w.CRM.DeleteMessage(foreign, models.MessageDeleteInput{ID: id})
			return err
		}, models.NotFound},
		"an old version": {func() error {
			_, err := w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: id, ExpectedVersion: &stale, Content: given("Late")})
			return err
		}, models.StaleVersion},
		"no text": {func() error {
			_, err := w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: id, Content: given(" ")})
			return err
		}, models.Required},
		"attributes that are no object": {func() error {
			_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "x",
				MessageType: models.Outgoing, ContentAttributes: models.JSON(`[1]`)})
			return err
		}, models.Invalid},
		"an answer to a message elsewhere": {func() error {
			other := furnish(t, w, w.Foreign, "foreign").message.ID
			_, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: r.conversation.ID, Content: "x",
				MessageType: models.Outgoing, InReplyToID: &other})
			return err
		}, models.NotFound},
	} {
		if got := code(test.do()); got != test.want {
			t.Errorf("%s: %s, not %s", name, got, test.want)
		}
	}
	deleted, err := w.CRM.DeleteMessage(ctx, models.MessageDeleteInput{ID: id})
	if err != nil || deleted.Content != "" || deleted.DeletedAt == nil || deleted.Version != 3 {
		t.Errorf("%+v %v", deleted, err)
	}
	if again, err := w.CRM.DeleteMessage(ctx, models.MessageDeleteInput{ID: id}); err != nil || again.Version != 3 {
		t.Errorf("again: %+v %v", again, err)
	}
	_, err = w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: id, Content: given("Undone")})
	if code(err) != models.BlockedByRule {
		t.Errorf("a deleted message was changed: %v", err)
	}
}

// TestDeleteConversations deletes a conversation with its rating, and the inbox once nothing goes through it.
func TestDeleteConversations(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	admin := crmtest.As(w.Home.Administrator)
	r := furnish(t, w, w.Home, "home")
	in := models.ConversationDeleteInput{ID: r.conversation.ID}
	if got := code(w.CRM.DeleteConversation(crmtest.As(w.Home.Agent), in)); got != models.Forbidden {
		t.Errorf("an agent: %s", got)
	}
	if got := code(w.CRM.DeleteConversation(crmtest.As(w.Foreign.Administrator), in)); got != models.NotFound {
		t.Errorf("another account: %s", got)
	}
	if got := code(w.CRM.DeleteInbox(admin, r.inbox.ID)); got != models.BlockedByRule {
		t.Errorf("an inbox with a conversation: %s", got)
	}
	if err := w.CRM.DeleteConversation(admin, in); err != nil {
		t.Fatal(err)
	}
	for table, where := range map[string]string{"conversations": "", "messages": "", "csat_responses": "", "conversation_labels": "",
		"contacts": " AND csat1 + csat2 + csat3 + csat4 + csat5 > 0"} {
		if n := w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = $1"+where, w.Home.Key); n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	if got := code(w.CRM.DeleteInbox(crmtest.As(w.Foreign.Administrator), r.inbox.ID)); got != models.NotFound {
		t.Errorf("the inbox of another account: %s", got)
	}
	if err := w.CRM.DeleteInbox(admin, r.inbox.ID); err != nil {
		t.Error(err)
	}
}

// TestSnoozeUntilReply puts a conversation aside until the next message of the contact, which reopens it.
func TestSnoozeUntilReply(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	r := furnish(t, w, w.Home, "home")
	snoozed, aside := models.Snoozed, true
	_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, SnoozedUntilReply: given(aside)})
	if code(err) != models.Invalid {
		t.Errorf("an open conversation was put aside: %v", err)
	}
	v, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: r.conversation.ID, Status: given(snoozed),
		SnoozedUntilReply: given(aside)})
	if err != nil || !v.SnoozedUntilReply || v.SnoozedUntil != nil {
		t.Fatalf("%+v %v", v, err)
	}
	if _, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: "Hello?",
		MessageType: models.Incoming}); err != nil {
		t.Fatal(err)
	}
	now := conversationNow(t, w, ctx, v.ID)
	if now.Status != models.Open || now.SnoozedUntilReply || now.WaitingSince == nil {
		t.Errorf("%+v", now)
	}
	if _, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: "A note.", MessageType: models.Outgoing,
		Private: true}); err != nil {
		t.Fatal(err)
	}
	if now = conversationNow(t, w, ctx, v.ID); now.WaitingSince == nil {
		t.Error("a private note ended the wait")
	}
	if _, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: "Here.",
		MessageType: models.Outgoing}); err != nil {
		t.Fatal(err)
	}
	if now = conversationNow(t, w, ctx, v.ID); now.WaitingSince != nil || now.FirstReplyAt == nil {
		t.Errorf("%+v", now)
	}
}
