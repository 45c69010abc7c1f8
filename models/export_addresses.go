package models

import (
	"slices"
	"strconv"
	"strings"
)

// ExportedCell is a value of a contact in a column of an export.
type ExportedCell struct {
	Column string
	Text   string
}

// numberedColumn names the nth address of a kind.
func numberedColumn(name string, n int) string {
	if n < 2 {
		return name
	}
	return name + " " + strconv.Itoa(n)
}

// AddressColumns replaces the columns of emails and phone numbers by one for each address and one for its label; most are the largest
// numbers of addresses that a contact has.
func AddressColumns(columns []string, most map[PointKind]int) (all []string) {
	for _, column := range columns {
		rule, plural := pluralRule(column)
		if !plural {
			all = append(all, column)
			continue
		}
		for n := 1; n <= most[rule.kind]; n++ {
			if name := numberedColumn(rule.field, n); !slices.Contains(columns, name) {
				all = append(all, name)
			}
			all = append(all, numberedColumn(rule.field, n)+" label")
		}
	}
	return all[:min(len(all), MaxExportColumns)]
}

// pluralRule returns the rule of the emails or phone numbers that a column lists.
func pluralRule(column string) (pointRule, bool) {
	switch column {
	case emailRule.plural:
		return emailRule, true
	case phoneRule.plural:
		return phoneRule, true
	}
	return pointRule{}, false
}

// exportedAddresses returns the addresses of a kind, the preferred one first.
func (c *Contact) exportedAddresses(kind PointKind) []ContactPoint {
	points := c.PointsOf(kind)
	slices.SortStableFunc(points, func(a, b ContactPoint) int {
		switch {
		case a.Preferred == b.Preferred:
			return 0
		case a.Preferred:
			return -1
		}
		return 1
	})
	return points
}

// addressCell returns an address or its label, if the column is that of one.
func (c *Contact) addressCell(column string) (text string, ok bool) {
	for _, rule := range []pointRule{emailRule, phoneRule} {
		rest, found := strings.CutPrefix(column, rule.field+" ")
		if !found {
			continue
		}
		n := 1
		number, label, _ := strings.Cut(rest, " ")
		if number == "label" {
			label = number
		} else if read, err := strconv.Atoi(number); err == nil {
			n = read
		}
		points := c.exportedAddresses(rule.kind)
		switch {
		case n < 1 || n > len(points):
			return "", true
		case label == "label":
			return points[n-1].Label, true
		}
		return points[n-1].Value, true
	}
	return "", false
}

// ExportCells returns the values of a contact in the columns of a table.
func (c *Contact) ExportCells(columns, labels []string, consents []*Consent) ([]ExportedCell, error) {
	known := make([]string, 0, len(columns))
	cells := make([]ExportedCell, len(columns))
	var at []int
	for i, column := range columns {
		text, address := c.addressCell(column)
		if cells[i] = (ExportedCell{column, text}); !address {
			known, at = append(known, column), append(at, i)
		}
	}
	values, err := c.ExportValues(known, labels, consents)
	if err != nil {
		return nil, err
	}
	for i, value := range values {
		cells[at[i]].Text = ExportCell(known[i], value)
	}
	return cells, nil
}

// CardCells returns the values of a contact that are not blank, with a column for each address and its label. Cards have no consents.
func (c *Contact) CardCells(columns, labels []string, _ []*Consent) (cells []ExportedCell, err error) {
	all, err := c.ExportCells(AddressColumns(columns, map[PointKind]int{
		PointEmail: len(c.PointsOf(PointEmail)), PointPhone: len(c.PointsOf(PointPhone))}), labels, nil)
	for _, cell := range all {
		if cell.Text != "" && (cell.Column != identifierRule.plural || cell.Text != deref(c.Identifier)) {
			cells = append(cells, cell)
		}
	}
	return cells, err
}

// ExportPoints returns all addresses of a contact as JSON, nil if it has none.
func (c *Contact) ExportPoints() JSON {
	if len(c.points()) == 0 {
		return nil
	}
	return mustJSON(snapshotOf(c.points()))
}
