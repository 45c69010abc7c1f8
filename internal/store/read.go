package store

import (
	"reflect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// read is a statement whose placeholders are question marks, and what becomes of each of its rows.
type read struct {
	text string
	args []any
	// customPlan has PostgreSQL plan the statement for its arguments.
	customPlan bool
	// unnamed has nothing kept of a statement whose text hardly comes again; PostgreSQL then plans it for its arguments too.
	unnamed bool
	row     func(rows pgx.Rows, values [][]byte) error
	// done follows the last row; it may be nil.
	done func()
}

// collect reads the rows.
func (r read) collect(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		if err := r.row(rows, rows.RawValues()); err != nil {
			return err
		}
	}
	if r.done != nil && rows.Err() == nil {
		r.done()
	}
	return rows.Err()
}

// send sends the read by itself.
func (r read) send(s *Session) error {
	r, err := s.seen(r)
	if err != nil {
		return err
	}
	mode := pgx.QueryExecModeCacheStatement
	switch {
	case r.unnamed:
		mode = pgx.QueryExecModeDescribeExec
	case r.customPlan:
		mode = pgx.QueryExecModeCacheDescribe
	}
	return s.conn.query(s.ctx, mode, rebind(r.text), driverValues(r.args), r.collect)
}

// destinations returns where the columns of a row go: to the row itself, or to the fields of a struct that pgx does not know as a
// value.
func destinations[T any]() func(*T) []any {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct || isValue(t) {
		return func(row *T) []any { return []any{row} }
	}
	return func(row *T) []any {
		v := reflect.ValueOf(row).Elem()
		all := make([]any, v.NumField())
		for i := range all {
			all[i] = v.Field(i).Addr().Interface()
		}
		return all
	}
}

// decodeAll reads the columns of a row.
func decodeAll(rows pgx.Rows, values [][]byte, to []any) error {
	fields := rows.FieldDescriptions()
	for i := range to {
		if err := decode(rows, &fields[i], values[i], to[i]); err != nil {
			return err
		}
	}
	return nil
}

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
