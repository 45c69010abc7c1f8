package store

import "errors"

// Views are what a session sees instead of some tables. Statement returns a statement that reads them, or an error if the statement must
// not be sent; it is called for every statement of the session.
type Views interface {
	Statement(text string, args []any) (string, []any, error)
}

// Seeing returns the session as one that reads views and changes nothing.
func (s *Session) Seeing(v Views) *Session {
	seeing := *s
	seeing.views = v
	seeing.orm = nil // whose statements are not seen here
	return &seeing
}

// Restricted reports whether the session reads views.
func (s *Session) Restricted() bool { return s.views != nil }

var errChange = errors.New("store: a session that reads views changes nothing")

// seen returns a read as the session sends it.
func (s *Session) seen(r read) (read, error) {
	if s.views == nil {
		return r, nil
	}
	var err error
	r.text, r.args, err = s.views.Statement(r.text, r.args)
	return r, err
}
