package sheet

import (
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
)

// cardTypes are the labels of addresses that are types of vCard 4.0.
var cardTypes = []string{"home", "work", "cell", "fax", "pager", "text", "textphone", "video", "main-number"}

// fieldEscapes are those of parameters (RFC 6868).
var (
	fieldEscapes   = strings.NewReplacer("^", "^^", "\n", "^n", `"`, "^'")
	fieldUnescapes = strings.NewReplacer("^^", "^", "^n", "\n", "^'", `"`)
)

// vCardWriter writes records as vCards 4.0.
type vCardWriter struct{ w io.Writer }

func (v vCardWriter) write(r record) error {
	var b strings.Builder
	b.WriteString("BEGIN:VCARD\r\nVERSION:4.0\r\n")
	for _, p := range cardOf(r) {
		b.WriteString(foldedLine(p.String()))
	}
	b.WriteString("END:VCARD\r\n")
	_, err := io.WriteString(v.w, b.String())
	return err
}

func (v vCardWriter) end() error { return nil }

// cardOf returns the properties of a record. Those of the card that it was read from are kept as they were, unless the record has another
// value by now. What vCards have no property for is in X-KITH.
func cardOf(r record) []property {
	card, told := keptProperties(r)
	make := func(name, value string, params ...param) {
		card = append(card, property{name: name, params: params, value: value})
	}
	text := func(column, name string) {
		if value := r.get(column); value != "" && !sameText(told.get(column), value) {
			make(name, escapeText(value))
		}
	}
	if !slices.ContainsFunc(card, func(p property) bool { return p.name == "FN" }) {
		make("FN", escapeText(r.get(nameColumn)))
	}
	last, middle := r.get(lastColumn), r.get(middleColumn)
	given := r.get(firstColumn)
	if given == "" {
		given = givenName(r.get(nameColumn), last)
	}
	hasName := slices.ContainsFunc(card, func(p property) bool { return p.name == "N" })
	if !hasName && given+last+middle != "" && (told == nil || last+middle != "") {
		make("N", escapeText(last)+";"+escapeText(given)+";"+escapeText(middle)+";;")
	}
	card = addAddresses(card, r, told, emailColumn, "EMAIL")
	card = addAddresses(card, r, told, phoneColumn, "TEL")
	city, country := r.get(cityColumn), r.get(countryColumn)
	if city+country != "" && (told.get(cityColumn) != city || told.get(countryColumn) != country) {
		make("ADR", ";;;"+escapeText(city)+";;;"+escapeText(country))
	}
	text(companyColumn, "ORG")
	text(jobColumn, "TITLE")
	text(keyColumn, "UID")
	if labels := r.get(labelsColumn); labels != "" && !sameLabels(told.get(labelsColumn), labels) {
		titles := strings.Split(labels, ",")
		for i := range titles {
			titles[i] = escapeText(titles[i])
		}
		make("CATEGORIES", strings.Join(titles, ","))
	}
	text(notesColumn, "NOTE")
	text(birthdayColumn, "BDAY")
	return append(card, kithProperties(r, card)...)
}

// keptProperties are the properties of the card that the record was read from, without those whose values the record has no more; told
// are the cells that they tell.
func keptProperties(r record) (_ []property, told record) {
	var lines []string
	if json.Unmarshal([]byte(r.get(vcardColumn)), &lines) != nil {
		return nil, nil
	}
	var card []property
	for _, line := range lines {
		if p, ok := parseProperty(strings.NewReplacer("\r", "", "\n", "").Replace(line)); ok && p.name != "BEGIN" && p.name != "END" {
			card = append(card, p)
		}
	}
	was, columns := cellsOfCard(card)
	kept, dropped := make([]property, 0, len(card)), map[string]bool{}
	for i, p := range card {
		if !slices.ContainsFunc(columns[i], func(column string) bool { return !r.stillHas(was, column) }) {
			kept = append(kept, p)
		} else {
			dropped[p.group] = true
		}
	}
	kept = slices.DeleteFunc(kept, func(p property) bool {
		return p.group != "" && dropped[p.group] && strings.HasPrefix(p.name, "X-AB") // labels of what was left out
	})
	told, _ = cellsOfCard(kept)
	return kept, told
}

// unusedGroup returns a name for a group that the card does not have.
func unusedGroup(card []property) string {
	for n := 1; ; n++ {
		group := "kith" + strconv.Itoa(n)
		if !slices.ContainsFunc(card, func(p property) bool { return strings.EqualFold(p.group, group) }) {
			return group
		}
	}
}

// addAddresses adds the addresses of the record that are not told yet.
func addAddresses(card []property, r, told record, column, name string) []property {
	all := r.addresses(column)
	for i, value := range all {
		if slices.ContainsFunc(told.addresses(column), func(v string) bool { return sameAddress(v, value) }) {
			continue
		}
		p := property{name: name, value: escapeText(value)}
		if i == 0 && len(all) > 1 {
			p.params = append(p.params, param{"PREF", []string{"1"}})
		}
		label := r.get(numbered(column, i+1) + " label")
		types := strings.Fields(label)
		if label != "" && !slices.ContainsFunc(types, func(t string) bool { return !slices.Contains(cardTypes, t) }) {
			p.params = append(p.params, param{"TYPE", types})
		} else if label != "" {
			p.group = unusedGroup(card)
			card = append(card, property{group: p.group, name: "X-ABLABEL", value: escapeText(label)})
		}
		card = append(card, p)
	}
	return card
}

// kithProperties are properties for the cells that a card does not tell.
func kithProperties(r record, card []property) (all []property) {
	told, _ := cellsOfCard(card)
	for _, c := range r.missing(told) {
		if c.Column == vcardColumn && json.Valid([]byte(c.Text)) && strings.HasPrefix(c.Text, "[") {
			continue
		}
		if told.tells(c) {
			continue
		}
		all = append(all, property{name: kithProperty, params: []param{{"FIELD", []string{fieldEscapes.Replace(c.Column)}}},
			value: escapeText(c.Text)})
	}
	return all
}
