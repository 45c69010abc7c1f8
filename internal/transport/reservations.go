package transport

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/http"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// reservations are the event streams of graphql-sse's single connection mode: a PUT makes one, a GET with its token
// reads it, POSTs with its token run operations whose results it carries.
type reservations struct {
	server *Server
	mu     sync.Mutex
	byID   map[string]*reservation
	counts map[string]int // by caller
}

type reservation struct {
	*session
	token  string
	caller *caller
	expiry *time.Timer
	read   bool // a stream reads it, or has read it
}

// reservedFrames lays out the events of a stream that many operations share.
type reservedFrames struct{}

func (reservedFrames) next(id, _ string, body []byte) frame {
	f := reservedFrame("next", id)
	f.head, f.body = append(f.head, `,"payload":`...), body
	return f
}

func (f reservedFrames) failed(id string, errs gqlerror.List) frame {
	failed, end := f.next(id, "", onlyErrors(errs)), f.complete(id)
	failed.tail = append(append(failed.tail, end.head...), end.tail...)
	return failed
}

func (reservedFrames) complete(id string) frame { return reservedFrame("complete", id) }

func reservedFrame(event, id string) frame {
	head := assemble(func(buf *bytes.Buffer) {
		buf.WriteString("event: " + event + "\ndata: {\"id\":")
		encodeValue(buf, id)
	})
	return frame{head: head, tail: []byte("}\n\n")}
}

func newReservations(s *Server) *reservations {
	return &reservations{server: s, byID: map[string]*reservation{}, counts: map[string]int{}}
}

// streamToken returns the token of a reserved stream that the request names.
func streamToken(r *http.Request) string {
	if token := r.Header.Get("X-GraphQL-Event-Stream-Token"); token != "" {
		return token
	}
	return r.URL.Query().Get("token")
}

// add makes a reservation, unless there are too many.
func (rs *reservations) add(c *caller, k *session) (*reservation, bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	owner := c.viewer.Key()
	if len(rs.byID) >= rs.server.limits.Streams || rs.counts[owner] >= rs.server.limits.StreamsPerCaller {
		return nil, false
	}
	v := &reservation{session: k, token: rand.Text() + rand.Text(), caller: c}
	rs.byID[v.token] = v
	rs.counts[owner]++
	v.expiry = time.AfterFunc(rs.server.timing.Reservation, func() { rs.expire(v) })
	return v, true
}

// find returns the caller's reservation with the token.
func (rs *reservations) find(token string, c *caller) *reservation {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	v := rs.byID[token]
	if v == nil || c.viewer == nil || c.viewer.Key() != v.caller.viewer.Key() {
		return nil
	}
	return v
}

// claim gives the stream to the one reader that it may have.
func (rs *reservations) claim(token string) (v *reservation, taken bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	v = rs.byID[token]
	if v == nil {
		return nil, false
	}
	taken, v.read = v.read, true
	v.expiry.Stop()
	return v, taken
}

func (rs *reservations) expire(v *reservation) {
	rs.mu.Lock()
	read := v.read
	rs.mu.Unlock()
	if !read {
		rs.remove(v)
	}
}

// remove ends the reservation and everything that runs for it.
func (rs *reservations) remove(v *reservation) {
	rs.mu.Lock()
	if rs.byID[v.token] == v {
		delete(rs.byID, v.token)
		owner := v.caller.viewer.Key()
		if rs.counts[owner]--; rs.counts[owner] == 0 {
			delete(rs.counts, owner)
		}
	}
	rs.mu.Unlock()
	rs.server.flights.leave(v.session)
	v.session.close()
}

// forget ends the reservations that nobody reads.
func (rs *reservations) forget() {
	rs.mu.Lock()
	var unread []*reservation
	for _, v := range rs.byID {
		if !v.read {
			unread = append(unread, v)
		}
	}
	rs.mu.Unlock()
	for _, v := range unread {
		v.expiry.Stop()
		rs.remove(v)
	}
}

