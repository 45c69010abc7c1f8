package models

import "context"

// Stream connects the producer of a subscription's events with the connection that sends them.
type Stream struct {
	// LastEventID is the id of the last event that the client received; blank for a new stream.
	LastEventID string

	next    func() (StreamEvent, error)
	end     func()
	failure error
}

// StreamEvent is an event that the connection can have executed.
type StreamEvent struct {
	// ID is what a client that has received the event goes on after; blank if there is nothing to resume from.
	ID string
	// Same is equal for the events of other subscribers to the same; nil if nobody else gets this one.
	Same any
	// Send puts the event into the channel of the resolver, for the executor to take.
	Send func()
}

// WithStream returns a context for a subscription that goes on after an event, blank for none, and its stream.
func WithStream(ctx context.Context, lastEventID string) (context.Context, *Stream) {
	s := &Stream{LastEventID: lastEventID}
	return context.WithValue(ctx, streamKey{}, s), s
}

type streamKey struct{}

// StreamFrom returns the stream of the subscription that ctx belongs to.
func StreamFrom(ctx context.Context) *Stream {
	s, _ := ctx.Value(streamKey{}).(*Stream)
	return s
}

// Event is what a producer has for its subscriber.
type Event[T any] struct {
	// ID and Same are those of StreamEvent.
	ID   string
	Same any
	// Make makes the value, if it is needed: nobody makes it for a subscriber who gets the answer of another one.
	Make func() T
}

// Pull makes a producer whose events the connection asks for one by one, and returns the channel for its resolver. next waits for an
// event; its error ends the subscription, io.EOF without a reason. end is called when the connection wants no more.
func Pull[T any](s *Stream, next func() (Event[T], error), end func()) <-chan T {
	out := make(chan T, 1)
	s.end = end
	s.next = func() (StreamEvent, error) {
		e, err := next()
		return StreamEvent{ID: e.ID, Same: e.Same, Send: func() { out <- e.Make() }}, err
	}
	return out
}

// Next waits for the next event of a producer made by Pull; what other producers have comes by their channel alone, so that Next does not
// wait for it. io.EOF after the last event.
func (s *Stream) Next() (StreamEvent, error) {
	if s.next == nil {
		return StreamEvent{Send: func() {}}, nil
	}
	return s.next()
}

// Close tells the producer that no more is wanted.
func (s *Stream) Close() {
	if s.end != nil {
		s.end()
	}
}

// Fail records why the events of a channel end; it is called before the channel is closed.
func (s *Stream) Fail(err error) { s.failure = err }

// Err returns why the events ended, once their channel is closed; nil for a normal end.
func (s *Stream) Err() error { return s.failure }
