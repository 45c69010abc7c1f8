// Package typeid gives every noun its own type of public id: a prefix, an underscore and a UUIDv7 in
// Crockford base32, as the TypeID specification (v0.3) says: contact_01h455vb4pex5vsknk084sn02q.
//
// An input that is malformed, or an id of another noun, becomes the zero ID. No row has the zero ID, so such an input finds nothing,
// exactly as an unknown id does.
package typeid

import (
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
	"go.jetify.com/typeid/base32"
)

// Noun names a kind of record; its Prefix is 1 to 63 lower-case letters.
type Noun interface{ Prefix() string }

// ID is the id of one record of noun N: 16 bytes, comparable, stored as a PostgreSQL uuid. Each noun declares a type of its
// own that embeds one:
//
//	type ContactID struct{ typeid.ID[ContactNoun] }
type ID[N Noun] struct{ uuid.UUID }

// Key is any such type, for code that serves all nouns.
type Key interface {
	comparable
	driver.Valuer
	fmt.Stringer
}

// New returns a fresh id that sorts after the ones made before it (UUIDv7, RFC 9562).
func New[K ~struct{ ID[N] }, N Noun]() K {
	return Of[K](uuid.Must(uuid.NewV7()))
}

// Of makes an id from a uuid that is known to belong to its noun.
func Of[K ~struct{ ID[N] }, N Noun](u uuid.UUID) K { return K{ID[N]{u}} }

// Read reads the public form; an input that is not an id of the noun becomes the zero id, which no row has.
func Read[K ~struct{ ID[N] }, N Noun](s string) K {
	id, _ := parse[N](s)
	return K{id}
}

// parse reads the public form. It reports false for anything that is not an id of noun N.
func parse[N Noun](s string) (ID[N], bool) {
	var n N
	suffix, ok := strings.CutPrefix(s, n.Prefix()+"_")
	if !ok {
		return ID[N]{}, false
	}
	u, ok := decode(suffix)
	return ID[N]{u}, ok
}

// Split splits a public id without knowing its noun, for lookups that serve all nouns.
func Split(s string) (prefix string, u uuid.UUID, ok bool) {
	at := strings.LastIndexByte(s, '_')
	if at < 1 {
		return "", uuid.Nil, false
	}
	u, ok = decode(s[at+1:])
	return s[:at], u, ok
}

// decode also rejects what base32 alone accepts: upper case and values beyond 128 bits.
func decode(suffix string) (uuid.UUID, bool) {
	if len(suffix) != digits || suffix[0] > '7' || strings.ToLower(suffix) != suffix {
		return uuid.Nil, false
	}
	b, err := base32.Decode(suffix)
	if err != nil {
		return uuid.Nil, false
	}
	return uuid.UUID(b), true
}

// String returns the public form.
func (id ID[N]) String() string {
	var n N
	return string(id.append(make([]byte, 0, len(n.Prefix())+1+digits)))
}

// AppendText appends the public form.
func (id ID[N]) AppendText(b []byte) ([]byte, error) { return id.append(b), nil }

func (id ID[N]) append(b []byte) []byte {
	var n N
	return appendBase32(append(append(b, n.Prefix()...), '_'), id.UUID)
}

// digits is the length of a uuid in base32; alphabet has its characters.
const (
	digits   = 26
	alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
)

// appendBase32 does not allocate, unlike the library's Encode: long answers have a thousand ids.
func appendBase32(b []byte, u uuid.UUID) []byte {
	high, low := binary.BigEndian.Uint64(u[:8]), binary.BigEndian.Uint64(u[8:])
	var text [digits]byte
	for i := digits - 1; i >= 0; i-- {
		text[i] = alphabet[low&31]
		high, low = high>>5, high<<59|low>>5
	}
	return append(b, text[:]...)
}

// AppendUUID appends the stored form, as PostgreSQL writes it.
func (id ID[N]) AppendUUID(b []byte) []byte {
	for i, part := range [...][]byte{id.UUID[:4], id.UUID[4:6], id.UUID[6:8], id.UUID[8:10], id.UUID[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return b
}

// IsZero reports whether the id is the zero id, which no record has.
func (id ID[N]) IsZero() bool { return id.UUID == uuid.Nil }

// MarshalText writes the public form, in JSON too.
func (id ID[N]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the public form; unlike GraphQL input, anything else is an error.
func (id *ID[N]) UnmarshalText(b []byte) error {
	parsed, ok := parse[N](string(b))
	if !ok {
		var n N
		return fmt.Errorf("not a %s id", n.Prefix())
	}
	*id = parsed
	return nil
}

// MarshalGQL writes the public form as a GraphQL ID.
func (id ID[N]) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, `"`+id.String()+`"`)
}

// UnmarshalGQL reads a GraphQL ID: a string or an integer (GraphQL, October 2021, 3.5.5). What is not an id
// of noun N becomes the zero ID.
func (id *ID[N]) UnmarshalGQL(v any) error {
	switch v := v.(type) {
	case string:
		*id, _ = parse[N](v)
	case int, int64, json.Number:
		*id = ID[N]{}
	default:
		return fmt.Errorf("an ID is a string")
	}
	return nil
}
