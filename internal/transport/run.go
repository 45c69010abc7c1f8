package transport

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"math"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// run is one operation on its way from the request to the answer.
type run struct {
	server    *Server
	transport string
	caller    *caller
	name      string
	kind      ast.Operation // "" until the document is known
	points    int
	actual    int
	graphql   *graphql.OperationContext
	started   time.Time
	logged    atomic.Int32
}

type runKey struct{}

func runFrom(ctx context.Context) *run {
	r, _ := ctx.Value(runKey{}).(*run)
	return r
}

// validated hands the executor the document that prepare has checked, in place of a cache of its own.
type validated struct{}

type documentKey struct{}

// Get returns the document that prepare put into the context.
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

func (s *Server) newRun(transport string, c *caller) *run {
	return &run{server: s, transport: transport, caller: c, started: time.Now()}
}

// prepare finds, checks and charges the operation of the request. accepts may refuse it for its type.
func (r *run) prepare(ctx context.Context, req *request, accepts func(ast.Operation) gqlerror.List) (errs gqlerror.List) {
	s := r.server
	// On a socket nobody else would catch a panic of the parser or the validator: it would take the process down.
	defer func() {
		if reason := recover(); reason != nil {
			errs = s.refusal(ctx, recovered(ctx, reason))
		}
	}()
	r.name = req.operationName
	if errs := r.charge(1); errs != nil {
		return errs
	}
	text, trusted, errs := s.persisted.text(req)
	if errs != nil {
		return errs
	}
	viewer := r.caller.viewer
	doc := s.documents.find(text, viewer != nil)
	plan, errs := doc.plan(req.operationName)
	if errs != nil {
		return errs
	}
	r.kind, r.name = plan.operation.Operation, plan.operation.Name
	if errs := r.permit(ctx, plan, trusted); errs != nil {
		return errs
	}
	if errs := doc.validate(s.schema, viewer != nil && s.config.Introspection); errs != nil {
		return errs
	}
	if viewer != nil {
		s.persisted.remember(req)
	}
	if errs := accepts(r.kind); errs != nil {
		return errs
	}
	variables, errs := readVariables(s.schema, s.limits, plan.operation, doc.notNull, req.variables)
	if errs != nil {
		return errs
	}
	nodes := cost(plan.fields, variables, s.limits.Nodes)
	if nodes > s.limits.Nodes {
		return refuse(models.QueryTooComplex, "The answer could hold more than %d fields. Ask for smaller pages.", s.limits.Nodes)
	}
	if errs := r.charge(s.points(nodes) - r.points); errs != nil {
		r.caller.bucket.giveBack(r.points) // or it would not be there at the time that the client is told
		return errs
	}
	return r.coerce(ctx, doc, req, variables)
}

// permit decides by what the operation is whether this caller may run it.
func (r *run) permit(ctx context.Context, plan *plan, trusted bool) gqlerror.List {
	s := r.server
	switch {
	case plan.trivial:
		return nil
	case r.caller.viewer == nil:
		return s.refusal(ctx, r.caller.unknown())
	case s.persisted.trusted.Mode == TrustedRequire && !trusted:
		return refuse(models.Forbidden, "Only trusted documents may be run here.")
	case plan.introspects && !s.config.Introspection:
		return refuse(models.ValidationFailed, "Introspection is turned off.")
	}
	return nil
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
	ctx = context.WithValue(ctx, runKey{}, r)
	return r.caller.context(ctx, r.server.limits.BudgetPoints)
}

// dispatch starts the operation. The function that it returns gives the responses, nil after the last.
func (r *run) dispatch(ctx context.Context) func() *graphql.Response {
	var next graphql.ResponseHandler
	return func() (resp *graphql.Response) {
		defer func() {
			if reason := recover(); reason != nil {
				resp = &graphql.Response{Errors: r.server.refusal(ctx, recovered(ctx, reason))}
			}
		}()
		if next == nil {
			next, ctx = r.server.executor.DispatchOperation(r.context(ctx), r.graphql)
		}
		return next(ctx)
	}
}

// once executes a query or mutation.
func (r *run) once(ctx context.Context) *graphql.Response {
	m := r.server.metrics
	m.inFlight.Inc()
	defer m.inFlight.Dec()
	ctx, cancel := context.WithTimeout(ctx, r.server.timing.Operation)
	defer cancel()
	resp := r.dispatch(ctx)()
	if resp == nil { // gqlgen gives none once the context has ended
		resp = &graphql.Response{Errors: r.server.refusal(ctx, context.DeadlineExceeded)}
	}
	r.settle(resp)
	return resp
}

// settle gives back what was charged for fields that the answer does not hold, and says in the answer what it cost.
func (r *run) settle(resp *graphql.Response) {
	r.actual = min(r.points, r.server.points(countNodes(resp.Data)))
	r.caller.bucket.giveBack(r.points - r.actual)
	r.server.metrics.points.Add(float64(r.actual))
	left, _ := r.caller.bucket.remaining()
	resp.Extensions = map[string]any{"cost": callCost{r.points, r.actual, left}}
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
	if !executed {
		r.server.metrics.refused.WithLabelValues(code).Inc()
	}
	r.server.metrics.finished(r.transport, kind, code, took)
	r.server.log.LogAttrs(ctx, slog.LevelInfo, "graphql",
		slog.String("requestId", models.RequestIDFrom(ctx)),
		slog.String("transport", r.transport),
		slog.String("operation", logName(r.name)),
		slog.String("type", kind),
		slog.String("code", code),
		slog.Int("points", r.points),
		slog.Int("actual", r.actual),
		slog.Duration("took", took),
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
