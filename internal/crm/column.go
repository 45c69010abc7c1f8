package crm

import (
	"bytes"
	"encoding"
	"encoding/binary"
	"reflect"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"kith/models"
)

// column is a column of a noun's rows and where it goes.
type column[T any] struct {
	sql   string
	field func(*T) any
}

// name is the column's name without the alias of its table.
func (c column[T]) name() string { return c.sql[strings.LastIndexByte(c.sql, '.')+1:] }

// Columns is a set of a table's columns, and of what pages have beside their rows.
type Columns uint64

// The sets that are the same for all tables: the positions of the rows, whether there are more, and everything.
const (
	Cursors    Columns = 1 << 63
	More       Columns = 1 << 62
	AllColumns         = ^Columns(0)
)

// Table tells which columns the rows of a noun have.
type Table interface {
	// Column returns the column of a name, and where a row, which is a pointer, keeps its value.
	Column(name string) (set Columns, field func(row any) any, ok bool)
}

// Tables are those whose rows can be read in part, by the name of their GraphQL type.
var Tables = map[string]Table{
	"Contact": contacts, "Conversation": conversations, "Message": messages, "Note": notes, "Label": labels, "Inbox": inboxes,
	"ContactInbox": contactInboxes, "Company": companies, "CsatResponse": csatResponses, "User": users, "ApiToken": apiTokens,
}

func (t table[T]) Column(name string) (Columns, func(any) any, bool) {
	for i, c := range t.columns {
		if c.name() == name {
			return 1 << i, func(row any) any { return c.field(row.(*T)) }, true
		}
	}
	return 0, nil, false
}

// picked are the columns in the set; the first one if there are none, because a statement has to select something.
func (t table[T]) picked(set Columns) []column[T] {
	if set&^(Cursors|More) == 0 {
		return t.columns[:1]
	}
	picked := make([]column[T], 0, len(t.columns))
	for i, c := range t.columns {
		if set&(1<<i) != 0 {
			picked = append(picked, c)
		}
	}
	return picked
}

// selected is the select list of the columns in the set.
func (t table[T]) selected(set Columns) string {
	var b strings.Builder
	for i, c := range t.picked(set) {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.sql)
	}
	return b.String()
}

// within reads the rows of one table into a part of another's.
func within[T, P any](columns []column[P], part func(*T) *P) []column[T] {
	all := make([]column[T], len(columns))
	for i, c := range columns {
		all[i] = column[T]{c.sql, func(row *T) any { return c.field(part(row)) }}
	}
	return all
}

// microsToY2K are the microseconds between the epochs of Unix and of PostgreSQL.
const microsToY2K = 946_684_800_000_000

// decode reads a value as PostgreSQL sent it. What rows are full of is read straight from the wire; pgx knows everything else.
func decode(rows pgx.Rows, f *pgconn.FieldDescription, value []byte, to any) error {
	if value == nil {
		if v := reflect.ValueOf(to).Elem(); v.Kind() == reflect.Pointer {
			v.SetZero()
			return nil
		}
	} else if decodeFast(f, value, to) {
		return nil
	}
	return rows.Conn().TypeMap().Scan(f.DataTypeOID, f.Format, value, to)
}

func decodeFast(f *pgconn.FieldDescription, value []byte, to any) bool {
	isText := f.DataTypeOID == pgtype.TextOID || f.DataTypeOID == pgtype.VarcharOID
	isBinary := f.Format == pgx.BinaryFormatCode
	switch to := to.(type) {
	case *string:
		if isText {
			*to = string(value)
		}
		return isText
	case *int:
		return isBinary && decodeInt(f.DataTypeOID, value, to)
	case *bool:
		if isBinary && f.DataTypeOID == pgtype.BoolOID {
			*to = value[0] == 1
			return true
		}
		return false
	case **string:
		if isText {
			text := string(value)
			*to = &text
		}
		return isText
	case *models.DateTime:
		if !isBinary || f.DataTypeOID != pgtype.TimestamptzOID {
			return false
		}
		micros := int64(binary.BigEndian.Uint64(value))
		to.Time = time.UnixMicro(micros + microsToY2K).UTC()
		return true
	case **models.DateTime:
		at := new(models.DateTime)
		*to = at
		return decodeFast(f, value, at)
	case *models.JSON:
		if f.DataTypeOID != pgtype.JSONBOID || isBinary {
			return false
		}
		*to = bytes.Clone(value)
		return true
	}
	if f.DataTypeOID == pgtype.UUIDOID && isBinary {
		if id, ok := to.(encoding.BinaryUnmarshaler); ok {
			return id.UnmarshalBinary(value) == nil
		}
	}
	switch v := reflect.ValueOf(to).Elem(); {
	case v.Kind() == reflect.Pointer:
		target := reflect.New(v.Type().Elem())
		if !decodeFast(f, value, target.Interface()) {
			return false
		}
		v.Set(target)
		return true
	case v.Kind() == reflect.String && isText: // an enumeration
		v.SetString(string(value))
		return true
	}
	return false
}

func decodeInt(oid uint32, value []byte, to *int) bool {
	switch oid {
	case pgtype.Int8OID:
		*to = int(int64(binary.BigEndian.Uint64(value)))
	case pgtype.Int4OID:
		*to = int(int32(binary.BigEndian.Uint32(value)))
	case pgtype.Int2OID:
		*to = int(int16(binary.BigEndian.Uint16(value)))
	default:
		return false
	}
	return true
}
