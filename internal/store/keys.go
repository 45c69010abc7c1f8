package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"

	"kith/models/typeid"
)

// KeyType is implemented by keys of other types than uuid, which is what ids are.
type KeyType interface{ SQLType() string }

// KeyArray is the parameter of a statement that takes any number of keys, and AnyID what compares with ids among them. PostgreSQL must
// not see into the array when it plans: few keys would always seem to cost less than the plan that it keeps for any number, and it
// would plan the statement anew each time, which costs more than running it.
func KeyArray[K typeid.Key]() string {
	var k K
	if typed, ok := any(k).(KeyType); ok {
		return "(SELECT ?::" + typed.SQLType() + "[])"
	}
	return "(SELECT ?::uuid[])"
}

// AnyID compares with ids in one parameter, an IDs.
const AnyID = "ANY((SELECT ?::uuid[])::uuid[])"

// IDs passes ids as one uuid[] parameter.
type IDs[K typeid.Key] []K

// Value writes the array literal.
func (a IDs[K]) Value() (driver.Value, error) { return a.Literal(), nil }

// Literal is the array as text, which pgx sends as it is.
func (a IDs[K]) Literal() string {
	b := append(make([]byte, 0, 2+37*len(a)), '{')
	for i := range a {
		if i > 0 {
			b = append(b, ',')
		}
		if id, ok := any(&a[i]).(interface{ AppendUUID([]byte) []byte }); ok { // the text of a typed id is not what is stored
			b = id.AppendUUID(b)
		} else {
			b = append(b, a[i].String()...)
		}
	}
	return string(append(b, '}'))
}

// Scan reads the text of a uuid[].
func (a *IDs[K]) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("store: %T is not a uuid[]", src)
	}
	*a = nil
	for id := range strings.SplitSeq(strings.Trim(text, "{}"), ",") {
		if id == "" {
			continue // of {}
		}
		var key K
		if err := any(&key).(sql.Scanner).Scan(id); err != nil {
			return err
		}
		*a = append(*a, key)
	}
	return nil
}
