package models

import (
	"bytes"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
)

// JSON is any JSON value, as the stored text.
type JSON json.RawMessage

// MaxJSON is the size of the largest JSON value that is accepted, in bytes.
const MaxJSON = 64 << 10

// MarshalGQL writes the value unchanged; an empty value is null.
func (j JSON) MarshalGQL(w io.Writer) {
	_, _ = w.Write(j.AppendGQL(nil))
}

// AppendGQL appends what MarshalGQL writes.
func (j JSON) AppendGQL(b []byte) []byte {
	if len(j) == 0 {
		return append(b, "null"...)
	}
	return append(b, j...)
}

// UnmarshalGQL takes any decoded JSON value.
func (j *JSON) UnmarshalGQL(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return Errorf(Invalid, "This is not a JSON value.")
	}
	if len(b) > MaxJSON {
		return Errorf(TooLong, "A JSON value has at most %d bytes.", MaxJSON)
	}
	*j = b
	return nil
}

// MarshalJSON writes the value unchanged.
func (j JSON) MarshalJSON() ([]byte, error) { return json.RawMessage(j).MarshalJSON() }

// UnmarshalJSON keeps the value unchanged.
func (j *JSON) UnmarshalJSON(b []byte) error {
	*j = bytes.Clone(b)
	return nil
}

// Value stores the value as jsonb.
func (j JSON) Value() (driver.Value, error) {
	if len(j) == 0 {
		return nil, nil
	}
	return string(j), nil
}

// Scan reads a jsonb.
func (j *JSON) Scan(src any) error {
	b, err := jsonBytes(src)
	*j = bytes.Clone(b)
	return err
}

// scanJSON reads a jsonb into a Go value.
func scanJSON(src, into any) error {
	b, err := jsonBytes(src)
	if err != nil || b == nil {
		return err
	}
	return json.Unmarshal(b, into)
}

func jsonBytes(src any) ([]byte, error) {
	switch src := src.(type) {
	case nil:
		return nil, nil
	case []byte:
		return src, nil
	case string:
		return []byte(src), nil
	default:
		return nil, fmt.Errorf("models: %T is not a jsonb", src)
	}
}

func valueJSON(v any) (driver.Value, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
