package sheet

import "strings"

const (
	// starters are what spreadsheets take for the beginning of a formula (OWASP, CSV Injection).
	starters = "=+-@\t\r＝＋－＠"
	// splitters are what programs take for the end of a cell, whatever the file's own separator is.
	splitters = ",;|\t\r\n"
)

// Escape makes a cell harmless to spreadsheets: one that looks like a formula, however many apostrophes stand before it, gets one more. So
// does what follows a separator or a line break within the cell, since a program that splits the file by another separator sees a cell of
// its own there.
func Escape(cell string) string {
	if !strings.ContainsAny(cell, starters) {
		return cell
	}
	var b strings.Builder
	eachPart(cell, func(lead, rest string) {
		b.WriteString(lead)
		if looksLikeFormula(rest) {
			b.WriteByte('\'')
		}
		b.WriteString(rest)
	})
	return b.String()
}

// Unescape is the inverse of Escape, and takes a cell that was never escaped as it is.
func Unescape(cell string) string {
	if !strings.Contains(cell, "'") {
		return cell
	}
	var b strings.Builder
	eachPart(cell, func(lead, rest string) {
		b.WriteString(lead)
		if strings.HasPrefix(rest, "'") && looksLikeFormula(rest) {
			rest = rest[1:]
		}
		b.WriteString(rest)
	})
	return b.String()
}

// eachPart calls fn with what programs may see as cells of their own: lead are quotes and separators before the text. The first part is the
// beginning of the cell.
func eachPart(cell string, fn func(lead, rest string)) {
	if first := startOf(cell); first > 0 {
		fn("", cell[:first])
		cell = cell[first:]
	}
	lead, from := 0, 0
	for {
		end := strings.IndexAny(cell[from:], splitters)
		if end < 0 {
			fn(cell[:lead], cell[lead:])
			return
		}
		end += from
		fn(cell[:lead], cell[lead:end])
		cell, lead = cell[end:], 0
		for lead < len(cell) && (strings.IndexByte(splitters, cell[lead]) >= 0 || cell[lead] == '"') {
			lead++
		}
		from = lead
	}
}

// startOf returns where the first part of a cell ends if it is a tab or a return, which begin formulas; else 0.
func startOf(cell string) int {
	quotes := len(cell) - len(strings.TrimLeft(cell, "'"))
	rest := cell[quotes:]
	if strings.HasPrefix(rest, "\t") || strings.HasPrefix(rest, "\r") && !strings.HasPrefix(rest, "\r\n") {
		return quotes + 1
	}
	return 0
}

func looksLikeFormula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	if rest == "" {
		return false
	}
	for _, r := range starters {
		if strings.HasPrefix(rest, string(r)) {
			return true
		}
	}
	return false
}
