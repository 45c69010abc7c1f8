package crm_test

import (
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestRepliesReachTheCurrentAddress has conversations answer to the address that a contact has now.
func TestRepliesReachTheCurrentAddress(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	c := newContact(t, w, models.ContactCreateInput{Email: ptr("old@x.example")})
	talk := func(id models.ContactID) (*models.Conversation, string) {
		v := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: inbox.ID}))
		return v, w.Texts(t, "SELECT source_id FROM contact_inboxes WHERE id = $1", v.ContactInboxID)[0]
	}
	first, source := talk(c.ID)
	if source != "old@x.example" {
		t.Errorf("before the change: %s", source)
	}
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: given("NEW@x.example")}))
	if _, source := talk(c.ID); source != "new@x.example" {
		t.Errorf("after the change: %s", source)
	}
	next := newContact(t, w, models.ContactCreateInput{Email: ptr("old@x.example")})
	_, err := w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: next.ID, InboxID: inbox.ID})
	if refusal(err) != "TAKEN sourceId" {
		t.Error(err)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: first.ContactInboxID}); err != nil {
		t.Fatal(err)
	}
	link := conversationNow(t, w, ctx, first.ID).ContactInboxID
	if source := w.Texts(t, "SELECT source_id FROM contact_inboxes WHERE id = $1", link)[0]; source != "new@x.example" {
		t.Error("the conversation does not answer to the current address")
	}
	only, source := talk(next.ID)
	if source != "old@x.example" {
		t.Errorf("the next owner answers to %s", source)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{ID: only.ContactInboxID}); refusal(err) != "BLOCKED_BY_RULE id" {
		t.Error(err)
	}
	if err := w.CRM.DeleteContactInbox(ctx, models.ContactInboxDeleteInput{}); refusal(err) != "NOT_FOUND id" {
		t.Error(err)
	}
}

// TestUnmergeGivesConversationsBack checks conversations that were begun after a merge: through the link of the source they go with it,
// and what answers to another contact is named.
func TestUnmergeGivesConversationsBack(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Mail", ChannelType: models.ChannelEmail}))
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A")}), newContact(t, w, models.ContactCreateInput{Email: ptr("b@x.example")})
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	late := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: a.ID, InboxID: inbox.ID}))
	made(w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: late.ID, Content: "Hi", MessageType: models.Incoming}))
	made(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: late.ID, Rating: 5}))
	_, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || len(kept) > 0 {
		t.Fatal(kept, err)
	}
	if with := conversationNow(t, w, ctx, late.ID).ContactID; with != b.ID {
		t.Errorf("the conversation is with %s", with)
	}
	checkInvariants(t, w)
	_, merge, err = w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	third := newContact(t, w, models.ContactCreateInput{Email: ptr("c@x.example")})
	moved := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: third.ID, InboxID: inbox.ID}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: late.ID, ContactID: given(third.ID)}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: moved.ID, ContactID: given(a.ID)}))
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: late.ID, ContactID: given(a.ID)}))
	if _, kept, err = w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil || len(kept) != 0 {
		t.Error(kept, err)
	}
	checkInvariants(t, w)
}
