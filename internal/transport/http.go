package transport

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// serveHTTP answers GET and POST, by one answer or by a stream of events as the client accepts.
func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	media := negotiate(r.Header)
	if media == "" {
		answerErrors(w, http.StatusNotAcceptable, mediaJSON, refuse(models.Invalid,
			"Answers are %s, %s or %s.", mediaJSON, mediaGraphQL, mediaStream))
		return
	}
	c := s.caller(r)
	req, status, err := s.readRequest(w, r, c, media)
	if err != nil {
		s.answerUnread(w, r, status, media, err)
		return
	}
	defer req.discard()
	switch {
	case media == mediaStream:
		s.serveStream(w, r, c, req)
	case streamToken(r) != "":
		s.startReserved(w, r, c, req, media)
	default:
		s.serveOnce(w, r, c, req, media)
	}
}

// readRequest returns the request, or the status to refuse it with.
func (s *Server) readRequest(w http.ResponseWriter, r *http.Request, c *caller, accepted string) (*request, int, error) {
	if r.Method == http.MethodGet {
		if len(r.URL.RawQuery) > s.limits.BodyBytes {
			return nil, http.StatusRequestURITooLong, malformed("The address is too long.")
		}
		req, err := requestOfURL(r.URL.Query())
		return req, http.StatusBadRequest, err
	}
	media, utf8 := contentType(r.Header)
	if media != mediaJSON && media != mediaForm || !utf8 {
		return nil, http.StatusUnsupportedMediaType, malformed("The Content-Type must be application/json in UTF-8, or multipart/form-data with files.")
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, http.StatusUnsupportedMediaType, malformed("The Content-Encoding is not supported.")
	}
	if media == mediaForm && (accepted == mediaStream || streamToken(r) != "") {
		return nil, http.StatusBadRequest, malformed("Files are sent where the answer is JSON, not a stream.")
	}
	if media == mediaForm {
		return s.readForm(w, r, c)
	}
	body, err := readBody(r, s.limits.BodyBytes)
	if err == errTooLarge {
		return nil, http.StatusRequestEntityTooLarge, err
	}
	if err != nil {
		return nil, http.StatusBadRequest, err
	}
	req, err := decodeRequest(body)
	return req, http.StatusBadRequest, err
}

// answerUnread answers a request that could not be read.
func (s *Server) answerUnread(w http.ResponseWriter, r *http.Request, status int, media string, err error) {
	if errors.As(err, new(malformed)) {
		answerErrors(w, status, media, refuse(models.Invalid, "%s", err))
		return
	}
	answerErrors(w, status, media, s.refusal(r.Context(), err))
}

// serveOnce answers a query or mutation.
func (s *Server) serveOnce(w http.ResponseWriter, r *http.Request, c *caller, req *request, media string) {
	ctx := r.Context()
	run := s.newRun(overHTTP, c)
	changesByGet := false
	errs := run.prepare(ctx, req, func(kind ast.Operation) gqlerror.List {
		switch {
		case kind == ast.Subscription:
			return refuse(models.ValidationFailed, "Subscriptions are served to Accept: %s, and over WebSocket.", mediaStream)
		case kind == ast.Mutation && r.Method == http.MethodGet:
			changesByGet = true
			return refuse(models.ValidationFailed, "Mutations are sent by POST.")
		}
		return nil
	})
	if errs != nil {
		run.finish(ctx, errs, false)
		if changesByGet {
			w.Header().Set("Allow", "POST")
			answerErrors(w, http.StatusMethodNotAllowed, media, errs)
			return
		}
		answerRefusal(w, media, errs)
		return
	}
	keys := r.Header.Values("Idempotency-Key")
	if len(keys) > 0 && s.config.Once != nil && run.kind == ast.Mutation && c.viewer != nil {
		s.serveKeyed(w, r, run, req, keys[0], media)
		return
	}
	resp := run.once(ctx)
	run.finish(ctx, resp.Errors, true)
	answer(w, statusOf(media, resp), media, resp)
}

// serveKeyed runs a mutation that may have been run before, and gives its first answer again then.
func (s *Server) serveKeyed(w http.ResponseWriter, r *http.Request, run *run, req *request, key, media string) {
	ctx := r.Context()
	if !visible(key) {
		errs := refuse(models.Invalid, "An Idempotency-Key is 1 to 255 visible ASCII characters.")
		run.finish(ctx, errs, false)
		answerErrors(w, http.StatusBadRequest, media, errs)
		return
	}
	var errs gqlerror.List
	executed, status := false, http.StatusOK
	body, err := s.config.Once(run.context(ctx), key, run.digest(req), func(ctx context.Context) ([]byte, bool) {
		resp := run.once(ctx)
		executed, status, errs = true, statusOf(media, resp), resp.Errors
		var buf bytes.Buffer
		encode(&buf, resp)
		return buf.Bytes(), resp.Data != nil && !hasCode(errs, models.Internal, models.Unavailable)
	})
	if err != nil {
		errs = s.refusal(ctx, err)
		run.finish(ctx, errs, executed)
		answerRefusal(w, media, errs)
		return
	}
	run.finish(ctx, errs, true)
	answerBytes(w, status, media, body)
}

// digest tells requests under one key apart, however the document was named and the JSON laid out.
func (r *run) digest(req *request) [32]byte {
	// Maps of decoded JSON always encode, with their keys in order.
	asked, _ := json.Marshal([]any{r.graphql.RawQuery, req.operationName, req.variables})
	return sha256.Sum256(asked)
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