// reserve answers PUT: a token, which only this caller can use.
func (s *Server) reserve(w http.ResponseWriter, r *http.Request) {
	c := s.caller(r)
	if c.viewer == nil {
		errs := refuse(models.Unauthenticated, "Sign in to reserve an event stream.")
		if c.refused != nil {
			errs = s.refusal(r.Context(), c.refused)
		}
		answerRefusal(w, mediaJSON, errs)
		return
	}
	k := s.newSession(context.WithoutCancel(r.Context()), overStream, reservedFrames{}, c)
	v, ok := s.streams.add(c, k)
	if !ok {
		answerErrors(w, http.StatusTooManyRequests, mediaJSON, refuse(models.RateLimited, "There are too many event streams."))
		return
	}
	if !s.flights.join(k) {
		v.expiry.Stop()
		s.streams.remove(v)
		answerStopping(w)
		return
	}
	context.AfterFunc(k.ctx, func() { s.streams.remove(v) }) // a stream whose caller is signed out may have no reader yet
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusCreated)
	_, _ = w.Write([]byte(v.token)) // unread, it expires
}

// serveReserved answers GET with a token by the stream. The token is enough: browsers' EventSource sends no header.
func (s *Server) serveReserved(w http.ResponseWriter, r *http.Request) {
	v, taken := s.streams.claim(streamToken(r))
	switch {
	case v == nil:
		answerErrors(w, http.StatusNotFound, mediaJSON, refuse(models.NotFound, "There is no such event stream."))
	case taken:
		answerErrors(w, http.StatusConflict, mediaJSON, refuse(models.Conflict, "The event stream has a reader already."))
	default:
		defer s.streams.remove(v)
		defer context.AfterFunc(r.Context(), v.cancel)()
		v.stream(w, v.caller)
	}
}

// startReserved runs an operation whose results go to the stream that the token names.
func (s *Server) startReserved(w http.ResponseWriter, r *http.Request, c *caller, req *request, media string) {
	v := s.streams.find(streamToken(r), c)
	if v == nil {
		answerErrors(w, http.StatusNotFound, media, refuse(models.NotFound, "There is no such event stream."))
		return
	}
	id, _ := req.extensions["operationId"].(string)
	if id == "" {
		answerErrors(w, http.StatusBadRequest, media, refuse(models.Invalid, "extensions.operationId is missing."))
		return
	}
	op, err := v.admit(id, req)
	if err != nil {
		answerErrors(w, http.StatusConflict, media, refuse(models.Conflict, "The operation cannot begin: %s.", err))
		return
	}
	op.ctx = models.WithRequestID(op.ctx, models.RequestIDFrom(r.Context()))
	op.ctx = models.WithClientAddress(op.ctx, models.ClientAddressFrom(r.Context()))
	run := s.newRun(arrivalOf(r, overStream), c)
	if refusal := run.pass(r.Context(), req); refusal != nil {
		v.session.remove(op)
		v.exit(op)
		run.finish(r.Context(), refusal.errs, false)
		// A success would mean that the answer comes by the stream, so JSON has the status of the newer media type.
		answerErrors(w, refusal.status(mediaGraphQL), media, refusal.errs)
		return
	}
	go func() {
		defer v.exit(op)
		v.serve(op, run)
	}()
	w.WriteHeader(http.StatusAccepted)
}

// stopReserved ends an operation on a reserved stream.
func (s *Server) stopReserved(w http.ResponseWriter, r *http.Request) {
	v := s.streams.find(streamToken(r), s.caller(r))
	if v == nil {
		answerErrors(w, http.StatusNotFound, mediaJSON, refuse(models.NotFound, "There is no such event stream."))
		return
	}
	id := r.URL.Query().Get("operationId")
	if id == "" {
		answerErrors(w, http.StatusBadRequest, mediaJSON, refuse(models.Invalid, "operationId is missing."))
		return
	}
	v.stop(id)
	w.WriteHeader(http.StatusOK)
}
