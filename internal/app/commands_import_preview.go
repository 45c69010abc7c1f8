package app

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"kith/models"
)

// shownColumns and shownProblems bound what a command prints of a preview.
const (
	shownColumns  = 60
	shownProblems = 10
)

// tellPreview prints what a file is taken for: its columns as a table, and what would become of its first rows.
func tellPreview(out io.Writer, p *models.ImportPreview) {
	about := p.Format
	if p.Encoding != "" {
		about += ", " + p.Encoding
	}
	if p.Separator != nil {
		about += ", " + separatorNames[*p.Separator]
	}
	_, _ = fmt.Fprintf(out, "%s; rows: %d\n", about, p.Total)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "  COLUMN\tIS\t\tSUCH AS")
	for i, c := range p.Columns {
		if i == shownColumns {
			_, _ = fmt.Fprintf(w, "  … %d more\t\t\t\n", len(p.Columns)-i)
			break
		}
		_, _ = fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", clip(c.Name, 40), columnMeaning(p, c), certainty(c), clip(strings.Join(c.Samples, " | "), 60))
	}
	_ = w.Flush()
	tellRows(out, p)
}

var separatorNames = map[string]string{",": "separated by commas", ";": "separated by semicolons", "\t": "separated by tabs",
	"|": "separated by bars"}

// columnMeaning says what a column becomes.
func columnMeaning(p *models.ImportPreview, c *models.ImportColumn) string {
	meaning := cmp.Or(c.Field, "left out")
	switch {
	case c.LabelOf > 0:
		meaning = "label of " + p.Columns[c.LabelOf-1].Name
	case c.SharedOf > 0:
		meaning = "whether " + p.Columns[c.SharedOf-1].Name + " is shared"
	case c.Label != "":
		meaning += " (" + c.Label + ")"
	case c.Dates != "":
		meaning += " (dates, " + string(c.Dates) + ")"
	}
	return meaning
}

// certainty says how a column was recognised if that may be wrong.
func certainty(c *models.ImportColumn) string {
	if c.By == models.ColumnBySamples {
		return fmt.Sprintf("by its values, %d %%", int(c.Confidence*100))
	}
	return ""
}

func tellRows(out io.Writer, p *models.ImportPreview) {
	counts := map[models.RowOutcome]int{}
	var problems []string
	for _, row := range p.Rows {
		counts[row.Outcome]++
		if len(row.Rules) > 0 {
			problems = append(problems, fmt.Sprintf("  row %d fails: %s", row.Row, row.Rules))
		}
	}
	if len(p.Rows) > 0 {
		_, _ = fmt.Fprintf(out, "Of the first %d: %d would be created, %d updated, %d unchanged, %d would fail.\n", len(p.Rows),
			counts[models.RowCreated], counts[models.RowUpdated], counts[models.RowUnchanged], counts[models.RowFailed])
	}
	for _, problem := range problems[:min(len(problems), shownProblems)] {
		_, _ = fmt.Fprintln(out, problem)
	}
	warnings := p.Warnings
	for _, row := range p.Rows {
		warnings = append(warnings, row.Warnings...)
	}
	tellWarnings(out, warnings[:min(len(warnings), shownProblems)], len(warnings))
}

// tellWarnings prints the first of several warnings.
func tellWarnings(out io.Writer, shown []*models.JobWarning, all int) {
	for _, w := range shown {
		var where []string
		if w.Row != nil {
			where = append(where, fmt.Sprintf("row %d", *w.Row))
		}
		if w.Column != "" {
			where = append(where, w.Column)
		}
		_, _ = fmt.Fprintf(out, "  %s: %s\n", cmp.Or(strings.Join(where, ", "), "file"), w.Message)
	}
	if n := all - len(shown); n > 0 {
		_, _ = fmt.Fprintf(out, "  … %d more\n", n)
	}
}

// clip cuts a text to n characters of one line.
func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n-1]) + "…"
	}
	return s
}
