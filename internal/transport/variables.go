package transport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"kith/models"
)

// reader checks the variables of one request against the types that the operation gives them. gqlgen coerces them
// afterwards; it is more lenient than the specification and speaks of Go types, so nothing wrong may reach it.
type reader struct {
	schema *ast.Schema
	limits Limits
	values int
	err    gqlerror.List
	at     *ast.Position
}

// readVariables returns the variables that the operation names, with single values put into lists where lists are due.
func readVariables(schema *ast.Schema, limits Limits, op *ast.OperationDefinition, notNull map[string]bool,
	given map[string]any) (map[string]any, gqlerror.List) {
	r := &reader{schema: schema, limits: limits}
	read := make(map[string]any, len(op.VariableDefinitions))
	for _, def := range op.VariableDefinitions {
		r.at = def.Position
		path := "$" + def.Variable
		value, ok := given[def.Variable]
		switch {
		case !ok && def.DefaultValue != nil:
		case !ok && def.Type.NonNull:
			r.fail(path, "must be given")
		case ok && value == nil && notNull[def.Variable]:
			r.fail(path, "must not be null")
		case ok:
			read[def.Variable] = r.value(path, def.Type, value, 0)
		}
		if r.err != nil {
			return nil, r.err
		}
	}
	return read, nil
}

func (r *reader) fail(path, format string, args ...any) {
	if r.err == nil {
		r.err = at(r.at, models.ValidationFailed, "Variable %.200s %s.", path, fmt.Sprintf(format, args...))
	}
}

// text refuses a string with a NUL character.
func (r *reader) text(path, text string) {
	if r.err == nil && strings.ContainsRune(text, 0) {
		r.err = holdsNUL(r.at, strings.FieldsFunc(path, func(c rune) bool { return strings.ContainsRune("$.[]", c) }))
	}
}

func (r *reader) value(path string, typ *ast.Type, v any, depth int) any {
	if r.values++; r.values > r.limits.Values || depth > r.limits.ValueDepth {
		r.err = refuse(models.QueryTooComplex, "The variables hold more than %d values, or nest deeper than %d levels.", r.limits.Values,
			r.limits.ValueDepth)
	}
	if r.err != nil {
		return nil
	}
	if v == nil {
		if typ.NonNull {
			r.fail(path, "must not be null")
		}
		return nil
	}
	if typ.Elem != nil {
		items, ok := v.([]any)
		if !ok {
			return []any{r.value(path, typ.Elem, v, depth+1)}
		}
		for i, item := range items {
			items[i] = r.value(path+"["+strconv.Itoa(i)+"]", typ.Elem, item, depth+1)
			if r.err != nil {
				return nil
			}
		}
		return items
	}
	def := r.schema.Types[typ.NamedType]
	switch def.Kind {
	case ast.InputObject:
		return r.object(path, def, v, depth)
	case ast.Enum:
		if name, ok := v.(string); !ok || def.EnumValues.ForName(name) == nil {
			r.fail(path, "must be a value of the enum %s", def.Name)
		}
	default:
		return r.scalar(path, def.Name, v, depth)
	}
	return v
}

func (r *reader) object(path string, def *ast.Definition, v any, depth int) any {
	fields, ok := v.(map[string]any)
	if !ok {
		r.fail(path, "must be an object of the type %s", def.Name)
		return nil
	}
	for _, name := range names(fields) {
		if def.Fields.ForName(name) == nil {
			r.fail(path, "has the field %.64q, which the type %s does not have", name, def.Name)
		}
	}
	if oneOf(def) && (len(fields) != 1 || fields[names(fields)[0]] == nil) {
		r.fail(path, "must have exactly one field, and not null: %s takes one of its fields", def.Name)
	}
	for _, field := range def.Fields {
		value, given := fields[field.Name]
		switch {
		case given:
			fields[field.Name] = r.value(path+"."+field.Name, field.Type, value, depth+1)
		case field.Type.NonNull && field.DefaultValue == nil:
			r.fail(path+"."+field.Name, "must be given")
		}
		if r.err != nil {
			return nil
		}
	}
	return fields
}

