package transport

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// socket is a WebSocket that speaks graphql-transport-ws. One goroutine reads it and one writes it.
type socket struct {
	*session
	conn    *websocket.Conn
	speaker atomic.Pointer[caller] // from the upgrade, until connection_init names another
	opened  atomic.Bool
	acked   bool
	timers  []*time.Timer
	// counted gives back the place among the sockets of its caller, or of its address while there is no caller.
	counted func()
	address string
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	c := s.caller(r)
	k := &socket{address: remoteKey(r)}
	if errs := s.refuseUpgrade(r, c, k); errs != nil {
		answerErrors(w, upgradeStatus(errs), mediaJSON, errs)
		return
	}
	s.metrics.sockets.Inc()
	defer s.metrics.sockets.Dec()
	defer func() { k.counted() }()
	// Whether the page may use the cookie has been decided.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{subprotocol}, InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(int64(s.limits.BodyBytes))
	// The request's context ends with the handler; only its values are wanted, the session has an end of its own.
	ctx := context.WithoutCancel(r.Context())
	k.session, k.conn = s.newSession(ctx, overSocket, socketFrames{}, c), conn
	k.speaker.Store(c)
	k.session.caller, k.signOut = k.speaker.Load, k.forbid
	switch {
	case conn.Subprotocol() == "":
		k.out.end(closeSubprotocol, "Subprotocol not acceptable")
	case !s.flights.join(k.session):
		k.out.end(closeRestart, "Service restart")
	}
	defer s.flights.leave(k.session)
	k.live()
}

// refuseUpgrade says why there is no socket for a request; nil if there is one, which is counted then.
func (s *Server) refuseUpgrade(r *http.Request, c *caller, k *socket) gqlerror.List {
	var refused *models.Error
	switch {
	case c.refused != nil && (!errors.As(c.refused, &refused) || refused.Code == models.Unavailable):
		return s.refusal(r.Context(), c.refused)
	case len(r.Header.Values(idempotencyKeyHeader)) > 0:
		return refuse(models.Invalid, "A socket has many operations: send the Idempotency-Key of each as extensions.%s.", idempotencyKeyExtension)
	case !s.config.Origins.Permits(r):
		return refuseOrigin()
	case !s.count(k, c):
		return refuse(models.RateLimited, "There are too many sockets of this caller or address. Close some of them.")
	}
	return nil
}

