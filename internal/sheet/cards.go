package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The columns of Kith's fields that cards have properties for.
const (
	nameColumn     = "name"
	firstColumn    = "firstName"
	middleColumn   = "middleName"
	lastColumn     = "lastName"
	emailColumn    = "email"
	phoneColumn    = "phoneNumber"
	keyColumn      = "identifier"
	companyColumn  = "companyName"
	jobColumn      = "jobTitle"
	cityColumn     = "city"
	countryColumn  = "country"
	labelsColumn   = "labels"
	notesColumn    = "notes"
	birthdayColumn = "birthday"
	// vcardColumn and jscontactColumn hold the card as it was, if it has more than the other columns tell, so that exports write it again.
	vcardColumn     = "customAttributes.vcard"
	jscontactColumn = "customAttributes.jscontact"
)

// maxKept bounds the card as it was in bytes, since custom attributes are bounded; larger properties, such as pictures, are left out, which
// a warning says.
const maxKept = 24 << 10

// Cell is the cell of a record in a column.
type Cell struct {
	Column string
	Text   string
}

// record is the cells of one card or object, each column once.
type record []Cell

// get returns the text in a column, blank if there is none.
func (r record) get(column string) string {
	for _, c := range r {
		if c.Column == column {
			return c.Text
		}
	}
	return ""
}

// set puts a text into a column, in place of what is there.
func (r *record) set(column, text string) {
	for i := range *r {
		if (*r)[i].Column == column {
			(*r)[i].Text = text
			return
		}
	}
	*r = append(*r, Cell{column, text})
}

// setField is set for a field that Kith has written beside the properties of a card. Notes and birthdays, which contacts have as custom
// attributes, are not told twice.
func (r *record) setField(column, text string) {
	if name, custom := strings.CutPrefix(column, customPrefix); custom && (name == notesColumn || name == birthdayColumn) {
		*r = slices.DeleteFunc(*r, func(c Cell) bool { return c.Column == name })
	}
	r.set(column, text)
}

// offer puts a text into a column that is still free.
func (r *record) offer(column, text string) {
	if text != "" && r.get(column) == "" {
		r.set(column, text)
	}
}

// numbered names the nth column of several values, the first having no number.
func numbered(column string, n int) string {
	if n < 2 {
		return column
	}
	return column + " " + strconv.Itoa(n)
}

// address adds an email or a phone number with its label, and returns the column that it is in, blank for a blank one.
func (r *record) address(column, value, label string) (at string) {
	if value = strings.TrimSpace(value); value == "" {
		return ""
	}
	n := 1
	for ; r.get(numbered(column, n)) != ""; n++ {
		if r.get(numbered(column, n)) == value {
			if label != "" {
				r.offer(numbered(column, n)+" label", label)
			}
			return numbered(column, n)
		}
	}
	at = numbered(column, n)
	r.set(at, value)
	if label != "" {
		r.set(at+" label", label)
	}
	return at
}

// addresses returns the values of a column and those of its numbered ones.
func (r record) addresses(column string) (values []string) {
	for n := 1; ; n++ {
		value := r.get(numbered(column, n))
		if value == "" {
			return values
		}
		values = append(values, value)
	}
}

// names tells a name from what a card says: the full one, and its parts; the given name only if there is no full one.
func (r *record) names(full, given, middle, last string) {
	r.offer(nameColumn, full)
	if full == "" {
		r.offer(firstColumn, given)
	}
	for _, part := range []Cell{{middleColumn, middle}, {lastColumn, last}} {
		r.offer(part.Column, part.Text)
	}
}

// givenName is what a name says without the last name at its end.
func givenName(name, last string) string {
	if rest, ok := strings.CutSuffix(name, " "+last); ok && last != "" {
		return strings.TrimSpace(rest)
	}
	return name
}

// missing are the cells that another record does not have, or has differently.
func (r record) missing(in record) (cells []Cell) {
	for _, c := range r {
		if c.Text != "" && in.get(c.Column) != c.Text {
			cells = append(cells, c)
		}
	}
	return cells
}

// recordSource reads the cards or objects of a file. next returns a *RowError for one that can't be read; left are the names of what was
// too large to be kept of the one that it returned last.
type recordSource interface {
	next() (record, error)
	left() []string
}

// leftOut are the names of what was too large to be kept, each once.
type leftOut struct{ names []string }

func (l *leftOut) left() []string { return l.names }

func (l *leftOut) leave(names ...string) {
	for _, name := range names {
		if !slices.Contains(l.names, name) {
			l.names = append(l.names, name)
		}
	}
}

// detectColumns reads all cards of a file to find its columns.
func detectColumns(s recordSource, f Format) (Format, error) {
	known, records := map[string]bool{}, 0
	for {
		r, err := s.next()
		switch {
		case errors.Is(err, io.EOF) && len(f.Columns) > 0:
			return f, nil
		case errors.Is(err, io.EOF) && records > 0:
			return f, &FileError{Reason: "The file has no record that can be read."}
		case isRowError(err):
			records++
			continue
		case err != nil:
			return f, err
		}
		records++
		for _, c := range r {
			if !known[c.Column] && len(f.Columns) >= MaxColumns {
				return f, &FileError{fmt.Sprintf("The file has more than %d different properties.", MaxColumns), ErrTooLarge}
			}
			if !known[c.Column] {
				known[c.Column] = true
				f.Columns = append(f.Columns, c.Column)
			}
		}
	}
}

// cardColumns are the columns of cards, in their order.
var cardColumns = []string{"id", nameColumn, firstColumn, middleColumn, lastColumn, emailColumn, phoneColumn, keyColumn, companyColumn,
	jobColumn, cityColumn, countryColumn, labelsColumn, birthdayColumn, notesColumn}

// detectCards is detectColumns for cards, whose columns are put into one order.
func detectCards(s recordSource, f Format) (Format, error) {
	f, err := detectColumns(s, f)
	rank := func(column string) int {
		base, rest, _ := strings.Cut(column, " ")
		i := slices.Index(cardColumns, base)
		if i < 0 {
			return len(cardColumns) << 20
		}
		number, label, labelled := strings.Cut(rest, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			n, labelled = 1, number != ""
		}
		if labelled || label != "" {
			return i<<20 + min(2*n+1, 1<<20-1)
		}
		return i<<20 + min(2*n, 1<<20-1)
	}
	slices.SortStableFunc(f.Columns, func(a, b string) int { return rank(a) - rank(b) })
	return f, err
}

// cardReader reads cards as rows of the columns that Detect found.
type cardReader struct {
	records recordSource
	columns map[string]int
}

func newCardReader(records recordSource, columns []string) *cardReader {
	c := &cardReader{records, make(map[string]int, len(columns))}
	for i, column := range columns {
		c.columns[column] = i
	}
	return c
}

func (c *cardReader) close() error { return nil }

func (c *cardReader) next() ([]string, error) {
	r, err := c.records.next()
	if err != nil {
		return nil, err
	}
	cells := make([]string, len(c.columns))
	for _, cell := range r {
		if i, ok := c.columns[cell.Column]; ok {
			cells[i] = cell.Text
		}
	}
	return cells, nil
}
