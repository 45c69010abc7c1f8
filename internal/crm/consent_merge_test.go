package crm_test

import (
	"context"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// mayContact is the answer about a contact, by what is stored of its addresses.
func mayContact(t *testing.T, w *crmtest.World, id models.ContactID) bool {
	t.Helper()
	ctx := crmtest.As(w.Home.Agent)
	b, err := w.CRM.Batch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := b.ConsentsByContact([]models.ContactID{id}, crm.AllColumns)
	if err := b.Send(); err != nil {
		t.Fatal(err)
	}
	return contactNow(t, w, ctx, id).MayContact("news", found[id])
}

// TestMergesKeepConsents: a merge brings the consents of all addresses together, so that the strictest decides; undoing gives each contact
// what is known of its addresses by then.
func TestMergesKeepConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	shared := models.ContactPointInput{Value: "family@x.example", Shared: ptr(true)}
	a := newContact(t, w, models.ContactCreateInput{Name: ptr("A"), Emails: []models.ContactPointInput{{Value: "a@x.example"}, shared}})
	b := newContact(t, w, models.ContactCreateInput{Name: ptr("B"), PhoneNumber: ptr("+12125550100"),
		Emails: []models.ContactPointInput{shared}})
	if err := says(ctx, w, a, models.PointEmail, models.ConsentGranted); err != nil {
		t.Fatal(err)
	}
	if err := says(ctx, w, b, models.PointPhone, models.ConsentRefused); err != nil {
		t.Fatal(err)
	}
	if !mayContact(t, w, a.ID) || mayContact(t, w, b.ID) {
		t.Error("before the merge")
	}
	merge := func(into, from models.ContactID) models.ContactMergeID {
		_, m, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
		if err != nil {
			t.Fatal(err)
		}
		return m.ID
	}
	undo := func(id models.ContactMergeID) {
		if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id}); err != nil {
			t.Fatal(err)
		}
	}
	merged := merge(a.ID, b.ID)
	if got := consentsOf(t, w, a.ID); got != "EMAIL news GRANTED, PHONE_NUMBER news REFUSED" || mayContact(t, w, a.ID) {
		t.Errorf("after the merge: %s", got)
	}
	undo(merged)
	if !mayContact(t, w, a.ID) || mayContact(t, w, b.ID) || consentsOf(t, w, b.ID) != "PHONE_NUMBER news REFUSED" {
		t.Errorf("after the undoing: %s; %s", consentsOf(t, w, a.ID), consentsOf(t, w, b.ID))
	}
	// A refusal that is told while they are one holds for whom the address goes back to.
	merged = merge(b.ID, a.ID)
	if err := says(ctx, w, contactNow(t, w, ctx, b.ID), models.PointPhone, models.ConsentGranted); err != nil {
		t.Fatal(err)
	}
	in := models.ContactConsentSetInput{ContactID: b.ID, Address: addressOf(a.PointsOf(models.PointEmail)[0]), Purpose: "news",
		State: models.ConsentRefused}
	if _, _, err := w.CRM.SetConsent(ctx, in); err != nil {
		t.Fatal(err)
	}
	undo(merged)
	if mayContact(t, w, a.ID) || consentsOf(t, w, a.ID) != refusedEmail || !mayContact(t, w, b.ID) {
		t.Errorf("after the second undoing: %s; %s", consentsOf(t, w, a.ID), consentsOf(t, w, b.ID))
	}
	if _, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: b.ID}); err != nil || mayContact(t, w, b.ID) {
		t.Errorf("a blocked contact: %v", err)
	}
}

// TestConsentInterleaved has one who shares an address refuse while another grants what was said before that, while the two are merged,
// and while the one leaves the address: the refusal stands in the end.
func TestConsentInterleaved(t *testing.T) {
	t.Parallel()
	before := time.Now().Add(-time.Hour)
	shared := []models.ContactPointInput{{Value: "family@x.example", Shared: ptr(true)}}
	for name, rival := range map[string]func(context.Context, *crmtest.World, *models.Contact, *models.Contact) error{
		"a grant": func(ctx context.Context, w *crmtest.World, _, b *models.Contact) error {
			err := says(ctx, w, b, models.PointEmail, models.ConsentGranted, before)
			if refusal(err) == "BLOCKED_BY_RULE givenAt" {
				return nil
			}
			return err
		},
		"a merge": func(ctx context.Context, w *crmtest.World, a, b *models.Contact) error {
			_, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: b.ID, From: []models.ContactID{a.ID}})
			return err
		},
		"the removal of the other's": func(ctx context.Context, w *crmtest.World, _, b *models.Contact) error {
			_, err := w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: b.ID, ID: b.Points[0].ID})
			return err
		},
	} {
		for _, known := range []bool{false, true} {
			begin := func(w *crmtest.World) (refuse, other step, ended func(error, error)) {
				for _, id := range w.Texts(t, "SELECT id::text FROM contacts") {
					var contact models.ContactID
					if err := contact.Scan(id); err != nil {
						t.Fatal(err)
					}
					if err := w.CRM.DeleteContact(crmtest.As(w.Home.Administrator), models.ContactDeleteInput{ID: contact}); err != nil {
						t.Fatal(err)
					}
				}
				w.Exec(t, "DELETE FROM consents")
				a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("A"), Emails: shared}), newContact(t, w,
					models.ContactCreateInput{Name: ptr("B"), Emails: shared})
				if known {
					if err := says(crmtest.As(w.Home.Agent), w, a, models.PointEmail, models.ConsentGranted, before.Add(-time.Hour)); err != nil {
						t.Fatal(err)
					}
				}
				return func(ctx context.Context) error { return says(ctx, w, a, models.PointEmail, models.ConsentRefused) },
					func(ctx context.Context) error { return rival(ctx, w, a, b) },
					func(refuseErr, otherErr error) {
						if got := w.Texts(t, "SELECT state FROM consents"); refuseErr != nil || otherErr != nil || len(got) != 1 || got[0] != "REFUSED" {
							t.Errorf("%v, %v: %q", refuseErr, otherErr, got)
						}
					}
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := crmtest.NewWorld(t)
				interleaved(t, w, func() (step, step, func(error, error)) { return begin(w) })
				interleaved(t, w, func() (step, step, func(error, error)) {
					refuse, other, ended := begin(w)
					return other, refuse, func(otherErr, refuseErr error) { ended(refuseErr, otherErr) }
				})
			})
		}
	}
}
