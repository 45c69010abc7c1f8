package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// chunk is how much a source reads at a time.
const chunk = 64 << 10

// source is a text in UTF-8 that is read in records, with as much lookahead as they need.
type source struct {
	r    io.Reader
	buf  []byte
	pos  int
	base int64
	line int
	err  error
	// decoded is true if the text was in another encoding, so that the replacement character stands for bytes without a meaning.
	decoded bool
}

// newSource returns the text of a file in an encoding, without its byte order mark.
func newSource(r io.Reader, encoding string) *source {
	s := &source{r: r, line: 1}
	if e, ok := encodings[encoding]; ok && encoding != utf8Name {
		s.r, s.decoded = e.NewDecoder().Reader(r), true
	}
	for len(s.window()) < 3 && s.more() {
	}
	if bytes.HasPrefix(s.window(), []byte("\ufeff")) {
		s.pos, s.base = 3, 3
	}
	return s
}

// window returns the bytes that have been read and not yet been consumed. It is valid until the next call of more.
func (s *source) window() []byte { return s.buf[s.pos:] }

// more reads more bytes behind the window, and reports whether there were any.
func (s *source) more() bool {
	if s.err != nil {
		return false
	}
	if s.pos > 0 && len(s.buf)+chunk > cap(s.buf) {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	had := len(s.buf)
	if cap(s.buf)-had < chunk {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)+2*chunk), s.buf...)
	}
	n := 0
	n, s.err = s.r.Read(s.buf[had : had+chunk])
	s.buf = s.buf[:had+n]
	return n > 0 || s.err == nil
}

// advance consumes bytes of the window and counts their lines.
func (s *source) advance(n int) {
	s.line += lineBreaks(s.window()[:n])
	s.pos += n
	s.base += int64(n)
}

// end returns the error at the end of the text: io.EOF unless it could not be read.
func (s *source) end() error {
	if s.err == nil || errors.Is(s.err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return s.err
}

// lineEnd returns the length of the window's first line without its line break, and with it. ok is false if it is longer than MaxRecord.
func (s *source) lineEnd() (text, all int, ok bool) {
	for i := 0; ; {
		b := s.window()
		if at := bytes.IndexAny(b[i:], "\r\n"); at >= 0 {
			at += i
			if b[at] == '\r' && at+1 == len(b) && s.more() {
				continue
			}
			b = s.window()
			if b[at] == '\r' && at+1 < len(b) && b[at+1] == '\n' {
				return at, at + 2, at <= MaxRecord
			}
			return at, at + 1, at <= MaxRecord
		}
		i = len(b)
		if i > MaxRecord || !s.more() {
			return i, i, i <= MaxRecord
		}
	}
}

// skipLine consumes the rest of a line of any length.
func (s *source) skipLine() {
	for {
		_, all, ok := s.lineEnd()
		s.advance(all)
		if ok {
			return
		}
	}
}

// wrongText says what is wrong with the characters of a text, blank if nothing is.
func (s *source) wrongText(text string) string {
	switch {
	case strings.ContainsRune(text, 0):
		return "The row has the character NUL, which no text has."
	case !s.decoded && !utf8.ValidString(text):
		return "The row has bytes that are no UTF-8, in which the rest of the file is written."
	case s.decoded && bytes.ContainsRune([]byte(text), utf8.RuneError):
		return "The row has bytes that mean nothing in the encoding of the file."
	}
	return ""
}

// lineBreaks counts CRLF, LF and CR.
func lineBreaks(b []byte) int {
	return bytes.Count(b, []byte{'\n'}) + bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n"))
}
