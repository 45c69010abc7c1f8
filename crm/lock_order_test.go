package crm_test

import (
	"context"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestContactsAreLockedInOrder holds the first of two contacts: who needs both must wait for it before it has the second, or two could
// wait for each other. The first lies behind the second in the table, so that the order is no accident: without ORDER BY in
// lockContacts, lockCompany and the scan this fails.
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
			_, err := w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: talk.ID, ContactID: &first})
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
		wantOrder(t, w, name, func() error { return run(first, second, company) },
			theContact, []any{first}, []any{second})
	}
}

// TestPairsAreLockedInOrder holds the first of two pairs that a deletion removes, as the deletion of the other two contacts would. The
// first lies behind the second in the table: without ORDER BY in forgetDuplicates this fails.
func TestPairsAreLockedInOrder(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	one := person(w, w.Home, "", "ada@gmail.com", "")
	two := person(w, w.Home, "", "", "")
	three := person(w, w.Home, "", "a.da@gmail.com", "")
	scanned(t, w)
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: two.ID, Email: given("ad.a@gmail.com")}))
	scanned(t, w)
	wantOrder(t, w, "a deletion", func() error { return w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: one.ID}) },
		"SELECT FROM contact_duplicates WHERE first_id = $1 AND second_id = $2 FOR UPDATE", []any{one.ID, two.ID}, []any{one.ID, three.ID})
}

// wantOrder holds the first of two rows until run waits for it, and fails unless the second is free then.
func wantOrder(t *testing.T, w *crmtest.World, name string, run func() error, lock string, first, second []any) {
	t.Helper()
	release := hold(t, w, lock, first...)
	end := make(chan error)
	go func() { end <- run() }()
	w.AwaitBlocked(t, 1)
	if n := w.Count(t, fmt.Sprintf("SELECT count(*) FROM (%s SKIP LOCKED) free", lock), second...); n != 1 {
		t.Errorf("%s holds the second while it waits for the first", name)
	}
	release()
	if err := <-end; err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
