package models_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/models"
)

// TestDuplicateReasons: the reasons that one field gives for two values of it.
func TestDuplicateReasons(t *testing.T) {
	t.Parallel()
	email := func(s string) models.DuplicateSubject { return models.DuplicateSubject{Email: s} }
	phone := func(s string) models.DuplicateSubject { return models.DuplicateSubject{Phone: s} }
	name := func(s string) models.DuplicateSubject { return models.DuplicateSubject{Name: s} }
	identifier := func(s string) models.DuplicateSubject { return models.DuplicateSubject{Identifier: s} }
	for _, row := range []struct {
		of         func(string) models.DuplicateSubject
		a, b, want string
	}{
		{email, "ada.lovelace@gmail.com", "a.dalovelace+x@googlemail.com", "EMAIL CANONICAL 0.95"},
		{email, "ada+x@icloud.com", "ada@me.com", "EMAIL CANONICAL 0.95"},
		{email, "ada+x@proton.me", "ada@protonmail.com", "EMAIL CANONICAL 0.95"},
		{email, "a.da@outlook.com", "ada@outlook.com", ""},
		{email, "ada+x@acme.com", "ada@acme.com", ""},
		{email, "ada.lovelace@gmail.com", "ada.lovelace@gmial.com", "EMAIL TYPO 0.75"},
		{email, "ada.lovelace@gmail.com", "ada.lovelace@ymail.com", ""},
		{email, "ada.lovelace@acme.com", "ada.lovelace@acne.com", "EMAIL TYPO 0.55"},
		{email, "info@acme.com", "info@acne.com", ""},
		{email, "jonh.smith@web.de", "john.smith@web.de", "EMAIL TYPO 0.4"},
		{email, "john.smith1@web.de", "john.smith2@web.de", ""},
		{email, "paul.hall@acme.com", "paula.hall@acme.com", ""},
		{phone, "+5511987654321", "+551187654321", "PHONE_NUMBER VARIANT 0.9"},
		{phone, "+5215512345678", "+525512345678", "PHONE_NUMBER VARIANT 0.9"},
		{phone, "+5491123456789", "+541123456789", "PHONE_NUMBER VARIANT 0.9"},
		{phone, "+4402079460000", "+442079460000", "PHONE_NUMBER VARIANT 0.9"},
		{phone, "+390612345678", "+39612345678", ""},
		{phone, "+442079460958", "+12079460958", "PHONE_NUMBER SAME_NATIONAL 0.5"},
		{phone, "+12125550100", "+12125550101", ""},
		{phone, "+12125550100", "+14155550100", ""},
		{identifier, "Cust 001", "CUST001", "IDENTIFIER NORMALIZED 0.9"},
		{identifier, "CUST001", "CUST002", ""},
		{name, "Ada Lovelace", "ÁDA LOVELACE", "NAME EXACT 0.65"},
		{name, "Dr. Ada Lovelace", "Ada Lovelace", "NAME EXACT 0.65"},
		{name, "Ada Lovelace", "Lovelace, Ada", "NAME ORDER 0.62"},
		{name, "Al Sayed Karim", "Alsayed Karim", "NAME SPACING 0.6"},
		{name, "Ada King Lovelace", "Ada Lovelace", "NAME MIDDLE 0.6"},
		{name, "Juan García", "Juan García López", "NAME MIDDLE 0.6"},
		{name, "A. Lovelace", "Ada Lovelace", "NAME INITIALS 0.55"},
		{name, "Ada L.", "Ada Lovelace", "NAME INITIALS 0.55"},
		{name, "Lovelace A", "Ada Lovelace", "NAME INITIALS 0.55"},
		{name, "Bob Taylor", "Robert Taylor", "NAME INITIALS 0.55"},
		{name, "A. L.", "Ada Lovelace", "NAME SIMILAR 0.4"},
		{name, "Jon Smith", "John Smith", "NAME SIMILAR 0.381"},
		{name, "Stephen Hall", "Stephan Hall", "NAME SIMILAR 0.45"},
		{name, "Ada", "Ada", "NAME EXACT 0.3"},
		{name, "Ada", "Ada Lovelace", ""},
		{name, "王小明", "王 小明", "NAME EXACT 0.65"},
		{name, "Mary Smith", "John Smith", ""},
	} {
		l := models.Compare(row.of(row.a), row.of(row.b))
		var got []string
		for _, r := range l.Reasons {
			got = append(got, fmt.Sprintf("%s %s %.3g", r.Field, r.Kind, r.Score))
		}
		if strings.Join(got, ", ") != row.want {
			t.Errorf("%s and %s: %q, not %q", row.a, row.b, got, row.want)
		}
	}
}

