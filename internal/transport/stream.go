package transport

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// streamFrames lays out the events of graphql-sse for a stream of one operation.
type streamFrames struct{}

func (streamFrames) next(_, event string, body func(*bytes.Buffer)) []byte {
	return frame(func(buf *bytes.Buffer) {
		buf.WriteString("event: next\n")
		if event != "" {
			// A line break would end the field, and a NUL would make clients ignore it.
			buf.WriteString("id: " + strings.NewReplacer("\n", "", "\r", "", "\x00", "").Replace(event) + "\n")
		}
		buf.WriteString("data: ")
		body(buf)
		buf.WriteString("\n\n")
	})
}

func (f streamFrames) failed(id string, errs gqlerror.List) []byte {
	return append(f.next(id, "", onlyErrors(errs)), f.complete(id)...)
}

func (streamFrames) complete(string) []byte { return []byte("event: complete\ndata:\n\n") }

// serveStream answers one operation by a stream of its own: graphql-sse's distinct connections mode.
func (s *Server) serveStream(w http.ResponseWriter, r *http.Request, c *caller, req *request) {
	k := s.newSession(r.Context(), overStream, streamFrames{}, c)
	defer k.close()
	if !s.flights.join(k) {
		answerStopping(w)
		return
	}
	defer s.flights.leave(k)
	op, err := k.admit("", req)
	if err != nil {
		answerStopping(w)
		return
	}
	op.lastEventID = r.Header.Get("Last-Event-ID")
	run := s.newRun(arrivalOf(r, overStream), c)
	if refusal := run.pass(op.ctx, req); refusal != nil {
		defer k.exit(op)
		run.finish(op.ctx, refusal.errs, false)
		if refusal.status(mediaJSON) != http.StatusOK {
			refusal.answer(w, r, mediaJSON)
			return
		}
		// Browsers show nothing of a stream that was refused, so the refusal is told in the stream.
		k.fail(op, refusal.errs)
		k.out.end(closeNormal, "")
		k.stream(w, c)
		return
	}
	go func() {
		defer k.exit(op)
		k.serve(op, run)
		k.out.end(closeNormal, "")
	}()
	k.stream(w, c)
}

// stream writes the session's outbox as events until it ends, the client goes or may not listen any more.
func (s *session) stream(w http.ResponseWriter, c *caller) {
	s.server.metrics.streams.Inc()
	defer s.server.metrics.streams.Dec()
	h := w.Header()
	h.Set("Content-Type", mediaStream+"; charset=utf-8")
	h.Set("Cache-Control", "no-cache, no-transform")
	h.Set("X-Accel-Buffering", "no") // nginx would hold the events back
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	alive := time.NewTicker(s.server.timing.KeepAlive)
	defer alive.Stop()
	// The first bytes open the stream at the client, before anything has happened.
	if !s.send(w, out, []byte(":\n\n")) {
		return
	}
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-alive.C:
			if signedOut(c.check(s.ctx)) || !s.send(w, out, []byte(":\n\n")) {
				return
			}
		case <-s.out.wake:
			for {
				event, end := s.out.next()
				if end != nil {
					return
				}
				if event == nil {
					break
				}
				if !s.send(w, out, event) {
					return
				}
			}
		}
	}
}

func (s *session) send(w http.ResponseWriter, out *http.ResponseController, event []byte) bool {
	// Not every ResponseWriter has deadlines; those of the server do.
	_ = out.SetWriteDeadline(time.Now().Add(s.server.timing.Write))
	if _, err := w.Write(event); err != nil {
		return false
	}
	return out.Flush() == nil
}
