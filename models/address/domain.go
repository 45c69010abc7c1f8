package address

import (
	_ "embed" // for the list of free mail providers
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"
)

// Domain returns the canonical form of a host name: trimmed, in lower case, in A-labels (UTS 46), without a trailing dot. What can't be
// mapped is returned in lower case.
func Domain(s string) string {
	s = strings.TrimRight(strings.ToLower(norm.NFC.String(Trim(s))), ".")
	if mapped, err := lookup.ToASCII(strings.TrimRight(strings.Map(asciiDot, s), ".")); err == nil {
		return mapped
	}
	return s
}

// freeMailList has the domains of mail providers for everyone, one on each line, sorted; lines with # are comments.
//
//go:embed free_mail.txt
var freeMailList string

var freeMail = sync.OnceValue(func() (domains []string) {
	for line := range strings.Lines(freeMailList) {
		if domain := strings.TrimSpace(line); domain != "" && domain[0] != '#' {
			domains = append(domains, domain)
		}
	}
	return domains
})

// freeFamilies are providers that have a domain in each of many countries.
var freeFamilies = regexp.MustCompile(`^(?:gmx|hotmail|live|outlook|yahoo)\.(?:com?\.)?[a-z]{2,3}$`)

// FreeMail reports whether a domain, in canonical form, belongs to a mail provider for everyone, so that it does not identify a company:
// one of the list, of 14,000 domains, or of a family such as yahoo.co.uk and yahoo.de.
func FreeMail(domain string) bool {
	if freeFamilies.MatchString(domain) {
		return true
	}
	_, found := slices.BinarySearch(freeMail(), domain)
	return found
}
