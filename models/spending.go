package models

import "context"

type spendingKey struct{}

// WithSpending returns a context in which Spend calls charge.
func WithSpending(ctx context.Context, charge func(points int)) context.Context {
	return context.WithValue(ctx, spendingKey{}, charge)
}

// Spend charges the caller of a request for work that its fields do not show. Work in the background costs nobody anything.
func Spend(ctx context.Context, points int) {
	if charge, ok := ctx.Value(spendingKey{}).(func(int)); ok {
		charge(points)
	}
}
