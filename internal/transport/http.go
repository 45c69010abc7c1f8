package transport

import (
	"errors"
	"net/http"

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
		return nil, http.StatusUnsupportedMediaType,
			malformed("The Content-Type must be application/json in UTF-8, or multipart/form-data with files.")
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
	if err == errLate {
		return nil, http.StatusRequestTimeout, err
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
	answerRefusal(w, media, s.refusal(r.Context(), err))
}

// serveOnce answers a query or mutation.
func (s *Server) serveOnce(w http.ResponseWriter, r *http.Request, c *caller, req *request, media string) {
	ctx := r.Context()
	run := s.newRun(arrivalOf(r, overHTTP), c)
	if refusal := run.pass(ctx, req); refusal != nil {
		run.finish(ctx, refusal.errs, false)
		refusal.answer(w, r, media)
		return
	}
	made := run.execute(ctx, req)
	run.finish(ctx, made.errors(), made.executed)
	if made.resp != nil && run.revalidates() && notModified(w, r, media, made.resp) {
		return
	}
	made.answer(w, r, media)
}
