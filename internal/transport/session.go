package transport

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/internal/trace"
	"kith/models"
)

// session runs the operations of one connection, a socket or an event stream, at the same time and writes their results
// to its outbox.
type session struct {
	server    *Server
	transport string
	frames    framing
	out       *outbox
	ctx       context.Context
	cancel    context.CancelFunc
	// caller is whom the connection speaks for now, and signOut ends it when that is over.
	caller  func() *caller
	signOut func()

	mu       sync.Mutex
	running  map[string]*running
	stopping bool
	done     sync.WaitGroup
}

// running is one operation of a session.
type running struct {
	id      string
	request *request
	ctx     context.Context
	cancel  context.CancelFunc
	// lasting operations are cut off by a shutdown, the others are waited for.
	lasting bool
	// lastEventID is the last event that the client has seen of a subscription; blank when it has seen none.
	lastEventID string
}

// framing lays out the messages of a protocol.
type framing interface {
	next(id, event string, body []byte) frame
	failed(id string, errs gqlerror.List) frame
	complete(id string) frame
}

// Why an operation cannot begin.
var (
	errDuplicate = errors.New("the id is in use")
	errTooMany   = errors.New("too many operations")
	errStopping  = errors.New("the connection is closing")
)

// Close codes of sockets.
const (
	closeNormal       = 1000
	closeRestart      = 1012
	closeTryAgain     = 1013
	closeBadMessage   = 4400
	closeUnauthorized = 4401
	closeForbidden    = 4403
	closeSubprotocol  = 4406
	closeInitTimeout  = 4408
	closeDuplicate    = 4409
	closeTooManyInits = 4429
)

// newSession makes a connection of a caller, which a caller that is signed out loses.
func (s *Server) newSession(ctx context.Context, transport string, frames framing, c *caller) *session {
	ctx, cancel := context.WithCancel(ctx)
	return &session{
		server: s, transport: transport, frames: frames, out: newOutbox(s.limits), ctx: ctx, cancel: cancel,
		caller: func() *caller { return c }, signOut: cancel,
		running: map[string]*running{},
	}
}

// admit registers an operation under its id.
func (s *session) admit(id string, req *request) (*running, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.stopping:
		return nil, errStopping
	case s.running[id] != nil:
		return nil, errDuplicate
	case len(s.running) >= s.server.limits.Operations:
		return nil, errTooMany
	}
	op := &running{id: id, request: req}
	op.ctx, op.cancel = context.WithCancel(s.ctx)
	s.running[id] = op
	s.done.Add(1)
	s.server.metrics.running.Inc()
	return op, nil
}

// remove forgets the operation; false when that has happened already, so that nobody is told twice.
func (s *session) remove(op *running) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running[op.id] != op {
		return false
	}
	delete(s.running, op.id)
	return true
}

// stop ends an operation silently, as its client wishes.
func (s *session) stop(id string) {
	s.mu.Lock()
	op := s.running[id]
	s.mu.Unlock()
	if op != nil && s.remove(op) {
		op.cancel()
	}
}

// exit must be called when the operation's goroutine is through.
func (s *session) exit(op *running) {
	op.cancel()
	s.server.metrics.running.Dec()
	s.done.Done()
}

// fail tells the client that the operation has ended, and why.
func (s *session) fail(op *running, errs gqlerror.List) {
	if s.remove(op) {
		s.insist(s.frames.failed(op.id, errs))
	}
}

// insist queues a message that the protocol needs; a connection that cannot even take that is closed.
func (s *session) insist(f frame) {
	if !s.out.insist(f) {
		s.server.metrics.overflows.Inc()
		s.out.end(closeTryAgain, "Slow consumer")
	}
}

// serve executes a prepared operation to its end.
func (s *session) serve(op *running, r *run) {
	var errs gqlerror.List
	defer func() {
		// Nobody else would catch it here, and it would take the process down.
		if reason := recover(); reason != nil {
			errs = s.server.refusal(r.context(op.ctx), recovered(op.ctx, reason))
			s.fail(op, errs)
		}
		r.finish(op.ctx, errs, true)
	}()
	errs = s.results(op, r)
}

func (s *session) results(op *running, r *run) gqlerror.List {
	if r.kind != ast.Subscription {
		made := r.execute(op.ctx, op.request)
		if made.failed() {
			s.fail(op, made.resp.Errors)
		} else if s.deliver(op, s.frames.next(op.id, "", assemble(made.encode))) && s.remove(op) {
			s.insist(s.frames.complete(op.id))
		}
		return made.errors()
	}
	s.mu.Lock()
	op.lasting = true
	if s.stopping { // drain has not seen it
		delete(s.running, op.id)
		op.cancel()
	}
	s.mu.Unlock()
	return s.subscription(op, r)
}

