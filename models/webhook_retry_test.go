package models_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/models"
	"kith/models/typeid"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func delivery() *models.WebhookDelivery {
	event := typeid.New[models.ContactEventID]()
	return &models.WebhookDelivery{EventID: &event, State: models.WebhookPending, QueuedAt: models.At(noon), CreatedAt: models.At(noon)}
}

// TestWebhookSchedule fails a delivery until nothing more is tried, with the pauses at their middle and at both ends.
func TestWebhookSchedule(t *testing.T) {
	pauses := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute,
		2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
	for jitter, scale := range map[float64]float64{-1: 0.8, 0: 1, 1: 1.2} {
		d, now := delivery(), noon
		for i, want := range pauses {
			d.Begin(now)
			d.Settle(models.WebhookAnswer{Status: 500}, now, jitter)
			if d.State != models.WebhookRetrying || d.Attempts != i+1 || *d.LastStatus != 500 || *d.LastError != "The receiver answered 500." {
				t.Fatalf("try %d: %+v", i+1, d)
			}
			if pause := d.NextAttemptAt.Sub(now); pause != time.Duration(scale*float64(want)) {
				t.Errorf("jitter %v: pause %d is %v, not %v of %v", jitter, i+1, pause, scale, want)
			}
			now = d.NextAttemptAt.Time
		}
		d.Begin(now)
		d.Settle(models.WebhookAnswer{Failure: "No answer."}, now, jitter)
		if d.State != models.WebhookDead || d.Attempts != 10 || d.NextAttemptAt != nil || d.LastStatus != nil || *d.LastError != "No answer." {
			t.Errorf("try 10: %+v", d)
		}
		if total := now.Sub(noon); jitter == 0 && total != 75*time.Hour+35*time.Minute+5*time.Second {
			t.Errorf("ten tries took %v", total)
		}
	}
}

func TestWebhookAnswers(t *testing.T) {
	for _, row := range []struct {
		name    string
		answer  models.WebhookAnswer
		state   models.WebhookDeliveryState
		pause   time.Duration
		enabled bool
	}{
		{"200", models.WebhookAnswer{Status: 200}, models.WebhookDelivered, 0, true},
		{"299", models.WebhookAnswer{Status: 299}, models.WebhookDelivered, 0, true},
		{"a redirect", models.WebhookAnswer{Status: 302}, models.WebhookRetrying, 5 * time.Second, true},
		{"404", models.WebhookAnswer{Status: 404}, models.WebhookRetrying, 5 * time.Second, true},
		{"gone", models.WebhookAnswer{Status: 410}, models.WebhookDead, 0, false},
		{"asked to wait", models.WebhookAnswer{Status: 429, RetryAfter: time.Hour}, models.WebhookRetrying, time.Hour, true},
		{"asked to wait for less than we would", models.WebhookAnswer{Status: 503, RetryAfter: time.Second}, models.WebhookRetrying,
			5 * time.Second, true},
		{"asked to wait for ever", models.WebhookAnswer{Status: 429, RetryAfter: 1000 * time.Hour}, models.WebhookRetrying, 24 * time.Hour, true},
		{"no answer", models.WebhookAnswer{Failure: "No answer."}, models.WebhookRetrying, 5 * time.Second, true},
	} {
		d, e := delivery(), &models.WebhookEndpoint{Enabled: true}
		d.Begin(noon)
		d.Settle(row.answer, noon, 0)
		e.Settle(row.answer, noon)
		if d.State != row.state || e.Enabled != row.enabled {
			t.Errorf("%s: %s, enabled %t", row.name, d.State, e.Enabled)
		}
		if row.pause == 0 != (d.NextAttemptAt == nil) || row.pause > 0 && d.NextAttemptAt.Sub(noon) != row.pause {
			t.Errorf("%s: next at %v", row.name, d.NextAttemptAt)
		}
		if (d.DeliveredAt != nil) != (row.state == models.WebhookDelivered) {
			t.Errorf("%s: delivered at %v", row.name, d.DeliveredAt)
		}
	}
	d := delivery()
	d.EventID = nil
	d.Begin(noon)
	if d.Settle(models.WebhookAnswer{Status: 500}, noon, 0); d.State != models.WebhookDead {
		t.Errorf("a test is tried again: %+v", d)
	}
}

