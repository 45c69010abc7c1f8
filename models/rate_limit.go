package models

import "context"

// RateLimit is a caller's budget of query points, which is refilled continuously.
type RateLimit struct {
	Limit     int
	Remaining int
	// ResetAt is when the budget is full again if nothing is spent until then.
	ResetAt DateTime
}

type rateLimitKey struct{}

// WithRateLimit returns a context in which read returns the caller's budget.
func WithRateLimit(ctx context.Context, read func() RateLimit) context.Context {
	return context.WithValue(ctx, rateLimitKey{}, read)
}

// RateLimitFrom returns the caller's budget; false when the caller has none.
func RateLimitFrom(ctx context.Context) (RateLimit, bool) {
	read, ok := ctx.Value(rateLimitKey{}).(func() RateLimit)
	if !ok {
		return RateLimit{}, false
	}
	return read(), true
}
