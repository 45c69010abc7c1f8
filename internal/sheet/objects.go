package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// objects reads JSON objects: one a line, one after another, or in an array.
type objects struct{ src *source }

// next returns the next object and its line. An object that is no JSON is a row of its own; reading goes on at the next line that begins
// one.
func (o *objects) next() (text []byte, line int, err error) {
	for {
		b := o.src.window()
		if len(b) == 0 {
			if !o.src.more() {
				return nil, 0, o.src.end()
			}
			continue
		}
		if strings.IndexByte(" \t\r\n,[]", b[0]) < 0 {
			break
		}
		o.src.advance(1)
	}
	line = o.src.line
	end, all, fits := o.src.lineEnd()
	one := bytes.TrimRight(o.src.window()[:min(end, MaxRecord)], " \t,]")
	if fits && len(one) > 0 && one[0] == '{' && json.Valid(one) {
		one = bytes.Clone(one)
		o.src.advance(all)
		return one, line, nil
	}
	if n := o.object(); n > 0 {
		one := bytes.Clone(o.src.window()[:n])
		o.src.advance(n)
		return one, line, nil
	}
	return nil, line, o.skip(line)
}

// object returns the length of the object at the beginning of the window, 0 if there is none.
func (o *objects) object() int {
	depth, quoted, escaped := 0, false, false
	for i := 0; i <= MaxRecord; i++ {
		for i >= len(o.src.window()) {
			if !o.src.more() {
				return 0
			}
		}
		b := o.src.window()
		switch c := b[i]; {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case quoted && c == '\n':
			return 0
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				if !json.Valid(b[:i+1]) {
					return 0
				}
				return i + 1
			}
		case depth == 0:
			return 0
		}
	}
	return 0
}

// skip consumes lines up to the next one that begins an object, and returns the error of what was skipped.
func (o *objects) skip(line int) error {
	end, _, _ := o.src.lineEnd()
	text := string(o.src.window()[:min(end, 200)])
	reason := fmt.Sprintf("Line %d begins no JSON object.", line)
	if len(o.src.window()) > MaxRecord && strings.HasPrefix(text, "{") {
		reason = fmt.Sprintf("The object in line %d has more than %d bytes, or is not closed.", line, MaxRecord)
	}
	for {
		o.src.skipLine()
		for len(o.src.window()) == 0 && o.src.more() {
		}
		b := o.src.window()
		if len(b) == 0 || b[0] == '{' {
			break
		}
	}
	return &RowError{line, []string{strings.ToValidUTF8(text, "\ufffd")}, reason}
}

// objectRecords reads JSON objects as records: each member is a cell, members of members are `city` of `address` as `address.city`.
type objectRecords struct {
	objects
	leftOut
}

func (o *objectRecords) next() (record, error) {
	text, line, err := o.objects.next()
	if err != nil {
		return nil, err
	}
	if wrong := o.src.wrongText(string(text)); wrong != "" {
		return nil, &RowError{Line: line, Reason: wrong}
	}
	members, err := membersOf(text)
	if err != nil {
		return nil, &RowError{Line: line, Reason: fmt.Sprintf("The object in line %d is no JSON.", line)}
	}
	var r record
	for _, m := range members {
		addMember(&r, m.name, m.value, 0)
	}
	if len(r) > MaxColumns {
		return nil, &RowError{Line: line, Reason: fmt.Sprintf("The object has more than %d members.", MaxColumns)}
	}
	return r, nil
}

// member is a member of an object.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf returns the members of an object in their order.
func membersOf(text []byte) (members []member, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.Join(errors.New("sheet: no object"), err)
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: t.(string)} // as all tokens before values are
		if err := d.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}

// customPrefix begins the columns of custom attributes, whose texts are read as JSON if they are.
const customPrefix = "customAttributes."

// lists are the columns whose values are several texts, with what separates them in a cell.
var lists = map[string]string{labelsColumn: ",", "emails": "\n", "phoneNumbers": "\n", "identifiers": "\n"}

// whole are the columns whose values are JSON in a cell, and what Kith's own export has for people to read.
var whole = map[string]bool{"socialProfiles": true, "other": true}

func addMember(r *record, name string, value json.RawMessage, depth int) {
	value = bytes.TrimSpace(value)
	switch {
	case string(value) == "null":
		return
	case name == "points":
		addPoints(r, value)
		return
	case value[0] == '{' && !whole[name] && depth == 0 && !strings.HasPrefix(name, customPrefix):
		if members, err := membersOf(value); err == nil {
			for _, m := range members {
				addMember(r, name+"."+m.name, m.value, depth+1)
			}
			return
		}
	}
	text := cellOf(name, value)
	if _, several := lists[name]; !several && text == "" {
		return
	}
	r.set(name, text)
}

// cellOf returns a value as a cell.
func cellOf(name string, value json.RawMessage) string {
	switch value[0] {
	case '[':
		var texts []string
		if separator, ok := lists[name]; ok && json.Unmarshal(value, &texts) == nil {
			return strings.Join(texts, separator)
		}
		if !strings.HasPrefix(name, customPrefix) && !whole[name] && json.Unmarshal(value, &texts) == nil {
			return strings.Join(texts, ", ")
		}
	case '"':
		var text string
		if json.Unmarshal(value, &text) != nil {
			break
		}
		if strings.HasPrefix(name, customPrefix) && (strings.TrimSpace(text) == "" || json.Valid([]byte(text)) || strings.Contains(text, "\r")) {
			break // which would be read as something else
		}
		return text
	}
	return string(value)
}

// addPoints adds the emails and phone numbers that Kith's export tells, with their labels and with `true` in a column for those that are
// shared; identifiers have a member of their own that tells all of them.
func addPoints(r *record, value json.RawMessage) {
	var points []struct {
		Kind, Value, Label string
		Shared             bool
	}
	if json.Unmarshal(value, &points) != nil {
		r.set("points", string(value))
		return
	}
	*r = slices.DeleteFunc(*r, func(c Cell) bool { return c.Column == "emails" || c.Column == "phoneNumbers" }) // which points tell too
	for _, p := range points {
		column, ok := map[string]string{"EMAIL": emailColumn, "PHONE_NUMBER": phoneColumn}[p.Kind]
		if !ok {
			continue
		}
		if at := r.address(column, p.Value, p.Label); p.Shared && at != "" {
			r.set(at+" shared", "true")
		}
	}
}

// looksLikeJSON reports whether a text begins with an object or an array of objects.
func looksLikeJSON(start []byte) bool {
	rest := bytes.TrimLeft(start, "[ \t\r\n")
	if len(rest) == 0 || rest[0] != '{' || start[0] == '{' && !bytes.HasPrefix(rest, start[:1]) {
		return false
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// isJSContact reports whether a text begins with a card of RFC 9553.
func isJSContact(start []byte) bool {
	head := bytes.Join(bytes.Fields(start[:min(len(start), 4<<10)]), nil)
	return bytes.Contains(head, []byte(`"@type":"Card"`)) || bytes.Contains(head, []byte(`"@type":"CardGroup"`))
}