func upgradeStatus(errs gqlerror.List) int {
	switch codeOf(errs) {
	case models.RateLimited:
		return http.StatusTooManyRequests
	case models.Forbidden:
		return http.StatusForbidden
	case models.Unavailable:
		return http.StatusServiceUnavailable
	case models.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}

// count counts the socket among those of its caller, instead of where it has been counted before; false when there are too many.
func (s *Server) count(k *socket, c *caller) bool {
	counters, key := s.strangers, k.address
	if c.viewer != nil {
		counters, key = s.sockets, c.viewer.Key()
	}
	if k.counted != nil {
		k.counted()
	}
	if !counters.add(key) {
		k.counted = func() {}
		return false
	}
	k.counted = func() { counters.remove(key) }
	return true
}

// live serves the socket until it is closed.
func (k *socket) live() {
	k.after(k.server.timing.Init, func() {
		if !k.opened.Load() {
			k.out.end(closeInitTimeout, "Connection initialisation timeout")
		}
	})
	written := make(chan struct{})
	go func() {
		defer close(written)
		k.write()
	}()
	k.read()
	for _, t := range k.timers {
		t.Stop()
	}
	k.session.close()
	<-written
	_ = k.conn.CloseNow() // it is closed already, unless the network broke
}

// after runs fn later, unless the socket is gone by then.
func (k *socket) after(d time.Duration, fn func()) {
	k.timers = append(k.timers, time.AfterFunc(d, fn))
}

func (k *socket) read() {
	for {
		kind, text, err := k.conn.Read(k.ctx)
		if err != nil {
			return
		}
		if k.out.ended() {
			continue // the close frame is on its way; only the peer's is still of interest
		}
		m, err := decodeMessage(text)
		if kind != websocket.MessageText || err != nil {
			k.out.end(closeBadMessage, "Invalid message received")
			continue
		}
		k.receive(m)
	}
}

func (k *socket) receive(m message) {
	switch m.kind {
	case "connection_init":
		k.open(m)
	case "ping":
		k.insist(pong(m.payload))
	case "pong":
	case "subscribe":
		k.subscribe(m)
	case "complete":
		if m.id == "" {
			k.out.end(closeBadMessage, "Invalid message received")
			return
		}
		k.stop(m.id)
	default:
		k.out.end(closeBadMessage, "Invalid message received")
	}
}

// open answers connection_init: with an authorization in its payload the socket speaks for that token, else for the
// session of its upgrade.
func (k *socket) open(m message) {
	if k.opened.Swap(true) {
		k.out.end(closeTooManyInits, "Too many initialisation requests")
		return
	}
	var payload map[string]any
	if m.payload != nil && !readMap(&payload)(m.payload) {
		k.out.end(closeBadMessage, "Invalid message received")
		return
	}
	authorization, given := payload["authorization"]
	if !given {
		authorization, given = payload["Authorization"]
	}
	if given {
		text, _ := authorization.(string)
		identify := func(ctx context.Context) (*models.Viewer, time.Time, error) { return k.authorize(ctx, text) }
		viewer, expires, err := identify(k.ctx)
		if err != nil || viewer == nil {
			k.decline(err)
			return
		}
		c := k.server.signedIn(viewer, expires, identify)
		if !k.server.count(k, c) {
			k.out.end(closeTryAgain, "Too many sockets")
			return
		}
		k.speaker.Store(c)
	} else if err := k.speaker.Load().refused; err != nil {
		k.decline(err)
		return
	}
	k.acked = true
	k.insist(socketFrame("connection_ack", "", nil))
	if k.speaker.Load().viewer == nil { // nothing that lasts can be asked for
		k.after(k.server.timing.Stranger, func() { k.out.end(closeUnauthorized, "Unauthorized") })
	}
	go k.expire(k.speaker.Load())
}

func (k *socket) forbid() { k.out.end(closeForbidden, "Forbidden") }

// decline ends a socket whose caller is not known: because of the credential, or because it can't be looked up at this moment.
func (k *socket) decline(err error) {
	var refused *models.Error
	if err == nil || errors.As(err, &refused) && refused.Code != models.Unavailable {
		k.forbid()
		return
	}
	_ = k.server.refusal(k.ctx, err) // which logs what nobody foresaw
	k.out.end(closeTryAgain, "Try again later")
}

// expire ends the socket when the credential of its caller does. The end of a session moves while the session is used.
func (k *socket) expire(c *caller) {
	for until := c.expires; !until.IsZero(); {
		select {
		case <-k.ctx.Done():
			return
		case <-time.After(time.Until(until)):
		}
		ctx, cancel := context.WithTimeout(k.ctx, k.server.timing.Operation)
		later, err := c.renew(ctx)
		cancel()
		if err != nil || !later.IsZero() && !later.After(until) {
			k.forbid()
			return
		}
		until = later
	}
}

func (k *socket) authorize(ctx context.Context, authorization string) (*models.Viewer, time.Time, error) {
	if k.server.config.Bearer == nil {
		return nil, time.Time{}, models.Errorf(models.Unauthenticated, "Tokens are not taken here.")
	}
	ctx, cancel := context.WithTimeout(ctx, k.server.timing.Operation)
	defer cancel()
	return k.server.config.Bearer(ctx, authorization)
}

func (k *socket) subscribe(m message) {
	if !k.acked {
		k.out.end(closeUnauthorized, "Unauthorized")
		return
	}
	req, err := decodeRequest(m.payload)
	if m.id == "" || err != nil {
		k.out.end(closeBadMessage, "Invalid message received")
		return
	}
	op, err := k.admit(m.id, req)
	switch err {
	case nil:
	case errDuplicate:
		k.out.end(closeDuplicate, duplicateReason(m.id))
		return
	case errTooMany:
		k.insist(k.frames.failed(m.id, refuse(models.RateLimited, "At most %d operations run on one connection.", k.server.limits.Operations)))
		return
	default:
		return
	}
	caller := k.speaker.Load()
	go func() {
		defer k.exit(op)
		if signedOut(caller.check(op.ctx)) {
			k.forbid()
			return
		}
		r := k.server.newRun(arrival{transport: overSocket, streams: true}, caller)
		if refusal := r.pass(op.ctx, req); refusal != nil {
			k.fail(op, refusal.errs)
			r.finish(op.ctx, refusal.errs, false)
			return
		}
		k.serve(op, r)
	}()
}

// duplicateReason is the text of the reference implementation, cut to what a close frame holds.
func duplicateReason(id string) string {
	if !safe(id, 64) {
		return "Subscriber already exists"
	}
	return "Subscriber for " + id + " already exists"
}

// write empties the outbox, and sees to it that a peer that is gone is noticed.
func (k *socket) write() {
	// A socket that cannot be written any more is of no use to its reader either.
	defer k.cancel()
	ping := time.NewTicker(k.server.timing.Ping)
	defer ping.Stop()
	for {
		select {
		case <-k.ctx.Done():
			return
		case <-ping.C:
			go k.ping()
		case <-k.out.wake:
			if !k.flush() {
				return
			}
		}
	}
}

// flush writes what is queued; false after the last message of the socket.
func (k *socket) flush() bool {
	for {
		f, end := k.out.next()
		switch {
		case end != nil:
			k.server.metrics.closes.WithLabelValues(strconv.Itoa(end.code)).Inc()
			_ = k.conn.Close(websocket.StatusCode(end.code), end.reason) // the peer may be gone already
			return false
		case f.size() == 0:
			return true
		case !k.send(f):
			return false
		}
	}
}

func (k *socket) send(f frame) bool {
	ctx, cancel := context.WithTimeout(k.ctx, k.server.timing.Write)
	defer cancel()
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	f.appendTo(buf)
	return k.conn.Write(ctx, websocket.MessageText, buf.Bytes()) == nil
}

// ping asks the peer for a sign of life; without one the socket ends, and so it does when its caller may not listen any more.
func (k *socket) ping() {
	ctx, cancel := context.WithTimeout(k.ctx, k.server.timing.Write)
	defer cancel()
	if signedOut(k.speaker.Load().check(ctx)) {
		k.forbid()
		return
	}
	if k.conn.Ping(ctx) != nil {
		k.cancel()
	}
}
