package transport

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// revalidates reports whether the answer may be kept by its client and asked for again by its ETag: that of a query whose document was
// named by its hash in a GET.
func (r *run) revalidates() bool {
	return r.kind == ast.Query && r.from.method == http.MethodGet && r.byHash
}

// notModified gives the answer its ETag, and answers 304 if the client has it already. The ETag is weak: it stands for the data, and an
// answer has its cost beside them.
func notModified(w http.ResponseWriter, r *http.Request, media string, resp *graphql.Response) bool {
	if resp.Data == nil || len(resp.Errors) > 0 {
		return false
	}
	hash := sha256.New()
	hash.Write([]byte(media + "\n"))
	hash.Write(resp.Data)
	tag := `W/"` + hex.EncodeToString(hash.Sum(nil)[:16]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept, Authorization, Cookie")
	if !matches(r.Header, tag) {
		return false
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// matches reports whether If-None-Match has the tag, compared weakly (RFC 9110, 13.1.2).
func matches(h http.Header, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for part := range strings.SplitSeq(strings.Join(h.Values("If-None-Match"), ","), ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == opaque {
			return true
		}
	}
	return false
}
