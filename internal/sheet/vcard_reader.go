package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// vCards reads a file of vCards 2.1, 3.0 and 4.0, as Apple, Google and Outlook write them too.
type vCards struct {
	src *source
	// begun is true if the line that begins the next card has been read.
	begun bool
	leftOut
}

func newVCards(src *source) *vCards { return &vCards{src: src} }

// next returns the next card.
func (v *vCards) next() (record, error) {
	card, line, err := v.card()
	if err != nil {
		return nil, err
	}
	r, large := keptCard(card)
	v.leave(large...)
	if len(r) == 0 {
		return nil, &RowError{Line: line, Reason: "The card has no properties."}
	}
	return r, nil
}

// card returns the properties of the next card and its first line.
func (v *vCards) card() (card []property, line int, err error) {
	size, nested, bad := 0, 0, ""
	var agent []string // the lines of a card within the card, which vCard 3.0 has as the text of the property AGENT
	for v.names, line = nil, v.src.line; ; {
		at := v.src.line
		text, cut, err := v.line()
		if err != nil {
			if !v.begun {
				return nil, 0, err
			}
			v.begun = false
			return nil, 0, &RowError{Line: line, Reason: "The card has no END:VCARD."}
		}
		upper := strings.ToUpper(strings.TrimSpace(text))
		switch {
		case upper == "":
		case upper == "BEGIN:VCARD" && !v.begun:
			v.begun, line = true, at
		case upper == "BEGIN:VCARD" && len(card) > 0 && card[len(card)-1].name == "AGENT" && (nested > 0 || card[len(card)-1].value == ""):
			nested++
			agent = append(agent, text)
		case upper == "BEGIN:VCARD":
			return nil, 0, &RowError{Line: line, Reason: "The card has no END:VCARD."} // the next one has begun
		case upper == "END:VCARD" && nested > 0:
			if agent = append(agent, text); nested == 1 {
				card[len(card)-1].value, agent = escapeText(strings.Join(agent, "\n")+"\n"), nil
			}
			nested--
		case upper == "END:VCARD":
			if v.begun = false; bad != "" {
				return nil, 0, &RowError{Line: line, Reason: bad}
			}
			return card, line, nil
		case !v.begun || bad != "":
		case cut || size+len(text) > MaxRecord: // pictures, mostly
			name, _, _ := strings.Cut(text[:min(len(text), 200)], ":")
			name, _, _ = strings.Cut(name, ";")
			v.leave(strings.ToUpper(name))
		case nested > 0:
			size += len(text)
			agent = append(agent, text)
		default:
			p, ok := parseProperty(text)
			if ok {
				p, ok = p.decoded()
			}
			if wrong := v.src.wrongText(text); wrong != "" {
				bad = strings.Replace(wrong, "row", "card", 1)
			} else if !ok {
				bad = fmt.Sprintf("Line %d is no property of a vCard.", at)
			}
			size += len(text)
			if p.name != "VERSION" {
				card = append(card, p)
			}
		}
	}
}

// line returns the next line with those that continue it; cut says that it is longer than a record, of which the beginning is returned.
func (v *vCards) line() (line string, cut bool, err error) {
	var b []byte
	for {
		text, all, ok := v.src.lineEnd()
		if all == 0 {
			return string(b), cut, v.lineErr(b)
		}
		if cut = cut || !ok || len(b)+text > MaxRecord; !cut {
			b = append(b, v.src.window()[:text]...)
		} else if len(b) == 0 {
			b = append(b, v.src.window()[:min(text, 200)]...)
		}
		v.src.advance(all)
		if !ok {
			v.src.skipLine()
		}
		for len(v.src.window()) == 0 && v.src.more() {
		}
		soft := bytes.HasSuffix(b, []byte{'='}) && bytes.Contains(bytes.ToUpper(b[:min(len(b), 200)]), []byte("QUOTED-PRINTABLE"))
		next := v.src.window()
		switch {
		case soft:
			b = append(b, "\r\n"...)
		case len(next) > 0 && (next[0] == ' ' || next[0] == '\t') && len(b) > 0:
			v.src.advance(1)
		default:
			return string(b), cut, nil
		}
	}
}

func (v *vCards) lineErr(b []byte) error {
	if len(b) > 0 {
		return nil
	}
	return v.src.end()
}

// keptCard returns a card as a record, with the whole card in a column of its own unless the others tell all of it. left are the names of
// properties that are too large for that column, and that no other has.
func keptCard(card []property) (r record, left []string) {
	r, columns := cellsOfCard(card)
	if len(r) == 0 || tellsAll(card, r) {
		return r, nil
	}
	var lines []string
	size := 2
	for i, p := range card {
		if p.name == kithProperty {
			continue
		}
		line := p.String()
		if size += len(line) + 8; len(line) > maxKept || size > maxKept {
			size -= len(line) + 8
			if len(columns[i]) == 0 {
				left = append(left, p.name)
			}
			continue
		}
		lines = append(lines, line)
	}
	if text, err := json.Marshal(lines); err == nil && len(lines) > 0 {
		r.set(vcardColumn, string(text))
	}
	return r, left
}

// tellsAll reports whether the card that is written from a record has all properties of the card that was read.
func tellsAll(card []property, r record) bool {
	if strings.Contains(r.get(vcardColumn), "[") || !r.asStored() {
		return false
	}
	written := map[string]int{}
	for _, p := range cardOf(r) {
		written[p.normal()]++
	}
	return !slices.ContainsFunc(card, func(p property) bool {
		written[p.normal()]--
		return written[p.normal()] < 0
	})
}

// normal is the property in a form that equal ones share.
func (p property) normal() string {
	p.params = slices.Clone(p.params)
	for i := range p.params {
		values := slices.Clone(p.params[i].values)
		slices.Sort(values)
		p.params[i].values = values
	}
	slices.SortFunc(p.params, func(a, b param) int { return strings.Compare(a.name, b.name) })
	return p.String()
}
