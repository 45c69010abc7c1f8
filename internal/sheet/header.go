package sheet

import (
	"fmt"
	"strings"
	"unicode"
)

// findHeader finds the header among the first records and gives each column a name of its own. Before the header may stand notes, a title
// and the line `sep=;`; the header is the first record that has names for half of the columns. If a cell of it is an email or a long number
// it is a row already, and the columns are called `column 1` and so on.
func findHeader(f *Format, records [][]string, row *int) {
	if len(records) == 0 {
		return
	}
	if _, ok := separatorLine(records[0]); ok && len(records) > 1 && row == nil {
		f.Skip, records = 1, records[1:]
	}
	at := headerAt(records)
	f.NoHeader = isData(records[at])
	if f.NoHeader && at > 0 && splitDifferently(records[at-1], records[at:], f.Separator) != nil {
		f.NoHeader, at = false, at-1
	}
	if row != nil {
		at = min(max(*row-1, 0), len(records)-1)
		f.Skip, f.NoHeader = 0, *row == 0 // the row counts all records
	}
	f.Skip += at
	header, rows := records[at], records[at+1:]
	if f.NoHeader {
		header, rows = nil, records[at:]
	} else if whole := splitDifferently(header, rows, f.Separator); whole != nil {
		header = whole
		f.Columns = header
	}
	wide := 0
	for _, cells := range rows {
		wide = max(wide, width(cells))
	}
	if f.NoHeader {
		header = make([]string, wide)
	}
	if names := uniqueNames(header, rows); names != nil || f.NoHeader {
		f.Columns = names
	}
}

// headerAt returns the position of the first record that has names for half of the columns.
func headerAt(records [][]string) int {
	usual := usualWidth(records)
	for i, cells := range records {
		if n := looksFilled(cells); n >= (usual+1)/2 && (n > 1 || usual == 1) {
			return i
		}
	}
	for i, cells := range records {
		if looksFilled(cells) > 0 {
			return i
		}
	}
	return 0
}

// isData reports whether a record is no header: it has an email or a long number.
func isData(cells []string) bool {
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		if local, domain, ok := strings.Cut(cell, "@"); ok && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(cell, " \t") {
			return true
		}
		digits, others := 0, 0
		for _, r := range cell {
			if unicode.IsDigit(r) {
				digits++
			} else if !strings.ContainsRune("+-()/. '", r) {
				others++
			}
		}
		if digits >= 7 && others == 0 {
			return true
		}
	}
	return false
}

// splitDifferently returns the names of a header that has another separator than its rows.
func splitDifferently(header []string, rows [][]string, separator string) []string {
	if len(rows) == 0 || len(header) != 1 {
		return nil
	}
	usual := usualWidth(rows)
	for _, other := range []string{",", ";", "\t", "|"} {
		if names := strings.Split(header[0], other); other != separator && usual > 1 && len(names) >= usual {
			return names
		}
	}
	return nil
}

// uniqueNames returns the names of columns if those of the header are not enough: a blank one above values becomes `column 3`, a second
// `Email` becomes `Email 2`. Nil if the header can stay.
func uniqueNames(header []string, rows [][]string) []string {
	names, changed, taken := make([]string, len(header)), false, map[string]bool{}
	for _, name := range header {
		taken[folded(name)] = true
	}
	seen := map[string]bool{}
	for i, name := range header {
		names[i] = name
		switch blank := strings.TrimSpace(name) == ""; {
		case blank && !hasValues(rows, i):
			continue
		case blank:
			name = fmt.Sprintf("column %d", i+1)
		}
		base := strings.TrimSpace(name)
		for n := 2; seen[folded(name)]; n++ {
			if next := fmt.Sprintf("%s %d", base, n); !taken[folded(next)] {
				name = next
			}
		}
		seen[folded(name)], taken[folded(name)] = true, true
		changed = changed || name != names[i]
		names[i] = name
	}
	if !changed {
		return nil
	}
	return names
}

func folded(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

func hasValues(rows [][]string, column int) bool {
	for _, cells := range rows {
		if column < len(cells) && strings.TrimSpace(cells[column]) != "" {
			return true
		}
	}
	return false
}
