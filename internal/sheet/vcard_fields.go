package sheet

import (
	"slices"
	"strconv"
	"strings"
)

// kithProperty is the property for fields that vCards have no property for; its parameter FIELD names the column.
const kithProperty = "X-KITH"

// cellsOfCard returns the cells that the properties of a card tell, and for each property the columns that have their values from it.
func cellsOfCard(card []property) (r record, columns [][]string) {
	columns = make([][]string, len(card))
	labels := map[string]string{}
	for _, p := range card {
		if p.group != "" && p.name == "X-ABLABEL" {
			labels[p.group] = strings.TrimSuffix(strings.TrimPrefix(p.text(), "_$!<"), ">!$_")
		}
	}
	var full, given, middle, last string
	for _, i := range byPreference(card) {
		p := card[i]
		had := len(r)
		switch p.name {
		case "FN":
			if full == "" {
				full = strings.TrimSpace(p.text())
				columns[i] = append(columns[i], nameColumn)
			}
		case "N":
			if given+middle+last == "" {
				last, given, middle = at(p.parts(), 0), at(p.parts(), 1), at(p.parts(), 2)
				columns[i] = append(columns[i], firstColumn, middleColumn, lastColumn)
			}
		case "EMAIL":
			r.address(emailColumn, p.text(), p.label(labels))
		case "TEL":
			r.address(phoneColumn, p.phone(), p.label(labels))
		case "ADR":
			if r.get(cityColumn)+r.get(countryColumn) == "" {
				r.offer(cityColumn, at(p.parts(), 3))
				r.offer(countryColumn, at(p.parts(), 6))
			}
		case "ORG":
			r.offer(companyColumn, at(p.parts(), 0))
		case "TITLE":
			r.offer(jobColumn, p.text())
		case "UID":
			r.offer(keyColumn, p.text())
		case "CATEGORIES":
			r.offer(labelsColumn, strings.Join(splitText(p.value, ','), ","))
		case "NOTE":
			r.offer(notesColumn, p.text())
		case "BDAY":
			r.offer(birthdayColumn, birthday(p.text()))
		}
		for _, c := range r[had:] {
			columns[i] = append(columns[i], c.Column)
		}
	}
	r.names(full, given, middle, last)
	for i, p := range card {
		if field := p.all("FIELD"); p.name == kithProperty && len(field) == 1 && field[0] != "" {
			r.setField(fieldUnescapes.Replace(field[0]), p.text())
			columns[i] = append(columns[i], fieldUnescapes.Replace(field[0]))
		}
	}
	return r, columns
}

// byPreference returns the positions of the properties, the preferred ones of each name first.
func byPreference(card []property) []int {
	order := make([]int, len(card))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return card[a].preference() - card[b].preference() })
	return order
}

// preference is 1 for what is preferred most.
func (p property) preference() int {
	if p.is("TYPE", "pref") {
		return 1
	}
	if pref := p.all("PREF"); len(pref) == 1 {
		if n, err := strconv.Atoi(pref[0]); err == nil && n > 0 && n <= 100 {
			return n
		}
	}
	return 101
}

// label returns what kind of address this is: Apple's label, or its types.
func (p property) label(ofGroups map[string]string) string {
	if own := ofGroups[p.group]; p.group != "" && own != "" {
		return own
	}
	var types []string
	for t := range strings.SplitSeq(strings.ToLower(strings.Join(p.all("TYPE"), ",")), ",") {
		if t != "internet" && t != "pref" && t != "voice" && t != "x400" && t != "" && !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	return strings.Join(types, " ")
}

// phone returns a phone number, which may be an URI with an extension.
func (p property) phone() string {
	number := p.text()
	if uri, ok := strings.CutPrefix(strings.ToLower(number), "tel:"); ok {
		number, rest, _ := strings.Cut(uri, ";")
		for rest != "" {
			var one string
			one, rest, _ = strings.Cut(rest, ";")
			if ext, ok := strings.CutPrefix(one, "ext="); ok {
				number += " ext. " + ext
			}
		}
		return number
	}
	return number
}

// birthday is a date as ISO 8601 writes it; others stay as they are.
func birthday(s string) string {
	if len(s) == 8 && strings.Trim(s, "0123456789") == "" {
		return s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	return s
}

func at(parts []string, i int) string {
	if i >= len(parts) {
		return ""
	}
	return strings.TrimSpace(parts[i])
}
