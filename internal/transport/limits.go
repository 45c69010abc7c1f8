package transport

import (
	"fmt"
	"time"
)

// Limits bound what one request, one caller and one connection may ask for. Table says what each of them bounds.
type Limits struct {
	BodyBytes       int
	FormBytes       int
	Files           int
	Forms           int
	FormsPerCaller  int
	FormsPerAddress int
	Downloads       int
	QueryBytes      int

	Tokens             int
	Depth              int
	IntrospectionDepth int
	Aliases            int
	RootFields         int
	Directives         int
	ExpandedFields     int
	SameNames          int
	ValueDepth         int
	Values             int
	Nodes              int
	DefaultPage        int

	BudgetPoints    int
	BudgetPerSecond int
	NodesPerPoint   int
	FreeMillis      int
	Statements      int
	EventPoints     int
	EventsPerSecond int
	Callers         int

	Documents      int
	DocumentBytes  int
	Persisted      int
	PersistedBytes int

	Operations        int
	QueuedMessages    int
	QueuedBytes       int
	Subscriptions     int
	Streams           int
	StreamsPerCaller  int
	SocketsPerCaller  int
	SocketsPerAddress int
}

// Limit is one row of the table of limits.
type Limit struct {
	// Value points into the Limits that the table was made for.
	Value *int
	// Setting is the name of the flag by which an operator changes the limit, empty if there is none.
	Setting string
	Default int
	// Bounds says what the limit bounds.
	Bounds string
}

// leastLimit is the smallest value that a limit may have. There is no greatest one: an operator knows the machine.
const leastLimit = 1

// Table returns a row for each limit. Defaults, validation, flags and documentation are made from it.
func (l *Limits) Table() []Limit {
	return []Limit{
		{&l.BodyBytes, "max-body-bytes", 256 << 10, "bytes of a request without files, or of a message on a socket"},
		{&l.FormBytes, "max-form-bytes", 51 << 20, "bytes of a request with files"},
		{&l.Files, "", 10, "files of a request"},
		{&l.Forms, "", 32, "requests with files that are served at once"},
		{&l.FormsPerCaller, "max-uploads", 4, "requests with files that are served at once for one caller"},
		{&l.FormsPerAddress, "max-uploads-per-address", 16, "requests with files that are served at once for one address"},
		{&l.Downloads, "max-downloads-per-address", 64, "files that one address downloads at once by links that expire"},
		{&l.QueryBytes, "max-query-bytes", 16 << 10, "bytes of a document"},

		{&l.Tokens, "max-tokens", 1500, "tokens of a document"},
		{&l.Depth, "max-depth", 12, "depth of nested fields in a document, through fragments"},
		{&l.IntrospectionDepth, "", 20, "depth of nested fields in introspection"},
		{&l.Aliases, "max-aliases", 30, "aliases in a document"},
		{&l.RootFields, "max-root-fields", 10, "root fields of an operation"},
		{&l.Directives, "max-directives", 20, "directives in a document"},
		{&l.ExpandedFields, "max-expanded-fields", 5000, "fields and fragments of a document once its fragments are expanded"},
		{&l.SameNames, "", 100, "fields with the same name in one place of the answer, because validation compares each two of them"},
		{&l.ValueDepth, "", 32, "depth of nested lists and objects in literals and variables"},
		{&l.Values, "", 20_000, "values in the variables of a request"},
		{&l.Nodes, "max-nodes", 50_000, "nodes that an answer could have: fields times page sizes"},
		{&l.DefaultPage, "", 25, "rows of a page for which the request says no size"},

		{&l.BudgetPoints, "budget-points", 10_000, "points that a caller can spend at once"},
		{&l.BudgetPerSecond, "budget-per-second", 100, "points that a caller gets back a second"},
		{&l.NodesPerPoint, "", 10, "nodes that a point pays for"},
		{&l.FreeMillis, "", 3, "milliseconds of each trip of a query to the database that cost nothing more; each further one costs a point"},
		{&l.Statements, "", 4, "statements of a query that a point pays for, however little its answer holds"},
		{&l.EventPoints, "", 10_000, "points that a caller can spend on events of subscriptions at once; later events wait"},
		{&l.EventsPerSecond, "budget-events-per-second", 1000, "points for events that a caller gets back a second"},
		{&l.Callers, "", 10_000, "callers whose budgets are remembered"},

		{&l.Documents, "", 1000, "documents in the cache of checked documents"},
		{&l.DocumentBytes, "", 32 << 20, "bytes of that cache"},
		{&l.Persisted, "", 10_000, "automatic persisted queries that are remembered"},
		{&l.PersistedBytes, "", 16 << 20, "bytes of those queries"},

		{&l.Operations, "max-operations", 64, "operations at once on one connection"},
		{&l.QueuedMessages, "", 256, "messages that wait for the client of a connection"},
		{&l.QueuedBytes, "", 1 << 20, "bytes of those messages"},
		{&l.Subscriptions, "max-subscriptions", 2000, "subscriptions of one caller at once, over all connections to a server"},
		{&l.Streams, "", 10_000, "reserved event streams of a server"},
		{&l.StreamsPerCaller, "", 32, "reserved event streams of one caller"},
		{&l.SocketsPerCaller, "max-sockets", 2000, "sockets of one caller at once"},
		{&l.SocketsPerAddress, "max-sockets-per-address", 500, "sockets of one address at once that have not signed in"},
	}
}

