package crm_test

import (
	"context"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// finish processes all chunks of a job.
func finish(t *testing.T, w *crmtest.World, job *models.Job) *models.Job {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); err != nil {
			t.Fatal(err)
		}
	}
	found, err := w.CRM.JobsByID(crmtest.As(w.Home.Administrator), []models.JobID{job.ID})
	if err != nil {
		t.Fatal(err)
	}
	return found[job.ID]
}

// TestReplay sends settled deliveries again, each once, and skips pending ones.
func TestReplay(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	home := crmtest.As(w.Home.Administrator)
	to, other := endpoint(t, w, w.Home, models.ContactCreated), endpoint(t, w, w.Home, models.ContactUpdated)
	var tests []*models.WebhookDelivery
	for _, status := range []int{500, 500, 200, 500, 0} {
		d := made(w.CRM.TestWebhook(home, to.ID))
		tests = append(tests, d)
		if status == 0 {
			continue
		}
		if _, err := w.CRM.SettleWebhookDelivery(t.Context(), begin(t, w, d), models.WebhookAnswer{Status: status}); err != nil {
			t.Fatal(err)
		}
	}
	w.Exec(t, "UPDATE webhook_deliveries SET created_at = created_at - interval '1 day' WHERE id = $1", tests[0].ID)
	foreign := made(w.CRM.TestWebhook(home, other.ID))
	delivered := []models.WebhookDeliveryState{models.WebhookDelivered}
	for _, row := range []struct {
		name string
		in   models.WebhookDeliveriesReplayInput
		n    int
	}{
		{"since", replayOf(models.WebhookDeliveriesTarget{Since: &tests[1].CreatedAt}), 2},
		{"ids", replayOf(models.WebhookDeliveriesTarget{
			IDs: []models.WebhookDeliveryID{tests[0].ID, tests[2].ID, tests[4].ID, foreign.ID}}), 1},
		{"delivered", models.WebhookDeliveriesReplayInput{States: delivered}, 1},
		{"nothing is left", models.WebhookDeliveriesReplayInput{}, 0},
	} {
		queued := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'webhook_delivery'")
		row.in.EndpointID = to.ID
		job := finish(t, w, made(w.CRM.ReplayWebhooks(home, row.in)))
		if job.State != models.JobSucceeded || *job.Total != row.n || job.Succeeded != row.n || job.Processed != row.n {
			t.Errorf("%s: %s, %d of %d", row.name, job.State, job.Succeeded, *job.Total)
		}
		if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'webhook_delivery'") - queued; n != row.n {
			t.Errorf("%s: %d jobs", row.name, n)
		}
	}
	if n := len(deliveries(t, w, w.Home, to, models.WebhookPending)); n != len(tests) {
		t.Errorf("%d of %d are on their way", n, len(tests))
	}
	if call := begin(t, w, tests[0]); call.Delivery.Attempts != 1 || call.MessageID != tests[0].ID.String() {
		t.Errorf("replayed it is tried as %+v", call)
	}
}

func TestReplayRefused(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	to, disabled := endpoint(t, w, w.Home, models.ContactCreated), endpoint(t, w, w.Home, models.ContactCreated)
	off := false
	made(w.CRM.UpdateWebhookEndpoint(crmtest.As(w.Home.Administrator),
		models.WebhookEndpointUpdateInput{ID: disabled.ID, Enabled: given(off)}))
	for _, row := range []struct {
		want   string
		viewer *models.Viewer
		in     models.WebhookDeliveriesReplayInput
	}{
		{"INVALID states", w.Home.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: to.ID,
			States: []models.WebhookDeliveryState{models.WebhookDead, models.WebhookPending}}},
		{"INVALID states", w.Home.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: to.ID, States: []models.WebhookDeliveryState{}}},
		{"REQUIRED deliveries.ids", w.Home.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: to.ID,
			Deliveries: &models.WebhookDeliveriesTarget{IDs: []models.WebhookDeliveryID{}}}},
		{"LIMIT deliveries.ids", w.Home.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: to.ID,
			Deliveries: &models.WebhookDeliveriesTarget{IDs: make([]models.WebhookDeliveryID, models.MaxReplayIDs+1)}}},
		{"BLOCKED_BY_RULE endpointId", w.Home.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: disabled.ID}},
		{"NOT_FOUND endpointId", w.Foreign.Administrator, models.WebhookDeliveriesReplayInput{EndpointID: to.ID}},
		{"FORBIDDEN", w.Home.Agent, models.WebhookDeliveriesReplayInput{EndpointID: to.ID}},
	} {
		if _, err := w.CRM.ReplayWebhooks(crmtest.As(row.viewer), row.in); refusal(err) != row.want {
			t.Errorf("%q, want %q", refusal(err), row.want)
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM jobs"); n != 0 {
		t.Errorf("%d jobs", n)
	}
}

func replayOf(deliveries models.WebhookDeliveriesTarget) models.WebhookDeliveriesReplayInput {
	return models.WebhookDeliveriesReplayInput{Deliveries: &deliveries}
}
