package address_test

import (
	"strings"
	"testing"

	"kith/models/address"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ in, value, key string }{
		{"Ada@Example.com", "ada@example.com", "ada@example.com"},
		{" ada@example.com. ", "ada@example.com", "ada@example.com"},
		{"mailto:ada@x.example", "ada@x.example", "ada@x.example"},
		{"<ada@x.example>", "ada@x.example", "ada@x.example"},
		{"Ada <MAILTO:ada@x.example>", "ada@x.example", "ada@x.example"},
		{"a@bücher.example", "a@bücher.example", "a@xn--bcher-kva.example"},
		{"a@xn--bcher-kva.example", "a@xn--bcher-kva.example", "a@xn--bcher-kva.example"},
		{"a@BÜCHER.example", "a@bücher.example", "a@xn--bcher-kva.example"},
		{"jose\u0301@x.example", "josé@x.example", "josé@x.example"},
		{"a@jose\u0301.example", "a@josé.example", "a@xn--jos-dma.example"},
		{"a@ｅｘａｍｐｌｅ.com", "a@ｅｘａｍｐｌｅ.com", "a@example.com"},
		{"a@example。com", "a@example.com", "a@example.com"},
		{"\u200bada@x.example\ufeff", "ada@x.example", "ada@x.example"},
		{"\u00adada@x.example\u200f", "ada@x.example", "ada@x.example"},
		{"\u0001ada@x.example", "ada@x.example", "ada@x.example"},
		{"ΝΙΚΟΣ@x.example", "νικοσ@x.example", "νικοσ@x.example"},
		{"νικος@x.example", "νικος@x.example", "νικοσ@x.example"},
	} {
		got, ok := address.Email(row.in)
		if !ok || got.Value != row.value || got.Key != row.key || !got.Possible {
			t.Errorf("%q: %+v, %t", row.in, got, ok)
		}
	}
	for _, in := range []string{".a@x.example", "a..b@docomo.example", "a.@x.example", "a@-foo.example", "a@x..example",
		strings.Repeat("x", 65) + "@x.example", "a@under_score.example"} {
		if got, ok := address.Email(in); !ok || got.Possible {
			t.Errorf("%q: %+v, %t", in, got, ok)
		}
	}
	for _, in := range []string{"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b c", "ada@x\u200b.example", "a\u00adda@x.example",
		"a\u0001b@x.example", "a@b\x00c", "\xff@x.example", strings.Repeat("x", 256) + "@x.example", "a@."} {
		if got, ok := address.Email(in); ok {
			t.Errorf("%q: %+v", in, got)
		}
	}
}

func TestIdentifier(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{" x ": "x", "Cafe\u0301": "Café", "\u200bx\u200b": "x", "a b": "a b", "X": "X"} {
		if got, ok := address.Identifier(in); !ok || got != want {
			t.Errorf("%q: %q, %t", in, got, ok)
		}
	}
	for _, in := range []string{"a\u200bb", "a\x00b", "a\nb", "\xff", strings.Repeat("é", 256)} {
		if got, ok := address.Identifier(in); ok {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bool{"null": true, " N/A ": true, "-": true, "0": true, "Unknown": true, "test@test.com": true,
		"none@none.example": true, "test@example.com": false, "x": false, "00": false, "": false} {
		if address.Placeholder(in) != want {
			t.Errorf("%q is a placeholder: %t", in, !want)
		}
	}
}

// FuzzEmail holds that what is read as an address is read again as itself.
func FuzzEmail(f *testing.F) {
	for _, s := range []string{"ada@example.com", "A <a@bücher.example>", "νικος@x.example", "a@xn--bcher-kva.example", "a@ß.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, ok := address.Email(s)
		if !ok {
			return
		}
		for _, form := range []string{a.Value, a.Key} {
			if again, ok := address.Email(form); ok && again.Key != a.Key {
				t.Errorf("%q has the key %q, and %q the key %q", s, a.Key, form, again.Key)
			}
		}
	})
}
