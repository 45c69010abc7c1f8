package transport

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// arrival is how a request came: all that the gate needs to know of its transport.
type arrival struct {
	// transport is named in metrics and in the log.
	transport string
	// method is that of HTTP; blank for a message of a socket.
	method string
	// streams says that results go to a socket or an event stream, so that there can be many.
	streams bool
	// keys are the Idempotency-Key headers of the request.
	keys []string
}

// arrivalOf describes a request of HTTP.
func arrivalOf(r *http.Request, transport string) arrival {
	return arrival{transport: transport, method: r.Method, streams: transport != overHTTP, keys: r.Header.Values(idempotencyKeyHeader)}
}

// refusal says why a request is not executed.
type refusal struct {
	errs gqlerror.List
	// allow is the method that the operation must be sent by, if it is the method that is refused.
	allow string
	// invalid says that the request itself is at fault, so that it has 400 in JSON too.
	invalid bool
}

// status is that of the refusal as an answer of HTTP.
func (f *refusal) status(media string) int {
	switch {
	case f.allow != "":
		return http.StatusMethodNotAllowed
	case f.invalid:
		return http.StatusBadRequest
	}
	return statusOf(media, &graphql.Response{Errors: f.errs})
}

// refused makes a refusal of errors, nil of none.
func refused(errs gqlerror.List) *refusal {
	if errs == nil {
		return nil
	}
	return &refusal{errs: errs}
}

// answer writes the refusal as the answer of a request of HTTP.
func (f *refusal) answer(w http.ResponseWriter, r *http.Request, media string) {
	if f.allow != "" {
		w.Header().Set("Allow", f.allow)
	}
	status := f.status(media)
	setHeaders(w, status, f.errs)
	outcome{resp: &graphql.Response{Errors: f.errs}}.write(w, r, status, media)
}

// pass is the one gate that every operation goes through, whatever transport it came by: it finds the document, decides whether this
// caller may run this operation in this way, validates it and charges for it. What it refuses has not been run.
func (r *run) pass(ctx context.Context, req *request) (f *refusal) {
	// On a socket nobody else would catch a panic of the parser or the validator: it would take the process down.
	defer func() {
		if reason := recover(); reason != nil {
			f = refused(r.server.refusal(ctx, recovered(ctx, reason)))
		}
	}()
	r.name = req.operationName
	if errs := r.charge(1); errs != nil {
		return refused(errs)
	}
	text, trusted, errs := r.server.persisted.text(req)
	if errs != nil {
		return refused(errs)
	}
	r.byHash = req.query == ""
	doc := r.server.documents.find(text, r.caller.viewer != nil)
	plan, errs := doc.plan(req.operationName)
	if errs != nil {
		return refused(errs)
	}
	r.kind, r.name = plan.operation.Operation, plan.operation.Name
	if f := r.fits(); f != nil {
		return f
	}
	if errs := r.permit(ctx, plan, trusted); errs != nil {
		return refused(errs)
	}
	return r.admit(ctx, req, doc, plan)
}

// fits decides whether an operation of this kind may come in this way.
func (r *run) fits() *refusal {
	switch {
	case r.kind == ast.Mutation && r.from.method == http.MethodGet:
		// Browsers send a GET with its cookies for the pages of anyone, and repeat it as they like.
		return &refusal{errs: refuse(models.ValidationFailed, "Mutations are sent by POST."), allow: http.MethodPost}
	case r.kind == ast.Subscription && !r.from.streams:
		return refused(refuse(models.ValidationFailed, "Subscriptions are served to Accept: %s, and over WebSocket.", mediaStream))
	}
	return nil
}

// permit decides by what the operation is whether this caller may run it.
func (r *run) permit(ctx context.Context, plan *plan, trusted bool) gqlerror.List {
	s := r.server
	switch {
	case plan.trivial:
		return nil
	case r.caller.viewer == nil && (!plan.public || r.caller.refused != nil):
		return s.refusal(ctx, r.caller.unknown())
	case s.persisted.trusted.Mode == TrustedRequire && !trusted:
		return refuse(models.Forbidden, "Only trusted documents may be run here.")
	case r.caller.viewer != nil && r.caller.viewer.Scopes != nil:
		if lacks := lacking(r.caller.viewer, plan); lacks != nil {
			return s.refusal(ctx, lacks)
		}
	}
	if plan.introspects && !s.config.Introspection {
		return refuse(models.ValidationFailed, "Introspection is turned off.")
	}
	return nil
}

// lacking returns the error of the first field, by name, that the scopes of the caller's token do not allow; nil if they allow all. It is
// the one place where fields are held against scopes.
func lacking(viewer *models.Viewer, plan *plan) error {
	fields := slices.SortedFunc(maps.Keys(plan.selects), func(a, b fieldOf) int {
		return cmp.Or(cmp.Compare(a.typeName, b.typeName), cmp.Compare(a.field, b.field))
	})
	for _, f := range fields {
		if lacks := viewer.Lacks(f.typeName, f.field); lacks != nil {
			return lacks
		}
	}
	return nil
}

// admit validates the operation, reads its variables and its key, and charges for the largest answer that it can have.
func (r *run) admit(ctx context.Context, req *request, doc *document, plan *plan) *refusal {
	s, viewer := r.server, r.caller.viewer
	if errs := doc.validate(viewer != nil && s.config.Introspection); errs != nil {
		return refused(errs)
	}
	if viewer != nil {
		s.persisted.remember(req)
	}
	variables, errs := readVariables(s.schema, s.limits, plan.operation, doc.validated().notNull, req.variables)
	if errs != nil {
		return refused(errs)
	}
	if r.kind == ast.Mutation {
		if r.key, errs = idempotencyKey(r.from.keys, req); errs != nil {
			return &refusal{errs: errs, invalid: true}
		}
	}
	r.plan, r.fields, r.weighted, r.variables = plan, plan.fields, plan.weighted, variables
	nodes := cost(plan.fields, variables, s.limits.Nodes)
	if nodes > s.limits.Nodes {
		return refused(refuse(models.QueryTooComplex, "The answer could hold more than %d fields. Ask for smaller pages.", s.limits.Nodes))
	}
	if errs := r.charge(s.points(nodes) - r.points); errs != nil {
		r.caller.bucket.giveBack(r.points) // or it would not be there at the time that the client is told
		return refused(errs)
	}
	return refused(r.coerce(ctx, doc, req, variables))
}