func names(fields map[string]any) []string {
	all := make([]string, 0, len(fields))
	for name := range fields {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

// scalar returns the value as it is given to the scalar: an Int may be written with a fraction that is zero.
func (r *reader) scalar(path, name string, v any, depth int) any {
	var ok bool
	switch name {
	case "String":
		var text string
		text, ok = v.(string)
		r.text(path, text)
	case "Boolean":
		_, ok = v.(bool)
	case "Int":
		v = whole(v)
		ok = isInt(v, 32)
	case "Float":
		ok = isFloat(v)
	case "ID":
		var text string
		if text, ok = v.(string); !ok {
			ok = isInt(v, 64)
		}
		r.text(path, text)
	case "Upload":
		_, ok = v.(*models.Upload)
	default:
		r.walk(path, v, depth) // a scalar of the schema reads itself
		return v
	}
	if !ok {
		r.fail(path, "must be %s", map[string]string{
			"String": "a string", "Boolean": "true or false", "Int": "a whole number of 32 bits",
			"Float": "a finite number", "ID": "a string or a whole number",
			"Upload": "a file of a multipart request",
		}[name])
	}
	return v
}

// walk bounds what is inside a JSON value.
func (r *reader) walk(path string, v any, depth int) {
	if r.values++; r.values > r.limits.Values || depth > r.limits.ValueDepth {
		r.err = refuse(models.QueryTooComplex, "The variables hold more than %d values, or nest deeper than %d levels.", r.limits.Values,
			r.limits.ValueDepth)
	}
	if r.err != nil {
		return
	}
	switch v := v.(type) {
	case string:
		r.text(path, v)
	case []any:
		for i, item := range v {
			r.walk(path+"["+strconv.Itoa(i)+"]", item, depth+1)
		}
	case map[string]any:
		for key, item := range v {
			r.text(path, key)
			r.walk(path+"."+strings.ReplaceAll(key, "\x00", ""), item, depth+1)
		}
	case *models.Upload:
		r.fail(path, "must not be a file")
	case json.Number:
		if !isFloat(v) {
			r.fail(path, "holds a number that is out of range")
		}
	}
}

func isInt(v any, bits int) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	_, err := strconv.ParseInt(n.String(), 10, bits)
	return err == nil
}

// whole returns a number such as 1.0 or 1e2 without its fraction and exponent, and anything else as it is. It is read digit by digit,
// because a float would round what is nearly whole.
func whole(v any) any {
	n, ok := v.(json.Number)
	if !ok || isInt(n, 64) {
		return v
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(n.String()), "e")
	unsigned, negative := strings.CutPrefix(mantissa, "-")
	integer, fraction, _ := strings.Cut(unsigned, ".")
	shift, err := strconv.Atoi(cmp.Or(strings.TrimPrefix(exponent, "+"), "0"))
	digits := integer + fraction
	point := len(integer) + shift
	switch {
	case strings.Trim(digits, "0") == "":
		return json.Number("0")
	case err != nil || point <= 0 || point > len(digits)+maxIntDigits:
		return v
	case point < len(digits) && strings.Trim(digits[point:], "0") != "":
		return v
	case point < len(digits):
		digits = digits[:point]
	default:
		digits += strings.Repeat("0", point-len(digits))
	}
	digits = strings.TrimLeft(digits, "0")
	if negative {
		digits = "-" + digits
	}
	return json.Number(digits)
}

// maxIntDigits bounds the zeros that an exponent may write: more do not fit an Int.
const maxIntDigits = 10

func isFloat(v any) bool {
	n, ok := v.(json.Number)
	if !ok {
		return false
	}
	f, err := strconv.ParseFloat(n.String(), 64)
	return err == nil && !math.IsInf(f, 0)
}
