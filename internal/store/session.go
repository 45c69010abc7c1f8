package store

import (
	"context"
	"database/sql/driver"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// Session is where statements go: the pool, a snapshot, or a transaction.
type Session struct {
	// Account is the account that the statements are about. Each binds it by itself.
	Account int64

	ctx     context.Context
	conn    connection
	orm     *gorm.DB
	explain func(error) error
	// views are what the session reads instead of tables; nil for the tables.
	views Views
}

// Querier is anything that has a session.
type Querier interface{ session() *Session }

func (s *Session) session() *Session { return s }

// Context returns the context in which the statements run.
func (s *Session) Context() context.Context { return s.ctx }

// Exec runs a statement.
func (s *Session) Exec(sql string, args ...any) error {
	_, err := s.Affected(sql, args...)
	return err
}

// Affected runs a statement and returns how many rows it inserted, updated or deleted.
func (s *Session) Affected(sql string, args ...any) (int64, error) {
	if s.views != nil {
		return 0, errChange
	}
	return s.conn.exec(s.ctx, rebind(sql), driverValues(args))
}

// Rows runs a statement and returns its rows. T is the type of the only column, or a struct whose fields are the columns in their
// order.
func Rows[T any](q Querier, sql string, args ...any) ([]T, error) {
	return rowsOf[T](q, false, sql, args)
}

// RowsPlanned is Rows for a statement that PostgreSQL should plan for these arguments, since its cost depends on how rare they are.
func RowsPlanned[T any](q Querier, sql string, args ...any) ([]T, error) {
	return rowsOf[T](q, true, sql, args)
}

func rowsOf[T any](q Querier, customPlan bool, sql string, args []any) ([]T, error) {
	var all []T
	into := destinations[T]()
	r := read{text: sql, args: args, customPlan: customPlan, row: func(rows pgx.Rows, values [][]byte) error {
		var row T
		if err := decodeAll(rows, values, into(&row)); err != nil {
			return err
		}
		all = append(all, row)
		return nil
	}}
	return all, r.send(q.session())
}

// ErrNoRows is what One returns without a row.
var ErrNoRows = pgx.ErrNoRows

// One runs a statement and returns its first row, as Rows does; ErrNoRows without one.
func One[T any](q Querier, sql string, args ...any) (T, error) {
	var none T
	all, err := Rows[T](q, sql, args...)
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, ErrNoRows
	}
	return all[0], nil
}

// rebind replaces question marks by PostgreSQL's $1, $2, …
func rebind(sql string) string {
	b := make([]byte, 0, len(sql)+16)
	for n := int64(1); ; n++ {
		before, after, found := strings.Cut(sql, "?")
		b = append(b, before...)
		if !found {
			return string(b)
		}
		b = strconv.AppendInt(append(b, '$'), n, 10)
		sql = after
	}
}

// driverValues turns arguments into what pgx knows, as database/sql does.
func driverValues(args []any) []any {
	all := make([]any, len(args))
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil { // a list, which pgx knows
			v = arg
		}
		all[i] = v
	}
	return all
}
