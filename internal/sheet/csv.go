package sheet

import (
	"bytes"
	"fmt"
	"strings"
)

// csvReader reads texts whose cells are parted by a separator and quoted as in RFC 4180. Lines end with LF, CRLF or CR. A quote within a
// cell that is not quoted, or on the line where the cell begins, is read as a character.
type csvReader struct {
	src       *source
	separator byte
	// mac is true if lines end with CR alone, which then is a line break within cells too.
	mac bool
	// open is the position up to which no quoted cell ends that begins before it.
	open int64

	text []byte
	ends []int
}

func newCSVReader(src *source, separator string) *csvReader {
	c := &csvReader{src: src, separator: ','}
	if separator != "" {
		c.separator = separator[0]
	}
	return c
}

func (c *csvReader) close() error { return nil }

// next returns the cells of the next record. Blank lines are no records.
func (c *csvReader) next() ([]string, error) {
	if !c.skipBlank() {
		return nil, c.src.end()
	}
	c.text, c.ends = c.text[:0], c.ends[:0]
	for at := 0; ; {
		end, failed := c.cell(at)
		if failed != nil {
			return nil, failed
		}
		if b, ok := c.byteAt(end); ok && b == c.separator {
			at = end + 1
			continue
		}
		return c.record(end)
	}
}

// record consumes the record that ends at a position and returns its cells.
func (c *csvReader) record(end int) ([]string, error) {
	line, all := c.src.line, end
	if b, ok := c.byteAt(end); ok {
		all++
		if b == '\r' {
			if b, ok := c.byteAt(end + 1); ok && b == '\n' {
				all++
			} else {
				c.mac = true
			}
		}
	}
	c.src.advance(all)
	cells := c.cells()
	if len(cells) > MaxColumns {
		return nil, &RowError{line, cells[:MaxColumns], fmt.Sprintf("The row has more than %d cells.", MaxColumns)}
	}
	if wrong := c.src.wrongText(string(c.text)); wrong != "" {
		return nil, &RowError{line, cells, wrong}
	}
	return cells, nil
}

// cells returns the cells that have been read, without the apostrophes that Escape adds.
func (c *csvReader) cells() []string {
	text, from := string(c.text), 0
	cells := make([]string, len(c.ends))
	for i, end := range c.ends {
		cells[i], from = Unescape(text[from:end]), end
	}
	return cells
}

// cell reads the cell that begins at a position, and returns where it ends.
func (c *csvReader) cell(at int) (end int, failed *RowError) {
	b, ok := c.byteAt(at)
	if ok && b == '"' {
		end, failed = c.quoted(at)
	} else {
		end, failed = c.plain(at)
	}
	if failed == nil {
		c.ends = append(c.ends, len(c.text))
	}
	return end, failed
}

// plain reads up to the next separator or line break.
func (c *csvReader) plain(at int) (int, *RowError) {
	for i := at; ; {
		b := c.src.window()
		for ; i < len(b); i++ {
			if b[i] == c.separator || b[i] == '\n' || b[i] == '\r' {
				c.text = append(c.text, b[at:i]...)
				return i, nil
			}
		}
		if i > MaxRecord {
			return 0, c.tooLong()
		}
		if !c.src.more() {
			c.text = append(c.text, c.src.window()[at:i]...)
			return i, nil
		}
	}
}

// quoted reads a quoted cell. It fails if no quote closes it, or if a later line has a quote where none may be.
func (c *csvReader) quoted(at int) (int, *RowError) {
	begin, several := len(c.text), false
	from := at + 1
	if known := int(c.open - c.src.base); known > from && !c.closesAtOnce(from) {
		from, several = known, true
	}
	for {
		quote, broken := c.nextQuote(from)
		several = several || broken
		if quote < 0 {
			return 0, c.unclosed(at, begin)
		}
		c.text = append(c.text, c.src.window()[from:quote]...)
		next, ok := c.byteAt(quote + 1)
		switch {
		case !ok || next == c.separator || next == '\n' || next == '\r':
			c.unifyBreaks(begin)
			return quote + 1, nil
		case next == '"':
			c.text = append(c.text, '"')
			from = quote + 2
		case several:
			return 0, c.unclosed(at, begin)
		default:
			c.text = append(c.text, '"')
			from = quote + 1
		}
	}
}

// closesAtOnce reports whether the cell that began before a position is empty.
func (c *csvReader) closesAtOnce(at int) bool {
	b, ok := c.byteAt(at)
	next, more := c.byteAt(at + 1)
	return ok && b == '"' && (!more || next == c.separator || next == '\n' || next == '\r')
}

// nextQuote returns the position of the next quote within the bound of a record, -1 if there is none, and whether a line break is
// before it.
func (c *csvReader) nextQuote(from int) (at int, broken bool) {
	for i := from; ; {
		b := c.src.window()
		if i < len(b) {
			if q := bytes.IndexByte(b[i:], '"'); q >= 0 {
				return i + q, broken || bytes.ContainsAny(b[i:i+q], "\r\n")
			}
			broken = broken || bytes.ContainsAny(b[i:], "\r\n")
			i = len(b)
		}
		if i > MaxRecord || !c.src.more() {
			c.open = max(c.open, c.src.base+int64(len(c.src.window())))
			return -1, broken
		}
	}
}

// unclosed is the error of a quote at a position that is never closed. The line where it begins is the row; the next one is the next row.
func (c *csvReader) unclosed(at, begin int) *RowError {
	c.text = c.text[:begin]
	line := c.src.line + lineBreaks(c.src.window()[:at])
	c.src.advance(at)
	text, all, ok := c.src.lineEnd()
	rest := string(c.src.window()[:min(text, MaxRecord)])
	c.ends = append(c.ends, len(c.text))
	cells := c.cells()
	cells[len(cells)-1] = strings.ToValidUTF8(rest, "\ufffd")
	if c.src.advance(all); !ok {
		c.src.skipLine()
	}
	return &RowError{line, cells, fmt.Sprintf("The quote that begins in line %d is never closed.", line)}
}

func (c *csvReader) tooLong() *RowError {
	line, cells := c.src.line, c.cells()
	c.src.skipLine()
	return &RowError{line, cells, fmt.Sprintf("The row has more than %d bytes.", MaxRecord)}
}

// unifyBreaks turns the line breaks of the cell that begins at a position into line feeds.
func (c *csvReader) unifyBreaks(begin int) {
	cell := c.text[begin:]
	if bytes.IndexByte(cell, '\r') < 0 {
		return
	}
	cell = bytes.ReplaceAll(cell, []byte("\r\n"), []byte("\n"))
	if c.mac {
		cell = bytes.ReplaceAll(cell, []byte("\r"), []byte("\n"))
	}
	c.text = append(c.text[:begin], cell...)
}

// skipBlank consumes line breaks, and reports whether anything follows.
func (c *csvReader) skipBlank() bool {
	for {
		b, ok := c.byteAt(0)
		if !ok || b != '\n' && b != '\r' {
			return ok
		}
		n := 1
		if next, ok := c.byteAt(1); ok && b == '\r' && next == '\n' {
			n = 2
		}
		c.src.advance(n)
	}
}

// byteAt returns the byte at a position of the window; false at the end.
func (c *csvReader) byteAt(i int) (byte, bool) {
	for i >= len(c.src.window()) {
		if !c.src.more() {
			return 0, false
		}
	}
	return c.src.window()[i], true
}
