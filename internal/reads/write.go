package reads

import (
	"encoding"
	"errors"
	"reflect"
	"strconv"

	"kith/models"
	"kith/models/page"
)

// field writes the value of a node for a row.
func (r *run) field(n *node, row any) error {
	if n.value != nil && n.relation == nil {
		return r.scalar(n, row)
	}
	if n.list {
		r.b = append(r.b, '[')
	}
	before := len(r.b)
	c := r.call(n)
	if err := c.visit(row, c.write); err != nil {
		return err
	}
	switch {
	case n.list:
		r.b = append(r.b, ']')
	case len(r.b) > before:
	case n.required:
		return errPlain
	default:
		r.b = append(r.b, "null"...)
	}
	return nil
}

// child writes the value of a node for a row, or for an element of it.
func (r *run) child(n *node, child any) error {
	if n.list && r.b[len(r.b)-1] != '[' {
		r.b = append(r.b, ',')
	}
	if n.value != nil {
		return r.scalar(n, child)
	}
	for _, s := range n.below {
		if s.holds(child) {
			return r.object(s, child)
		}
	}
	return errPlain
}

func (r *run) object(s *selection, row any) error {
	r.b = append(r.b, '{')
	for i, n := range s.nodes {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.b = append(r.b, n.key...)
		if err := r.field(n, row); err != nil {
			return err
		}
	}
	r.b = append(r.b, '}')
	return nil
}

func (r *run) scalar(n *node, row any) error {
	c := r.call(n)
	v, err := n.value(row, c)
	if err != nil || c.err != nil {
		return errors.Join(err, c.err)
	}
	r.b, err = appendValue(r.b, v)
	return err
}

// appendValue appends a scalar as gqlgen writes it.
func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case string:
		return appendString(b, v), nil
	case *string:
		if v != nil {
			return appendString(b, *v), nil
		}
	case *int:
		return strconv.AppendInt(b, int64(*v), 10), nil
	case *bool:
		return strconv.AppendBool(b, *v), nil
	case *models.DateTime:
		if v != nil {
			return v.AppendGQL(b), nil
		}
	case *models.JSON:
		return v.AppendGQL(b), nil
	case page.Cursor:
		return append(append(append(b, '"'), v...), '"'), nil
	case *float64:
		return strconv.AppendFloat(b, *v, 'g', -1, 64), nil
	case *[]int:
		b = append(b, '[')
		for i, n := range *v {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(b, int64(n), 10)
		}
		return append(b, ']'), nil
	case encoding.TextAppender: // an id
		b, err := v.AppendText(append(b, '"'))
		return append(b, '"'), err
	default:
		return appendOther(b, reflect.ValueOf(v))
	}
	return append(b, "null"...), nil
}

// appendOther appends an enum value, or the target of a pointer to a pointer.
func appendOther(b []byte, v reflect.Value) ([]byte, error) {
	switch {
	case v.Kind() == reflect.String:
		return appendString(b, v.String()), nil
	case v.Kind() != reflect.Pointer:
		return nil, errPlain
	case v.IsNil():
		return append(b, "null"...), nil
	case v.Elem().Kind() == reflect.String:
		return appendString(b, v.Elem().String()), nil
	case v.Elem().Kind() == reflect.Pointer:
		if v.Elem().IsNil() {
			return append(b, "null"...), nil
		}
		return appendValue(b, v.Elem().Interface())
	}
	return nil, errPlain
}

const hex = "0123456789ABCDEF"

// appendString appends a string with the same escapes as gqlgen's writer.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '\\' && c != '"' {
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		case '\n':
			b = append(b, `\n`...)
		case '\\', '"':
			b = append(b, '\\', c)
		default:
			b = append(b, `\u00`...)
			b = append(b, hex[c>>4], hex[c&0xf])
		}
		start = i + 1
	}
	return append(append(b, s[start:]...), '"')
}
