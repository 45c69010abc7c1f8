package crm_test

import (
	"context"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

// TestAdoptMeetsMerge imports the records of a contact while the contact is merged into another one: all of them belong to the
// survivor afterwards.
func TestAdoptMeetsMerge(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "API", ChannelType: models.ChannelAPI}))
	display := 1000
	begin := func() (step, step, func(error, error)) {
		into, from := newContact(t, w, models.ContactCreateInput{}).ID, newContact(t, w, models.ContactCreateInput{}).ID
		talk := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: from, InboxID: inbox.ID}))
		display++
		at := models.At(seedNow)
		next := typeid.New[models.ConversationID]()
		rows := crm.Seed{
			Notes: []models.Note{{ID: typeid.New[models.NoteID](), ContactID: from, Content: "Remember", CreatedAt: at, UpdatedAt: at}},
			Conversations: []models.Conversation{{ID: next, Version: 1, DisplayID: display, ContactID: from, InboxID: inbox.ID,
				ContactInboxID: talk.ContactInboxID, Status: models.Open, CustomAttributes: models.JSON("{}"),
				LastActivityAt: at, CreatedAt: at, UpdatedAt: at}},
			Messages: []models.Message{
				{ID: typeid.New[models.MessageID](), ConversationID: talk.ID, MessageType: models.Incoming, Content: "Hello",
					SenderContactID: &from, CreatedAt: at},
				{ID: typeid.New[models.MessageID](), ConversationID: next, MessageType: models.Incoming, Content: "Again",
					SenderContactID: &from, CreatedAt: at}},
			CsatResponses: []models.CsatResponse{{ID: typeid.New[models.CsatResponseID](), ConversationID: talk.ID, ContactID: from,
				Rating: 4, CreatedAt: at}},
		}
		adopt := func(ctx context.Context) error {
			adoption, err := w.CRM.Adopt(ctx, rows)
			if len(adoption.Rejected) > 0 {
				t.Errorf("%+v", adoption.Rejected)
			}
			return err
		}
		merge := func(ctx context.Context) error {
			_, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
			return err
		}
		return adopt, merge, func(adoptErr, mergeErr error) {
			if adoptErr != nil || mergeErr != nil {
				t.Errorf("adopting: %v; merging: %v", adoptErr, mergeErr)
			}
			for what, sql := range map[string]string{
				"notes":         "SELECT count(*) - 1 FROM notes WHERE account_id = $1 AND contact_id = $2",
				"conversations": "SELECT count(*) - 2 FROM conversations WHERE account_id = $1 AND contact_id = $2",
				"messages":      "SELECT count(*) - 2 FROM messages WHERE account_id = $1 AND sender_contact_id = $2",
				"ratings":       "SELECT csat4 - 1 FROM contacts WHERE account_id = $1 AND id = $2",
			} {
				if n := w.Count(t, sql, w.Home.Key, into); n != 0 {
					t.Errorf("%d %s more than there should be", n, what)
				}
			}
			checkInvariants(t, w)
		}
	}
	interleaved(t, w, begin)
	interleaved(t, w, func() (step, step, func(error, error)) {
		adopt, merge, ended := begin()
		return merge, adopt, func(mergeErr, adoptErr error) { ended(adoptErr, mergeErr) }
	})
}
