package crm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// endpoint creates an endpoint for the types of events.
func endpoint(t *testing.T, w *crmtest.World, a crmtest.Account, kinds ...models.ContactEventType) *models.WebhookEndpoint {
	t.Helper()
	e, _, err := w.CRM.CreateWebhookEndpoint(crmtest.As(a.Administrator),
		models.WebhookEndpointCreateInput{URL: "https://example.com/hook", Events: kinds})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// deliveries returns the deliveries of an endpoint, oldest first.
func deliveries(
	t *testing.T, w *crmtest.World, a crmtest.Account, e *models.WebhookEndpoint, state models.WebhookDeliveryState,
) []*models.WebhookDelivery {
	t.Helper()
	all := 100
	pages, err := crm.Read(crmtest.As(a.Administrator), w.CRM, []models.WebhookEndpointID{e.ID},
		func(b *crm.Batch, ids []models.WebhookEndpointID, set crm.Columns) map[models.WebhookEndpointID]*models.WebhookDeliveryConnection {
			return b.DeliveriesByEndpoint(ids, crm.DeliveryQuery{State: state}).Pages(page.Args{First: &all}, set)
		})
	if err != nil {
		t.Fatal(err)
	}
	nodes := pages[e.ID].Nodes()
	slices.Reverse(nodes)
	return nodes
}

func dispatch(t *testing.T, w *crmtest.World) {
	t.Helper()
	if err := w.CRM.DispatchWebhooks(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
}

func jobOf(d *models.WebhookDelivery) crm.DeliverWebhook {
	return crm.DeliverWebhook{AccountID: d.AccountID, EndpointID: d.EndpointID, DeliveryID: d.ID}
}

// begin begins an attempt of a delivery that must be due.
func begin(t *testing.T, w *crmtest.World, d *models.WebhookDelivery) *crm.WebhookCall {
	t.Helper()
	call, wait, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(d), "")
	if err != nil || call == nil {
		t.Fatalf("no call: %v, wait %v", err, wait)
	}
	return call
}

func TestWebhookEndpoints(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	home, foreign := crmtest.As(w.Home.Administrator), crmtest.As(w.Foreign.Administrator)
	e, secret, err := w.CRM.CreateWebhookEndpoint(home, models.WebhookEndpointCreateInput{URL: "https://example.com/hook",
		Events: []models.ContactEventType{models.ContactUpdated, models.ContactCreated, models.ContactUpdated}})
	if err != nil || !strings.HasPrefix(secret, "whsec_") || !e.Enabled ||
		!slices.Equal(e.Events(), []models.ContactEventType{models.ContactCreated, models.ContactUpdated}) {
		t.Fatalf("%+v %q %v", e, secret, err)
	}
	rotated, second, err := w.CRM.RotateWebhookSecret(home, models.WebhookSecretRotateInput{EndpointID: e.ID, OverlapHours: 24})
	if err != nil || second == secret {
		t.Fatal(rotated, err)
	}
	for _, row := range w.Texts(t, "SELECT row_to_json(x)::text FROM webhook_endpoints x") {
		if strings.Contains(row, secret) || strings.Contains(row, second) {
			t.Errorf("a secret is readable: %s", row)
		}
	}
	if bytes.Contains(rotated.Secret, []byte(second)) || bytes.Equal(rotated.Secret, rotated.OldSecret) {
		t.Errorf("sealed as %x and %x", rotated.Secret, rotated.OldSecret)
	}
	create := func(url string, kinds []models.ContactEventType) error {
		_, _, err := w.CRM.CreateWebhookEndpoint(home, models.WebhookEndpointCreateInput{URL: url, Events: kinds})
		return err
	}
	rotate := func(ctx context.Context, hours int) error {
		_, _, err := w.CRM.RotateWebhookSecret(ctx, models.WebhookSecretRotateInput{EndpointID: e.ID, OverlapHours: hours})
		return err
	}
	update := func(ctx context.Context) error {
		_, err := w.CRM.UpdateWebhookEndpoint(ctx, models.WebhookEndpointUpdateInput{ID: e.ID})
		return err
	}
	for want, refused := range map[string]error{
		"INVALID url":          create("file:///etc/passwd", e.Events()),
		"REQUIRED events":      create(e.URL, nil),
		"INVALID overlapHours": rotate(home, 169),
		"NOT_FOUND endpointId": rotate(foreign, 24),
		"NOT_FOUND id":         update(foreign),
		"FORBIDDEN":            update(crmtest.As(w.Home.Agent)),
	} {
		if got := refusal(refused); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, ctx := range []struct {
		viewer *models.Viewer
		n      int
	}{{w.Home.Administrator, 1}, {w.Home.Agent, 0}, {w.Foreign.Administrator, 0}} {
		list, err := w.CRM.ListWebhookEndpoints(crmtest.As(ctx.viewer))
		found, foundErr := crm.Read(crmtest.As(ctx.viewer), w.CRM, []models.WebhookEndpointID{e.ID}, (*crm.Batch).WebhookEndpointsByID)
		if errors.Join(err, foundErr) != nil || len(list) != ctx.n || len(found) != ctx.n {
			t.Errorf("%s sees %d and %d: %v", ctx.viewer.Role, len(list), len(found), err)
		}
	}
	for range models.MaxWebhookEndpoints - 1 {
		endpoint(t, w, w.Home, models.ContactCreated)
	}
	if got := refusal(create(e.URL, e.Events())); got != "LIMIT" {
		t.Errorf("one too many: %q", got)
	}
}

// TestDispatch dispatches events to the endpoints that subscribe to them, existed before them and are enabled, each once.
func TestDispatch(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(a crmtest.Account) *models.Contact {
		return made(w.CRM.CreateContact(crmtest.As(a.Administrator), models.ContactCreateInput{Name: ptr("Ada")}))
	}
	create(w.Home)
	every := endpoint(t, w, w.Home, models.ContactCreated, models.ContactUpdated)
	updates := endpoint(t, w, w.Home, models.ContactUpdated)
	foreign := endpoint(t, w, w.Foreign, models.ContactCreated)
	disabled := endpoint(t, w, w.Home, models.ContactCreated)
	off := false
	made(w.CRM.UpdateWebhookEndpoint(ctx, models.WebhookEndpointUpdateInput{ID: disabled.ID, Enabled: given(off)}))
	c := create(w.Home)
	late := endpoint(t, w, w.Home, models.ContactCreated, models.ContactUpdated)
	made(w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: c.ID, Email: given("ada@example.com")}))
	dispatch(t, w)
	dispatch(t, w)
	for _, row := range []struct {
		name string
		to   *models.WebhookEndpoint
		of   crmtest.Account
		n    int
	}{{"every", every, w.Home, 2}, {"updates", updates, w.Home, 1}, {"foreign", foreign, w.Foreign, 0},
		{"disabled", disabled, w.Home, 0}, {"late", late, w.Home, 1}} {
		got := deliveries(t, w, row.of, row.to, "")
		if len(got) != row.n || len(deliveries(t, w, row.of, row.to, models.WebhookPending)) != row.n ||
			len(deliveries(t, w, row.of, row.to, models.WebhookDead)) != 0 {
			t.Errorf("%s has %d deliveries", row.name, len(got))
		}
	}
	if n := w.Count(t, "SELECT count(*) FROM river.river_job WHERE kind = 'webhook_delivery' AND queue = 'webhooks'"); n != 4 {
		t.Errorf("%d jobs", n)
	}
	create(w.Foreign)
	if err := w.CRM.DispatchWebhooks(t.Context(), []int64{w.Home.Key}); err != nil {
		t.Fatal(err)
	}
	if n := len(deliveries(t, w, w.Foreign, foreign, "")); n != 0 {
		t.Errorf("an account that nobody asked for has %d deliveries", n)
	}
	if err := w.CRM.DispatchWebhooks(t.Context(), []int64{w.Foreign.Key}); err != nil {
		t.Fatal(err)
	}
	if n := len(deliveries(t, w, w.Foreign, foreign, "")); n != 1 {
		t.Errorf("the account that was asked for has %d deliveries", n)
	}
}

