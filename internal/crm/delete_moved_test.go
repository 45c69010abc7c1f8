package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// moved moves a conversation to another contact.
func moved(t *testing.T, w *crmtest.World, v *models.Conversation, to models.ContactID) {
	t.Helper()
	made(w.CRM.UpdateConversation(crmtest.As(w.Home.Administrator), models.ConversationUpdateInput{ID: v.ID, ContactID: given(to)}))
}

// mergedInto merges contacts and returns the record of the merge.
func mergedInto(t *testing.T, w *crmtest.World, into models.ContactID, from ...models.ContactID) *models.ContactMerge {
	t.Helper()
	_, merge, err := w.CRM.MergeContacts(crmtest.As(w.Home.Administrator), models.ContactMergeInput{Into: into, From: from})
	return made(merge, err)
}

func unmerged(t *testing.T, w *crmtest.World, merge *models.ContactMerge) {
	t.Helper()
	if _, _, err := w.CRM.UnmergeContacts(crmtest.As(w.Home.Administrator), models.ContactUnmergeInput{MergeID: merge.ID}); err != nil {
		t.Fatal(err)
	}
}

// touched are the ways in which a contact can leave something to others. Each returns the contact to delete, and the conversation
// of another contact that uses its link.
var touched = map[string]func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation){
	"a moved conversation": func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation) {
		a, b := furnish(t, w, w.Home, tag+"-a"), furnish(t, w, w.Home, tag+"-b")
		moved(t, w, a.conversation, b.contact.ID)
		return a.contact.ID, a.conversation
	},
	"moved, then merged": func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation) {
		a, b, c := furnish(t, w, w.Home, tag+"-a"), furnish(t, w, w.Home, tag+"-b"), furnish(t, w, w.Home, tag+"-c")
		moved(t, w, a.conversation, b.contact.ID)
		mergedInto(t, w, c.contact.ID, a.contact.ID)
		return c.contact.ID, a.conversation
	},
	"merged, moved, undone": func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation) {
		a, b, c := furnish(t, w, w.Home, tag+"-a"), furnish(t, w, w.Home, tag+"-b"), furnish(t, w, w.Home, tag+"-c")
		merge := mergedInto(t, w, a.contact.ID, b.contact.ID)
		moved(t, w, b.conversation, c.contact.ID)
		unmerged(t, w, merge)
		return b.contact.ID, b.conversation
	},
	"spoken to while merged, moved": func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation) {
		a, b := furnish(t, w, w.Home, tag+"-a"), furnish(t, w, w.Home, tag+"-b")
		merge := mergedInto(t, w, a.contact.ID, b.contact.ID)
		later := made(w.CRM.CreateConversation(crmtest.As(w.Home.Administrator), models.ConversationCreateInput{ContactID: a.contact.ID,
			InboxID: b.inbox.ID, ContactInboxID: &b.link.ID}))
		moved(t, w, later, furnish(t, w, w.Home, tag+"-d").contact.ID)
		unmerged(t, w, merge)
		return b.contact.ID, later
	},
	"with everything": func(t *testing.T, w *crmtest.World, tag string) (models.ContactID, *models.Conversation) {
		ctx := crmtest.As(w.Home.Administrator)
		a, b, c := furnish(t, w, w.Home, tag+"-a"), furnish(t, w, w.Home, tag+"-b"), furnish(t, w, w.Home, tag+"-c")
		d, e := furnish(t, w, w.Home, tag+"-d"), furnish(t, w, w.Home, tag+"-e")
		for _, other := range []models.ContactID{b.contact.ID, e.contact.ID} {
			if err := w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{a.contact.ID, other}}); err != nil {
				t.Fatal(err)
			}
		}
		unmerged(t, w, mergedInto(t, w, a.contact.ID, b.contact.ID))
		unmerged(t, w, mergedInto(t, w, b.contact.ID, a.contact.ID))
		mergedInto(t, w, c.contact.ID, d.contact.ID)
		mergedInto(t, w, a.contact.ID, c.contact.ID)
		moved(t, w, d.conversation, e.contact.ID)
		made(w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: a.contact.ID, Availability: models.Online}))
		w.Exec(t, "UPDATE contacts SET avatar = replace(id::text, '-', '') WHERE id = $1", a.contact.ID)
		return a.contact.ID, d.conversation
	},
}

