package transport

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// compressFrom is the size from which an answer is compressed; less would not be worth the work.
const compressFrom = 1 << 10

// compressor is an encoder that can be used again for another answer.
type compressor interface {
	io.WriteCloser
	Reset(w io.Writer)
}

// coding is a content coding (RFC 9110, 8.4.1) and its encoders that are not in use.
type coding struct {
	name string
	pool sync.Pool
}

// codings are those that answers can have, the best for equal wishes first. Their levels are the fast ones: an answer is made once.
var codings = []*coding{
	{name: "zstd", pool: sync.Pool{New: func() any {
		// Fails for options that contradict each other, which these do not. One goroutine, and a window that keeps its memory small.
		w, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(128<<10),
			zstd.WithLowerEncoderMem(true))
		return w
	}}},
	{name: "br", pool: sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, 3) }}},
	{name: "gzip", pool: sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, 3) // fails for a level that there is not
		return w
	}}},
}

// codingFor returns the coding that the client likes best, nil for none.
func codingFor(h http.Header) *coding {
	likes := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		name, params, weighed := strings.Cut(part, ";")
		q := 1.0
		if weighed {
			text, _ := strings.CutPrefix(strings.TrimSpace(params), "q=")
			var err error
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		likes[strings.ToLower(strings.TrimSpace(name))] = q
	}
	var best *coding
	most := 0.0
	for _, c := range codings {
		q, named := likes[c.name]
		if !named {
			q = likes["*"]
		}
		if q > most {
			best, most = c, q
		}
	}
	return best
}

// compress returns the body in the coding.
func (c *coding) compress(into *bytes.Buffer, body []byte) error {
	w := c.pool.Get().(compressor)
	defer c.pool.Put(w)
	w.Reset(into)
	if _, err := w.Write(body); err != nil {
		return err
	}
	return w.Close()
}

// answerCompressed writes an answer in a coding that its client takes, if it is large enough.
func answerCompressed(w http.ResponseWriter, r *http.Request, status int, media string, body []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	c := codingFor(r.Header)
	if c == nil || len(body) < compressFrom {
		answerBytes(w, status, media, body)
		return
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	if err := c.compress(buf, body); err != nil { // memory takes all that is written to it
		answerBytes(w, status, media, body)
		return
	}
	w.Header().Set("Content-Encoding", c.name)
	answerBytes(w, status, media, buf.Bytes())
}
