package sheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// kithMember is the member for fields that JSContact has no property for: an object of cells by columns.
const kithMember = "kith.internal:fields"

type (
	object = map[string]any
	// jsCards reads cards of RFC 9553, one a line or in an array.
	jsCards struct {
		objects
		leftOut
	}
)

func newJSCards(src *source) *jsCards { return &jsCards{objects: objects{src}} }

func newObjectReader(src *source, columns []string) *cardReader {
	return newCardReader(&objectRecords{objects: objects{src}}, columns)
}

func detectObjects(src *source, f Format) (Format, error) {
	return detectColumns(&objectRecords{objects: objects{src}}, f)
}

func (j *jsCards) next() (record, error) {
	text, line, err := j.objects.next()
	if err != nil {
		return nil, err
	}
	if wrong := j.src.wrongText(string(text)); wrong != "" {
		return nil, &RowError{Line: line, Reason: strings.Replace(wrong, "row", "card", 1)}
	}
	card, err := decodeObject(text)
	if err != nil {
		return nil, &RowError{Line: line, Reason: fmt.Sprintf("The card in line %d is no JSON object.", line)}
	}
	r := cellsOfJSCard(card)
	delete(card, kithMember)
	written := jsCardOf(r)
	delete(written, kithMember)
	j.names = nil
	if !r.asStored() || !reflect.DeepEqual(written, card) {
		kept, large := withoutLarge(card)
		r.set(jscontactColumn, kept)
		j.leave(large...)
	}
	if len(r) == 0 {
		return nil, &RowError{Line: line, Reason: "The card has no properties."}
	}
	return r, nil
}

// decodeObject reads an object with its numbers as they are written.
func decodeObject(text []byte) (o object, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return o, d.Decode(&o)
}

// withoutLarge returns a card as JSON without the members that are too large to be kept, such as pictures: the largest ones, until the rest
// is small enough. left are their names, without notes, which have a column.
func withoutLarge(card object) (kept string, left []string) {
	out := maps.Clone(card)
	sizes := map[string]int{}
	for name, value := range card {
		text, _ := json.Marshal(value) // which it was made of
		sizes[name] = len(text)
	}
	for {
		text, _ := json.Marshal(out)
		if len(text) <= maxKept {
			return string(text), left
		}
		largest := slices.MaxFunc(slices.Sorted(maps.Keys(out)), func(a, b string) int { return sizes[a] - sizes[b] })
		if delete(out, largest); largest != "notes" {
			left = append(left, largest)
		}
	}
}

func child(o object, name string) object {
	c, _ := o[name].(object)
	return c
}

func textIn(o object, name string) string {
	s, _ := o[name].(string)
	return s
}

// entries returns the objects of a map of objects, the preferred ones first.
func entries(o object, name string) (all []object) {
	of := child(o, name)
	for _, key := range slices.Sorted(maps.Keys(of)) {
		if entry, ok := of[key].(object); ok {
			all = append(all, entry)
		}
	}
	slices.SortStableFunc(all, func(a, b object) int { return preferenceOf(a) - preferenceOf(b) })
	return all
}

func preferenceOf(o object) int {
	if n, ok := o["pref"].(json.Number); ok {
		if pref, err := n.Int64(); err == nil && pref > 0 && pref <= 100 {
			return int(pref)
		}
	}
	return 101
}

// cellsOfJSCard returns the cells that a card tells.
func cellsOfJSCard(card object) record {
	var r record
	name := child(card, "name")
	given, middle, last := componentOf(name, "given"), componentOf(name, "given2"), componentOf(name, "surname")
	r.names(strings.TrimSpace(textIn(name, "full")), given, middle, last)
	for _, e := range entries(card, "emails") {
		r.address(emailColumn, textIn(e, "address"), jsLabel(e))
	}
	for _, e := range entries(card, "phones") {
		r.address(phoneColumn, property{value: escapeText(textIn(e, "number"))}.phone(), jsLabel(e))
	}
	for _, e := range entries(card, "organizations") {
		r.offer(companyColumn, textIn(e, "name"))
	}
	for _, e := range entries(card, "titles") {
		if kind := textIn(e, "kind"); kind == "" || kind == "title" {
			r.offer(jobColumn, textIn(e, "name"))
		}
	}
	for _, e := range entries(card, "addresses") {
		if r.get(cityColumn)+r.get(countryColumn) == "" {
			r.offer(cityColumn, componentOf(e, "locality"))
			r.offer(countryColumn, componentOf(e, "country"))
		}
	}
	r.offer(keyColumn, textIn(card, "uid"))
	r.offer(labelsColumn, strings.Join(slices.Sorted(maps.Keys(child(card, "keywords"))), ","))
	for _, e := range entries(card, "notes") {
		r.offer(notesColumn, textIn(e, "note"))
	}
	for _, e := range entries(card, "anniversaries") {
		if textIn(e, "kind") == "birth" {
			r.offer(birthdayColumn, jsDate(e["date"]))
		}
	}
	for _, column := range slices.Sorted(maps.Keys(child(card, kithMember))) {
		if text := textIn(child(card, kithMember), column); column != "" && text != "" {
			r.setField(column, text)
		}
	}
	return r
}

// componentOf joins the components of a kind.
func componentOf(o object, kind string) string {
	all, _ := o["components"].([]any)
	var values []string
	for _, c := range all {
		if one, ok := c.(object); ok && textIn(one, "kind") == kind {
			values = append(values, textIn(one, "value"))
		}
	}
	return strings.Join(values, " ")
}

func jsLabel(e object) string {
	if label := textIn(e, "label"); label != "" {
		return label
	}
	var words []string
	for _, of := range []string{"contexts", "features"} {
		for _, word := range slices.Sorted(maps.Keys(child(e, of))) {
			if word == "private" {
				word = "home"
			}
			if word != "voice" {
				words = append(words, word)
			}
		}
	}
	return strings.Join(words, " ")
}

// jsDate returns a date of RFC 9553 as ISO 8601 writes it.
func jsDate(value any) string {
	date, ok := value.(object)
	if !ok {
		text, _ := value.(string)
		return text
	}
	if utc := textIn(date, "utc"); utc != "" {
		return utc
	}
	part := func(name string, width int) string {
		n, ok := date[name].(json.Number)
		if !ok {
			return ""
		}
		return fmt.Sprintf("%0*s", width, n.String())
	}
	year, month, day := part("year", 4), part("month", 2), part("day", 2)
	if year == "" {
		year = "-"
	}
	return strings.TrimRight(year+"-"+month+"-"+day, "-")
}

// jsWriter writes records as an array of cards.
type jsWriter struct {
	w     io.Writer
	begun bool
}

func (j *jsWriter) write(r record) error {
	text, err := json.Marshal(jsCardOf(r))
	if err != nil {
		return err
	}
	before := ",\n"
	if !j.begun {
		before = "[\n"
	}
	j.begun = true
	_, err = io.WriteString(j.w, before+string(text))
	return err
}

func (j *jsWriter) end() error {
	after := "\n]\n"
	if !j.begun {
		after = "[]\n"
	}
	_, err := io.WriteString(j.w, after)
	return err
}
