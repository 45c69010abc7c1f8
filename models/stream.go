package models

import "context"

// Stream connects the producer of a subscription's events with the connection that sends them.
type Stream struct {
	// LastEventID is the id of the last event that the client received; blank for a new stream.
	LastEventID string

	ids     chan string
	failure error
}

// maxAnnounced is how many events can be pending: the one being executed, and the next one in the channel.
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

// Announce records the id of the event that is sent to the channel next; each event must be announced.
func (s *Stream) Announce(id string) { s.ids <- id }

// Announced returns the id of the event that was executed, blank if it has none.
func (s *Stream) Announced() string {
	select {
	case id := <-s.ids:
		return id
	default:
		return ""
	}
}

// Fail records why the events end; it is called before their channel is closed.
func (s *Stream) Fail(err error) { s.failure = err }

// Err returns why the events ended, once their channel is closed; nil for a normal end.
func (s *Stream) Err() error { return s.failure }
