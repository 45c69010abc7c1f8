package models

import "context"

// Stream connects what sends the events of a subscription with the connection that carries them.
type Stream struct {
	// LastEventID is the id of the last event that the client has seen; blank when its stream begins now.
	LastEventID string

	ids     chan string
	failure error
}

// maxAnnounced is how many events can be under way: one that is being answered, and the next, which waits to be taken.
const maxAnnounced = 2

// WithStream returns a context for a subscription that goes on after an event, blank for none, and its stream.
func WithStream(ctx context.Context, lastEventID string) (context.Context, *Stream) {
	s := &Stream{LastEventID: lastEventID, ids: make(chan string, maxAnnounced)}
	return context.WithValue(ctx, streamKey{}, s), s
}

type streamKey struct{}

// StreamFrom returns the stream of the subscription that ctx belongs to.
func StreamFrom(ctx context.Context) *Stream {
	s, _ := ctx.Value(streamKey{}).(*Stream)
	return s
}

// Announce says the id of the event that is sent next: each event has one.
func (s *Stream) Announce(id string) { s.ids <- id }

// Announced returns the id of the event that was answered, blank if it has none.
func (s *Stream) Announced() string {
	select {
	case id := <-s.ids:
		return id
	default:
		return ""
	}
}

// Fail says why no more events will come, before their channel is closed.
func (s *Stream) Fail(err error) { s.failure = err }

// Err returns why no more events came, once their channel is closed; nil when there are no more.
func (s *Stream) Err() error { return s.failure }
