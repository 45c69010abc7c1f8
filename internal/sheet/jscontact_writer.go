package sheet

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// jsCardOf returns a record as a card of RFC 9553. What the card that it was read from has beside is kept, unless the record has another
// value by now. What JSContact has no property for is in a member of Kith's.
func jsCardOf(r record) object {
	card, err := decodeObject([]byte(r.get(jscontactColumn)))
	kept := err == nil && card != nil
	if !kept {
		card = object{"@type": "Card", "version": "1.0"}
	}
	was := cellsOfJSCard(card)
	if r.get(firstColumn) == "" { // as in a contact, whose name is made of the parts
		was.offer(nameColumn, strings.Join(strings.Fields(was.get(firstColumn)+" "+was.get(middleColumn)+" "+was.get(lastColumn)), " "))
	}
	changed := func(columns ...string) bool {
		return slices.ContainsFunc(columns, func(column string) bool { return !r.stillHas(was, column) })
	}
	if changed(nameColumn, middleColumn, lastColumn) || !kept && r.get(firstColumn) != "" {
		setOrDelete(card, "name", jsName(r))
	}
	jsAddresses(card, r, emailColumn, "emails", "address")
	jsAddresses(card, r, phoneColumn, "phones", "number")
	if changed(companyColumn) {
		setOrDelete(card, "organizations", named("o1", r.get(companyColumn)))
	}
	if changed(jobColumn) {
		setOrDelete(card, "titles", named("t1", r.get(jobColumn)))
	}
	if changed(cityColumn, countryColumn) {
		setOrDelete(card, "addresses", jsPlace(r))
	}
	if changed(keyColumn) {
		if delete(card, "uid"); r.get(keyColumn) != "" {
			card["uid"] = r.get(keyColumn)
		}
	}
	if changed(labelsColumn) {
		words := object{}
		for word := range strings.SplitSeq(r.get(labelsColumn), ",") {
			if word != "" {
				words[word] = true
			}
		}
		setOrDelete(card, "keywords", words)
	}
	if !kept {
		if note := r.get(notesColumn); note != "" {
			card["notes"] = object{"n1": object{"note": note}}
		}
	}
	fields, told := object{}, cellsOfJSCard(card)
	for _, c := range r.missing(told) {
		if c.Column == jscontactColumn && kept || told.tells(c) {
			continue
		}
		fields[c.Column] = c.Text
	}
	setOrDelete(card, kithMember, fields)
	return card
}

func setOrDelete(card object, name string, value object) {
	if delete(card, name); len(value) > 0 {
		card[name] = value
	}
}

func named(id, name string) object {
	if name == "" {
		return nil
	}
	return object{id: object{"name": name}}
}

func jsName(r record) object {
	name := object{}
	if full := r.get(nameColumn); full != "" {
		name["full"] = full
	}
	var components []any
	given := r.get(firstColumn)
	if given == "" && r.get(lastColumn)+r.get(middleColumn) != "" {
		given = givenName(r.get(nameColumn), r.get(lastColumn))
	}
	for _, c := range []Cell{{"given", given}, {"given2", r.get(middleColumn)}, {"surname", r.get(lastColumn)}} {
		if c.Text != "" {
			components = append(components, object{"kind": c.Column, "value": c.Text})
		}
	}
	if components != nil {
		name["components"] = components
	}
	return name
}

func jsPlace(r record) object {
	var components []any
	for _, c := range []Cell{{"locality", r.get(cityColumn)}, {"country", r.get(countryColumn)}} {
		if c.Text != "" {
			components = append(components, object{"kind": c.Column, "value": c.Text})
		}
	}
	if components == nil {
		return nil
	}
	return object{"a1": object{"components": components}}
}

// jsAddresses brings the emails or phone numbers of a card to those of the record.
func jsAddresses(card object, r record, column, name, member string) {
	all, have := r.addresses(column), child(card, name)
	entries := object{}
	has := func(values []string, value string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return sameAddress(v, value) })
	}
	var told []string
	for id, entry := range have {
		of, _ := entry.(object)
		value := strings.TrimSpace(property{value: escapeText(textIn(of, member))}.phone())
		if value == "" || has(all, value) || neverStored(column, value) {
			entries[id] = entry
			told = append(told, value)
		}
	}
	for i, value := range all {
		if has(told, value) {
			continue
		}
		entry := object{member: value}
		if label := r.get(numbered(column, i+1) + " label"); label != "" {
			entry["label"] = label
		}
		if i == 0 && len(all) > 1 {
			entry["pref"] = json.Number("1")
		}
		entries[unusedID(entries, name[:1], i+1)] = entry
	}
	if len(have)+len(entries) == 0 {
		return // what is there is no map of addresses
	}
	if len(have) == 0 || !maps.EqualFunc(have, entries, func(_, _ any) bool { return true }) {
		setOrDelete(card, name, entries)
	}
}

// unusedID returns an id that sorts after those before it.
func unusedID(entries object, letter string, n int) string {
	for {
		id := fmt.Sprintf("%s%02d", letter, n)
		if _, used := entries[id]; !used {
			return id
		}
		n++
	}
}
