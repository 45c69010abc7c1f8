package filter

import (
	"database/sql/driver"
	"strings"
)

// Clause is an SQL expression with question marks as placeholders, and their values.
type Clause struct {
	SQL  string
	Args []any
}

// The clauses that are always and never true.
const (
	always = "TRUE"
	never  = "FALSE"
)

// expr makes a clause. The text must consist of constants of this package.
func expr(text string, args ...any) Clause { return Clause{text, args} }

// HoldsAlways reports whether the clause is true for all records.
func (c Clause) HoldsAlways() bool { return c.SQL == always }

func and(clauses ...Clause) Clause { return join(clauses, " AND ", always, never) }

func or(clauses ...Clause) Clause { return join(clauses, " OR ", never, always) }

// join drops clauses that change nothing, and all others if one alone decides the result.
func join(clauses []Clause, operator, neutral, decisive string) Clause {
	var texts []string
	var args []any
	for _, c := range clauses {
		if c.SQL == decisive {
			return c
		}
		if c.SQL != neutral {
			texts, args = append(texts, c.SQL), append(args, c.Args...)
		}
	}
	switch len(texts) {
	case 0:
		return expr(neutral)
	case 1:
		return Clause{texts[0], args}
	}
	return Clause{"(" + strings.Join(texts, operator) + ")", args}
}

// not is the complement: it is true where c is false or NULL.
func not(c Clause) Clause {
	switch c.SQL {
	case always:
		return expr(never)
	case never:
		return expr(always)
	}
	return expr("("+c.SQL+") IS NOT TRUE", c.Args...)
}

// with appends text and values to c, as in with(column, " = ?", value).
func with(c Clause, text string, args ...any) Clause {
	return Clause{c.SQL + text, append(c.Args[:len(c.Args):len(c.Args)], args...)}
}

// array passes texts as one parameter; GORM would expand a slice.
type array []string

var arrayEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// Value writes the array literal.
func (a array) Value() (driver.Value, error) {
	var b strings.Builder
	b.WriteByte('{')
	for i, s := range a {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + arrayEscapes.Replace(s) + `"`)
	}
	b.WriteByte('}')
	return b.String(), nil
}

// texts returns ids and enums as an array.
func texts[T any](values []T, text func(T) string) array {
	a := make(array, len(values))
	for i, v := range values {
		a[i] = text(v)
	}
	return a
}

func word[T ~string](v T) string { return string(v) }
