package models

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// webhookPauses are those between the tries of a delivery, as Standard Webhooks proposes: ten tries over about 75 hours.
var webhookPauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute,
	2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	// pauseJitter is the part of a pause by which it is longer or shorter at random, so that deliveries that failed together do
	// not come back together.
	pauseJitter = 0.2
	// maxRetryAfter bounds what a receiver may ask for.
	maxRetryAfter = 24 * time.Hour
	// webhookLease is how long a try that was begun keeps others from beginning. It is longer than any try: one that never
	// ended was cut off by a crash.
	webhookLease = 2 * time.Minute
	// webhookTimeout is how long a delivery waits for an endpoint whose breaker never closes.
	webhookTimeout = 240 * time.Hour
	// breakerFailures in a row, over at least breakerPeriod, open an endpoint's breaker.
	breakerFailures = 20
	breakerPeriod   = 5 * time.Minute
	// ProbePause is the time between two tries while the breaker is open, until one succeeds.
	ProbePause = time.Minute
)

// WebhookAnswer is what came of one try.
type WebhookAnswer struct {
	// Status is that of HTTP, 0 without an answer.
	Status int
	// RetryAfter is how long the receiver asks to be left alone.
	RetryAfter time.Duration
	// Failure says why there was no answer, in words that an administrator may see.
	Failure string
}

// Delivered reports whether the receiver took the delivery: it answered 2xx.
func (a WebhookAnswer) Delivered() bool { return a.Status >= 200 && a.Status < 300 }

// gone reports whether the receiver wants no more deliveries, ever.
func (a WebhookAnswer) gone() bool { return a.Status == http.StatusGone }

// Begin marks the beginning of a try. Until it is settled, or cut off and its lease over, there is no other.
func (d *WebhookDelivery) Begin(now time.Time) {
	d.Attempts++
	d.pause(now, webhookLease)
}

// Settle stores what came of a try: delivered, dead after the last try or when the endpoint is gone, or due again after a
// pause. jitter, from -1 to 1, is by how much the pause is off. A test is tried once.
func (d *WebhookDelivery) Settle(a WebhookAnswer, now time.Time, jitter float64) {
	d.LastStatus, d.LastError = nil, nil
	if a.Status != 0 {
		d.LastStatus = &a.Status
	}
	if a.Delivered() {
		at := At(now)
		d.State, d.NextAttemptAt, d.DeliveredAt = WebhookDelivered, nil, &at
		return
	}
	failure := a.Failure
	if failure == "" {
		failure = fmt.Sprintf("The receiver answered %d.", a.Status)
	}
	if a.gone() || d.Test() || d.Attempts > len(webhookPauses) {
		d.MarkDead(failure)
		return
	}
	pause := webhookPauses[d.Attempts-1]
	pause += time.Duration(jitter * pauseJitter * float64(pause))
	d.State, d.LastError = WebhookRetrying, &failure
	d.pause(now, max(pause, min(a.RetryAfter, maxRetryAfter)))
}

// MarkDead gives up on a delivery; only a replay brings it back.
func (d *WebhookDelivery) MarkDead(why string) {
	d.State, d.LastError, d.NextAttemptAt = WebhookDead, &why, nil
}

// Wait returns how long it is until the next try, 0 when it is due or none follows.
func (d *WebhookDelivery) Wait(now time.Time) time.Duration {
	if d.NextAttemptAt == nil {
		return 0
	}
	return max(d.NextAttemptAt.Sub(now), 0)
}

// DeadReason says why a delivery must not be tried once more; blank when it may be.
func (d *WebhookDelivery) DeadReason(e *WebhookEndpoint, now time.Time) string {
	switch {
	case !e.Enabled && !d.Test():
		return "The endpoint is disabled."
	case d.Attempts > len(webhookPauses):
		return "The last try was cut off."
	case now.Sub(d.QueuedAt.Time) > webhookTimeout:
		return "The endpoint has failed for too long."
	default:
		return ""
	}
}

func (d *WebhookDelivery) pause(now time.Time, pause time.Duration) {
	at := At(now.Add(pause))
	d.NextAttemptAt = &at
}

// Settle counts what came of a try towards the breaker; a receiver that is gone disables its endpoint. It reports whether
// anything has changed.
func (e *WebhookEndpoint) Settle(a WebhookAnswer, now time.Time) bool {
	if a.Delivered() {
		failing := e.Failures > 0
		e.forgive()
		return failing
	}
	if e.Failures == 0 {
		since := At(now)
		e.FailingSince = &since
	}
	e.Failures++
	e.Enabled = e.Enabled && !a.gone()
	return true
}

func (e *WebhookEndpoint) forgive() { e.Failures, e.FailingSince, e.ProbeAt = 0, nil, nil }

// Open reports whether the breaker is open.
func (e *WebhookEndpoint) Open(now time.Time) bool {
	return e.Failures >= breakerFailures && now.Sub(e.FailingSince.Time) >= breakerPeriod
}

// Probe reports whether a delivery may try an endpoint whose breaker is open, and keeps others from it for a while.
func (e *WebhookEndpoint) Probe(now time.Time) bool {
	if e.ProbeAt != nil && now.Before(e.ProbeAt.Time) {
		return false
	}
	next := At(now.Add(ProbePause))
	e.ProbeAt = &next
	return true
}

// RetryAfter reads the header of that name (RFC 9110, 10.2.3): seconds or a date. What is neither asks for nothing.
func RetryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), maxRetryAfter)
}
