// Package address reads email addresses and identifiers as people and programs write them, and gives each its key: two ways of writing
// that reach one mailbox, or name one record, have one key.
package address

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// MaxLength is the maximum number of characters of an address.
const MaxLength = 255

// Address is an address as it is shown, and the key by which it is compared.
type Address struct {
	Value, Key string
	// Possible is false if the address breaks the rules of its kind but may work nevertheless.
	Possible bool
}

// Email reads an email address. White space, `mailto:`, angle brackets with a name before them, and invisible characters around it
// are removed. The value is in lower case and NFC. In the key, the domain is in A-labels (UTS 46) without a trailing dot, and a final
// sigma of the local part is a sigma. It reports false if the text is no address: not local@domain, or with spaces, control or invisible
// characters inside. An address that RFC 5321 does not allow (dots at the ends of the local part or next to each other, more than 64
// bytes before the at sign, a malformed domain) is not possible, but there are mailboxes with such addresses.
func Email(s string) (Address, bool) {
	s = Trim(s)
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		s = Trim(s[open+1 : len(s)-1])
	}
	if len(s) >= len("mailto:") && strings.EqualFold(s[:len("mailto:")], "mailto:") {
		s = Trim(s[len("mailto:"):])
	}
	if isPlain(s) {
		return plainEmail(s)
	}
	if hasInvisible(s) {
		return Address{}, false
	}
	local, domain, ok := cut(s)
	if !ok {
		return Address{}, false
	}
	local = strings.ToLower(norm.NFC.String(local))
	domain = strings.ToLower(norm.NFC.String(domain))
	shown := strings.TrimRight(strings.Map(asciiDot, domain), ".")
	mapped, err := lookup.ToASCII(shown)
	if err != nil || mapped == "" {
		return Address{}, false
	}
	a := Address{Value: local + "@" + shown, Key: strings.ReplaceAll(local, "ς", "σ") + "@" + mapped}
	a.Possible = possibleLocal(local) && possibleDomain(mapped)
	return a, utf8.RuneCountInString(a.Value) <= MaxLength && len(a.Key) <= 2*MaxLength
}

// plainEmail is Email for printable ASCII, whose value is its key.
func plainEmail(s string) (Address, bool) {
	local, domain, ok := cut(strings.ToLower(s))
	if domain = strings.TrimRight(domain, "."); !ok || domain == "" {
		return Address{}, false
	}
	email := local + "@" + domain
	if strings.Contains(domain, "xn--") {
		if mapped, err := lookup.ToASCII(domain); err == nil {
			return Address{email, local + "@" + mapped, possibleLocal(local) && possibleDomain(mapped)}, len(email) <= MaxLength
		}
	}
	return Address{email, email, possibleLocal(local) && possibleDomain(domain)}, len(email) <= MaxLength
}

// lookup maps domains to A-labels as UTS 46 says for lookups, but keeps what only rules for new registrations forbid.
var lookup = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// cut splits an address at its only at sign.
func cut(s string) (local, domain string, ok bool) {
	local, domain, ok = strings.Cut(s, "@")
	return local, domain, ok && local != "" && domain != "" && !strings.Contains(domain, "@") && !strings.ContainsFunc(s, unicode.IsSpace)
}

// asciiDot maps the full stops of IDNA to the ASCII one.
func asciiDot(r rune) rune {
	switch r {
	case '。', '．', '｡':
		return '.'
	}
	return r
}

func possibleLocal(local string) bool {
	return len(local) <= 64 && local[0] != '.' && local[len(local)-1] != '.' && !strings.Contains(local, "..")
}

func possibleDomain(domain string) bool {
	if len(domain) > 253 {
		return false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
				return false
			}
		}
	}
	return true
}

// Identifier reads a key of another system: in NFC, case-sensitive, without white space and invisible characters around it. It reports
// false if there are control or invisible characters inside, or more than MaxLength characters.
func Identifier(s string) (string, bool) {
	s = Trim(s)
	if isPlain(s) {
		return s, len(s) <= MaxLength
	}
	if hasInvisible(s) {
		return "", false
	}
	s = norm.NFC.String(s)
	return s, utf8.RuneCountInString(s) <= MaxLength
}

// Trim removes white space, control characters and invisible characters around a text.
func Trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || invisible(r) })
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func hasInvisible(s string) bool { return !utf8.ValidString(s) || strings.ContainsFunc(s, invisible) }

// invisible reports whether a rune has no glyph: control and format characters, among them the zero-width and directional ones.
func invisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// placeholders are what people and programs write where there is no value.
var placeholders = map[string]bool{
	"null": true, "nil": true, "none": true, "n/a": true, "na": true, "-": true, "--": true, "0": true, "unknown": true, "undefined": true,
}

// Placeholder reports whether a text stands for a value that is not known, such as `n/a`, `null` or `test@test.com`.
func Placeholder(s string) bool {
	s = strings.ToLower(Trim(s))
	local, domain, found := strings.Cut(s, "@")
	if !found {
		return placeholders[s]
	}
	host, _, _ := strings.Cut(domain, ".")
	return local == host && (local == "test" || placeholders[local])
}