// TestDispatchersAtOnce has several servers dispatch while others write: every event has one delivery.
func TestDispatchersAtOnce(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	to := endpoint(t, w, w.Home, models.ContactCreated)
	const writers, each = 6, 10
	errs := together(2*writers, func(i int) error {
		for n := range each {
			if i < writers {
				if err := w.CRM.DispatchWebhooks(t.Context(), nil); err != nil {
					return err
				}
				continue
			}
			name := fmt.Sprint(i, " ", n)
			if _, err := w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Name: &name}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	dispatch(t, w)
	if n := w.Count(t, `
		SELECT count(*)
		FROM contact_events e
		JOIN webhook_deliveries d ON d.account_id = e.account_id AND d.event_id = e.id AND d.endpoint_id = $1`, to.ID); n != writers*each {
		t.Errorf("%d of %d events have a delivery", n, writers*each)
	}
	if n := w.Count(t, "SELECT count(*) FROM webhook_deliveries"); n != writers*each {
		t.Errorf("%d deliveries", n)
	}
}

// TestWebhookTries checks that a delivery has one attempt at a time, and that an interrupted attempt is repeated with the same
// message id.
func TestWebhookTries(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	to := endpoint(t, w, w.Home, models.ContactCreated)
	made(w.CRM.CreateContact(crmtest.As(w.Home.Administrator),
		models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("ada@example.com"), Labels: []string{"vip"}}))
	dispatch(t, w)
	d := deliveries(t, w, w.Home, to, "")[0]
	cut := begin(t, w, d)
	if call, wait, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(d), ""); call != nil || wait != 2*time.Minute || err != nil {
		t.Errorf("a second try at once: %v, wait %v, %v", call, wait, err)
	}
	now = now.Add(2 * time.Minute)
	again := begin(t, w, d)
	if again.MessageID != cut.MessageID || again.MessageID != d.EventID.String() || !bytes.Equal(again.Body, cut.Body) {
		t.Errorf("%s %s\n%s %s", cut.MessageID, cut.Body, again.MessageID, again.Body)
	}
	if _, err := w.CRM.SettleWebhookDelivery(t.Context(), cut, models.WebhookAnswer{Status: 410}); err != nil {
		t.Fatal(err)
	}
	if got := deliveries(t, w, w.Home, to, models.WebhookPending); len(got) != 1 || got[0].Attempts != 2 {
		t.Errorf("what came of the try that was cut off counts: %+v", got)
	}
	if wait, err := w.CRM.SettleWebhookDelivery(t.Context(), again, models.WebhookAnswer{Status: 200}); wait != 0 || err != nil {
		t.Error(wait, err)
	}
	if call, wait, err := w.CRM.BeginWebhookDelivery(t.Context(), jobOf(d), ""); call != nil || wait != 0 || err != nil {
		t.Errorf("a delivered one is tried again: %v %v %v", call, wait, err)
	}
	unknown := jobOf(d)
	unknown.DeliveryID = typeid.New[models.WebhookDeliveryID]()
	if call, wait, err := w.CRM.BeginWebhookDelivery(t.Context(), unknown, ""); call != nil || wait != 0 || err != nil {
		t.Errorf("one that is not there: %v %v %v", call, wait, err)
	}
}
