package transport

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"kith/models"
)

// mediaForm is the media type of a request with files: a form whose first part, «operations», is the request, whose second,
// «map», says where in the variables the files belong, and whose other parts are the files
// (https://github.com/jaydenseric/graphql-multipart-request-spec).
const mediaForm = "multipart/form-data"

// maxFilename bounds what a client calls a file, and its type.
const maxFilename = 255

// preflighted reports whether the request has a header that no page of another origin can send without asking first: forms,
// unlike JSON, are sent without.
func preflighted(h http.Header) bool {
	return h.Get("GraphQL-Require-Preflight") != "" || h.Get("Apollo-Require-Preflight") != "" || h.Get("X-Requested-With") != ""
}

// readForm reads a request with files, or says with which status it is refused. Nothing is read for a stranger.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request, c *caller) (*request, int, error) {
	switch {
	case !preflighted(r.Header):
		return nil, http.StatusBadRequest, malformed("Files are sent with the header GraphQL-Require-Preflight: 1, or X-Requested-With.")
	case c.viewer == nil:
		return nil, http.StatusUnauthorized, c.unknown()
	case r.ContentLength > int64(s.limits.FormBytes):
		return nil, http.StatusRequestEntityTooLarge, errTooLarge
	}
	leave, err := s.enterUpload(c, remoteKey(r))
	if err != nil {
		return nil, http.StatusTooManyRequests, err
	}
	spool, err := s.spools.open()
	if err != nil {
		leave()
		return nil, http.StatusServiceUnavailable, err
	}
	spool.closed = leave
	r.Body = http.MaxBytesReader(w, r.Body, int64(s.limits.FormBytes))
	req, err := s.readParts(r, spool)
	if err != nil {
		spool.close()
		status, shown := formError(err)
		return nil, status, shown
	}
	req.spool = spool
	return req, http.StatusOK, nil
}

// enterUpload counts a request with files of a caller and of an address until leave is called; an error if one of them has too many.
func (s *Server) enterUpload(c *caller, address string) (leave func(), err error) {
	const refusal = "At most %d requests with files of one %s are served at once. Wait for one of them."
	key := c.viewer.Key()
	if !s.uploads.add(key) {
		return nil, models.Errorf(models.RateLimited, refusal, s.limits.FormsPerCaller, "caller")
	}
	if !s.addressUploads.add(address) {
		s.uploads.remove(key)
		return nil, models.Errorf(models.RateLimited, refusal, s.limits.FormsPerAddress, "address")
	}
	return func() {
		s.uploads.remove(key)
		s.addressUploads.remove(address)
	}, nil
}

// formError tells what is wrong with a form from what is wrong with us.
func formError(err error) (int, error) {
	var long *http.MaxBytesError
	var ours *fs.PathError
	switch {
	case err == errTooLarge, errors.As(err, &long):
		return http.StatusRequestEntityTooLarge, errTooLarge
	case errors.As(err, new(malformed)):
		return http.StatusBadRequest, err
	case late(err):
		return http.StatusRequestTimeout, malformed("The files did not come in time.")
	case errors.As(err, &ours):
		return http.StatusInternalServerError, err
	}
	return http.StatusBadRequest, malformed("The form is cut off, or it is none.")
}

func (s *Server) readParts(r *http.Request, spool *spool) (*request, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	operations, err := readField(parts, "operations", s.limits.BodyBytes)
	if err != nil {
		return nil, err
	}
	req, err := decodeRequest(operations)
	if err != nil {
		return nil, err
	}
	names, err := readField(parts, "map", s.limits.BodyBytes)
	if err != nil {
		return nil, err
	}
	uploads, err := placeUploads(names, req.variables, s.limits.Files)
	if err != nil {
		return nil, err
	}
	return req, readFiles(parts, uploads, spool)
}

// readField returns the text of the next part, which must have the name.
func readField(parts *multipart.Reader, name string, limit int) ([]byte, error) {
	part, err := parts.NextRawPart()
	if err != nil && err != io.EOF {
		return nil, err
	}
	if err == io.EOF || part.FormName() != name {
		return nil, malformed("The form must begin with the parts operations and map, in this order.")
	}
	text, err := io.ReadAll(io.LimitReader(part, int64(limit)+1))
	if err == nil && len(text) > limit {
		err = errTooLarge
	}
	return text, err
}

// placeUploads puts files that are still to come where the map of names and paths says, and returns them by name.
func placeUploads(text []byte, variables map[string]any, limit int) (map[string]*models.Upload, error) {
	members, err := decodeObject(text)
	if err != nil {
		return nil, malformed("The part map must be a JSON object.")
	}
	uploads, places := make(map[string]*models.Upload, len(members)), 0
	for name, raw := range members {
		var paths []string
		if json.Unmarshal(raw, &paths) != nil || len(paths) == 0 {
			return nil, malformed("The part map must hold lists of paths.")
		}
		if places += len(paths); places > limit {
			return nil, malformed("A request can hold " + strconv.Itoa(limit) + " files at most.")
		}
		uploads[name] = &models.Upload{}
		for _, path := range paths {
			steps := strings.Split(path, ".")
			if steps[0] != "variables" || len(steps) == 1 || !putFile(variables, steps[1:], uploads[name]) {
				return nil, malformed("A path in the part map must lead to a null in the variables, as variables.input.file does.")
			}
		}
	}
	return uploads, nil
}

// putFile puts a file where the steps lead; false unless there was a null.
func putFile(at any, steps []string, u *models.Upload) bool {
	var old any
	switch in := at.(type) {
	case map[string]any:
		var there bool
		if old, there = in[steps[0]]; !there {
			return false
		}
		if len(steps) == 1 {
			in[steps[0]] = u
		}
	case []any:
		i, err := strconv.ParseUint(steps[0], 10, 31)
		if err != nil || i >= uint64(len(in)) {
			return false
		}
		if old = in[i]; len(steps) == 1 {
			in[i] = u
		}
	default:
		return false
	}
	if len(steps) == 1 {
		return old == nil
	}
	return putFile(old, steps[1:], u)
}

// readFiles stores every file that was announced, and no other.
func readFiles(parts *multipart.Reader, uploads map[string]*models.Upload, spool *spool) error {
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		upload := uploads[part.FormName()]
		if upload == nil {
			return malformed("The form has a part that the map does not name, or has it twice.")
		}
		delete(uploads, part.FormName())
		upload.Filename, upload.ContentType = part.FileName(), part.Header.Get("Content-Type")
		if upload.Filename == "" || len(upload.Filename) > maxFilename || len(upload.ContentType) > maxFilename ||
			!utf8.ValidString(upload.Filename) {
			return malformed("A file must have a filename, of " + strconv.Itoa(maxFilename) + " bytes at most.")
		}
		if err := spool.add(part, upload); err != nil {
			return err
		}
	}
	if len(uploads) > 0 {
		return malformed("A file that the map names is missing.")
	}
	return nil
}