// subscription sends the responses of a subscription until there are no more or its client may not see them any more.
func (s *session) subscription(op *running, r *run) gqlerror.List {
	fail := func(errs gqlerror.List) gqlerror.List {
		s.fail(op, errs)
		return errs
	}
	key := r.caller.viewer.Key()
	if !s.server.subscriptions.add(key) {
		return fail(refuse(models.RateLimited, "At most %d subscriptions can be open at once. End some of them.", s.server.limits.Subscriptions))
	}
	defer s.server.subscriptions.remove(key)
	m := s.server.metrics
	m.inFlight.Inc()
	defer m.inFlight.Dec()
	// The span is of the subscription as a whole; the statements of its events, of which there is no end, are in no trace.
	ctx, stream := models.WithStream(trace.Detach(r.trace(op.ctx)), op.lastEventID)
	group := s.server.groups.join(r)
	defer s.server.groups.leave(group)
	next := r.dispatch(ctx)
	defer stream.Close()
	for {
		event, err := stream.Next()
		var a *result
		if err == nil {
			a = group.result(op.ctx, event.Same, func() *result {
				event.Send()
				return r.result(next())
			})
		}
		if a == nil {
			return s.ended(op, r, cmp.Or(err, stream.Err()))
		}
		if a.failed != nil {
			return fail(a.failed)
		}
		if !s.pay(op, key, a.nodes) {
			return nil
		}
		if err := r.caller.check(op.ctx); err != nil {
			return fail(s.server.refusal(r.context(ctx), err))
		}
		if !s.deliver(op, s.frames.next(op.id, event.ID, a.body)) {
			return nil
		}
		if event.ID != "" {
			op.lastEventID = event.ID
		}
	}
}

// ended tells the client that there are no more events, and why if there is a reason.
func (s *session) ended(op *running, r *run, reason error) gqlerror.List {
	if reason != nil && reason != io.EOF && op.ctx.Err() == nil {
		errs := s.server.refusal(r.context(op.ctx), reason)
		s.fail(op, errs)
		return errs
	}
	if s.remove(op) {
		s.insist(s.frames.complete(op.id))
	}
	return nil
}

// pay charges a caller for an event. Who has spent all of the budget for events gets this one later, and so all that follow: they wait
// in the event log. False when the operation has ended meanwhile.
func (s *session) pay(op *running, key string, nodes int) bool {
	wait := s.server.events.of(key).spend(float64(nodes) / float64(s.server.limits.NodesPerPoint))
	if wait <= 0 {
		return true
	}
	s.server.metrics.throttled.Inc()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-op.ctx.Done():
		return false
	}
}

// deliver queues a result once there is room. When there is none for too long the operation ends: its client reads too slowly.
func (s *session) deliver(op *running, f frame) bool {
	var overdue <-chan time.Time
	for {
		s.mu.Lock()
		wanted := s.running[op.id] == op
		var room <-chan struct{}
		if wanted {
			room = s.out.push(f)
		}
		s.mu.Unlock()
		if !wanted || room == nil {
			return wanted
		}
		if overdue == nil {
			overdue = time.After(s.server.timing.Deliver)
		}
		select {
		case <-room:
		case <-op.ctx.Done():
			return false
		case <-overdue:
			s.server.metrics.overflows.Inc()
			s.fail(op, tooSlow(op.lastEventID))
			return false
		}
	}
}

// tooSlow tells a client where it can go on.
func tooSlow(lastEventID string) gqlerror.List {
	errs := refuse(models.SlowConsumer, "The results were not read fast enough. Ask again, from where you stopped.")
	if lastEventID != "" {
		errs[0].Extensions["cursor"] = lastEventID
	}
	return errs
}

// drain ends the session for a shutdown: subscriptions are cut off without a word, so that their clients resume them
// elsewhere; what will be answered soon is waited for.
func (s *session) drain() {
	s.mu.Lock()
	s.stopping = true
	for id, op := range s.running {
		if op.lasting {
			delete(s.running, id)
			op.cancel()
		}
	}
	s.mu.Unlock()
	s.done.Wait()
	s.out.end(closeRestart, "Service restart")
}

// close ends all operations and waits until they are through.
func (s *session) close() {
	s.mu.Lock()
	s.stopping = true
	clear(s.running)
	s.mu.Unlock()
	s.cancel()
	s.done.Wait()
}

// assemble copies what write has put together out of a pooled buffer.
func assemble(write func(*bytes.Buffer)) []byte {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	write(buf)
	return bytes.Clone(buf.Bytes())
}
