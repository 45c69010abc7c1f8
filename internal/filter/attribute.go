package filter

import (
	"encoding/json"
	"strings"
	"time"

	"kith/models"
)

func (o Options) attribute(f *models.CustomAttributeFilter) Clause {
	k := key(models.AttributeKey(f.Key))
	all := []Clause{k.text().matches(f.Text), k.number().matches(f.Number), k.boolean(f.Boolean),
		o.onDays(f.Date, k.date(), k.bare()), k.list(f.List)}
	if f.IsNull != nil && *f.IsNull {
		all = append(all, k.isA("null"))
	}
	if f.IsNull != nil && !*f.IsNull {
		all = append(all, not(k.isA("null")))
	}
	return and(all...)
}

// key is the key of a custom attribute; it is passed to PostgreSQL only as a parameter.
type key string

// isA holds if the key has no value, null, or a value of one of the given types of jsonb_typeof.
func (k key) isA(types ...string) Clause {
	return expr("coalesce(jsonb_typeof(c.custom_attributes -> ?::text) = ANY(?::text[]), TRUE)", string(k), array(types))
}

// compares holds if the value equals one of the operands, or all of them. It is a jsonpath, which never fails for a value of another type,
// and which a jsonb_path_ops index supports. In strict mode it applies to the value itself, in lax mode also to the elements of an array.
func (k key) compares(mode string, operands []any, operator string) Clause {
	var path strings.Builder
	path.WriteString(mode)
	for i, o := range operands {
		if i > 0 {
			path.WriteString(operator)
		}
		path.WriteString(" $." + literal(string(k)) + " == " + literal(o))
	}
	return expr("c.custom_attributes @@ ?::jsonpath", path.String())
}

// literal writes a value as a jsonpath literal, which has the syntax of JSON.
func literal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only for numbers that are not finite, which were refused
	}
	return string(b)
}

func isAnyOf[T any](k key, mode string, operands []T) Clause {
	if len(operands) == 0 {
		return expr(never)
	}
	return k.compares(mode, anys(operands), " ||")
}

func anys[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

func (k key) text() text {
	return text{
		value: value{
			expr("CASE WHEN jsonb_typeof(c.custom_attributes -> ?::text) = 'string' THEN lower(nullif(c.custom_attributes ->> ?::text, '')) END",
				string(k), string(k)),
			k.isA("null", "string"),
		},
		folding: anyCase,
		among: func(operands []string) Clause {
			var filled []string
			for _, o := range operands {
				if o != "" { // blank is NULL, which equals nothing
					filled = append(filled, o)
				}
			}
			return isAnyOf(k, "strict", filled)
		},
	}
}

func (k key) number() number {
	return number{
		value: value{
			// CASE prevents PostgreSQL from casting values that are not numbers.
			expr("CASE WHEN jsonb_typeof(c.custom_attributes -> ?::text) = 'number' THEN (c.custom_attributes -> ?::text)::numeric END", string(k),
				string(k)),
			k.isA("null", "number"),
		},
		among: func(operands []float64) Clause { return isAnyOf(k, "strict", operands) },
	}
}

func (k key) boolean(f *models.BooleanFilter) Clause {
	if f == nil {
		return expr(always)
	}
	var all []Clause
	if f.Eq != nil {
		all = append(all, isAnyOf(k, "strict", []bool{*f.Eq}))
	}
	if f.Ne != nil { // the other one, or none
		all = append(all, or(isAnyOf(k, "strict", []bool{!*f.Ne}), k.isA("null")))
	}
	if f.IsNull != nil && *f.IsNull {
		all = append(all, k.isA("null"))
	}
	if f.IsNull != nil && !*f.IsNull {
		all = append(all, isAnyOf(k, "strict", []bool{true, false}))
	}
	return and(all...)
}

// WellFormedDate is a regular expression that matches the dates and instants that PostgreSQL can cast without an error, leap years
// included. PostgreSQL and Go interpret it identically.
const WellFormedDate = `^((0[48]|[2468][048]|[13579][26])00-02-29|[0-9][0-9](0[48]|[2468][048]|[13579][26])-02-29` +
	`|(000[1-9]|00[1-9][0-9]|0[1-9][0-9][0-9]|[1-9][0-9][0-9][0-9])` +
	`-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])))` +
	`(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?$`

// date is the instant stored as a text. Malformed texts are removed before the cast; a date becomes its midnight, and digits beyond
// microseconds are cut off.
func (k key) date() value {
	v := value{Clause: expr(`regexp_replace(regexp_replace(
		jsonb_path_query_first(c.custom_attributes, ?::jsonpath, '{}', TRUE) #>> '{}',
		'^.{10}$', '\&T00:00:00Z'), '([.][0-9]{6})[0-9]+', '\1')::timestamptz`,
		"strict $."+literal(string(k))+" ? (@ like_regex "+literal(WellFormedDate)+")")}
	v.typed = or(k.isA("null"), with(v.Clause, " IS NOT NULL"))
	return v
}

// bare holds if the stored date is a day, not an instant.
func (k key) bare() Clause {
	return expr("octet_length(c.custom_attributes ->> ?::text) = ?::int", string(k), len(time.DateOnly))
}

// list compiles the operators of a list: an array of texts, or a single text.
func (k key) list(f *models.ListFilter) Clause {
	if f == nil {
		return expr(always)
	}
	typed := k.isA("null", "string", "array")
	var all []Clause
	if f.Any != nil {
		all = append(all, isAnyOf(k, "lax", f.Any))
	}
	if len(f.All) > 0 {
		all = append(all, k.compares("lax", anys(f.All), " &&"))
	} else if f.All != nil {
		all = append(all, typed)
	}
	if f.None != nil {
		all = append(all, not(isAnyOf(k, "lax", f.None)), typed)
	}
	return and(all...)
}
