package crmtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kith/models"
)

// Statements records the SQL that reaches the database, as a tracer of its connections.
type Statements struct {
	mu      sync.Mutex
	list    []Statement
	trips   int
	unbound []string
	refused map[string]int
	// distinct are the statements of viewers, by their text, which are kept on Citus alone.
	distinct map[string]Statement
	// unsupported are those that PostgreSQL has refused because it can't do them.
	unsupported []string
}

// Statement is one statement with its arguments.
type Statement struct {
	SQL  string
	Args []any
}

type unrecordedKey struct{}

// Unrecorded returns a context whose statements are not recorded: those of a test itself.
func Unrecorded(ctx context.Context) context.Context {
	return context.WithValue(ctx, unrecordedKey{}, true)
}

// transactional are statements that frame others.
var transactional = []string{"begin", "commit", "rollback"}

// tenants are the tables in which every row belongs to an account.
var tenants = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+(` +
	`account_counters|companies|contacts|contact_aliases|contact_points|contact_presence|inboxes|contact_inboxes|` +
	`conversations|messages|labels|contact_labels|conversation_labels|notes|csat_responses|` +
	`custom_attribute_definitions|segments|segment_cursors|segment_watches|segment_members|duplicate_queue|` +
	`contact_match_keys|contact_match_sets|duplicate_models|` +
	`contact_duplicates|duplicate_dismissals|bots|attachments|legacy_records|teams|roles|team_members|` +
	`company_duplicates|company_dismissals|company_aliases|company_merges|webhook_endpoints|webhook_cursors|webhook_deliveries|` +
	`account_seq|contact_events|jobs|job_targets|job_failures|job_warnings|job_changes)\b`)

// TraceQueryStart records a statement that goes by itself.
func (s *Statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.record(ctx, Statement{data.SQL, data.Args})
	if ctx.Value(unrecordedKey{}) != nil {
		return ctx
	}
	return context.WithValue(ctx, sentKey{}, data.SQL)
}

// TraceBatchStart records statements that go together.
func (s *Statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceBatchStartData) context.Context {
	var sent []Statement
	for _, q := range data.Batch.QueuedQueries {
		sent = append(sent, Statement{q.SQL, q.Arguments})
	}
	s.record(ctx, sent...)
	return ctx
}

// record records what is sent in one round trip, and remembers a statement as unbound if it is for a viewer, touches a tenant's
// table and has not the viewer's account among its arguments.
func (s *Statements) record(ctx context.Context, sent ...Statement) {
	if gate, ok := ctx.Value(gateKey{}).(*Gate); ok {
		for _, statement := range sent {
			gate.pass(statement.SQL)
		}
	}
	if each, ok := ctx.Value(eachKey{}).(func(string)); ok {
		for _, statement := range sent {
			each(statement.SQL)
		}
	}
	sent = slices.DeleteFunc(sent, func(s Statement) bool { return slices.Contains(transactional, strings.ToLower(s.SQL)) })
	if ctx.Value(unrecordedKey{}) != nil || len(sent) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trips++
	s.list = append(s.list, sent...)
	viewer := models.ViewerFrom(ctx)
	for _, statement := range sent {
		if viewer != nil && Citus() {
			if s.distinct == nil {
				s.distinct = map[string]Statement{}
			}
			s.distinct[statement.SQL] = statement
		}
		if viewer != nil && tenants.MatchString(statement.SQL) &&
			(!strings.Contains(statement.SQL, "account_id") || !slices.Contains(statement.Args, any(viewer.AccountID))) {
			s.unbound = append(s.unbound, fmt.Sprintf("%s %v", statement.SQL, statement.Args))
		}
	}
}

// TraceQueryEnd counts a statement that PostgreSQL has refused.
func (s *Statements) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	sql, _ := ctx.Value(sentKey{}).(string)
	s.count(sql, data.Err)
}

// TraceBatchQuery counts a statement of a batch that PostgreSQL has refused.
func (s *Statements) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	s.count(data.SQL, data.Err)
}

// TraceBatchEnd does nothing: a refusal was seen at its statement.
func (s *Statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

type sentKey struct{}

func (s *Statements) count(sql string, err error) {
	var refusal *pgconn.PgError
	if !errors.As(err, &refusal) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused == nil {
		s.refused = map[string]int{}
	}
	s.refused[refusal.Code]++
	if !Citus() || sql == "" {
		return
	}
	if refusal.Code == "0A000" || refusal.Code == "XX000" || strings.HasPrefix(refusal.Code, "CI") { // the last are codes of Citus
		s.unsupported = append(s.unsupported, refusal.Message+": "+sql)
	}
}

// Unsupported returns the statements that PostgreSQL can't do, with the reason.
func (s *Statements) Unsupported() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unsupported)
}

// Refused returns how many statements PostgreSQL has refused with an error code, such as 40P01 for a deadlock.
func (s *Statements) Refused(code string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[code]
}

// Reset forgets what was recorded so far, but not what was unbound.
func (s *Statements) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list, s.trips = nil, 0
}

// List returns the statements since the last Reset, without those that frame transactions.
func (s *Statements) List() []Statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// RoundTrips returns how often something was sent since the last Reset, batches once.
func (s *Statements) RoundTrips() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trips
}

// viewers returns one statement of viewers of each text.
func (s *Statements) viewers() []Statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.distinct))
}

// Unbound returns the statements that did not bind their account.
func (s *Statements) Unbound() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unbound)
}
