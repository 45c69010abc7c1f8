package page

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/uuid"
)

// Kind is the PostgreSQL type of a sort key.
type Kind string

// The kinds that a key can have.
const (
	Text    Kind = "text"
	Time    Kind = "timestamptz"
	Integer Kind = "bigint"
	Number  Kind = "numeric"
	UUID    Kind = "uuid"
	JSON    Kind = "jsonb"
)

// timeLayout is how PostgreSQL writes a timestamptz in UTC.
const timeLayout = "2006-01-02 15:04:05.999999+00"

// collation makes text compare byte by byte wherever it is sorted again.
func (k Kind) collation() string {
	if k == Text {
		return ` COLLATE "C"`
	}
	return ""
}

// fits reports whether PostgreSQL can read s as a value of the kind, so that a forged cursor is refused before it gets there.
func (k Kind) fits(s string) bool {
	switch k {
	case Text:
		return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
	case Time:
		t, err := time.Parse(timeLayout, s)
		return err == nil && t.Year() > 0 && t.Format(timeLayout) == s
	case Integer:
		_, err := strconv.ParseInt(s, 10, 64)
		return err == nil
	case Number:
		return len(s) <= 64 && strings.Trim(s, "0123456789.-") == "" && isNumber(s)
	case JSON:
		return len(s) <= maxJSON && isJSON(s)
	case UUID:
		_, err := uuid.Parse(s)
		return err == nil && len(s) == 36
	}
	return false
}

// maxJSON is longer than any value that a list is sorted by, and maxDigits than the digits and exponents of its numbers.
const (
	maxJSON   = 4096
	maxDigits = 400
)

// isJSON reports whether PostgreSQL can read s as a jsonb of one value: a text without NUL and without half of a surrogate pair, a number
// within the range of a double, or a boolean. Lists are sorted by nothing else.
func isJSON(s string) bool {
	decoder := json.NewDecoder(strings.NewReader(s))
	decoder.UseNumber()
	var value any
	if !utf8.ValidString(s) || decoder.Decode(&value) != nil || decoder.InputOffset() != int64(len(s)) {
		return false
	}
	switch value := value.(type) {
	case string:
		return !strings.ContainsRune(value, 0) && !halfSurrogate(s)
	case json.Number:
		_, exponent, _ := strings.Cut(strings.ToLower(value.String()), "e")
		e, err := strconv.Atoi(cmp.Or(strings.TrimPrefix(exponent, "+"), "0"))
		return err == nil && -maxDigits <= e && e <= maxDigits && len(value) <= maxDigits && isNumber(value.String())
	case bool:
		return true
	}
	return false
}

// halfSurrogate reports whether a valid JSON text has the escape of a surrogate without its other half, which the decoder replaces.
func halfSurrogate(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			continue
		}
		if i++; s[i] != 'u' {
			continue
		}
		first, _ := strconv.ParseUint(s[i+1:i+5], 16, 16)
		i += 4
		if !utf16.IsSurrogate(rune(first)) {
			continue
		}
		var second uint64
		if rest := s[i+1:]; strings.HasPrefix(rest, `\u`) {
			second, _ = strconv.ParseUint(rest[2:6], 16, 16)
		}
		if utf16.DecodeRune(rune(first), rune(second)) == utf8.RuneError {
			return true
		}
		i += 6
	}
	return false
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// position is the content of a cursor: the fingerprint of the order, the row's values in it and its id, or a cursor that is already
// encoded.
type position struct {
	made   Cursor
	print  string
	values []*string
}

// cursor = base64url(JSON [fingerprint of the order, value or null, …, id])
func (p position) encode() Cursor {
	if p.made != "" {
		return p.made
	}
	b, err := json.Marshal(append([]*string{&p.print}, p.values...))
	if err != nil {
		panic(err) // strings always marshal
	}
	return Cursor(base64.RawURLEncoding.EncodeToString(b))
}

// cursor returns the cursor of a position, nil without a position.
func (p *position) cursor() *Cursor {
	if p == nil {
		return nil
	}
	c := p.encode()
	return &c
}

// maxCursor is longer than a cursor of four custom attributes whose characters are all escaped.
const maxCursor = 32 << 10

func (o Order) decode(field string, c Cursor) ([]*string, error) {
	malformed := &Error{Field: field, Message: field + " is not a cursor; use one that this list has given."}
	if len(c) > maxCursor {
		return nil, malformed
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(string(c))
	if err != nil {
		return nil, malformed
	}
	var values []*string
	if err := json.Unmarshal(b, &values); err != nil || len(values) < 2 || values[0] == nil {
		return nil, malformed
	}
	if *values[0] != o.fingerprint() {
		return nil, &Error{Field: field, Message: field + " is a cursor of another list or order; start without it when the order changes."}
	}
	values = values[1:]
	keys := o.all()
	if len(values) != len(keys) {
		return nil, malformed
	}
	for i, k := range keys {
		if values[i] == nil && !k.Nullable || values[i] != nil && !k.Kind.fits(*values[i]) {
			return nil, malformed
		}
	}
	return values, nil
}

func (o Order) fingerprint() string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(o.Name))
	for _, k := range o.Keys {
		_, _ = h.Write([]byte("\x00" + k.Name + k.direction()))
	}
	return strconv.FormatUint(h.Sum64(), 36)
}

// CursorLike returns a cursor of the same order as another for a row of the given order values and id, for tests and
// benchmarks that begin deep in a list.
func CursorLike(c Cursor, values []string) (Cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return "", err
	}
	var parts []string
	if err := json.Unmarshal(b, &parts); err != nil {
		return "", err
	}
	b, err = json.Marshal(append(parts[:1], values...))
	return Cursor(base64.RawURLEncoding.EncodeToString(b)), err
}