// wantDeleted checks that nothing of a contact is left, and that the conversation of another contact keeps an address.
func wantDeleted(t *testing.T, w *crmtest.World, gone models.ContactID, kept *models.Conversation) {
	t.Helper()
	for name, n := range rowsOf(t, w, gone) {
		if n != 0 {
			t.Errorf("%d rows are left in %s", n, name)
		}
	}
	if n := w.Count(t, `
		SELECT count(*)
		FROM conversations v
		JOIN contact_inboxes ci ON ci.account_id = v.account_id AND ci.id = v.contact_inbox_id AND ci.contact_id = v.contact_id
		WHERE v.id = $1 AND NOT (ci.id = $2 AND ci.hmac_verified)`, kept.ID, kept.ContactInboxID); n != 1 {
		t.Error("the conversation of another contact lost the address that it is answered at")
	}
}

func TestDeleteOfWhatMovesAndMergesTouched(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	n := 0
	for name, begin := range touched {
		n++
		gone, kept := begin(t, w, fmt.Sprint("single", n))
		if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: gone}); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantDeleted(t, w, gone, kept)
	}
}

func TestBulkDeleteOfWhatMovesAndMergesTouched(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	kept := map[models.ContactID]*models.Conversation{}
	ids := manyContacts(t, w, w.Home, 5)
	for _, begin := range touched {
		id, conversation := begin(t, w, fmt.Sprint("bulk", len(kept)))
		kept[id], ids = conversation, append(ids, id)
	}
	for _, dry := range []bool{true, false} {
		in := models.ContactsBulkDeleteInput{Target: models.ContactTarget{IDs: ids}, DryRun: dry}
		if !dry {
			in.ConfirmCount = ptr(len(ids))
		}
		want := fmt.Sprintf("SUCCEEDED %[1]d/%[1]d: %[1]d + 0", len(ids))
		if got := progress(t, w, work(t, w, made(w.CRM.BulkDeleteContacts(ctx, in)))); got != want {
			t.Errorf("dry %t: %s", dry, got)
		}
	}
	for id, conversation := range kept {
		wantDeleted(t, w, id, conversation)
	}
}

// TestCleanupOfAVisitorWhoseConversationWasMoved deletes a visitor that counts as stale since its only conversation was moved.
func TestCleanupOfAVisitorWhoseConversationWasMoved(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	ids := manyContacts(t, w, w.Home, 3)
	heir := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Email: ptr("heir@example.com")}))
	conversation := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: ids[1], InboxID: inbox.ID}))
	moved(t, w, conversation, heir.ID)
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days'")
	job := made(w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(3)}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 3/3: 3 + 0" {
		t.Error(got)
	}
	wantDeleted(t, w, ids[1], conversation)
}

// TestDeleteRacesWithMoves deletes a contact while a conversation that uses its link is moved on, at every statement.
func TestDeleteRacesWithMoves(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := 0
	for _, deleteFirst := range []bool{true, false} {
		interleaved(t, w, func() (first, second step, ended func(error, error)) {
			n++
			a, b := furnish(t, w, w.Home, fmt.Sprint("race-a", n)), furnish(t, w, w.Home, fmt.Sprint("race-b", n))
			c := furnish(t, w, w.Home, fmt.Sprint("race-c", n))
			moved(t, w, a.conversation, b.contact.ID)
			first = func(ctx context.Context) error {
				return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: a.contact.ID})
			}
			second = func(ctx context.Context) error {
				_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: a.conversation.ID, ContactID: given(c.contact.ID)})
				return err
			}
			if !deleteFirst {
				first, second = second, first
			}
			return first, second, func(firstErr, secondErr error) {
				if firstErr != nil || secondErr != nil {
					t.Errorf("delete first %t: %v, %v", deleteFirst, firstErr, secondErr)
				}
				for name, n := range rowsOf(t, w, a.contact.ID) {
					if n != 0 {
						t.Errorf("%d rows are left in %s", n, name)
					}
				}
				if n := w.Count(t, "SELECT count(*) FROM conversations WHERE id = $1 AND contact_id = $2", a.conversation.ID, c.contact.ID); n != 1 {
					t.Error("the conversation was not moved")
				}
			}
		})
	}
}
