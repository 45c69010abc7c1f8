package models

import (
	"fmt"
	"strings"

	"kith/models/page"
)

// Code says what went wrong, in the words of the API. The first group may stand in a userError of a mutation,
// the second only in extensions.code of a GraphQL error; Invalid, NotFound and Forbidden serve both.
type Code string

// The codes.
const (
	Invalid       Code = "INVALID"
	Required      Code = "REQUIRED"
	TooLong       Code = "TOO_LONG"
	NotFound      Code = "NOT_FOUND"
	Taken         Code = "TAKEN"
	StaleVersion  Code = "STALE_VERSION"
	Forbidden     Code = "FORBIDDEN"
	BlockedByRule Code = "BLOCKED_BY_RULE"
	Limit         Code = "LIMIT"

	Unauthenticated        Code = "UNAUTHENTICATED"
	Conflict               Code = "CONFLICT"
	RateLimited            Code = "RATE_LIMITED"
	QueryTooComplex        Code = "QUERY_TOO_COMPLEX"
	CursorExpired          Code = "CURSOR_EXPIRED"
	SlowConsumer           Code = "SLOW_CONSUMER"
	PersistedQueryNotFound Code = "PERSISTED_QUERY_NOT_FOUND"
	ValidationFailed       Code = "GRAPHQL_VALIDATION_FAILED"
	ParseFailed            Code = "GRAPHQL_PARSE_FAILED"
	Unavailable            Code = "UNAVAILABLE"
	Internal               Code = "INTERNAL"
)

// Error is the one type of error whose text may reach a client. It says what to do next and reveals nothing
// that the viewer may not see.
type Error struct {
	Code    Code
	Message string
	// Field is the path into the input, such as ["email"] or ["labels", "0"]; empty when the whole input is meant.
	Field []string
	// Contact is the holder of the value for Taken, and the current record for StaleVersion.
	Contact *Contact
	// Node is the same for any kind of record; nil if Contact is set.
	Node Node
	// Cursor is where to go on, for CursorExpired and SlowConsumer.
	Cursor *page.Cursor
}

// Errorf makes an Error without a field.
func Errorf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// At returns the error with the path of the input that it is about.
func (e *Error) At(field ...string) *Error {
	e.Field = field
	return e
}

func (e *Error) Error() string {
	if len(e.Field) == 0 {
		return string(e.Code) + ": " + e.Message
	}
	return string(e.Code) + " " + strings.Join(e.Field, ".") + ": " + e.Message
}

// Errors are all the broken rules of one input, so that a form can show them at once.
type Errors []*Error

func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Add appends e, if there is one.
func (es *Errors) Add(e *Error) {
	if e != nil {
		*es = append(*es, e)
	}
}

// OrNil returns the errors as an error, or nil when there are none.
func (es Errors) OrNil() error {
	if len(es) == 0 {
		return nil
	}
	return es
}
