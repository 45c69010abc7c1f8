package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kith/internal/identity"
)

// TestReasons: the evidence that two values of one field give.
func TestReasons(t *testing.T) {
	t.Parallel()
	email := func(s string) identity.Subject { return identity.Subject{Emails: []string{s}} }
	phone := func(s string) identity.Subject { return identity.Subject{Phones: []string{s}} }
	name := func(s string) identity.Subject { return identity.Subject{Name: s} }
	date := func(s string) identity.Subject {
		return identity.Subject{Attributes: map[string]string{"birth_date": s}}
	}
	street := func(s string) identity.Subject { return identity.Subject{Attributes: map[string]string{"address": s}} }
	m := identity.Prior(2, address, birthDate)
	for _, row := range []struct {
		of         func(string) identity.Subject
		a, b, want string
	}{
		{email, "ada.lovelace@gmail.com", "a.dalovelace+x@googlemail.com", "EMAIL EXACT"},
		{email, "ada+x@icloud.com", "ada@me.com", "EMAIL EXACT"},
		{email, "ada.lovelace@gmail.com", "ada.lovelace@gmial.com", "EMAIL TYPO"},
		{email, "ada.lovelace@gmail.com", "ada.lovelace@ymail.com", "EMAIL NAMED_LOCAL"},
		{email, "jonh.smith@web.de", "john.smith@web.de", "EMAIL TYPO"},
		{email, "john.smith1@web.de", "john.smith2@web.de", "EMAIL NUMBERED"},
		{email, "jo1212@acme.example", "kim77@acme.example", "EMAIL DIFFERENT, COMPANY EXACT"},
		{phone, "+5511987654321", "+551187654321", "PHONE_NUMBER EXACT"},
		{phone, "+442079460958", "+12079460958", "PHONE_NUMBER SAME_NATIONAL"},
		{phone, "+12125550100", "+12125550101", "PHONE_NUMBER DIFFERENT"},
		{phone, "+12125550100", "+12125540100", "PHONE_NUMBER TYPO"},
		{name, "Ada Lovelace", "ÁDA LOVELACE", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "Dr. Ada Lovelace", "Lovelace, Ada", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "Lovelace Ada", "Ada Lovelace", "FAMILY_NAME EXACT, GIVEN_NAME EXACT, NAME_ORDER SWAPPED"},
		{name, "Jürgen Müller", "Juergen Mueller", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "Сергей Лавров", "Sergei Lavrov", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "AdaLovelace", "Ada Lovelace", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "A. Lovelace", "Ada Lovelace", "FAMILY_NAME EXACT, GIVEN_NAME INITIAL"},
		{name, "Bob Taylor", "Robert Taylor", "FAMILY_NAME EXACT, GIVEN_NAME NICKNAME"},
		{name, "Paul Taylor", "Paula Taylor", "FAMILY_NAME EXACT, GIVEN_NAME DIFFERENT"},
		{name, "Max King", "Max King Jr.", "FAMILY_NAME EXACT, GIVEN_NAME EXACT, GENERATION DIFFERENT"},
		{name, "Ada Byron Lovelace", "Ada Lovelace", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{name, "Ada Byron Lovelace", "Ada Noel Lovelace", "FAMILY_NAME EXACT, GIVEN_NAME EXACT, MIDDLE_NAME DIFFERENT"},
		{name, "王小明", "王 小明", "FAMILY_NAME EXACT, GIVEN_NAME EXACT"},
		{date, "1971-06-24", "1971-05-24", "ATTRIBUTE TYPO"},
		{date, "1971-06-04", "1971-04-06", "ATTRIBUTE SWAPPED"},
		{date, "1971-06-04", "1971-12-16", "ATTRIBUTE SAME_YEAR"},
		{date, "1971-06-04", "", ""},
		{street, "12 Main Street", "Main Street 12", "ATTRIBUTE SWAPPED"},
	} {
		_, reasons := m.Compare(m.Read(row.of(row.a)), m.Read(row.of(row.b)))
		var got []string
		for _, r := range reasons() {
			got = append(got, r.Field.String()+" "+r.Kind.String())
		}
		if strings.Join(got, ", ") != row.want && (len(got) > 0 || !onlyDifferent(row.want)) {
			t.Errorf("%s and %s: %q, not %q", row.a, row.b, got, row.want)
		}
	}
}

// onlyDifferent reports whether reasons name nothing that two contacts have in common; such pairs have none.
func onlyDifferent(reasons string) bool {
	for _, r := range strings.Split(reasons, ", ") {
		if !strings.HasSuffix(r, " DIFFERENT") && !strings.HasPrefix(r, "COMPANY") {
			return false
		}
	}
	return true
}

// TestHouseholds: what people of one household share does not make them one person.
func TestHouseholds(t *testing.T) {
	t.Parallel()
	m := identity.Prior(1000, address, birthDate)
	person := func(given, birth string) *identity.Traits {
		return m.Read(identity.Subject{Name: given, LastName: "Lovelace", City: "Ockham", Phones: []string{"+442079460958"},
			Attributes: map[string]string{"address": "1 Park Lane", "birth_date": birth}})
	}
	ada := person("Ada", "1815-12-10")
	if p, _ := m.Compare(ada, person("Byron", "1836-05-12")); p > .05 {
		t.Errorf("a son: %.3f", p)
	}
	if p, _ := m.Compare(ada, person("Ada", "1815-12-10")); p < .99 {
		t.Errorf("herself: %.3f", p)
	}
}

// TestRareNamesWeighMore: a name that many have says less, by the frequencies of the account.
func TestRareNamesWeighMore(t *testing.T) {
	t.Parallel()
	var sample []identity.Subject
	for i := range 400 {
		last := "Nakamura"
		if i%2 == 0 {
			last = fmt.Sprintf("Name%c%c", 'a'+i%26, 'a'+i/26)
		}
		sample = append(sample, identity.Subject{Name: fmt.Sprintf("Given%c%c", 'a'+i/26, 'a'+i%26), LastName: last})
	}
	m := identity.Learn(len(sample), sample)
	bits := func(last string) float64 {
		s := m.Read(identity.Subject{Name: "Quirin", LastName: last})
		_, reasons := m.Compare(s, s)
		return reasons()[0].Bits
	}
	if often, rarely := bits("Nakamura"), bits("Wigglesworth"); often > 2 || rarely < 8 {
		t.Errorf("%.1f bits and %.1f", often, rarely)
	}
}

// TestAnything: any two subjects have one probability in both directions, and few keys.
func TestAnything(t *testing.T) {
	t.Parallel()
	m := identity.Prior(100, address, birthDate)
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(Ada|A|J\. Bob|Jr|王小) (King|K\.|Jr\.|ii)( [A-Z]ing)?`),
		rapid.StringMatching(`[ab.+]{1,8}@(gmail|gmial|acme)\.com`), rapid.StringMatching(`\+(55119?|521?|1|44)[0-9]{6,9}`),
		rapid.StringMatching(`19[67][0-9]-0[1-9]-[01][0-9]`))
	rapid.Check(t, func(t *rapid.T) {
		subject := func(who string) *identity.Traits {
			return m.Read(identity.Subject{Name: text.Draw(t, who+" name"), LastName: text.Draw(t, who+" last name"),
				Emails: []string{text.Draw(t, who+" email"), text.Draw(t, who+" email")}, Phones: []string{text.Draw(t, who+" phone")},
				Identifiers: []string{text.Draw(t, who+" identifier")}, Company: text.Draw(t, who+" company"),
				Attributes: map[string]string{"address": text.Draw(t, who+" address"), "birth_date": text.Draw(t, who+" date")}})
		}
		a, b := subject("a"), subject("b")
		one, _ := m.Compare(a, b)
		other, _ := m.Compare(b, a)
		if d := one - other; d > 1e-9 || d < -1e-9 || one < 0 || one > 1 {
			t.Fatalf("%v, and %v the other way round", one, other)
		}
		if keys := a.Blocks(); len(keys) > 28 || len(slices.Compact(slices.Sorted(slices.Values(keys)))) != len(keys) {
			t.Fatalf("%d keys", len(keys))
		}
	})
}

// TestFullNames: the same person is found wherever the middle and the last name are written.
func TestFullNames(t *testing.T) {
	t.Parallel()
	m := identity.Prior(100)
	whole := m.Read(identity.Subject{Name: "Arjun Kumar Mehta"})
	for _, parts := range []identity.Subject{
		{Name: "Arjun", MiddleName: "Kumar", LastName: "Mehta"},
		{Name: "Arjun Kumar", LastName: "Mehta"},
		{Name: "Arjun Mehta", MiddleName: "Kumar", LastName: "Mehta"},
		{Name: "Arjun Kumar Mehta", MiddleName: "Kumar", LastName: "Mehta"},
	} {
		_, reasons := m.Compare(whole, m.Read(parts))
		for _, r := range reasons() {
			if r.Kind != identity.Exact {
				t.Errorf("%v: %v", parts, r)
			}
		}
		if len(reasons()) != 3 {
			t.Errorf("%v: %v", parts, reasons())
		}
	}
}

// TestFamilyNamesFirst: a name that begins with the last name is no longer one than it is, and signs of one part are one word.
func TestFamilyNamesFirst(t *testing.T) {
	t.Parallel()
	m := identity.Prior(100)
	for _, parts := range []identity.Subject{{Name: "Nguyễn Minh", LastName: "Nguyễn"}, {Name: "高橋 結衣", LastName: "高橋"},
		{Name: "陈志明", LastName: "陈"}, {Name: "Nagy Anna", LastName: "Nagy"}} {
		_, reasons := m.Compare(m.Read(parts), m.Read(parts))
		fields := map[identity.Field]bool{}
		for _, r := range reasons() {
			fields[r.Field] = true
		}
		if len(fields) != 2 || !fields[identity.GivenName] || !fields[identity.FamilyName] {
			t.Errorf("%v: %v", parts, reasons())
		}
	}
}
