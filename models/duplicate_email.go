package models

import (
	"strings"
	"unicode"
)

const (
	sameMailbox  = 0.95
	typoOfDomain = 0.75
	otherDomain  = 0.6
	nearDomain   = 0.55
	typoOfLocal  = 0.4
	// tellingLocal is the minimum length of a local part that is distinctive.
	tellingLocal = 6
)

// mailbox is an email as its provider interprets it.
type mailbox struct {
	local, domain string
	// bare is the local part without dots and tag, whether or not the provider ignores them.
	bare string
	// role is true for addresses of a function, such as info@, rather than of a person.
	role bool
}

func (m mailbox) known() bool { return m.local != "" }

// provider is how a mail provider interprets the local part.
type provider struct {
	// domain is the domain that all aliases of the provider map to.
	domain string
	dots   bool // dots do not count
}

// providers are the providers that ignore what follows a plus sign.
var providers = map[string]provider{
	"gmail.com": {"gmail.com", true}, "googlemail.com": {"gmail.com", true},
	"outlook.com": {"outlook.com", false}, "hotmail.com": {"hotmail.com", false}, "live.com": {"live.com", false},
	"icloud.com": {"icloud.com", false}, "me.com": {"icloud.com", false}, "mac.com": {"icloud.com", false},
	"fastmail.com": {"fastmail.com", false}, "fastmail.fm": {"fastmail.fm", false},
	"proton.me": {"proton.me", false}, "protonmail.com": {"proton.me", false}, "pm.me": {"proton.me", false},
}

// roles are the local parts of addresses of a function.
var roles = map[string]bool{
	"info": true, "sales": true, "support": true, "contact": true, "office": true, "admin": true, "hello": true, "help": true,
	"service": true, "mail": true, "team": true, "billing": true, "accounts": true, "accounting": true, "invoice": true,
	"invoices": true, "marketing": true, "press": true, "jobs": true, "hr": true, "careers": true, "noreply": true, "no-reply": true,
	"webmaster": true, "postmaster": true, "reception": true, "enquiries": true, "inquiries": true, "orders": true, "shop": true,
	"kontakt": true, "buero": true, "vertrieb": true, "rechnung": true, "contato": true, "vendas": true, "ventas": true,
	"contacto": true, "contabilidad": true, "accueil": true, "commercial": true, "amministrazione": true,
}

func readMailbox(email string) mailbox {
	local, domain, found := strings.Cut(strings.ToLower(strings.TrimSpace(email)), "@")
	if !found {
		return mailbox{}
	}
	m := mailbox{local: local, domain: domain, role: roles[local]}
	m.bare, _, _ = strings.Cut(strings.ReplaceAll(local, ".", ""), "+")
	p, ok := providers[domain]
	if !ok {
		return m
	}
	m.domain = p.domain
	if before, _, tagged := strings.Cut(local, "+"); tagged && before != "" {
		m.local = before
	}
	if p.dots {
		m.local = strings.ReplaceAll(m.local, ".", "")
	}
	return m
}

// like compares the mailboxes of two people with the given names. CANONICAL: the same mailbox. TYPO: the domain was mistyped or, at a
// public provider, the local part (at a company it would be a colleague's). SAME_LOCAL: the same distinctive local part at different
// domains.
func (m mailbox) like(o mailbox, a, b fullName) (kind DuplicateReasonKind, score float64) {
	switch {
	case !m.known() || !o.known():
		return "", 0
	case m.local == o.local && m.domain == o.domain:
		return "CANONICAL", sameMailbox
	case m.role || o.role:
		return "", 0
	case m.bare == o.bare && oneTypo(m.domain, o.domain) && commonMail[m.domain] != commonMail[o.domain]:
		return "TYPO", typoOfDomain
	case m.bare == o.bare && m.telling(a) && o.telling(b):
		return "SAME_LOCAL", otherDomain
	case m.bare == o.bare && oneTypo(m.domain, o.domain) && !commonMail[m.domain]:
		return "TYPO", nearDomain
	case m.domain == o.domain && commonMail[m.domain] && mistyped(m.bare, o.bare):
		return "TYPO", typoOfLocal
	}
	return "", 0
}

// telling reports whether the local part is distinctive: it is long enough and has a digit or a word that is not part of the name.
func (m mailbox) telling(name fullName) bool {
	if len(m.bare) < tellingLocal {
		return false
	}
	rest := m.bare
	for _, word := range name.words {
		rest = strings.Replace(rest, word, "", 1)
	}
	letters := 0
	for _, r := range rest {
		if unicode.IsDigit(r) {
			return true
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return len(name.words) > 0 && letters > 2
}

// mistyped reports whether two distinctive local parts differ by one letter. A different first letter does not count, since it
// distinguishes members of a family, nor does a different digit, since it distinguishes people of the same name.
func mistyped(a, b string) bool {
	return len(a) >= tellingLocal && len(b) >= tellingLocal && a[0] == b[0] && digits(a) == digits(b) && oneTypo(a, b)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// oneTypo reports whether a becomes b by adding, removing or replacing one letter, or by swapping two adjacent ones.
func oneTypo(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	start := 0
	for start < len(x) && x[start] == y[start] {
		start++
	}
	end := 0
	for end < len(x)-start && x[len(x)-1-end] == y[len(y)-1-end] {
		end++
	}
	x, y = x[start:len(x)-end], y[start:len(y)-end]
	switch {
	case len(y) == 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}

// commonMail are the mail providers that many people have, so that another domain which nearly is one of theirs is probably mistyped. The
// list of all, address.FreeMail, has mistyped domains too, which somebody has registered.
var commonMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "msn.com": true,
	"yahoo.com": true, "ymail.com": true, "icloud.com": true, "me.com": true, "mac.com": true, "aol.com": true,
	"proton.me": true, "protonmail.com": true, "pm.me": true, "gmx.com": true, "gmx.de": true, "gmx.net": true, "web.de": true,
	"t-online.de": true, "freenet.de": true, "mail.com": true, "mail.ru": true, "yandex.ru": true, "yandex.com": true,
	"zoho.com": true, "fastmail.com": true, "hey.com": true, "tutanota.com": true, "qq.com": true, "163.com": true, "126.com": true,
	"naver.com": true, "daum.net": true, "libero.it": true, "orange.fr": true, "free.fr": true, "wanadoo.fr": true, "laposte.net": true,
	"uol.com.br": true, "bol.com.br": true, "terra.com.br": true, "rediffmail.com": true, "comcast.net": true, "verizon.net": true,
	"yahoo.co.uk": true, "yahoo.co.jp": true, "yahoo.fr": true, "yahoo.de": true, "hotmail.co.uk": true, "hotmail.fr": true,
}
