package transport

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled keeps one giant answer from holding its memory for ever.
const maxPooled = 1 << 20

func release(buf *bytes.Buffer) {
	if buf.Cap() <= maxPooled {
		buf.Reset()
		buffers.Put(buf)
	}
}

// encode appends the response as one line of JSON. A request that was not executed has no data member.
func encode(buf *bytes.Buffer, resp *graphql.Response) {
	buf.WriteByte('{')
	if len(resp.Errors) > 0 {
		buf.WriteString(`"errors":`)
		encodeValue(buf, resp.Errors[:min(len(resp.Errors), maxErrors)])
		if resp.Data != nil || len(resp.Extensions) > 0 {
			buf.WriteByte(',')
		}
	}
	if resp.Data != nil {
		buf.WriteString(`"data":`)
		appendLine(buf, resp.Data)
		if len(resp.Extensions) > 0 {
			buf.WriteByte(',')
		}
	}
	if len(resp.Extensions) > 0 {
		buf.WriteString(`"extensions":`)
		encodeValue(buf, resp.Extensions)
	}
	buf.WriteByte('}')
}

// appendLine appends JSON without line breaks, which would end an event of an event stream.
func appendLine(buf *bytes.Buffer, data []byte) {
	if bytes.IndexByte(data, '\n') >= 0 || bytes.IndexByte(data, '\r') >= 0 {
		data = bytes.ReplaceAll(bytes.ReplaceAll(data, []byte{'\n'}, []byte{' '}), []byte{'\r'}, []byte{' '})
	}
	buf.Write(data)
}

func encodeValue(buf *bytes.Buffer, v any) {
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		// What goes in here are our own errors and extensions, strings and numbers all of them.
		panic(err)
	}
	buf.Truncate(buf.Len() - 1) // the encoder's line break
}

// statusOf returns the HTTP status for an answer. JSON answers of requests that are well formed have 200 unless the caller
// or the server is at fault; the newer media type tells request errors by 400 too. An answer whose data is null because the database is
// away has the status that tells proxies and clients to try again; one that has a part of its data has 200.
func statusOf(media string, resp *graphql.Response) int {
	if resp.Data != nil {
		if string(resp.Data) == "null" && codeOf(resp.Errors) == models.Unavailable {
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	}
	switch codeOf(resp.Errors) {
	case models.Unauthenticated:
		return http.StatusUnauthorized
	case models.RateLimited:
		return http.StatusTooManyRequests
	case models.Unavailable:
		return http.StatusServiceUnavailable
	case models.Internal:
		return http.StatusInternalServerError
	}
	if media != mediaGraphQL {
		return http.StatusOK
	}
	switch codeOf(resp.Errors) {
	case models.Conflict:
		return http.StatusConflict
	case models.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}

// answer writes the response in one piece.
func answer(w http.ResponseWriter, status int, media string, resp *graphql.Response) {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	encode(buf, resp)
	setHeaders(w, status, resp.Errors)
	answerBytes(w, status, media, buf.Bytes())
}

func answerBytes(w http.ResponseWriter, status int, media string, body []byte) {
	if media == mediaStream {
		media = mediaJSON // an error that comes before the stream
	}
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone: nobody is left to be told
}

// answerRefusal writes the errors of a request that was not executed.
func answerRefusal(w http.ResponseWriter, media string, errs gqlerror.List) {
	resp := &graphql.Response{Errors: errs}
	answer(w, statusOf(media, resp), media, resp)
}

// answerErrors writes errors with a status that does not follow from them.
func answerErrors(w http.ResponseWriter, status int, media string, errs gqlerror.List) {
	answer(w, status, media, &graphql.Response{Errors: errs})
}

// onlyErrors is the payload of an operation that failed.
func onlyErrors(errs gqlerror.List) []byte {
	return assemble(func(buf *bytes.Buffer) { encode(buf, &graphql.Response{Errors: errs}) })
}

// answer writes what became of the operation as the answer of a request of HTTP.
func (o outcome) answer(w http.ResponseWriter, r *http.Request, media string) {
	status := http.StatusOK
	if o.resp != nil {
		status = statusOf(media, o.resp)
		setHeaders(w, status, o.resp.Errors)
	}
	o.write(w, r, status, media)
}

func (o outcome) write(w http.ResponseWriter, r *http.Request, status int, media string) {
	buf := buffers.Get().(*bytes.Buffer)
	defer release(buf)
	o.encode(buf)
	answerCompressed(w, r, status, media, buf.Bytes())
}

// setHeaders sets the headers that follow from errors.
func setHeaders(w http.ResponseWriter, status int, errs gqlerror.List) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	if wait, ok := retryAfter(errs); ok {
		w.Header().Set("Retry-After", strconv.Itoa(wait))
	}
}

func retryAfter(errs gqlerror.List) (seconds int, ok bool) {
	if codeOf(errs) != models.RateLimited {
		return 0, false
	}
	seconds, ok = errs[0].Extensions["retryAfter"].(int)
	return seconds, ok
}

// countNodes counts the members of all objects in the data, which are the fields that the answer really holds. JSON
// scalars count with what is in them.
func countNodes(data []byte) int {
	nodes := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case ':':
			nodes++
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
		}
	}
	return nodes
}