// TestContradictions: what speaks against two contacts being one person.
func TestContradictions(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		a, b models.DuplicateSubject
		want float64
	}{
		{"one company alone", models.DuplicateSubject{Company: "acme"}, models.DuplicateSubject{Company: "acme"}, 0},
		{"name and company", models.DuplicateSubject{Name: "Ada King", Company: "acme"},
			models.DuplicateSubject{Name: "Ada King", Company: "acme"}, 0.773},
		{"another email", models.DuplicateSubject{Name: "Ada King", Company: "acme", Email: "a@acme.com"},
			models.DuplicateSubject{Name: "Ada King", Company: "acme", Email: "king@acme.com"}, 0.711},
		{"another email and phone", models.DuplicateSubject{Name: "Ada King", Company: "acme", Email: "a@acme.com", Phone: "+12125550100"},
			models.DuplicateSubject{Name: "Ada King", Company: "acme", Email: "king@acme.com", Phone: "+14155550123"}, 0.5},
		{"one mailbox, another name", models.DuplicateSubject{Name: "Ada King", Email: "kings+ada@gmail.com"},
			models.DuplicateSubject{Name: "Bruno King", Email: "kings+bruno@gmail.com"}, 0.684},
		{"a junior", models.DuplicateSubject{Name: "Max King", Company: "acme"}, models.DuplicateSubject{Name: "Max King Jr.", Company: "acme"},
			0.386},
		{"a senior", models.DuplicateSubject{Name: "Max King", Company: "acme"}, models.DuplicateSubject{Name: "Max King Sr.", Company: "acme"},
			0.773},
	} {
		if got := models.Compare(row.a, row.b).Score; got != row.want {
			t.Errorf("%s: %v, not %v", row.name, got, row.want)
		}
	}
}

// TestLikenessOfAnything: any two subjects have one likeness in both directions, between 0 and 1, and few keys.
func TestLikenessOfAnything(t *testing.T) {
	t.Parallel()
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(Ada|A|J\. Bob|Jr|王小) (King|K\.|Jr\.|ii)( [A-Z]ing)?`),
		rapid.StringMatching(`[ab.+]{1,8}@(gmail|gmial|acme)\.com`),
		rapid.StringMatching(`\+(55119?|521?|1|44)[0-9]{6,9}`))
	rapid.Check(t, func(t *rapid.T) {
		subject := func(who string) models.DuplicateSubject {
			return models.DuplicateSubject{Name: text.Draw(t, who+" name"), Email: text.Draw(t, who+" email"), Phone: text.Draw(t, who+" phone"),
				Identifier: text.Draw(t, who+" identifier"), Company: text.Draw(t, who+" company")}
		}
		a, b := subject("a"), subject("b")
		one, other := models.Compare(a, b), models.Compare(b, a)
		if one.Score != other.Score || one.Score < 0 || one.Score > 1 {
			t.Fatalf("%v, and %v the other way round", one, other)
		}
		if held, sought := a.Traits().MatchKeys(); len(held) > 10 || len(sought) > 10 {
			t.Fatalf("%d keys held, %d sought", len(held), len(sought))
		}
	})
}
