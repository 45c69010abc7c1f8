package store

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kith/internal/trace"
)

// maxSummary is how long the summary of a batch may be.
const maxSummary = 255

type statementKey struct{}

// beginStatement begins the span of a trip to the database, if there is a trace that it belongs to.
func beginStatement(ctx context.Context, summary string, attributes ...trace.Attribute) context.Context {
	inner, span := trace.Start(ctx, trace.Client, summary, attributes...)
	if span == nil {
		return ctx
	}
	span.Set(trace.String("db.system.name", "postgresql"), trace.String("db.query.summary", summary))
	return context.WithValue(inner, statementKey{}, span)
}

// endStatement ends it. Of an error it keeps the code of PostgreSQL alone: messages can hold what people have written.
func endStatement(ctx context.Context, err error) {
	span, _ := ctx.Value(statementKey{}).(*trace.Span)
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused):
		span.Set(trace.String("db.response.status_code", refused.Code))
		span.Fail(refused.Code)
	case err != nil:
		span.Fail("no answer")
	}
	span.End()
}

// traced reports whether a trip is worth describing.
func traced(ctx context.Context) bool { return trace.FromContext(ctx).TraceID() != "" }

// summary is the first keyword of a statement and the first table that it names: SELECT contacts.
func summary(sql string) string {
	words := strings.Fields(sql[:min(len(sql), 4096)])
	if len(words) == 0 {
		return ""
	}
	keyword := strings.ToUpper(strings.TrimLeft(words[0], "("))
	for i, word := range words {
		switch strings.ToUpper(strings.TrimLeft(word, "(")) {
		case "FROM", "INTO", "UPDATE", "JOIN":
			if i+1 < len(words) {
				if table := tableName(words[i+1]); table != "" {
					return keyword + " " + table
				}
			}
		}
	}
	return keyword
}

// tableName returns the name that a word is, blank for a function, a subquery or a word of the language.
func tableName(word string) string {
	name := strings.ReplaceAll(strings.TrimRight(word, ",;)"), `"`, "")
	for i, c := range []byte(name) {
		letter := 'a' <= c && c <= 'z' || c == '_'
		if !letter && (i == 0 || c != '.' && (c < '0' || c > '9')) {
			return ""
		}
	}
	return name
}

// summaries joins those of the statements of a batch, each once.
func summaries(texts []string) string {
	var all []string
	length := 0
	seen := map[string]bool{}
	for _, text := range texts {
		s := summary(text)
		if length += len(s) + 2; length > maxSummary {
			break
		}
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return strings.Join(all, "; ")
}

// traceparentKey is the member of a job's metadata that names the span which has asked for it.
const traceparentKey = "traceparent"

// jobTraces writes into the metadata of new jobs which trace has asked for them.
type jobTraces struct {
	river.JobInsertMiddlewareDefaults
}

// InsertMany adds the traceparent of the context, if there is one, to what is inserted.
func (*jobTraces) InsertMany(ctx context.Context, jobs []*rivertype.JobInsertParams,
	insert func(context.Context) ([]*rivertype.JobInsertResult, error),
) ([]*rivertype.JobInsertResult, error) {
	parent := trace.Text(ctx)
	for _, job := range jobs {
		if parent == "" {
			break
		}
		metadata := map[string]json.RawMessage{}
		if len(job.Metadata) > 0 && json.Unmarshal(job.Metadata, &metadata) != nil {
			continue // not an object, which River would refuse too
		}
		metadata[traceparentKey], _ = json.Marshal(parent) // of text
		job.Metadata, _ = json.Marshal(metadata)
	}
	return insert(ctx)
}

// JobParent returns the span that has asked for a job, by the job's metadata.
func JobParent(metadata []byte) trace.Parent {
	var named struct{ Traceparent string }
	if json.Unmarshal(metadata, &named) != nil {
		return trace.Parent{}
	}
	return trace.ParseParent(named.Traceparent)
}
