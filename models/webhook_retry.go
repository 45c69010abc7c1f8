package models

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// webhookPauses are the pauses between attempts, as Standard Webhooks suggests: ten attempts over about 75 hours.
var webhookPauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute,
	2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

const (
	// pauseJitter is the fraction by which a pause varies at random, so that deliveries that failed together are not retried together.
	pauseJitter = 0.2
	// maxRetryAfter bounds the pause that a receiver can request.
	maxRetryAfter = 24 * time.Hour
	// webhookLease is how long an attempt excludes others. It is longer than any attempt can take: one that has not ended by then was
	// interrupted by a crash.
	webhookLease = 2 * time.Minute
	// webhookTimeout is how long a delivery waits for an endpoint whose breaker stays open.
	webhookTimeout = 240 * time.Hour
	// breakerFailures consecutive failures, over at least breakerPeriod, open an endpoint's breaker.
	breakerFailures = 20
	breakerPeriod   = 5 * time.Minute
	// ProbePause is the time between two attempts while the breaker is open.
	ProbePause = time.Minute
)

// WebhookAnswer is the result of one attempt.
type WebhookAnswer struct {
	// Status is the HTTP status, 0 without a response.
	Status int
	// RetryAfter is the pause that the receiver requests.
	RetryAfter time.Duration
	// Failure says why there was no response, in words that an administrator may see.
	Failure string
}

// Delivered reports whether the receiver accepted the delivery: it answered 2xx.
func (a WebhookAnswer) Delivered() bool { return a.Status >= 200 && a.Status < 300 }

// gone reports whether the receiver asked for no more deliveries.
func (a WebhookAnswer) gone() bool { return a.Status == http.StatusGone }

// Begin marks the start of an attempt. No other attempt starts until it is settled or its lease expires.
func (d *WebhookDelivery) Begin(now time.Time) {
	d.Attempts++
	d.pause(now, webhookLease)
}

// Settle stores the result of an attempt: delivered, dead after the last attempt or when the endpoint is gone, or due again after a pause.
// jitter, from -1 to 1, varies the pause. A test is tried once.
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

// MarkDead gives up on a delivery; only a replay queues it again.
func (d *WebhookDelivery) MarkDead(why string) {
	d.State, d.LastError, d.NextAttemptAt = WebhookDead, &why, nil
}

// Wait returns the time until the next attempt, 0 if it is due or there is none.
func (d *WebhookDelivery) Wait(now time.Time) time.Duration {
	if d.NextAttemptAt == nil {
		return 0
	}
	return max(d.NextAttemptAt.Sub(now), 0)
}

// DeadReason returns why no further attempt must be made, blank if one may be made.
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

// Settle updates the breaker with the result of an attempt; a receiver that is gone disables its endpoint. It reports whether anything
// changed.
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

// Probe reports whether a delivery may be attempted while the breaker is open, and reserves the attempt for a while.
func (e *WebhookEndpoint) Probe(now time.Time) bool {
	if e.ProbeAt != nil && now.Before(e.ProbeAt.Time) {
		return false
	}
	next := At(now.Add(ProbePause))
	e.ProbeAt = &next
	return true
}

// RetryAfter parses the header of that name (RFC 9110, 10.2.3): seconds or a date; 0 for anything else.
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
