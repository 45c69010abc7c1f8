package chatwoot

import (
	"context"
	"fmt"
	"strings"
)

// column is one that is read: how its value is selected, and what stands for it where a release of Chatwoot does not have it.
type column struct {
	// name is that of the field that it is scanned into, source that of the column.
	name, source string
	// expr has %s where the column, with its alias, is put.
	expr, absent string
}

func text(name string) column    { return column{name, name, "coalesce(%s::text, '')", "''"} }
func integer(name string) column { return column{name, name, "%s::bigint", "NULL::bigint"} }
func ref(name string) column     { return column{name, name, "coalesce(%s::bigint, 0)", "0::bigint"} }
func object(name string) column  { return column{name, name, "coalesce(%s, '{}')::text", "'{}'"} }
func list(name string) column    { return column{name, name, "coalesce(%s, '[]')::text", "'[]'"} }
func instant(name string) column { return column{name, name, "%s::timestamp", "NULL::timestamp"} }

// moment is an instant that every row has.
func moment(name string) column {
	return column{name, name, "coalesce(%s::timestamp, localtimestamp)", "localtimestamp"}
}

func flag(name string) column { return column{name, name, "coalesce(%s, FALSE)", "FALSE"} }

// perhaps is a flag that may be unset.
func perhaps(name string) column { return column{name, name, "%s", "NULL::boolean"} }

// as gives the value the name of another field.
func (c column) as(name string) column {
	c.name = name
	return c
}

// query says which rows of a table are an account's: $1 is the account's id. The alias of the row comes before the first space of from;
// the columns are those of its table, others are more.
type query struct {
	table   string
	columns []column
	// id is the expression of the id if it is not that of the row.
	id string
	// more are further values that no release lacks, each as "expression AS name".
	more []string
	from string
	// needs are the tables, and columns as table.column, without which there are no such rows.
	needs []string
}

// alias is that of the row: the second word of from.
func (q query) alias() string { return strings.Fields(q.from)[1] }

func (q query) key() string {
	if q.id != "" {
		return q.id
	}
	return q.alias() + ".id"
}

// selected is the select list for a database that may lack some of the columns.
func (s *source) selected(q query) string {
	all := []string{q.key() + " AS id"}
	for _, c := range q.columns {
		expr := c.absent
		if s.has(q.table, c.source) {
			expr = strings.ReplaceAll(c.expr, "%s", q.alias()+"."+c.source)
		}
		all = append(all, expr+" AS "+c.name)
	}
	return strings.Join(append(all, q.more...), ", ")
}

// readable reports whether the database has what a query needs.
func (s *source) readable(q query) bool {
	for _, need := range append([]string{q.table}, q.needs...) {
		table, column, _ := strings.Cut(need, ".")
		if !s.has(table, column) {
			return false
		}
	}
	return true
}

// has reports whether there is a column, or a table if the column is blank.
func (s *source) has(table, column string) bool {
	columns, ok := s.columns[table]
	_, there := columns[column]
	return ok && (column == "" || there)
}

// learn asks the database for the columns that it has.
func (s *source) learn(ctx context.Context) error {
	rows, err := s.tx.Query(ctx, `
		SELECT c.table_name::text, c.column_name::text, coalesce(c.column_default, '')
		FROM information_schema.columns c
		WHERE c.table_schema = ANY(current_schemas(false))`)
	if err != nil {
		return err
	}
	defer rows.Close()
	s.columns = map[string]map[string]string{}
	for rows.Next() {
		var table, column, preset string
		if err := rows.Scan(&table, &column, &preset); err != nil {
			return err
		}
		if s.columns[table] == nil {
			s.columns[table] = map[string]string{}
		}
		s.columns[table][column] = preset
	}
	return rows.Err()
}

// statement selects the rows of an account, $1, with the ids, $2, in their order.
func (s *source) statement(q query) string {
	return fmt.Sprintf("SELECT %s FROM %s AND %s = ANY($2) ORDER BY %s", s.selected(q), q.from, q.key(), q.key())
}
