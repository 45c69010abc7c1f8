package transport

import (
	"crypto/sha256"
	"errors"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"kith/models"
)

// document is a query text with everything about it that does not depend on the request: what was found out once
// serves every request with the same text, refusals included.
type document struct {
	text       string
	parsed     *ast.QueryDocument
	operations []*plan
	refused    gqlerror.List
	// visited counts what was looked at before validation, weight is roughly what the document takes in memory.
	visited int
	weight  int

	// validated checks the document against the schema, once. A panic of it is the answer for ever: what panicked has not been checked.
	validated func() *verdict
}

// verdict is what validation found.
type verdict struct {
	// plain are the errors, hinted the same with suggestions.
	plain, hinted gqlerror.List
	// notNull are the variables that stand where null may not, although their types allow it.
	notNull map[string]bool
}

// plan is one operation of a document.
type plan struct {
	operation   *ast.OperationDefinition
	fields      []*shape
	trivial     bool
	introspects bool
	// public says that the operation has nothing but mutations that need no sign-in.
	public bool
	// selects are the fields that the operation selects, once each; the scopes of a token must allow them.
	selects map[fieldOf]bool
	// weighted says that some fields count for more than one.
	weighted bool
	// variables are those that decide what a subscription shows of an event, personal says that this also depends on who looks.
	variables []string
	personal  bool
}

// documents parses and checks query texts, and keeps the verdicts.
type documents struct {
	schema  *ast.Schema
	limits  Limits
	known   *cache[[sha256.Size]byte, *document]
	metrics *Metrics
}

func newDocuments(schema *ast.Schema, limits Limits, metrics *Metrics) *documents {
	return &documents{
		schema: schema, limits: limits, metrics: metrics,
		known: newCache[[sha256.Size]byte, *document](limits.Documents, limits.DocumentBytes),
	}
}

// find returns the document of the text. Only callers who have signed in may fill the cache.
func (d *documents) find(text string, keep bool) *document {
	if len(text) > d.limits.QueryBytes {
		return &document{refused: refuse(models.QueryTooComplex, "The query is longer than %d bytes.", d.limits.QueryBytes)}
	}
	key := sha256.Sum256([]byte(text))
	if doc, ok := d.known.get(key); ok {
		d.metrics.documents.WithLabelValues("hit").Inc()
		return doc
	}
	d.metrics.documents.WithLabelValues("miss").Inc()
	doc := d.read(text)
	if keep {
		doc = d.known.add(key, doc.weight, doc)
	}
	return doc
}

// read parses and measures the text. Its work is linear in the text, and bounded by ExpandedFields beyond it.
func (d *documents) read(text string) *document {
	doc := &document{text: text, weight: len(text) + 500}
	tokens := readTokens(text, d.limits.Tokens)
	if tokens.count > d.limits.Tokens {
		doc.refused = refuse(models.QueryTooComplex, "The query has more than %d tokens.", d.limits.Tokens)
		return doc
	}
	if tokens.refused != nil {
		doc.refused = tokens.refused
		return doc
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil {
		doc.refused = parseFailure(err)
		return doc
	}
	if len(parsed.Operations) == 0 {
		doc.refused = refuse(models.ValidationFailed, "The document has no operation.")
		return doc
	}
	census, errs := takeCensus(parsed, tokens.blocks, d.limits)
	doc.visited = census.visited
	if errs != nil {
		doc.refused = errs
		return doc
	}
	doc.parsed = parsed
	doc.validated = sync.OnceValue(func() *verdict { return validate(d.schema, parsed) })
	for _, op := range parsed.Operations {
		v := &surveyor{schema: d.schema, census: census, limits: d.limits, op: op}
		fields := v.root()
		doc.visited += v.visited
		if v.err != nil {
			doc.refused = v.err
			return doc
		}
		p := &plan{operation: op, fields: fields, trivial: v.trivial, introspects: v.introspects, public: v.public, selects: v.selects,
			weighted: weighted(fields)}
		if op.Operation == ast.Subscription {
			p.variables = selectionVariables(op, census.fragments)
			p.personal = !alike(v.selects)
		}
		doc.operations = append(doc.operations, p)
	}
	doc.weight += 400*tokens.count + 150*doc.visited
	return doc
}

// alike reports whether fields show the same to all callers with the same rights.
func alike(fields map[fieldOf]bool) bool {
	for f := range fields {
		if !models.Alike(f.typeName, f.field) {
			return false
		}
	}
	return true
}

func parseFailure(err error) gqlerror.List {
	errs := refuse(models.ParseFailed, "The query is not GraphQL.")
	var located *gqlerror.Error
	if errors.As(err, &located) {
		errs[0].Message, errs[0].Locations = "Syntax error: "+located.Message, located.Locations
	}
	return errs
}

// plan returns the operation with the name, or the only one.
func (d *document) plan(name string) (*plan, gqlerror.List) {
	if d.refused != nil {
		return nil, d.refused
	}
	if name == "" {
		if len(d.operations) > 1 {
			return nil, refuse(models.ValidationFailed, "The document has %d operations: say in operationName which one to run.", len(d.operations))
		}
		return d.operations[0], nil
	}
	i := slices.IndexFunc(d.operations, func(p *plan) bool { return p.operation.Name == name })
	if i < 0 {
		return nil, refuse(models.ValidationFailed, "The document has no operation named %.64q.", name)
	}
	return d.operations[i], nil
}

// validate returns what is wrong with the document, nil if nothing is.
func (d *document) validate(hints bool) gqlerror.List {
	if hints {
		return d.validated().hinted
	}
	return d.validated().plain
}
