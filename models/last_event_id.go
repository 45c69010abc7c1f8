package models

import "context"

type lastEventIDKey struct{}

// WithLastEventID returns a context of a stream that goes on after the event with this id.
func WithLastEventID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, lastEventIDKey{}, id)
}

// LastEventIDFrom returns the id of the last event that the client has seen; false when its stream begins now.
func LastEventIDFrom(ctx context.Context) (string, bool) {
	id, ok := ctx.Value(lastEventIDKey{}).(string)
	return id, ok
}
