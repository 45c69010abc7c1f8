package crm_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

func TestCleanUpStaleContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	bulk(t, w, w.Home, 3)
	bulk(t, w, w.Foreign, 1)
	known := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Identifier: ptr("u-1")}))
	talks := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("talks")}))
	made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: talks.ID, InboxID: inbox.ID}))
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days'")
	fresh := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("fresh")}))
	for name, in := range map[string]models.ContactsCleanupStaleInput{"no duration": {OlderThan: "a month"},
		"hours": {OlderThan: "PT23H"}, "nothing": {}} {
		if _, err := w.CRM.CleanUpStaleContacts(ctx, in); refusal(err) != "INVALID olderThan" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.CRM.CleanUpStaleContacts(crmtest.As(w.Home.Agent),
		models.ContactsCleanupStaleInput{OlderThan: "P30D"}); refusal(err) != "FORBIDDEN" {
		t.Error(err)
	}
	for want, count := range map[string]*int{"REQUIRED confirmCount": nil, "INVALID confirmCount": ptr(2)} {
		_, err := w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: count})
		if refusal(err) != want || !strings.Contains(err.Error(), "3") {
			t.Errorf("%v, not %s with the present number", err, want)
		}
	}
	late := made(w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(3)}))
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days' WHERE id = $1", fresh.ID)
	if got := progress(t, w, work(t, w, late)); got != "FAILED 0/?: 0 + 0; INVALID confirmCount" {
		t.Errorf("when one more has become stale: %s", got)
	}
	w.Exec(t, "UPDATE contacts SET created_at = now() WHERE id = $1", fresh.ID)
	for _, dry := range []bool{true, false} {
		job := made(w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(3), DryRun: dry}))
		if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 3/3: 3 + 0" {
			t.Errorf("dry %v: %s", dry, got)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = ANY($1)",
		[]string{known.ID.UUID.String(), talks.ID.UUID.String(), fresh.ID.UUID.String()}); n != 3 {
		t.Errorf("%d of the others are left", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 4 {
		t.Errorf("%d contacts are left", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_events WHERE type = 'CONTACT_DELETED'"); n != 3 {
		t.Errorf("%d were deleted with an event", n)
	}
}

// TestCleanupKeepsWhoIsSpokenTo starts conversations with contacts after the job has selected them as stale and before it deletes
// them.
func TestCleanupKeepsWhoIsSpokenTo(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	ids := manyContacts(t, w, w.Home, 3)
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days'")
	job := made(w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(3)}))
	if more, err := w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); !more || err != nil {
		t.Fatal(more, err)
	}
	made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: ids[0], InboxID: inbox.ID}))
	patch := models.ContactUpdateInput{ID: ids[1], Email: given("found@example.com")}
	made(w.CRM.UpdateContact(ctx, patch))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 3/3: 1 + 0" {
		t.Error(got)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = ANY($1)", []string{ids[0].UUID.String(), ids[1].UUID.String()}); n != 2 {
		t.Errorf("%d of 2 are left", n)
	}
}

// TestCleanupRaces starts conversations with stale contacts while these are being deleted: a conversation that was created exists
// afterwards, and otherwise its creation has failed.
func TestCleanupRaces(t *testing.T) {
	t.Parallel()
	races := crmtest.Sized(10_000, 1000)
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Chat", ChannelType: models.ChannelAPI}))
	bulk(t, w, w.Home, races)
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days'")
	var ids []models.ContactID
	for _, text := range w.Texts(t, "SELECT id::text FROM contacts") {
		var id models.ContactID
		if err := id.Scan(text); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	job := made(w.CRM.CleanUpStaleContacts(ctx, models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(races)}))
	if more, err := w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); !more || err != nil {
		t.Fatal(more, err)
	}
	// Each talker begins a conversation after the contacts were selected and before the first is deleted, and one after the last.
	const talkers = 4
	begun, late := make([]int, talkers), make([]int, talkers)
	deleted := make(chan struct{})
	var all, first sync.WaitGroup
	first.Add(talkers)
	for i := range talkers {
		all.Go(func() {
			for said, n := range rand.Perm(len(ids) / talkers) {
				if said == 1 {
					first.Done()
				}
				if said == len(ids)/talkers-1 {
					<-deleted
				}
				_, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: ids[n*talkers+i], InboxID: inbox.ID})
				switch refusal(err) {
				case "":
					begun[i]++
				case "NOT_FOUND contactId":
					late[i]++
				default:
					t.Error(err)
				}
			}
		})
	}
	first.Wait()
	done := work(t, w, job)
	close(deleted)
	all.Wait()
	var total, tooLate int
	for i := range talkers {
		total, tooLate = total+begun[i], tooLate+late[i]
	}
	t.Logf("%d conversations began in time, %d too late", total, tooLate)
	n := w.Count(t, "SELECT count(*) FROM conversations v JOIN contacts c USING (account_id) WHERE c.id = v.contact_id")
	if n != total || total == 0 || tooLate == 0 {
		t.Errorf("%d conversations are there, %d were begun, %d too late", n, total, tooLate)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != races-done.Succeeded || done.State != models.JobSucceeded {
		t.Errorf("%d contacts are left after %d were deleted, %s", n, done.Succeeded, done.State)
	}
}
