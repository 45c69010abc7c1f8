package transport

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/internal/trace"
	"kith/models"
)

// run is one operation on its way from the request to the answer.
type run struct {
	server *Server
	from   arrival
	caller *caller
	name   string
	kind   ast.Operation // "" until the document is known
	// key is the Idempotency-Key, blank without one; byHash says that the document was named, not sent.
	key    string
	byHash bool
	plan   *plan
	// fields are the places of the answer, and variables what they are asked for with.
	fields    []*shape
	weighted  bool
	variables map[string]any
	points    int
	actual    int
	// spent are points for work that was done beside the fields, such as the drawing of a picture.
	spent atomic.Int64
	// worked returns what the database has done for a query; nil if that costs nothing.
	worked  func() (took time.Duration, statements int)
	graphql *graphql.OperationContext
	started time.Time
	span    *trace.Span
	logged  atomic.Int32
	masks   masks
}

type runKey struct{}

func runFrom(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

// validated hands the executor the document that the gate has checked, in place of a cache of its own.
type validated struct{}

type documentKey struct{}

// Get returns the document that coerce put into the context.
func (validated) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(documentKey{}).(*ast.QueryDocument)
	return doc, ok
}

// Add is never called: Get always finds the document.
func (validated) Add(context.Context, string, *ast.QueryDocument) {}

// The transports, as metrics and the log name them.
const (
	overHTTP   = "http"
	overSocket = "websocket"
	overStream = "sse"
)

// trace begins the span of an operation. On sockets and event streams it is a trace of its own.
func (r *run) trace(ctx context.Context) context.Context {
	kind := cmp.Or(string(r.kind), "operation")
	name := strings.TrimSpace(kind + " " + logName(r.name))
	ctx, r.span = trace.StartTrace(ctx, trace.Internal, name, trace.String("graphql.operation.type", kind),
		trace.String("graphql.operation.name", logName(r.name)), trace.String("kith.transport", r.from.transport))
	r.span.Began(r.started)
	return ctx
}

func (s *Server) newRun(from arrival, c *caller) *run {
	return &run{server: s, from: from, caller: c, started: time.Now()}
}

func (r *run) charge(points int) gqlerror.List {
	wait, ok := r.caller.bucket.take(points)
	if ok {
		r.points += points
		return nil
	}
	seconds := int(math.Ceil(wait.Seconds()))
	errs := refuse(models.RateLimited, "The budget is spent. Try again in %d s.", seconds)
	errs[0].Extensions["retryAfter"] = seconds
	return errs
}

// points is the price of an answer with so many fields. What would cost more than a full budget has the price of one: it
// would wait for ever otherwise.
func (s *Server) points(nodes int) int {
	price := (nodes + s.limits.NodesPerPoint - 1) / s.limits.NodesPerPoint
	return min(max(1, price), s.limits.BudgetPoints)
}

func (r *run) coerce(ctx context.Context, doc *document, req *request, variables map[string]any) gqlerror.List {
	params := &graphql.RawParams{Query: doc.text, OperationName: req.operationName, Variables: variables, Extensions: req.extensions}
	ctx = graphql.StartOperationTrace(context.WithValue(ctx, documentKey{}, doc.parsed))
	op, errs := r.server.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		return refuse(models.ValidationFailed, "The variables do not fit the operation.")
	}
	op.DisableIntrospection = r.caller.viewer == nil || !r.server.config.Introspection
	r.graphql = op
	return nil
}

// context is what the operation's resolvers see.
func (r *run) context(ctx context.Context) context.Context {
	ctx = context.WithValue(context.WithValue(ctx, runKey{}, r), masksKey{}, &r.masks)
	ctx = models.WithSpending(ctx, func(points int) { r.spent.Add(int64(points)) })
	return r.caller.context(ctx, r.server.limits.BudgetPoints)
}

// dispatch starts the operation. The function that it returns gives the responses, nil after the last.
func (r *run) dispatch(ctx context.Context) func() *graphql.Response {
	var next graphql.ResponseHandler
	failed := r.protect(ctx, func() *graphql.Response {
		next, ctx = r.server.executor.DispatchOperation(r.context(ctx), r.graphql)
		return nil
	})
	if failed != nil {
		return func() *graphql.Response { return failed }
	}
	return func() *graphql.Response {
		return r.protect(ctx, func() *graphql.Response { return next(ctx) })
	}
}

