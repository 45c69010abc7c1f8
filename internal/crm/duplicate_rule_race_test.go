package crm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestRuleMeetsAWrite pauses the merges of a rule at each of their statements while a contact is changed so that the pair is none any
// more, and the other way round. A contact that was changed is not merged: without the queue in ruleAllows it is.
func TestRuleMeetsAWrite(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	if err := setRule(w, &models.DuplicateMergeRuleInput{MinProbability: .9}); err != nil {
		t.Fatal(err)
	}
	n := 0
	begin := func() (scanning, change step, ended func(scanErr, changeErr error)) {
		n++
		one := person(w, w.Home, "Ada Lovelace", fmt.Sprintf("ada.lovelace%d@gmail.com", n), "")
		person(w, w.Home, "Ada Lovelace", fmt.Sprintf("adalovelace%d@gmail.com", n), "")
		other := models.ContactUpdateInput{ID: one.ID, Name: given("Charles Babbage"), Email: given(fmt.Sprintf("charles%d@example.com", n))}
		return func(ctx context.Context) error { return w.CRM.ScanDuplicates(models.WithViewer(ctx, nil)) },
			func(ctx context.Context) error { _, err := w.CRM.UpdateContact(ctx, other); return err },
			func(scanErr, changeErr error) {
				if err := errors.Join(scanErr, changeErr); err != nil {
					t.Error(err)
				}
			}
	}
	interleaved(t, w, begin)
	interleaved(t, w, func() (step, step, func(error, error)) {
		scanning, change, ended := begin()
		return change, scanning, func(changeErr, scanErr error) { ended(scanErr, changeErr) }
	})
	merged := w.Count(t, "SELECT count(*) FROM contact_merges WHERE by_rule")
	if wrong := w.Count(t, "SELECT count(*) FROM contact_merges WHERE before ->> 'version' <> '1'"); wrong > 0 || merged == 0 || merged == n {
		t.Errorf("of %d pairs %d were merged, %d of them after a change", n, merged, wrong)
	}
}
