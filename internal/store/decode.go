package store

import (
	"bytes"
	"database/sql"
	"encoding"
	"encoding/binary"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// microsToY2K are the microseconds between the epochs of Unix and of PostgreSQL.
const microsToY2K = 946_684_800_000_000

var (
	timeType    = reflect.TypeFor[time.Time]()
	scannerType = reflect.TypeFor[sql.Scanner]()
)

// isInstant reports whether a type is a struct around a time.Time, whose memory is that of one.
func isInstant(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() == 1 && t.Field(0).Type == timeType
}

// isValue reports whether a struct is the value of one column.
func isValue(t reflect.Type) bool {
	return t == timeType || isInstant(t) || reflect.PointerTo(t).Implements(scannerType)
}

// decodeFast reads the types that rows are full of. It reports false for a value that pgx has to read.
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
	}
	if f.DataTypeOID == pgtype.UUIDOID && isBinary {
		if id, ok := to.(encoding.BinaryUnmarshaler); ok {
			return id.UnmarshalBinary(value) == nil
		}
	}
	return decodeKind(f, value, reflect.ValueOf(to).Elem())
}

// decodeKind reads what is known by its shape: pointers, enumerations, instants, JSON that is kept as its text.
func decodeKind(f *pgconn.FieldDescription, value []byte, v reflect.Value) bool {
	t := v.Type()
	switch {
	case t.Kind() == reflect.Pointer:
		target := reflect.New(t.Elem())
		if !decodeFast(f, value, target.Interface()) {
			return false
		}
		v.Set(target)
		return true
	case t.Kind() == reflect.String:
		if f.DataTypeOID != pgtype.TextOID && f.DataTypeOID != pgtype.VarcharOID {
			return false
		}
		v.SetString(string(value))
		return true
	case f.DataTypeOID == pgtype.TimestamptzOID && f.Format == pgx.BinaryFormatCode && isInstant(t):
		micros := int64(binary.BigEndian.Uint64(value))
		*(*time.Time)(v.Addr().UnsafePointer()) = time.UnixMicro(micros + microsToY2K).UTC()
		return true
	case f.DataTypeOID == pgtype.JSONBOID && f.Format == pgx.TextFormatCode && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		v.SetBytes(bytes.Clone(value))
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
