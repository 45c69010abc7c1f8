package transport

import (
	"net/http"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// streamFrames lays out the events of graphql-sse for a stream of one operation.
type streamFrames struct{}

func (streamFrames) next(_, event string, body []byte) frame {
	head := "event: next\n"
	if event != "" {
		// A line break would end the field, and a NUL would make clients ignore it.
		head += "id: " + strings.NewReplacer("\n", "", "\r", "", "\x00", "").Replace(event) + "\n"
	}
	return frame{[]byte(head + "data: "), body, []byte("\n\n")}
}

func (f streamFrames) failed(id string, errs gqlerror.List) frame {
	failed := f.next(id, "", onlyErrors(errs))
	failed.tail = append(failed.tail, f.complete(id).head...)
	return failed
}

func (streamFrames) complete(string) frame { return frame{head: []byte("event: complete\ndata:\n\n")} }

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
	comment := frame{head: []byte(":\n\n")}
	if !s.send(w, out, comment) {
		return
	}
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-alive.C:
			if signedOut(c.check(s.ctx)) || !s.send(w, out, comment) {
				return
			}
		case <-s.out.wake:
			for {
				event, end := s.out.next()
				if end != nil {
					return
				}
				if event.size() == 0 {
					break
				}
				if !s.send(w, out, event) {
					return
				}
			}
		}
	}
}

func (s *session) send(w http.ResponseWriter, out *http.ResponseController, event frame) bool {
	// Not every ResponseWriter has deadlines; those of the server do.
	_ = out.SetWriteDeadline(time.Now().Add(s.server.timing.Write))
	for _, part := range [][]byte{event.head, event.body, event.tail} {
		if _, err := w.Write(part); err != nil {
			return false
		}
	}
	return out.Flush() == nil
}
