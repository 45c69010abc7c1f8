// Package transport serves GraphQL over HTTP, WebSocket (graphql-transport-ws) and event streams (graphql-sse) on gqlgen's
// executor. Before a document reaches gqlgen it has been measured in linear time, validated once and paid for.
package transport

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"kith/models"
)

// Config says what the transports serve and to whom. Schema, Viewer, Logger and Metrics are required.
type Config struct {
	Schema graphql.ExecutableSchema
	// Viewer tells who sent the request, and until when; the zero time is for ever. It is nil without an error when the
	// request carries no credentials.
	Viewer func(*http.Request) (*models.Viewer, time.Time, error)
	// Bearer tells who a socket's connection_init speaks for, and until when.
	Bearer func(ctx context.Context, authorization string) (*models.Viewer, time.Time, error)
	// Response prepares the context of one response: a query's, a root field's of a mutation, an event's of a subscription.
	Response func(context.Context) context.Context
	// RootField answers root fields, itself or through what it is given; nil leaves all of them to gqlgen.
	RootField graphql.RootFieldMiddleware
	// Once runs a mutation unless the key has an answer already, which it returns then. keep is false when the answer
	// should not be given again.
	Once Once
	// Metered prices the work of the database for a query; may be nil.
	Metered Metered
	// Unavailable reports whether an error means that what the server needs cannot be reached at this moment; may be nil.
	Unavailable func(error) bool
	// Origins are those, besides the server's own, whose pages may use the session cookie; nil for none.
	Origins       *Origins
	Introspection bool
	Trusted       TrustedDocuments
	Limits        Limits
	Timing        Timing
	Logger        *slog.Logger
	Metrics       *Metrics
	// Now is the clock of the budgets; time.Now when nil.
	Now func() time.Time
}

// Once executes what an Idempotency-Key stands for at most once; request is a digest of what was asked.
type Once func(ctx context.Context, key string, request [32]byte, run func(context.Context) (answer []byte, keep bool)) ([]byte, error)

// Metered returns a context whose trips to the database are measured, and a function that returns how long they took beyond free each and
// how many statements they had.
type Metered func(ctx context.Context, free time.Duration) (context.Context, func() (took time.Duration, statements int))

// Server answers GraphQL requests of every transport at one address.
type Server struct {
	config    Config
	limits    Limits
	timing    Timing
	schema    *ast.Schema
	executor  *executor.Executor
	documents *documents
	persisted *persisted
	budgets   *budgets
	// events are the budgets that events of subscriptions are paid from.
	events *budgets
	// sockets counts those of a caller, strangers those of an address whose caller is not known yet.
	sockets, strangers *counters
	// uploads counts the requests with files of a caller that are being served, addressUploads those of an address.
	uploads, addressUploads *counters
	subscriptions           *counters
	metrics                 *Metrics
	log                     *slog.Logger
	flights                 *flights
	streams                 *reservations
	groups                  *groups
	spools                  spools
}

// New makes a server; its configuration is checked here.
func New(c Config) (*Server, error) {
	if c.Schema == nil || c.Viewer == nil || c.Logger == nil || c.Metrics == nil {
		return nil, errors.New("transport: Schema, Viewer, Logger and Metrics are required")
	}
	if err := errors.Join(c.Limits.validate(), c.Timing.validate(), c.Trusted.validate()); err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Server{
		config: c, limits: c.Limits, timing: c.Timing, schema: c.Schema.Schema(),
		documents:      newDocuments(c.Schema.Schema(), c.Limits, c.Metrics),
		persisted:      newPersisted(c.Trusted, c.Limits, c.Metrics),
		budgets:        newBudgets(c.Limits.Callers, c.Limits.BudgetPoints, c.Limits.BudgetPerSecond, c.Now),
		events:         newBudgets(c.Limits.Callers, c.Limits.EventPoints, c.Limits.EventsPerSecond, c.Now),
		sockets:        newCounters(c.Limits.SocketsPerCaller),
		strangers:      newCounters(c.Limits.SocketsPerAddress),
		uploads:        newCounters(c.Limits.FormsPerCaller),
		addressUploads: newCounters(c.Limits.FormsPerAddress),
		subscriptions:  newCounters(c.Limits.Subscriptions),
		metrics:        c.Metrics, log: c.Logger,
		flights: newFlights(),
		spools:  make(spools, c.Limits.Forms),
	}
	s.streams, s.groups = newReservations(s), newGroups()
	s.executor = executor.New(c.Schema)
	s.executor.SetQueryCache(validated{})
	s.executor.SetErrorPresenter(s.present)
	s.executor.SetRecoverFunc(recovered)
	s.executor.AroundFields(masked)
	if c.Response != nil {
		s.executor.AroundResponses(func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
			return next(c.Response(ctx))
		})
		s.executor.AroundRootFields(func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
				ctx = c.Response(ctx)
			}
			return next(ctx)
		})
	}
	if c.RootField != nil {
		s.executor.AroundRootFields(c.RootField)
	}
	return s, nil
}

// ServeHTTP answers a request of any of the transports.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if models.RequestIDFrom(r.Context()) == "" {
		RequestID(http.HandlerFunc(s.serve)).ServeHTTP(w, r)
		return
	}
	s.serve(w, r)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if !s.flights.start() {
		answerStopping(w)
		return
	}
	defer s.flights.end()
	switch {
	case r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		s.serveSocket(w, r)
	case r.Method == http.MethodGet && streamToken(r) != "":
		s.serveReserved(w, r)
	case r.Method == http.MethodGet, r.Method == http.MethodPost:
		s.serveHTTP(w, r)
	case r.Method == http.MethodPut:
		s.reserve(w, r)
	case r.Method == http.MethodDelete:
		s.stopReserved(w, r)
	default:
		w.Header().Set("Allow", "GET, POST, PUT, DELETE")
		answerErrors(w, http.StatusMethodNotAllowed, mediaJSON, refuse(models.Invalid, "GraphQL is asked for by GET or POST."))
	}
}
