package transport

import (
	"bytes"
	"sync"
)

// frame is a message in the parts that it is written of. The body of a result is shared with the frames of other connections.
type frame struct{ head, body, tail []byte }

func (f frame) size() int { return len(f.head) + len(f.body) + len(f.tail) }

// appendTo adds the whole message.
func (f frame) appendTo(buf *bytes.Buffer) {
	for _, part := range [][]byte{f.head, f.body, f.tail} {
		buf.Write(part)
	}
}

// outbox holds what waits to be written to one connection. It is bounded: a reader that does not keep up must not make
// the server remember everything.
type outbox struct {
	maxFrames int
	maxBytes  int
	wake      chan struct{} // holds one signal while there is something to do

	mu     sync.Mutex
	frames []frame
	bytes  int
	ending *ending
	room   chan struct{} // closed when a frame is taken; nil while nobody waits for that
}

// ending is the last thing written to a connection: a close code for sockets, nothing for event streams.
type ending struct {
	code   int
	reason string
}

func newOutbox(l Limits) *outbox {
	return &outbox{maxFrames: l.QueuedMessages, maxBytes: l.QueuedBytes, wake: make(chan struct{}, 1)}
}

// push queues a result. When the queue is full it returns what is closed once there is room again.
func (o *outbox) push(f frame) (room <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.queue(f, o.maxFrames, o.maxBytes) {
		return nil
	}
	if o.room == nil {
		o.room = make(chan struct{})
	}
	return o.room
}

// insist queues a message of the protocol, for which some room is left beside the results.
func (o *outbox) insist(f frame) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.queue(f, o.maxFrames+o.maxFrames/2, o.maxBytes+o.maxBytes/2)
}

func (o *outbox) queue(f frame, maxFrames, maxBytes int) bool {
	if o.ending != nil {
		return true // nobody will read it: there is nothing to complain about
	}
	// One frame may be larger than the whole queue when it is alone in it.
	if len(o.frames) >= maxFrames || len(o.frames) > 0 && o.bytes+f.size() > maxBytes {
		return false
	}
	o.frames = append(o.frames, f)
	o.bytes += f.size()
	o.signal()
	return true
}

// end closes the connection after what is queued has been written. Only the first end counts.
func (o *outbox) end(code int, reason string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ending == nil {
		o.ending = &ending{code, reason}
		o.signal()
	}
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// next returns the frame to write, an empty one if there is none, or how to end when there is none left and the connection is ending.
func (o *outbox) next() (f frame, end *ending) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.frames) == 0 {
		o.frames = nil // an idle connection holds no memory for its queue
		return frame{}, o.ending
	}
	f = o.frames[0]
	o.frames[0] = frame{}
	o.frames = o.frames[1:]
	o.bytes -= f.size()
	if o.room != nil {
		close(o.room)
		o.room = nil
	}
	return f, nil
}

func (o *outbox) ended() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ending != nil
}
