package models_test

import (
	"testing"

	"kith/models"
)

func TestTokenScopes(t *testing.T) {
	for _, s := range models.TokenScopes {
		for _, text := range []string{s.String(), string(s), " " + s.String() + " "} {
			if read, ok := models.ParseTokenScope(text); read != s || !ok {
				t.Errorf("%q is %q %t", text, read, ok)
			}
		}
	}
	for _, text := range []string{"", "contacts", "contacts:all", "contacts:read:write"} {
		if s, ok := models.ParseTokenScope(text); ok {
			t.Errorf("%q is %q", text, s)
		}
	}
	if models.ContactsRead.String() != "contacts:read" || !models.Includes(models.ContactsWrite, models.ContactsRead) ||
		models.Includes(models.ContactsRead, models.ContactsWrite) || models.Includes(models.ContactsWrite, models.ConversationsRead) {
		t.Error("the one that writes includes the one that reads the same")
	}
}

func TestCodesAndBrowsers(t *testing.T) {
	for code, want := range map[string]string{" 123 456 ": "123456", "ABCD-efgh": "abcdefgh", "1\x002": "12", string(make([]byte, 65)): ""} {
		if got := models.CleanCode(code); got != want {
			t.Errorf("%q is read as %q", code, got)
		}
	}
	for header, want := range map[string]string{"": "", " \x00\t": "", "Browser/1.0\x7f": "Browser/1.0", "a\xffb": "ab"} {
		got := models.CleanUserAgent(header)
		if (got == nil) != (want == "") || got != nil && *got != want {
			t.Errorf("%q is kept as %v", header, got)
		}
	}
}
