package crm_test

import (
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestConfirmCount starts deletes with the number of contacts that the caller has seen, and with others.
func TestConfirmCount(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	ids := manyContacts(t, w, w.Home, 4)
	filter := &models.ContactFilter{Name: &models.StringFilter{StartsWith: ptr("Contact")}}
	segment := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "Some", Filter: filter}))
	for name, target := range map[string]models.ContactTarget{
		"ids":        {IDs: append([]models.ContactID{ids[0]}, ids...)},
		"the filter": {Filter: filter},
		"a segment":  {Segment: &segment.ID},
		"everyone, in other words": {Filter: &models.ContactFilter{
			Conversations: &models.ConversationsFilter{Count: &models.NumberFilter{Gte: ptr(0.0)}}}},
	} {
		for want, count := range map[string]*int{"REQUIRED confirmCount": nil, "INVALID confirmCount": ptr(3)} {
			_, err := w.CRM.BulkDeleteContacts(ctx, models.ContactsBulkDeleteInput{Target: target, ConfirmCount: count})
			if refusal(err) != want || !strings.Contains(err.Error(), "4") {
				t.Errorf("%s: %v, not %s with the present number", name, err, want)
			}
		}
		dry := work(t, w, made(w.CRM.BulkDeleteContacts(ctx, models.ContactsBulkDeleteInput{Target: target, DryRun: true})))
		job := made(w.CRM.BulkDeleteContacts(ctx, models.ContactsBulkDeleteInput{Target: target, ConfirmCount: dry.Total}))
		if _, err := w.CRM.CancelJob(ctx, job.ID); err != nil {
			t.Error(err)
		}
	}
	job := made(w.CRM.BulkDeleteContacts(ctx,
		models.ContactsBulkDeleteInput{Target: models.ContactTarget{Filter: filter}, ConfirmCount: ptr(4)}))
	manyContacts(t, w, w.Home, 1)
	if got := progress(t, w, work(t, w, job)); got != "FAILED 0/?: 0 + 0; INVALID confirmCount" {
		t.Error(got)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts"); n != 5 {
		t.Errorf("%d contacts are left", n)
	}
	job = made(w.CRM.BulkDeleteContacts(ctx,
		models.ContactsBulkDeleteInput{Target: models.ContactTarget{Filter: filter}, ConfirmCount: ptr(5)}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 5/5: 5 + 0" {
		t.Error(got)
	}
}
