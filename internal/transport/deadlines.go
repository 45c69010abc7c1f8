package transport

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"
)

// writeChunk is how much of an answer must go out in the time of one write: a reader that takes it in time may take the whole answer.
const writeChunk = 64 << 10

// Deadlines ends requests whose client does not go on: a body must come at a minimum rate, and an answer must be taken chunk by chunk.
func Deadlines(t Timing, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		clock := http.NewResponseController(w)
		// Not every ResponseWriter has deadlines; those of the server do. The last answer of this connection has left its own.
		_ = clock.SetWriteDeadline(time.Time{})
		if r.Body != nil && r.Body != http.NoBody {
			body := &pacedBody{ReadCloser: r.Body, clock: clock, timing: t, started: time.Now()}
			body.extend()
			r.Body = body
		}
		next.ServeHTTP(&pacedWriter{ResponseWriter: w, clock: clock, timing: t}, r)
	})
}

// pacedBody is a request body with a deadline that what has been read moves on. What a handler leaves unread keeps the last one.
type pacedBody struct {
	io.ReadCloser
	clock   *http.ResponseController
	timing  Timing
	started time.Time
	read    int64
	ended   bool
}

// extend gives a body its first time, and the time that what has come may have taken at the minimum rate.
func (b *pacedBody) extend() {
	earned := time.Duration(b.read) * time.Second / time.Duration(b.timing.BodyRate)
	_ = b.clock.SetReadDeadline(b.started.Add(min(b.timing.Body+earned, b.timing.Upload)))
}

// Read reads on, within the deadline.
func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	switch {
	case err == nil:
		b.extend()
	case errors.Is(err, io.EOF) && !b.ended:
		// From now on reading the connection is how the server notices that the client has gone.
		b.ended = true
		_ = b.clock.SetReadDeadline(time.Time{})
	}
	return n, err
}

// late reports whether a body did not come in time.
func late(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// pacedWriter is an answer whose write deadline is moved on by each chunk that goes out.
type pacedWriter struct {
	http.ResponseWriter
	clock  *http.ResponseController
	timing Timing
}

// Unwrap is for http.ResponseController.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Write writes chunk by chunk. The deadline of the last one stays, for what the server still holds back.
func (w *pacedWriter) Write(p []byte) (written int, err error) {
	for {
		chunk := p[:min(len(p), writeChunk)]
		_ = w.clock.SetWriteDeadline(time.Now().Add(w.timing.Write))
		n, err := w.ResponseWriter.Write(chunk)
		written += n
		if p = p[n:]; err != nil || len(p) == 0 {
			return written, err
		}
	}
}