func TestWebhookLeaseAndHope(t *testing.T) {
	enabled := &models.WebhookEndpoint{Enabled: true}
	d := delivery()
	d.Begin(noon)
	if d.Wait(noon) != 2*time.Minute || d.State.Settled() {
		t.Errorf("a try that was begun is due again after %v, %s", d.Wait(noon), d.State)
	}
	for range 9 {
		if why := d.DeadReason(enabled, noon); why != "" {
			t.Fatalf("hopeless after %d tries: %s", d.Attempts, why)
		}
		d.Begin(noon)
	}
	if d.DeadReason(enabled, noon) == "" {
		t.Error("ten tries that were cut off leave hope")
	}
	later := noon.Add(241 * time.Hour)
	d.Attempts, d.QueuedAt = 0, models.At(later)
	if d.DeadReason(enabled, later.Add(241*time.Hour)) == "" {
		t.Error("a delivery waits for ever")
	}
	if d.DeadReason(&models.WebhookEndpoint{}, later) == "" {
		t.Error("a disabled endpoint is told of events")
	}
	d.EventID = nil
	if why := d.DeadReason(&models.WebhookEndpoint{}, later); why != "" {
		t.Errorf("a disabled endpoint can't be tested: %s", why)
	}
}

func TestWebhookBreaker(t *testing.T) {
	failed, taken := models.WebhookAnswer{Status: 500}, models.WebhookAnswer{Status: 204}
	fail := func(e *models.WebhookEndpoint, n int, over time.Duration) time.Time {
		now := noon
		for i := range n {
			now = noon.Add(over * time.Duration(i) / time.Duration(n-1))
			e.Settle(failed, now)
		}
		return now
	}
	for _, row := range []struct {
		failures int
		over     time.Duration
		open     bool
	}{
		{20, 5 * time.Minute, true}, {19, time.Hour, false}, {20, 5*time.Minute - time.Second, false}, {200, time.Minute, false},
		{40, time.Hour, true},
	} {
		e := &models.WebhookEndpoint{Enabled: true}
		if now := fail(e, row.failures, row.over); e.Open(now) != row.open {
			t.Errorf("%d failures over %v: open %t", row.failures, row.over, !row.open)
		}
		if !e.FailingSince.Equal(noon) {
			t.Errorf("failing since %v", e.FailingSince)
		}
	}

	e := &models.WebhookEndpoint{Enabled: true, Types: models.ContactEventTypes{models.ContactCreated}}
	now := fail(e, 20, 5*time.Minute)
	if !e.Probe(now) || e.Probe(now) || e.Probe(now.Add(59*time.Second)) || !e.Probe(now.Add(time.Minute)) || e.Probe(now.Add(time.Minute)) {
		t.Error("not one probe a minute")
	}
	if !e.Settle(taken, now) || e.Open(now.Add(time.Hour)) || e.FailingSince != nil {
		t.Errorf("a probe that was taken leaves %+v", e)
	}
	if e.Settle(taken, now) {
		t.Error("a delivery to a healthy endpoint changes it")
	}
	e.Settle(failed, now)
	if e.Open(now.Add(time.Hour)) {
		t.Error("one failure opens it again")
	}
	fail(e, 20, time.Hour)
	off, on := false, true
	for _, enabled := range []*bool{&off, &on} {
		if err := e.Apply(models.WebhookEndpointUpdateInput{Enabled: graphql.OmittableOf(enabled)}); err != nil {
			t.Fatal(err)
		}
	}
	if e.Failures != 0 || e.Open(noon.Add(24*time.Hour)) {
		t.Errorf("enabled anew: %+v", e)
	}
}

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, " 5 ": 5 * time.Second, "0": 0, "-5": 0, "1.5": 0, "soon": 0, "99999999": 24 * time.Hour,
		"99999999999999999999":                             0,
		noon.Add(time.Hour).Format(http.TimeFormat):        time.Hour,
		noon.Add(-time.Hour).Format(http.TimeFormat):       0,
		noon.Add(1000 * time.Hour).Format(http.TimeFormat): 24 * time.Hour,
		noon.Add(90 * time.Second).Format(time.ANSIC):      90 * time.Second,
		"Sunday, 01-Mar-26 12:02:00 GMT":                   2 * time.Minute,
	} {
		if got := models.RetryAfter(header, noon); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}
