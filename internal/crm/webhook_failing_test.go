package crm_test

import (
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestDeliveriesWithoutHope covers deliveries whose endpoint is disabled or deleted in the meantime, and those whose event is no
// longer kept.
func TestDeliveriesWithoutHope(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		meanwhile func(*testing.T, *crmtest.World, *models.WebhookDelivery) error
		left      int
		why       string
	}{
		"disabled": {func(_ *testing.T, w *crmtest.World, d *models.WebhookDelivery) error {
			off := false
			_, err := w.CRM.UpdateWebhookEndpoint(crmtest.As(w.Home.Administrator),
				models.WebhookEndpointUpdateInput{ID: d.EndpointID, Enabled: given(off)})
			return err
		}, 1, "The endpoint is disabled."},
		"deleted": {func(_ *testing.T, w *crmtest.World, d *models.WebhookDelivery) error {
			return w.CRM.DeleteWebhookEndpoint(crmtest.As(w.Home.Administrator), d.EndpointID)
		}, 0, ""},
		"forgotten": {func(t *testing.T, w *crmtest.World, _ *models.WebhookDelivery) error {
			w.Exec(t, "DELETE FROM contact_events")
			return nil
		}, 1, "The event is no longer kept."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			to := endpoint(t, w, w.Home, models.ContactCreated)
			made(w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Name: ptr("Ada")}))
			dispatch(t, w)
			d := deliveries(t, w, w.Home, to, "")[0]
			if err := row.meanwhile(t, w, d); err != nil {
				t.Fatal(err)
			}
			if call, wait, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(d), ""); call != nil || wait != 0 || err != nil {
				t.Errorf("%v %v %v", call, wait, err)
			}
			left := deliveries(t, w, w.Home, to, models.WebhookDead)
			if len(left) != row.left || len(left) == 1 && *left[0].LastError != row.why {
				t.Errorf("%+v", left)
			}
		})
	}
}

// TestSettledWhileDeleted settles an attempt whose endpoint was deleted in the meantime.
func TestSettledWhileDeleted(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	to := endpoint(t, w, w.Home, models.ContactCreated)
	made(w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Name: ptr("Ada")}))
	dispatch(t, w)
	call := begin(t, w, deliveries(t, w, w.Home, to, "")[0])
	if err := w.CRM.DeleteWebhookEndpoint(crmtest.As(w.Home.Administrator), to.ID); err != nil {
		t.Fatal(err)
	}
	if wait, err := w.CRM.SettleWebhookDelivery(t.Context(), call, models.WebhookAnswer{Status: 500}); wait != 0 || err != nil {
		t.Error(wait, err)
	}
}

// TestSecretKey checks that with a wrong key nothing is sent and no attempt is counted, that with the right one deliveries
// continue, and that two secrets sign during an overlap.
func TestSecretKey(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	home := crmtest.As(w.Home.Administrator)
	to, first, err := w.CRM.CreateWebhookEndpoint(home, models.WebhookEndpointCreateInput{URL: "https://example.com",
		Events: []models.ContactEventType{models.ContactCreated}})
	if err != nil {
		t.Fatal(err)
	}
	made(w.CRM.CreateContact(home, models.ContactCreateInput{Name: ptr("Ada")}))
	dispatch(t, w)
	d := deliveries(t, w, w.Home, to, "")[0]
	other := make([]byte, crm.SecretKeySize)
	other[0] = 1
	if err := w.CRM.SealWith(other); err != nil {
		t.Fatal(err)
	}
	if call, _, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(d), ""); call != nil || err == nil {
		t.Errorf("under another key: %v %v", call, err)
	}
	if err := w.CRM.SealWith(make([]byte, crm.SecretKeySize)); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.SealWith([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
	_, second, err := w.CRM.RotateWebhookSecret(home, models.WebhookSecretRotateInput{EndpointID: to.ID, OverlapHours: 1})
	if err != nil {
		t.Fatal(err)
	}
	if call := begin(t, w, d); len(call.Secrets) != 2 || call.Secrets[0] != second || call.Secrets[1] != first || call.Delivery.Attempts != 1 {
		t.Errorf("%q after %d tries", call.Secrets, call.Delivery.Attempts)
	}
	now = now.Add(time.Hour)
	if call := begin(t, w, d); len(call.Secrets) != 1 || call.Secrets[0] != second {
		t.Errorf("after the overlap %q sign", call.Secrets)
	}
	// A secret that was copied to another endpoint's row can't be decrypted there.
	copied := endpoint(t, w, w.Home, models.ContactCreated)
	w.Exec(t, "UPDATE webhook_endpoints SET secret = (SELECT secret FROM webhook_endpoints WHERE id = $1) WHERE id = $2", to.ID, copied.ID)
	test := made(w.CRM.TestWebhook(home, copied.ID))
	if call, _, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(test), ""); call != nil || err == nil {
		t.Errorf("a copied secret signs: %v %v", call, err)
	}
}

// TestDeliveriesAreForgotten checks that deliveries are deleted after their retention, except pending ones.
func TestDeliveriesAreForgotten(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	to := endpoint(t, w, w.Home, models.ContactCreated)
	var tests []*models.WebhookDelivery
	for range 3 {
		tests = append(tests, made(w.CRM.TestWebhook(crmtest.As(w.Home.Administrator), to.ID)))
	}
	for _, d := range tests[:2] {
		if _, err := w.CRM.SettleWebhookDelivery(t.Context(), begin(t, w, d), models.WebhookAnswer{Status: 500}); err != nil {
			t.Fatal(err)
		}
	}
	w.Exec(t, "UPDATE webhook_deliveries SET queued_at = now() - interval '31 days' WHERE id <> $1", tests[0].ID)
	if err := w.CRM.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := deliveries(t, w, w.Home, to, "")
	if len(left) != 2 || left[0].ID != tests[0].ID || left[1].ID != tests[2].ID {
		t.Errorf("%d are left", len(left))
	}
}
