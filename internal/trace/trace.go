// Package trace records what a request or job did, and for how long, as spans of OpenTelemetry, and sends them to a collector by
// OTLP over HTTP in JSON. Of a trace that somebody else has begun it is a part, by the header traceparent of the W3C.
//
// Spans have names of routes, operations, statements and jobs, and numbers; nothing that people have written is in them.
package trace

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

// Kind is the side of a call that a span describes. The numbers are those of OTLP.
type Kind int

// The kinds of spans.
const (
	Internal Kind = 1
	Server   Kind = 2
	Client   Kind = 3
	Consumer Kind = 5
)

// Attribute is a named value of a span: a string, an int64 or a bool.
type Attribute struct {
	Key   string
	Value any
}

// String returns an attribute of text.
func String(key, value string) Attribute { return Attribute{key, value} }

// Int returns an attribute of a number.
func Int(key string, value int) Attribute { return Attribute{key, int64(value)} }

// Span is one part of a trace. All its methods do nothing on nil, on a span that is not sampled, and after End.
type Span struct {
	tracer   *Tracer
	traceID  [16]byte
	id       [8]byte
	parentID [8]byte // zero for the root
	sampled  bool

	mu         sync.Mutex
	name       string
	kind       Kind
	start, end time.Time
	attributes []Attribute
	failure    string
}

// state is what a context has of tracing.
type state struct {
	tracer *Tracer
	span   *Span
	// remote is the span of a caller that sent traceparent.
	remote Parent
}

type stateKey struct{}

func stateOf(ctx context.Context) state {
	st, _ := ctx.Value(stateKey{}).(state)
	return st
}

func (st state) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, stateKey{}, st)
}

// Start begins a span within that of the context. Without one that is sampled it returns the context and nil.
func Start(ctx context.Context, kind Kind, name string, attributes ...Attribute) (context.Context, *Span) {
	st := stateOf(ctx)
	if !st.span.recorded() {
		return ctx, nil
	}
	return st.begin(ctx, kind, name, attributes)
}

// StartTrace begins a span within that of the context, and without one a trace of its own. It returns the context and nil where nothing
// is traced.
func StartTrace(ctx context.Context, kind Kind, name string, attributes ...Attribute) (context.Context, *Span) {
	st := stateOf(ctx)
	if st.tracer == nil {
		return ctx, nil
	}
	return st.begin(ctx, kind, name, attributes)
}

// Start begins the first span here of a trace that the parent belongs to, or of a new one if the parent is zero.
func (t *Tracer) Start(ctx context.Context, parent Parent, kind Kind, name string, attributes ...Attribute) (context.Context, *Span) {
	if t == nil {
		return ctx, nil
	}
	return state{tracer: t, remote: parent}.begin(ctx, kind, name, attributes)
}

func (st state) begin(ctx context.Context, kind Kind, name string, attributes []Attribute) (context.Context, *Span) {
	s := &Span{tracer: st.tracer, name: name, kind: kind, start: time.Now(), attributes: attributes}
	switch {
	case st.span != nil:
		s.traceID, s.parentID, s.sampled = st.span.traceID, st.span.id, st.span.sampled
	case st.remote.valid():
		s.traceID, s.parentID = st.remote.traceID, st.remote.spanID
		s.sampled = st.tracer.sampler.child(st.remote)
	default:
		s.traceID = newTraceID()
		s.sampled = st.tracer.sampler.root(s.traceID)
	}
	_, _ = rand.Read(s.id[:]) // never fails
	st.span = s
	return st.in(ctx), s
}

func newTraceID() (id [16]byte) {
	_, _ = rand.Read(id[:])
	return id
}

// Detach returns a context without the span of ctx: what follows is in traces of its own, if it is traced.
func Detach(ctx context.Context) context.Context {
	st := stateOf(ctx)
	if st.span == nil {
		return ctx
	}
	st.span, st.remote = nil, Parent{}
	return st.in(ctx)
}

// FromContext returns the span of a context, nil without one.
func FromContext(ctx context.Context) *Span { return stateOf(ctx).span }

// TraceID returns the id of the trace in hexadecimal digits, blank for a span that is not recorded.
func (s *Span) TraceID() string {
	if !s.recorded() {
		return ""
	}
	return hexOf(s.traceID[:])
}

// recorded reports whether the span is sent anywhere.
func (s *Span) recorded() bool { return s != nil && s.sampled }

// Set adds attributes.
func (s *Span) Set(attributes ...Attribute) {
	s.change(func() { s.attributes = append(s.attributes, attributes...) })
}

// Rename gives the span another name.
func (s *Span) Rename(name string) { s.change(func() { s.name = name }) }

// Began moves the beginning of the span to an earlier time.
func (s *Span) Began(at time.Time) { s.change(func() { s.start = at }) }

// Fail marks the span as failed, by a code or another text that is ours.
func (s *Span) Fail(why string) { s.change(func() { s.failure = why }) }

func (s *Span) change(fn func()) {
	if !s.recorded() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end.IsZero() {
		fn()
	}
}

// End ends the span and sends it.
func (s *Span) End() {
	first := false
	s.change(func() { s.end, first = time.Now(), true })
	if first {
		s.tracer.enqueue(s)
	}
}

// sampler decides which traces are recorded.
type sampler struct {
	// ratio is the part of the traces that begin here; 1 for all.
	ratio float64
	// alone says that what callers have decided does not count.
	alone bool
}

func (p sampler) root(id [16]byte) bool {
	return p.ratio >= 1 || float64(binary.BigEndian.Uint64(id[8:])>>1) < p.ratio*(1<<63)
}

func (p sampler) child(remote Parent) bool {
	if p.alone {
		return p.root(remote.traceID)
	}
	return remote.sampled
}
