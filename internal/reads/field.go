package reads

import (
	"context"

	"kith/internal/crm"
)

// field is how a field of a type is resolved: by exactly one of value, objects and relation, or by a value of the result of a relation.
type field struct {
	// needs names the columns of which the field is made; columns are those, and what it needs besides.
	needs   string
	columns crm.Columns
	// value returns a scalar, or a pointer to one.
	value func(row any, c *call) (any, error)
	// objects calls yield with the objects made of the row.
	objects func(row any, c *call, yield func(any) error) error
	// relation adds the reads for all rows to a batch, and returns the visit function to use after the batch was sent.
	relation func(b *crm.Batch, c *call, rows []any) visit
	// own says that a relation needs only the ids of its rows.
	own bool
	// expected returns, for a field that finds one row, a row with only the id that the result will have; nil if the id is not known.
	expected func(c *call) any
}

// leaf is a scalar made of columns.
func leaf[T any](needs string, value func(row *T, c *call) any) field {
	return field{needs: needs, value: func(row any, c *call) (any, error) { return value(row.(*T), c), nil }}
}

// object is an object made of columns, nil for null.
func object[T, O any](needs string, made func(row *T, c *call) *O) field {
	return field{needs: needs, objects: func(row any, c *call, yield func(any) error) error {
		if o := made(row.(*T), c); o != nil {
			return yield(o)
		}
		return nil
	}}
}

// viewerCan is what the viewer may do with a record, made of columns.
func viewerCan[T, O any](needs string, can func(row *T, ctx context.Context) *O) field {
	return object(needs, func(row *T, c *call) *O { return can(row, c.ctx) })
}

// each is a list of objects made of columns: the i-th of n.
func each[T any](size func(row *T) int, at func(row *T, i int) any) field {
	return field{objects: func(row any, _ *call, yield func(any) error) error {
		for i := range size(row.(*T)) {
			if err := yield(at(row.(*T), i)); err != nil {
				return err
			}
		}
		return nil
	}}
}

// keysOf returns the distinct keys of rows.
func keysOf[T any, K comparable](rows []any, key func(*T) *K) []K {
	keys := make([]K, 0, len(rows))
	seen := make(map[K]bool, len(rows))
	for _, row := range rows {
		if k := key(row.(*T)); k != nil && !seen[*k] {
			seen[*k] = true
			keys = append(keys, *k)
		}
	}
	return keys
}

// reader reads something by key in a batch.
type reader[K, R any] func(b *crm.Batch, keys []K, set crm.Columns) R

// fetch adds a read for the distinct keys of rows.
func (r reader[K, R]) fetch(b *crm.Batch, keys []K, set crm.Columns) (found R) {
	if len(keys) > 0 {
		found = r(b, keys, set)
	}
	return found
}

// of is the object of a type to which a column of the row refers. If it does not exist, the query is left to gqlgen.
func of[T any, K comparable, O any](typeName, column string, key func(*T) *K, read reader[K, map[K]*O]) field {
	return field{needs: column, relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(typeName))
		return func(row any, yield func(any) error) error {
			k := key(row.(*T))
			switch {
			case k == nil:
				return nil
			case found[*k] == nil:
				return errPlain
			}
			return yield(found[*k])
		}
	}}
}

// either is an object of one of two types: the first to which the row refers.
func either(first, second field) field {
	return field{needs: first.needs + " " + second.needs, relation: func(b *crm.Batch, c *call, rows []any) visit {
		one, other := first.relation(b, c, rows), second.relation(b, c, rows)
		return func(row any, yield func(any) error) error {
			none := true
			err := one(row, func(child any) error {
				none = false
				return yield(child)
			})
			if err != nil || !none {
				return err
			}
			return other(row, yield)
		}
	}}
}

// by is the object that belongs to a row, null without one.
func by[T any, K comparable, O any](key func(*T) *K, read reader[K, map[K]*O]) field {
	return field{own: true, relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(""))
		return func(row any, yield func(any) error) error {
			if o := found[*key(row.(*T))]; o != nil {
				return yield(o)
			}
			return nil
		}
	}}
}

// many is the list of objects that belong to a row.
func many[T any, K comparable, O any](key func(*T) *K, read reader[K, map[K][]*O]) field {
	return field{own: true, relation: func(b *crm.Batch, c *call, rows []any) visit {
		found := read.fetch(b, keysOf(rows, key), c.columnsOf(""))
		return func(row any, yield func(any) error) error {
			for _, o := range found[*key(row.(*T))] {
				if err := yield(o); err != nil {
					return err
				}
			}
			return nil
		}
	}}
}

// valueOf is a scalar made of a value that is fetched by key.
func valueOf[T any, K comparable, F any](key func(*T) *K, read reader[K, map[K]F], value func(F, *call) any) field {
	return field{
		own: true,
		relation: func(b *crm.Batch, _ *call, rows []any) visit {
			found := read.fetch(b, keysOf(rows, key), crm.AllColumns)
			return func(row any, yield func(any) error) error { return yield(found[*key(row.(*T))]) }
		},
		value: func(fetched any, c *call) (any, error) { return value(fetched.(F), c), nil },
	}
}

// columnsOf returns the selected columns of the type of a given name, or of the only type.
func (c *call) columnsOf(typeName string) crm.Columns {
	for _, s := range c.below {
		if s.name == typeName || typeName == "" {
			return s.columns
		}
	}
	return 0
}