// Check refuses a value that the limit may not have.
func (Limit) Check(value int) error {
	if value < leastLimit {
		return fmt.Errorf("it must be at least %d, not %d", leastLimit, value)
	}
	return nil
}

// DefaultLimits returns the limits that the API documents.
func DefaultLimits() (l Limits) {
	for _, limit := range l.Table() {
		*limit.Value = limit.Default
	}
	return l
}

// validate finds a limit that was forgotten.
func (l Limits) validate() error {
	for _, limit := range l.Table() {
		if err := limit.Check(*limit.Value); err != nil {
			return fmt.Errorf("transport: limit of %s: %w", limit.Bounds, err)
		}
	}
	return nil
}

// Timing says how long the transports wait.
type Timing struct {
	// Operation bounds a query or mutation; Write one write to a connection.
	Operation time.Duration
	Write     time.Duration
	// Deliver is how long a result waits for room in a full queue; then its operation ends, and its client may begin anew.
	Deliver time.Duration
	// A body has the time Body to arrive, and a second more for each BodyRate bytes received, but at most Upload.
	Body     time.Duration
	BodyRate int
	Upload   time.Duration
	// Init is how long a socket may stay without connection_init; Ping how often it is asked whether it lives.
	Init time.Duration
	Ping time.Duration
	// Stranger is how long an initialised socket may stay without a viewer.
	Stranger time.Duration
	// KeepAlive is the pause after which an idle event stream gets a comment; Reservation how long it may stay unclaimed.
	KeepAlive   time.Duration
	Reservation time.Duration
	// Spread is the time over which a shutdown closes the sockets, so that the clients do not come back all at once.
	Spread time.Duration
}

// DefaultTiming returns the times that the API documents.
func DefaultTiming() Timing {
	return Timing{
		Operation: 30 * time.Second, Write: 10 * time.Second, Deliver: 5 * time.Second,
		Body: 10 * time.Second, BodyRate: 4 << 10, Upload: 5 * time.Minute,
		Init: 3 * time.Second, Ping: 25 * time.Second, Stranger: 10 * time.Second,
		KeepAlive: 15 * time.Second, Reservation: 30 * time.Second,
		Spread: 2 * time.Second,
	}
}

func (t Timing) validate() error {
	for _, d := range []time.Duration{
		t.Operation, t.Write, t.Deliver, t.Body, time.Duration(t.BodyRate), t.Upload,
		t.Init, t.Ping, t.Stranger, t.KeepAlive, t.Reservation,
	} {
		if d <= 0 {
			return fmt.Errorf("transport: every time but Spread must be positive: %+v", t)
		}
	}
	return nil
}
