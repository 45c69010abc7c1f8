package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// readLabels reads titles separated by commas, semicolons, bars or ` ::: `. Spaces and other characters that titles can't have become
// hyphens: `* VIP Customer` is vip-customer. What can't be a label is left out with a warning.
func readLabels(r *ImportRow, cell string) *Error {
	separators := ",;|"
	if r.task.SpacedLabels {
		separators += " "
	}
	for _, text := range splitCell(cell, separators) {
		title, ok := labelIn(text)
		switch {
		case !ok:
			r.warn(r.column, "%q can't be a label and was left out.", cutRunes(text, MaxName))
		case len(r.Labels) >= MaxLabels:
			r.warn(r.column, "Only %d labels were taken.", MaxLabels)
			return nil
		default:
			r.Labels = append(r.Labels, title)
		}
	}
	return nil
}

// labelIn returns the title of a label that a text stands for.
func labelIn(text string) (string, bool) {
	text = strings.TrimSpace(strings.TrimLeft(text, "* "))
	if title, e := CleanLabelTitle(text); e == nil {
		return title, true
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r) || r == '_':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	title, e := CleanLabelTitle(strings.Trim(b.String(), "-_"))
	return title, e == nil
}
