package sheet

import (
	"io"
	"mime/quotedprintable"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// property is a property of a vCard. The value is escaped as in the file.
type property struct {
	group, name string
	params      []param
	value       string
}

type param struct {
	name   string
	values []string
}

// parseProperty reads a content line of vCard 2.1, 3.0 or 4.0.
func parseProperty(line string) (p property, ok bool) {
	head, value, ok := cutUnquoted(line, ':')
	if !ok {
		return p, false
	}
	p.value = value
	name, rest, more := cutUnquoted(head, ';')
	if group, n, grouped := strings.Cut(name, "."); grouped {
		p.group, name = group, n
	}
	p.name = strings.ToUpper(strings.TrimSpace(name))
	for more {
		var one string
		one, rest, more = cutUnquoted(rest, ';')
		key, text, named := strings.Cut(one, "=")
		if !named {
			key, text = "TYPE", key // as vCard 2.1 has it
			if up := strings.ToUpper(text); up == "QUOTED-PRINTABLE" || up == "BASE64" {
				key = "ENCODING"
			}
		}
		var values []string
		for again := true; again; {
			var v string
			v, text, again = cutUnquoted(text, ',')
			values = append(values, strings.Trim(v, `"`))
		}
		p.params = append(p.params, param{strings.ToUpper(key), values})
	}
	return p, p.name != "" && !strings.ContainsAny(p.name, " \t")
}

// cutUnquoted is strings.Cut at the first separator that is not within quotes.
func cutUnquoted(s string, separator byte) (before, after string, found bool) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == separator && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	if quoted { // a quote that is never closed is a character
		return strings.Cut(s, string(separator))
	}
	return s, "", false
}

// all returns the values of a parameter.
func (p property) all(name string) (values []string) {
	for _, one := range p.params {
		if one.name == name {
			values = append(values, one.values...)
		}
	}
	return values
}

func (p property) is(name, value string) bool {
	return slices.ContainsFunc(p.all(name), func(v string) bool { return strings.EqualFold(v, value) })
}

// String returns the content line, not folded.
func (p property) String() string {
	var b strings.Builder
	if p.group != "" {
		b.WriteString(p.group + ".")
	}
	b.WriteString(p.name)
	for _, one := range p.params {
		b.WriteString(";" + one.name + "=")
		for i, v := range one.values {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(v, ",;:") {
				v = `"` + v + `"`
			}
			b.WriteString(v)
		}
	}
	b.WriteString(":" + p.value)
	return b.String()
}

// text returns the value as a text.
func (p property) text() string { return unescapeText(p.value) }

// parts returns the components of a structured value.
func (p property) parts() []string { return splitText(p.value, ';') }

// splitText splits an escaped text at a separator and returns the parts as texts.
func splitText(s string, separator byte) (parts []string) {
	from := 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == separator:
			parts = append(parts, unescapeText(s[min(from, len(s)):i]))
			from = i + 1
		case s[i] == '\\':
			i++
			if i == len(s) {
				i--
			}
		}
	}
	return parts
}

func unescapeText(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		switch i++; s[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		case '\\', ',', ';', ':':
			b.WriteByte(s[i])
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

var textEscapes = strings.NewReplacer(`\`, `\\`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`, ",", `\,`, ";", `\;`)

func escapeText(s string) string { return textEscapes.Replace(s) }

// decoded returns the property as vCard 3.0 and 4.0 write it: neither quoted-printable nor in another character set.
func (p property) decoded() (property, bool) {
	if !p.is("ENCODING", "QUOTED-PRINTABLE") {
		return p, true
	}
	raw, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(p.value)))
	if err != nil {
		return p, false
	}
	text := string(raw)
	if charset := p.all("CHARSET"); len(charset) > 0 && !strings.EqualFold(charset[0], utf8Name) {
		e, err := htmlindex.Get(charset[0])
		if err != nil {
			return p, false
		}
		if text, err = e.NewDecoder().String(text); err != nil {
			return p, false
		}
	}
	p.value = strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(text)
	p.params = slices.DeleteFunc(slices.Clone(p.params), func(one param) bool { return one.name == "ENCODING" || one.name == "CHARSET" })
	return p, utf8.ValidString(text)
}

// foldedLine is a content line as RFC 6350 folds it, 75 bytes a line, with its line break.
func foldedLine(line string) string {
	var b strings.Builder
	for width := 75; len(line) > width; width = 74 {
		at := width
		for at > 0 && !utf8.RuneStart(line[at]) {
			at--
		}
		b.WriteString(line[:at] + "\r\n ")
		line = line[at:]
	}
	b.WriteString(line + "\r\n")
	return b.String()
}
