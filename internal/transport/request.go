package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"unicode/utf8"
)

// request is what a client asks for, as it came.
type request struct {
	query         string
	operationName string
	variables     map[string]any
	extensions    map[string]any
	documentID    string
	// spool has the files that came with it, if any did.
	spool *spool
}

// discard lets go of the files that came with the request.
func (r *request) discard() {
	if r.spool != nil {
		r.spool.close()
	}
}

// malformed is a request that is none; its text is for the client.
type malformed string

func (m malformed) Error() string { return string(m) }

const (
	errTooLarge = malformed("The request body is too large.")
	errLate     = malformed("The request body did not come in time.")
)

// readBody reads at most limit bytes.
func readBody(r *http.Request, limit int) ([]byte, error) {
	if r.ContentLength > int64(limit) {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	if late(err) {
		return nil, errLate
	}
	if err != nil {
		return nil, malformed("The request body could not be read.")
	}
	if len(body) > limit {
		return nil, errTooLarge
	}
	return body, nil
}

// decodeRequest reads the JSON object of a GraphQL request. Names are taken exactly, a name may not come twice, nothing may
// follow the object; members that we do not know are left alone.
func decodeRequest(body []byte) (*request, error) {
	if !utf8.Valid(body) {
		return nil, malformed("The request body must be UTF-8.")
	}
	members, err := decodeObject(body)
	if err != nil {
		return nil, malformed("The request body must be a JSON object.")
	}
	var req request
	for _, member := range []struct {
		name string
		read func(json.RawMessage) bool
	}{
		{"query", readString(&req.query)},
		{"operationName", readString(&req.operationName)},
		{"documentId", readString(&req.documentID)},
		{"variables", readMap(&req.variables)},
		{"extensions", readMap(&req.extensions)},
	} {
		if raw, ok := members[member.name]; ok && string(raw) != "null" && !member.read(raw) {
			return nil, malformed("The member " + member.name + " has the wrong type.")
		}
	}
	return &req, req.complete()
}

// requestOfURL reads the request from the search parameters of a GET.
func requestOfURL(query url.Values) (*request, error) {
	req := request{
		query:         query.Get("query"),
		operationName: query.Get("operationName"),
		documentID:    query.Get("documentId"),
	}
	for name, into := range map[string]*map[string]any{"variables": &req.variables, "extensions": &req.extensions} {
		given := query.Get(name)
		if given != "" && given != "null" && !readMap(into)(json.RawMessage(given)) {
			return nil, malformed("The parameter " + name + " must be a JSON object.")
		}
	}
	return &req, req.complete()
}

func (r *request) complete() error {
	if r.query == "" && r.documentID == "" && r.persistedHash() == "" {
		return malformed("The request has no query.")
	}
	return nil
}

// decodeObject splits a JSON object into its members.
func decodeObject(body []byte) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if token, err := dec.Token(); err != nil || token != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	members := map[string]json.RawMessage{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := token.(string)
		if _, twice := members[name]; !ok || twice {
			return nil, errors.New("not a name, or one that was there before")
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, err
		}
		members[name] = raw
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something follows the object")
	}
	return members, nil
}

func readString(into *string) func(json.RawMessage) bool {
	return func(raw json.RawMessage) bool { return json.Unmarshal(raw, into) == nil }
}

// readMap keeps numbers as they are written, so that none loses digits.
func readMap(into *map[string]any) func(json.RawMessage) bool {
	return func(raw json.RawMessage) bool {
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		if dec.Decode(into) != nil || *into == nil {
			return false
		}
		_, err := dec.Token()
		return err == io.EOF
	}
}
