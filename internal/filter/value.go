package filter

import (
	"strconv"
	"strings"

	"kith/models"
)

// value is an SQL expression that operators compare. It is NULL if no value of its type is stored.
type value struct {
	Clause
	// typed is false if a value of another type is stored: operators that match NULL must not match such a value.
	typed Clause
}

func column(text string) value { return value{expr(text), expr(always)} }

func (v value) not(c Clause) Clause { return and(not(c), v.typed) }

func (v value) null(isNull bool) Clause {
	if isNull {
		return and(with(v.Clause, " IS NULL"), v.typed)
	}
	return with(v.Clause, " IS NOT NULL")
}

// text is a value with the normalization that makes it comparable.
type text struct {
	value
	folding
	// searched reports whether the folded operand is certain to occur in the folded text of the column, which is part of c.search and so has
	// a trigram index; nil for columns that are not part of c.search.
	searched func(operand string) bool
	// among, if set, replaces the comparison of the value with a list of operands.
	among func(operands []string) Clause
}

func (t text) matches(f *models.StringFilter) Clause {
	if f == nil {
		return expr(always)
	}
	if f.Caseless() {
		t = t.caseless()
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, t.isOneOf([]string{*f.Eq}))
	}
	if f.Ne != nil {
		all = append(all, t.not(t.isOneOf([]string{*f.Ne})))
	}
	if f.In != nil {
		all = append(all, t.isOneOf(f.In))
	}
	if f.Nin != nil {
		all = append(all, t.not(t.isOneOf(f.Nin)))
	}
	if f.Contains != nil {
		all = append(all, t.contains(*f.Contains))
	}
	if f.NotContains != nil {
		all = append(all, t.not(t.contains(*f.NotContains)))
	}
	if f.StartsWith != nil {
		all = append(all, t.like(likeEscapes.Replace(t.whole(*f.StartsWith))+"%"))
	}
	if f.EndsWith != nil {
		operand := t.part(*f.EndsWith)
		all = append(all, t.searches(operand), t.like("%"+likeEscapes.Replace(operand)))
	}
	if f.IsNull != nil {
		all = append(all, t.null(*f.IsNull))
	}
	return and(all...)
}

// caseless is a text that ignores case also where it would be compared exactly.
func (t text) caseless() text {
	t.among = nil
	if t.folding.exact {
		t.folding = anyCase
		t.SQL = "lower(" + t.SQL + ")"
	}
	return t
}

// planned is the largest number of operands that are passed such that PostgreSQL plans with them. A longer list is hidden from the
// planner, which then assumes a short one and looks each operand up in an index instead of reading all contacts in order.
const planned = 10

func (t text) isOneOf(operands []string) Clause {
	if t.among != nil {
		return t.among(operands)
	}
	switch forms := t.forms(operands); {
	case len(forms) == 0:
		return expr(never)
	case len(forms) == 1:
		return with(t.Clause, " = "+t.sql("?::text"), forms[0])
	case t.lower || len(forms) > planned:
		return with(t.Clause, " = ANY(ARRAY(SELECT "+t.sql("o")+" FROM unnest(?::text[]) o))", forms)
	default:
		return with(t.Clause, " = ANY(?::text[])", forms)
	}
}

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (t text) contains(operand string) Clause {
	operand = t.part(operand)
	return and(t.searches(operand), t.like("%"+likeEscapes.Replace(operand)+"%"))
}

// searches is the condition on the search index that every text containing the operand satisfies.
func (t text) searches(operand string) Clause {
	if t.searched == nil || !t.searched(operand) {
		return expr(always)
	}
	return expr("c.search LIKE ?", "%"+likeEscapes.Replace(models.Fold(operand))+"%")
}

func (t text) like(pattern string) Clause {
	return with(t.Clause, " LIKE "+t.sql("?::text"), pattern)
}

// number is a value of type numeric.
type number struct {
	value
	// among, if set, replaces the comparison of the value with a list of operands.
	among func(operands []float64) Clause
}

// decimal formats a number in decimal, so that 0.1 is exactly 0.1 in PostgreSQL too.
func decimal(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

func (n number) matches(f *models.NumberFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, n.isOneOf([]float64{*f.Eq}))
	}
	if f.Ne != nil {
		all = append(all, n.not(n.isOneOf([]float64{*f.Ne})))
	}
	for _, than := range []struct {
		operator string
		operand  *float64
	}{{" < ", f.Lt}, {" <= ", f.Lte}, {" > ", f.Gt}, {" >= ", f.Gte}} {
		if than.operand != nil {
			all = append(all, with(n.Clause, than.operator+"?::numeric", decimal(*than.operand)))
		}
	}
	if f.In != nil {
		all = append(all, n.isOneOf(f.In))
	}
	if f.Nin != nil {
		all = append(all, n.not(n.isOneOf(f.Nin)))
	}
	if f.IsNull != nil {
		all = append(all, n.null(*f.IsNull))
	}
	return and(all...)
}

func (n number) isOneOf(operands []float64) Clause {
	if n.among != nil {
		return n.among(operands)
	}
	if len(operands) == 1 {
		return with(n.Clause, " = ?::numeric", decimal(operands[0]))
	}
	return with(n.Clause, " = ANY(?::numeric[])", texts(operands, decimal))
}

// when compiles the operators of an instant.
func (o Options) when(f *models.DateTimeFilter, v value) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	for _, than := range []struct {
		operator string
		operand  *models.DateTime
	}{{" = ", f.Eq}, {" < ", f.Lt}, {" <= ", f.Lte}, {" > ", f.Gt}, {" >= ", f.Gte}} {
		if than.operand != nil {
			all = append(all, with(v.Clause, than.operator+"?", than.operand.Time))
		}
	}
	if f.Ne != nil {
		all = append(all, v.not(with(v.Clause, " = ?", f.Ne.Time)))
	}
	if f.WithinLast != nil {
		all = append(all, with(v.Clause, " >= ?", o.ago(*f.WithinLast)), with(v.Clause, " <= ?", o.now()))
	}
	if f.WithinNext != nil {
		all = append(all, with(v.Clause, " >= ?", o.now()), with(v.Clause, " <= ?", o.ahead(*f.WithinNext)))
	}
	if f.During != nil {
		from, to := o.during(*f.During)
		all = append(all, with(v.Clause, " >= ?", from), with(v.Clause, " < ?", to))
	}
	if f.OlderThan != nil {
		all = append(all, with(v.Clause, " < ?", o.ago(*f.OlderThan)))
	}
	if f.IsNull != nil {
		all = append(all, v.null(*f.IsNull))
	}
	return and(all...)
}

// isOneOf compiles a condition on an enum.
func isOneOf[T ~string](column string, choice []T) Clause {
	return expr(column+" = ANY(?::text[])", texts(choice, word))
}
