package address_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"kith/models/address"
)

func TestDomain(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"Example.COM.": "example.com", " bücher.example ": "xn--bcher-kva.example",
		"xn--bcher-kva.example": "xn--bcher-kva.example", "bu\u0308cher。example": "xn--bcher-kva.example", "": "", "a b": "a b"} {
		if got := address.Domain(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestFreeMail(t *testing.T) {
	t.Parallel()
	for _, domain := range strings.Fields(`gmail.com googlemail.com outlook.fr hotmail.it live.nl yahoo.com.br yahoo.co.in gmx.at seznam.cz
		wp.pl foxmail.com docomo.ne.jp sfr.fr att.net bigpond.com privaterelay.appleid.com mailinator.com yahoo.com.vn hotmail.co.nz
		outlook.dk hey.com web.de t-online.de proton.me`) {
		if !address.FreeMail(domain) {
			t.Errorf("%s is not known", domain)
		}
	}
	for _, domain := range strings.Fields(`example.com live.example.com outlook.example gmx.example.org mygmail.com google.com apple.com`) {
		if address.FreeMail(domain) {
			t.Errorf("%s is no free mail provider", domain)
		}
	}
}

// TestFreeMailIsSorted checks what the search in the list relies on, and that the list has canonical domains only.
func TestFreeMailIsSorted(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("free_mail.txt")
	if err != nil {
		t.Fatal(err)
	}
	var domains []string
	for line := range strings.Lines(string(content)) {
		if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") {
			domains = append(domains, line)
		}
	}
	if !slices.IsSorted(domains) || len(slices.Compact(slices.Clone(domains))) != len(domains) || len(domains) < 10_000 {
		t.Errorf("%d domains, sorted: %t", len(domains), slices.IsSorted(domains))
	}
	for _, domain := range domains {
		if address.Domain(domain) != domain {
			t.Errorf("%q is not canonical", domain)
		}
	}
}

func TestLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", " a b ": "a b", "a\tb\r\nc": "a b  c", "\u202ea\u0007": "a", "\u200b": "",
		"\u200d\u200d": "", "a\u200cb": "a\u200cb", "a\u00adb": "ab", "\ufe0f": "",
		"❤\ufe0f": "❤\ufe0f", "\u2800\u3164": "", "\u0001\u00a0": ""} {
		if got := address.Line(in); got != want {
			t.Errorf("%q: %q, not %q", in, got, want)
		}
	}
}
