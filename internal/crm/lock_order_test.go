package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestContactsAreLockedInOrder holds the lock of the first of two contacts: a transaction that needs both must wait for it before
// it locks the second, or two could deadlock. The first is stored after the second in the table, so that the order is no accident:
// without ORDER BY in lockContacts, lockCompany and the scan this fails.
func TestContactsAreLockedInOrder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := newInbox(t, w)
	merge := func(into, from models.ContactID) error {
		_, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
		return err
	}
	for name, run := range map[string]func(first, second models.ContactID, company models.CompanyID) error{
		"a merge of the first":  func(first, second models.ContactID, _ models.CompanyID) error { return merge(second, first) },
		"a merge of the second": func(first, second models.ContactID, _ models.CompanyID) error { return merge(first, second) },
		"a dismissal": func(first, second models.ContactID, _ models.CompanyID) error {
			return w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{second, first}})
		},
		"a conversation that moves": func(first, second models.ContactID, _ models.CompanyID) error {
			talk := made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: second, InboxID: inbox.ID}))
			_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: talk.ID, ContactID: given(first)})
			return err
		},
		"a new name of the company": func(_, _ models.ContactID, company models.CompanyID) error {
			_, err := w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: company, Name: given("Difference")})
			return err
		},
		"a scan": func(_, _ models.ContactID, _ models.CompanyID) error {
			return w.CRM.ScanDuplicates(context.Background())
		},
	} {
		company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Engines"})).ID
		first := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), CompanyID: &company}).ID
		second := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), CompanyID: &company}).ID
		made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: first, LastName: given("Lovelace")}))
		w.Exec(t, "ANALYZE contacts") // a table known to be small is read in its physical order
		wantOrder(t, w, name, func() error { return run(first, second, company) }, row{theContact, []any{first}}, row{theContact, []any{second}})
	}
}

// paired creates three contacts, one of which is a duplicate of the two others. The first pair is stored after the second in the
// table.
func paired(t *testing.T, w *crmtest.World) (one, two, three models.ContactID) {
	t.Helper()
	one, two = person(w, w.Home, "", "ada@gmail.com", "").ID, person(w, w.Home, "", "", "").ID
	three = person(w, w.Home, "", "a.da@gmail.com", "").ID
	scanned(t, w)
	made(w.CRM.UpdateContact(crmtest.As(w.Home.Agent), models.ContactUpdateInput{ID: two, Email: given("ad.a@gmail.com")}))
	scanned(t, w)
	w.Exec(t, "ANALYZE contact_duplicates")
	return one, two, three
}

const thePair = "SELECT FROM contact_duplicates WHERE first_id = $1 AND second_id = $2 FOR UPDATE"

// TestPairsAreLockedInOrder holds the lock of the first of two pairs that a deletion removes, as a merge of the two others would:
// without ORDER BY in forgetDuplicates the deletion has then locked the second.
func TestPairsAreLockedInOrder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	one, two, three := paired(t, w)
	wantOrder(t, w, "a deletion", func() error {
		return w.CRM.DeleteContact(crmtest.As(w.Home.Administrator), models.ContactDeleteInput{ID: one})
	}, row{thePair, []any{one, two}}, row{thePair, []any{one, three}})
}

// TestScanWaitsForPartners holds the lock of the other contact of a pair that a scan removes, as a merge that also removes the pair
// would. Without the locks of such contacts in scan.lock the scan locks the pair, and with two pairs the two could deadlock.
func TestScanWaitsForPartners(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	one, two, _ := paired(t, w)
	made(w.CRM.UpdateContact(crmtest.As(w.Home.Agent), models.ContactUpdateInput{ID: one, Email: given("countess@example.com")}))
	wantOrder(t, w, "a scan", func() error { return w.CRM.ScanDuplicates(context.Background()) }, row{theContact, []any{two}},
		row{thePair, []any{one, two}})
}

// row is a row that a statement locks.
type row struct {
	lock string
	args []any
}

// wantOrder locks the first of two rows until run waits for it, and fails unless the second is not locked then.
func wantOrder(t *testing.T, w *crmtest.World, name string, run func() error, first, second row) {
	t.Helper()
	release := hold(t, w, first.lock, first.args...)
	end := make(chan error, 1)
	go func() { end <- run() }()
	func() {
		defer release() // even if the test fails here
		w.AwaitBlocked(t, 1)
		if n := w.Count(t, fmt.Sprintf("SELECT count(*) FROM (%s SKIP LOCKED) free", second.lock), second.args...); n != 1 {
			t.Errorf("%s holds the second while it waits for the first", name)
		}
	}()
	if err := <-end; err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