// protect makes a response of a panic.
func (r *run) protect(ctx context.Context, fn func() *graphql.Response) (resp *graphql.Response) {
	defer func() {
		if reason := recover(); reason != nil {
			resp = &graphql.Response{Errors: r.server.refusal(ctx, recovered(ctx, reason))}
		}
	}()
	return fn()
}

// once executes a query or mutation.
func (r *run) once(ctx context.Context) *graphql.Response {
	m := r.server.metrics
	m.inFlight.Inc()
	defer m.inFlight.Dec()
	ctx, cancel := context.WithTimeout(ctx, r.server.timing.Operation)
	defer cancel()
	if metered := r.server.config.Metered; metered != nil && r.kind == ast.Query {
		ctx, r.worked = metered(ctx, time.Duration(r.server.limits.FreeMillis)*time.Millisecond)
	}
	resp := r.dispatch(ctx)()
	if resp == nil { // gqlgen gives none once the context has ended
		resp = &graphql.Response{Errors: r.server.refusal(ctx, context.DeadlineExceeded)}
	}
	r.settle(resp)
	return resp
}

// settle gives back what was charged for fields that the answer does not hold, charges for those that were not foreseen and for the
// work of the database, and says in the answer what it cost.
func (r *run) settle(resp *graphql.Response) {
	r.actual = r.server.points(r.nodes(resp.Data))
	if r.worked != nil {
		took, statements := r.worked()
		least := (statements + r.server.limits.Statements - 1) / r.server.limits.Statements
		r.actual = min(max(r.actual, least)+int(took.Milliseconds()), r.server.limits.BudgetPoints)
	}
	r.actual = min(r.actual+int(r.spent.Load()), r.server.limits.BudgetPoints)
	r.caller.bucket.settle(r.points - r.actual)
	r.server.metrics.points.Add(float64(r.actual))
	left, _ := r.caller.bucket.remaining()
	resp.Extensions = map[string]any{"cost": callCost{r.points, r.actual, left}}
	if hidden := r.masks.list(); hidden != nil {
		resp.Extensions["maskedFields"] = hidden
	}
}

// callCost is extensions.cost of an answer, in points.
type callCost struct {
	Requested int `json:"requested"`
	Actual    int `json:"actual"`
	Remaining int `json:"remaining"`
}

// finish records how the operation ended: one line in the log, never with what was asked or answered.
func (r *run) finish(ctx context.Context, errs gqlerror.List, executed bool) {
	code, kind, took := "OK", string(r.kind), time.Since(r.started)
	if len(errs) > 0 {
		code = string(codeOf(errs))
	}
	if kind == "" {
		kind = "unknown"
	}
	if r.span == nil {
		ctx = r.trace(ctx)
	}
	r.span.Set(trace.String("kith.code", code), trace.Int("kith.points", r.actual))
	if code == string(models.Internal) || code == string(models.Unavailable) {
		r.span.Fail(code)
	}
	r.span.End()
	if !executed {
		r.server.metrics.refused.WithLabelValues(code).Inc()
	}
	r.server.metrics.finished(r.from.transport, kind, code, took)
	if r.caller != nil && r.caller.viewer != nil {
		ctx = models.WithViewer(ctx, r.caller.viewer)
	}
	r.server.log.LogAttrs(ctx, slog.LevelInfo, "graphql",
		slog.String("transport", r.from.transport),
		slog.String("operation", logName(r.name)),
		slog.String("type", kind),
		slog.String("code", code),
		slog.Int("points", r.points),
		slog.Int("actual", r.actual),
		slog.Duration("took", took),
		slog.String("traceId", r.span.TraceID()),
	)
}

// operationName is a Name (GraphQL, October 2021, 2.1.9) that is short enough for a log. What a client sends beside a document that
// does not parse need not be one.
var operationName = regexp.MustCompile(`\A[_A-Za-z][_0-9A-Za-z]{0,63}\z`)

// logName keeps what a client calls its operation from writing anything else into the log.
func logName(name string) string {
	if name == "" || operationName.MatchString(name) {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("sha256:%s", hex.EncodeToString(sum[:8]))
}
