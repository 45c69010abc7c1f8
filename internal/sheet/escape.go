package sheet

import "strings"

// starters are what spreadsheets take for the beginning of a formula (OWASP, CSV Injection).
const starters = "=+-@\t\r"

// Escape makes a cell harmless to spreadsheets: one that looks like a formula, however many apostrophes stand before it, gets
// one more.
func Escape(cell string) string {
	if looksLikeFormula(cell) {
		return "'" + cell
	}
	return cell
}

// Unescape is the inverse of Escape, and takes a cell that was never escaped as it is.
func Unescape(cell string) string {
	if strings.HasPrefix(cell, "'") && looksLikeFormula(cell) {
		return cell[1:]
	}
	return cell
}

func looksLikeFormula(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	return rest != "" && strings.IndexByte(starters, rest[0]) >= 0
}
