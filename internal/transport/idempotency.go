package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// idempotencyKeyHeader names the key under which a mutation is run once. Where there is no header, as in the messages of sockets,
// it is extensions.idempotencyKey.
const (
	idempotencyKeyHeader    = "Idempotency-Key"
	idempotencyKeyExtension = "idempotencyKey"
)

// idempotencyKey returns the one key that a request has, blank without one, or why what it has is none.
func idempotencyKey(headers []string, req *request) (string, gqlerror.List) {
	keys := headers
	if given, ok := req.extensions[idempotencyKeyExtension]; ok {
		text, _ := given.(string) // anything else is not visible
		keys = append(keys[:len(keys):len(keys)], text)
	}
	if len(keys) == 0 {
		return "", nil
	}
	for _, key := range keys {
		if !visible(key) {
			return "", refuse(models.Invalid, "An Idempotency-Key is 1 to 255 visible ASCII characters.")
		}
		if key != keys[0] {
			return "", refuse(models.Invalid, "The request has two Idempotency-Keys. Send one.")
		}
	}
	return keys[0], nil
}

// visible reports whether an Idempotency-Key can be one.
func visible(key string) bool {
	if len(key) > 255 {
		return false
	}
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return key != ""
}

// outcome is what became of a query or mutation.
type outcome struct {
	// resp is the answer; nil when body has it.
	resp *graphql.Response
	// body is an encoded answer that is kept under a key.
	body []byte
	// executed is false for what was refused after all, or given again.
	executed bool
}

// encode appends the answer.
func (o outcome) encode(buf *bytes.Buffer) {
	if o.body != nil {
		buf.Write(o.body)
		return
	}
	encode(buf, o.resp)
}

// failed reports whether there is no answer but errors.
func (o outcome) failed() bool { return o.body == nil && o.resp.Data == nil }

// errors are those of an answer that was made now.
func (o outcome) errors() gqlerror.List {
	if o.resp == nil {
		return nil
	}
	return o.resp.Errors
}

// execute runs a query or mutation. With a key, a mutation that was run before has its first answer again.
func (r *run) execute(ctx context.Context, req *request) outcome {
	ctx = r.trace(ctx)
	if r.key == "" || r.kind != ast.Mutation || r.caller.viewer == nil {
		return outcome{resp: r.once(ctx), executed: true}
	}
	if r.server.config.Once == nil {
		return outcome{resp: &graphql.Response{Errors: refuse(models.Invalid, "Idempotency-Key is not supported here. Leave it out.")}}
	}
	var made outcome
	body, err := r.server.config.Once(r.context(ctx), r.key, r.digest(req), func(ctx context.Context) ([]byte, bool) {
		made = outcome{resp: r.once(ctx), executed: true}
		var buf bytes.Buffer
		encode(&buf, made.resp)
		return buf.Bytes(), made.resp.Data != nil && !hasCode(made.resp.Errors, models.Internal, models.Unavailable)
	})
	switch {
	case err != nil:
		return outcome{resp: &graphql.Response{Errors: r.server.refusal(ctx, err)}, executed: made.executed}
	case made.executed:
		return made
	}
	return outcome{body: body, executed: true}
}

// digest tells requests under one key apart, however the document was named and the JSON laid out.
func (r *run) digest(req *request) [32]byte {
	// Maps of decoded JSON always encode, with their keys in order.
	asked, _ := json.Marshal([]any{r.graphql.RawQuery, req.operationName, req.variables})
	return sha256.Sum256(asked)
}
