package transport

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"kith/models"
)

// tokens is what one pass over the tokens of a document finds: their number, and what the parser would read otherwise than the
// specification (GraphQL, September 2025, 2.9.4).
type tokens struct {
	count int
	// blocks are the values of block strings, by where their tokens begin.
	blocks map[int]string
	// refused is set by a string that the specification does not allow.
	refused gqlerror.List

	text string
	// at and runes are one place in the text, in bytes and in characters, which tokens count.
	at, runes int
}

// readTokens stops at the first token beyond the limit; what is no token is left to the parser's message.
func readTokens(query string, limit int) *tokens {
	t := &tokens{text: query}
	lex := lexer.New(&ast.Source{Input: query})
	for t.count <= limit && t.refused == nil {
		token, err := lex.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return t
		}
		t.count++
		switch token.Kind {
		case lexer.String:
			t.string(token)
		case lexer.BlockString:
			t.block(token)
		}
	}
	return t
}

// seek returns the text from a token on.
func (t *tokens) seek(token lexer.Token) string {
	for t.runes < token.Pos.Start && t.at < len(t.text) {
		_, width := utf8.DecodeRuneInString(t.text[t.at:])
		t.at += width
		t.runes++
	}
	return t.text[t.at:]
}

func (t *tokens) refuse(token lexer.Token, message string) {
	pos := token.Pos
	t.refused = at(&pos, models.ParseFailed, "Syntax error: %s", message)
}

// string refuses surrogates that are not a pair: they are no characters, and the parser replaces them.
func (t *tokens) string(token lexer.Token) {
	text := t.seek(token)[1:]
	for i := 0; i < len(text) && text[i] != '"'; i++ {
		if text[i] != '\\' {
			continue
		}
		i++
		first, ok := escaped(text[i:])
		if !ok || !utf16.IsSurrogate(first) {
			continue
		}
		i += 4 // the digits
		second, ok := rune(0), false
		if strings.HasPrefix(text[i+1:], `\`) {
			second, ok = escaped(text[i+2:])
		}
		if !ok || utf16.DecodeRune(first, second) == utf8.RuneError {
			t.refuse(token, "Invalid Unicode escape sequence: a surrogate without its other half.")
			return
		}
		i += 6
	}
}

// escaped reads what follows the backslash of an escape with four digits.
func escaped(text string) (rune, bool) {
	if len(text) < 5 || text[0] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(text[1:5], 16, 16)
	return rune(unit), err == nil
}

// block reads a block string as the specification does. The parser takes the first line's indentation for one of the block, and
// quotes behind the end for its last characters.
func (t *tokens) block(token lexer.Token) {
	const quotes, escapedQuotes = `"""`, `\"""`
	text := t.seek(token)[len(quotes):]
	for i := 0; i < len(text); i++ {
		switch {
		case strings.HasPrefix(text[i:], escapedQuotes):
			i += len(escapedQuotes) - 1
		case strings.HasPrefix(text[i:], quotes):
			if strings.HasPrefix(text[i+len(quotes):], `"`) {
				t.refuse(token, "Unterminated string.")
				return
			}
			if t.blocks == nil {
				t.blocks = map[int]string{}
			}
			t.blocks[token.Pos.Start] = blockStringValue(strings.ReplaceAll(text[:i], escapedQuotes, quotes))
			return
		}
	}
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// blockStringValue is the specification's BlockStringValue: without the indentation that all lines but the first have in common, and
// without blank lines at both ends.
func blockStringValue(raw string) string {
	lines := strings.Split(lineEnds.Replace(raw), "\n")
	common := -1
	for _, line := range lines[1:] {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if indent < len(line) && (common < 0 || indent < common) {
			common = indent
		}
	}
	for i := 1; i < len(lines) && common > 0; i++ {
		lines[i] = lines[i][min(common, len(lines[i])):]
	}
	for len(lines) > 0 && blank(lines[0]) {
		lines = lines[1:]
	}
	for len(lines) > 0 && blank(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n")
}

func blank(line string) bool { return strings.Trim(line, " \t") == "" }
