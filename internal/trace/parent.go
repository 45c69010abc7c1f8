package trace

import (
	"context"
	"encoding/hex"
	"net/http"
	"strings"
)

// header is that of the W3C's Trace Context, level 1.
const header = "Traceparent"

// Parent is the span of somebody else within which one of ours begins; the zero value is none.
type Parent struct {
	traceID [16]byte
	spanID  [8]byte
	sampled bool
}

func (p Parent) valid() bool { return p.traceID != [16]byte{} && p.spanID != [8]byte{} }

// ParseParent reads a traceparent. What is none is the zero Parent, as the standard demands: a new trace begins then.
func ParseParent(text string) Parent {
	parts := strings.Split(text, "-")
	if len(parts) < 4 || len(text) > 256 || strings.ToLower(text) != text || len(parts[0]) != 2 || parts[0] == "ff" ||
		parts[0] == "00" && len(parts) != 4 {
		return Parent{}
	}
	var p Parent
	var version, flags [1]byte
	for i, into := range [][]byte{version[:], p.traceID[:], p.spanID[:], flags[:]} {
		if len(parts[i]) != 2*len(into) {
			return Parent{}
		}
		if _, err := hex.Decode(into, []byte(parts[i])); err != nil {
			return Parent{}
		}
	}
	if !p.valid() {
		return Parent{}
	}
	p.sampled = flags[0]&1 == 1
	return p
}

// Text returns the traceparent of the span of a context, blank without one.
func Text(ctx context.Context) string {
	s := FromContext(ctx)
	if s == nil {
		return ""
	}
	flags := "-00"
	if s.sampled {
		flags = "-01"
	}
	return "00-" + hexOf(s.traceID[:]) + "-" + hexOf(s.id[:]) + flags
}

// Inject adds the traceparent of the span of a context to the headers of a request.
func Inject(ctx context.Context, h http.Header) {
	if text := Text(ctx); text != "" {
		h.Set(header, text)
	}
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
