package crm_test

import (
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// BenchmarkMerge merges two contacts that together have 1,000 conversations, 10,000 messages and 200 labels, and undoes the merge.
func BenchmarkMerge(b *testing.B) {
	w := crmtest.NewWorld(b)
	ctx := crmtest.As(w.Home.Administrator)
	inbox, err := w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Inbox", ChannelType: models.ChannelAPI})
	if err != nil {
		b.Fatal(err)
	}
	var ids []models.ContactID
	for i := range 2 {
		labels := make([]string, 100)
		for j := range labels {
			labels[j] = fmt.Sprintf("l-%d-%d", i, j)
		}
		c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Labels: labels, Inbox: &models.ContactInboxInput{InboxID: inbox.ID}})
		if err != nil {
			b.Fatal(err)
		}
		ids = append(ids, c.ID)
		w.Exec(b, `INSERT INTO conversations (account_id, id, version, display_id, contact_id, inbox_id, contact_inbox_id, status,
			last_activity_at, created_at, updated_at)
			SELECT account_id, gen_random_uuid(), 1, $2::int * 500 + n, contact_id, inbox_id, id, 'OPEN', now(), now(), now()
			FROM contact_inboxes CROSS JOIN generate_series(1, 500) n WHERE contact_id = $1`, c.ID.UUID, i)
	}
	w.Exec(b, `INSERT INTO messages (account_id, id, conversation_id, message_type, content, sender_contact_id, created_at)
		SELECT account_id, gen_random_uuid(), id, 'INCOMING', 'Hello', contact_id, now() FROM conversations CROSS JOIN generate_series(1, 10)`)
	for b.Loop() {
		_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: ids[0], From: ids[1:]})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
