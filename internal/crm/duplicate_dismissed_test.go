package crm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// ada creates a contact that is a pair with every other one of the same number.
func ada(w *crmtest.World, n, letter int) models.ContactID {
	return person(w, w.Home, "Ada Lovelace", fmt.Sprintf("adalovelace%03d+%d@gmail.com", n, letter), "").ID
}

func dismiss(t *testing.T, w *crmtest.World, a, b models.ContactID) {
	t.Helper()
	ids := []models.ContactID{a, b}
	if err := w.CRM.DismissDuplicate(crmtest.As(w.Home.Agent), models.DuplicateDismissInput{ContactIDs: ids}); err != nil {
		t.Fatal(err)
	}
}

func dismissed(t *testing.T, w *crmtest.World, a, b models.ContactID) bool {
	t.Helper()
	return w.Count(t, `SELECT count(*) FROM duplicate_dismissals
		WHERE (first_id, second_id) = (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid))`, a, b) == 1
}

// TestSurvivorsInheritDismissals merges a contact into another that is listed with one of its dismissed duplicates: that pair is dismissed
// too, and no longer listed, at once and after further scans.
func TestSurvivorsInheritDismissals(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	source, survivor, twin := ada(w, 1, 1), ada(w, 1, 2), ada(w, 1, 3)
	dismiss(t, w, source, twin)
	scanned(t, w)
	if got := pairs(t, w, w.Home.Agent, crm.DuplicateQuery{Contact: &twin}); len(got) != 1 {
		t.Fatalf("the twin and the survivor are listed as %q", got)
	}
	in := models.ContactMergeInput{Into: survivor, From: []models.ContactID{source}}
	if _, _, err := w.CRM.MergeContacts(crmtest.As(w.Home.Agent), in); err != nil {
		t.Fatal(err)
	}
	expectPairs(t, w, "merged")
	scanned(t, w)
	expectPairs(t, w, "merged and compared again")
}

// TestContactsThatAreOneAreNotDismissed merges two contacts, at once or one after the other, that somebody said are two, into a third. When
// that is undone, what was said of the two holds, and nothing is said of the third.
func TestContactsThatAreOneAreNotDismissed(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	for n, parts := range [][][]int{{{0, 1}}, {{0}, {1}}} {
		both, into := []models.ContactID{ada(w, n, 1), ada(w, n, 2)}, ada(w, n, 3)
		dismiss(t, w, both[0], both[1])
		var merges []models.ContactMergeID
		for _, part := range parts {
			in := models.ContactMergeInput{Into: into}
			for _, i := range part {
				in.From = append(in.From, both[i])
			}
			_, merge, err := w.CRM.MergeContacts(ctx, in)
			if err != nil {
				t.Fatal(err)
			}
			merges = append([]models.ContactMergeID{merge.ID}, merges...)
		}
		for _, id := range merges {
			if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id}); err != nil {
				t.Fatal(err)
			}
		}
		// One that is merged alone is still another than the second, and so is its survivor.
		if !dismissed(t, w, both[0], both[1]) || dismissed(t, w, both[0], into) || dismissed(t, w, both[1], into) != (len(parts) == 2) {
			t.Errorf("%v: the two %t, the first and the survivor %t, the second and the survivor %t", parts, dismissed(t, w, both[0], both[1]),
				dismissed(t, w, both[0], into), dismissed(t, w, both[1], into))
		}
	}
}

// TestBothOfADismissedPairAreMerged merges both contacts of a dismissed pair at once, into two others: these are dismissed. Without the
// advisory lock in lockDismissals neither merge sees what the other has stored.
func TestBothOfADismissedPairAreMerged(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	n := 0
	interleaved(t, w, func() (step, step, func(error, error)) {
		n++
		a, b, s, u := ada(w, n, 1), ada(w, n, 2), ada(w, n, 3), ada(w, n, 4)
		dismiss(t, w, a, b)
		merge := func(into, from models.ContactID) step {
			return func(ctx context.Context) error {
				_, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
				return err
			}
		}
		return merge(s, a), merge(u, b), func(one, other error) {
			if err := errors.Join(one, other); err != nil || !dismissed(t, w, s, u) {
				t.Errorf("the survivors are dismissed: %t; %v", dismissed(t, w, s, u), err)
			}
		}
	})
}

// TestDismissalsGoWithSurvivors deletes a contact into which another was merged: what was said of that one is said of nobody.
func TestDismissalsGoWithSurvivors(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	source, survivor, twin := ada(w, 1, 1), ada(w, 1, 2), ada(w, 1, 3)
	dismiss(t, w, source, twin)
	in := models.ContactMergeInput{Into: survivor, From: []models.ContactID{source}}
	if _, _, err := w.CRM.MergeContacts(ctx, in); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: survivor}); err != nil {
		t.Fatal(err)
	}
	if n := w.Count(t, "SELECT count(*) FROM duplicate_dismissals"); n != 0 {
		t.Errorf("%d dismissals are left", n)
	}
}
