package console

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// contentTypes are those of the files there are; the machine's own table may say otherwise.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
}

// asset is one file of the page.
type asset struct {
	name, contentType, cacheControl, tag string
	gzipped                              []byte
	content                              func() []byte
}

func newAsset(name string, gzipped []byte) *asset {
	sum := sha256.Sum256(gzipped)
	a := &asset{name: name, gzipped: gzipped, contentType: contentTypes[path.Ext(name)], cacheControl: "no-cache",
		tag: hex.EncodeToString(sum[:16])}
	if strings.HasPrefix(name, "console-") { // other content has another name
		a.cacheControl = "public, max-age=31536000, immutable"
	}
	a.content = sync.OnceValue(func() []byte { return decompress(gzipped) }) // for the few that do not take gzip
	return a
}

// serve answers GET and HEAD: compressed where the caller takes that, with 304 when the caller has it.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", a.cacheControl)
	h.Set("Content-Type", a.contentType)
	h.Set("Vary", "Accept-Encoding")
	tag, body := a.tag+"-gzip", a.gzipped
	if takesGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
	} else {
		tag, body = a.tag, a.content()
	}
	h.Set("ETag", strconv.Quote(tag))
	http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(body))
}

// takesGzip reports whether an Accept-Encoding header names gzip and does not refuse it.
func takesGzip(accept string) bool {
	for coding := range strings.SplitSeq(accept, ",") {
		name, parameter, _ := strings.Cut(coding, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight, weighted := strings.CutPrefix(strings.ReplaceAll(parameter, " ", ""), "q=")
			q, err := strconv.ParseFloat(weight, 64)
			return !weighted || (err == nil && q > 0)
		}
	}
	return false
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(content) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func decompress(gzipped []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(gzipped))
	if err != nil {
		panic(err) // it is embedded
	}
	content, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return content
}
