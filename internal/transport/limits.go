package transport

import (
	"fmt"
	"time"
)

// Limits bound what one request, one caller and one connection may ask for.
type Limits struct {
	// BodyBytes bounds a request body and a socket message; QueryBytes the document in it.
	BodyBytes  int
	QueryBytes int
	// FormBytes bounds a request with files, Files how many it holds, and Forms how many such requests are served at once.
	FormBytes int
	Files     int
	Forms     int
	// FormsPerCaller bounds how many of them are one caller's.
	FormsPerCaller int
	Tokens         int
	// Depth counts nested fields through fragments; introspection may go IntrospectionDepth deep.
	Depth              int
	IntrospectionDepth int
	Aliases            int
	RootFields         int
	Directives         int
	// ExpandedFields counts the fields, and fragments, after every fragment has been put in place.
	ExpandedFields int
	// SameNames bounds the fields that share one place in the answer: validation compares every pair of them.
	SameNames int
	// ValueDepth bounds the nesting of lists and objects in literals and variables; Values their number in variables.
	ValueDepth int
	Values     int
	// Nodes bounds the fields of the largest possible answer: fields times page sizes.
	Nodes int
	// DefaultPage is the page of a connection that is asked for without first or last.
	DefaultPage int

	// A caller may spend BudgetPoints at once and BudgetPerSecond steadily; a point pays for NodesPerPoint nodes.
	BudgetPoints    int
	BudgetPerSecond int
	NodesPerPoint   int
	// Events of subscriptions are paid from a budget of their own: EventPoints at once and EventsPerSecond steadily.
	EventPoints     int
	EventsPerSecond int
	// Callers bounds how many budgets are remembered.
	Callers int

	// Documents and DocumentBytes bound the cache of checked documents, Persisted and PersistedBytes that of
	// automatic persisted queries.
	Documents      int
	DocumentBytes  int
	Persisted      int
	PersistedBytes int

	// Operations bounds what runs at once on one connection; QueuedMessages and QueuedBytes what waits for its reader.
	Operations     int
	QueuedMessages int
	QueuedBytes    int
	// Subscriptions bounds those of one caller on the server, over all its connections.
	Subscriptions int
	// Streams bounds the reserved event streams of the server, StreamsPerCaller those of one caller.
	Streams          int
	StreamsPerCaller int
	// SocketsPerCaller bounds the sockets of one caller, SocketsPerAddress those of one address whose callers are not known yet.
	SocketsPerCaller  int
	SocketsPerAddress int
}

// DefaultLimits returns the limits that the API documents.
func DefaultLimits() Limits {
	return Limits{
		BodyBytes: 256 << 10, QueryBytes: 16 << 10, Tokens: 1500,
		FormBytes: 51 << 20, Files: 10, Forms: 32, FormsPerCaller: 4,
		Depth: 12, IntrospectionDepth: 20, Aliases: 30, RootFields: 10, Directives: 20,
		ExpandedFields: 5000, SameNames: 100, ValueDepth: 32, Values: 20_000,
		Nodes: 50_000, DefaultPage: 25,
		BudgetPoints: 10_000, BudgetPerSecond: 100, NodesPerPoint: 10, Callers: 10_000,
		EventPoints: 10_000, EventsPerSecond: 1000,
		Documents: 1000, DocumentBytes: 32 << 20, Persisted: 10_000, PersistedBytes: 16 << 20,
		Operations: 64, QueuedMessages: 256, QueuedBytes: 1 << 20, Subscriptions: 2000,
		Streams: 10_000, StreamsPerCaller: 32, SocketsPerCaller: 2000, SocketsPerAddress: 500,
	}
}

// validate names the first limit that is not positive, so that a forgotten one is found at the start.
func (l Limits) validate() error {
	for _, limit := range []struct {
		name  string
		value int
	}{
		{"BodyBytes", l.BodyBytes}, {"QueryBytes", l.QueryBytes}, {"Tokens", l.Tokens},
		{"FormBytes", l.FormBytes}, {"Files", l.Files}, {"Forms", l.Forms}, {"FormsPerCaller", l.FormsPerCaller},
		{"Depth", l.Depth}, {"IntrospectionDepth", l.IntrospectionDepth}, {"Aliases", l.Aliases},
		{"RootFields", l.RootFields}, {"Directives", l.Directives}, {"ExpandedFields", l.ExpandedFields},
		{"SameNames", l.SameNames}, {"ValueDepth", l.ValueDepth}, {"Values", l.Values},
		{"Nodes", l.Nodes}, {"DefaultPage", l.DefaultPage},
		{"BudgetPoints", l.BudgetPoints}, {"BudgetPerSecond", l.BudgetPerSecond},
		{"NodesPerPoint", l.NodesPerPoint}, {"Callers", l.Callers},
		{"Documents", l.Documents}, {"DocumentBytes", l.DocumentBytes},
		{"Persisted", l.Persisted}, {"PersistedBytes", l.PersistedBytes},
		{"Operations", l.Operations}, {"QueuedMessages", l.QueuedMessages}, {"QueuedBytes", l.QueuedBytes},
		{"Subscriptions", l.Subscriptions}, {"Streams", l.Streams}, {"StreamsPerCaller", l.StreamsPerCaller},
		{"SocketsPerCaller", l.SocketsPerCaller}, {"SocketsPerAddress", l.SocketsPerAddress},
		{"EventPoints", l.EventPoints}, {"EventsPerSecond", l.EventsPerSecond},
	} {
		if limit.value <= 0 {
			return fmt.Errorf("transport: limit %s must be positive, not %d", limit.name, limit.value)
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
	// A body has Body to come, and a second more for each BodyRate bytes that have come; with files or not, Upload at most.
	Body     time.Duration
	BodyRate int
	Upload   time.Duration
	// Init is how long a socket may stay without connection_init; Ping how often it is asked whether it lives.
	Init time.Duration
	Ping time.Duration
	// Stranger is how long a socket may stay without a viewer once it is initialised.
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
		Operation: 30 * time.Second, Write: 10 * time.Second, Deliver: 5 * time.Second, Body: 10 * time.Second, BodyRate: 4 << 10,
		Upload: 5 * time.Minute, Init: 3 * time.Second, Ping: 25 * time.Second, Stranger: 10 * time.Second,
		KeepAlive: 15 * time.Second, Reservation: 30 * time.Second,
		Spread: 2 * time.Second,
	}
}

func (t Timing) validate() error {
	for _, d := range []time.Duration{t.Operation, t.Write, t.Deliver, t.Body, t.Upload, time.Duration(t.BodyRate), t.Init, t.Ping, t.Stranger, t.KeepAlive, t.Reservation} {
		if d <= 0 {
			return fmt.Errorf("transport: every time but Spread must be positive: %+v", t)
		}
	}
	return nil
}
