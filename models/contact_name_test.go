package models

import (
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

func TestFullName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, middle, last, want string }{
		{"", "", "", ""},
		{"Arjun", "", "Mehta", "Arjun Mehta"},
		{"Arjun", "Kumar", "Mehta", "Arjun Kumar Mehta"},
		{"Arjun Mehta", "Kumar", "Mehta", "Arjun Kumar Mehta"},
		{"Arjun Kumar Mehta", "Kumar", "Mehta", "Arjun Kumar Mehta"},
		{"", "Kumar", "Mehta", "Kumar Mehta"},
		{"Ada", "", "van der Berg", "Ada van der Berg"},
		{"Ada  VAN DER Berg", "", "van der berg", "Ada VAN DER Berg"},
		{"Lovelace, Ada", "", "Lovelace", "Lovelace, Ada"},
		{"José Muñoz", "", "Munoz", "José Muñoz"},
		{"Annabel", "", "Bel", "Annabel Bel"},
		{"Bel", "", "Bel", "Bel"},
		{"Mehtab Mehta Rao", "", "Mehta", "Mehtab Mehta Rao"},
		{"李", "", "小龍", "李 小龍"},
	} {
		if got := FullName(c.name, c.middle, c.last); got != c.want {
			t.Errorf("%q, %q, %q: %q, not %q", c.name, c.middle, c.last, got, c.want)
		}
	}
}

// TestNamesOfParts applies changes one after the other: a blank name is composed of the parts, follows them, and a given one stays.
func TestNamesOfParts(t *testing.T) {
	t.Parallel()
	var c Contact
	long := strings.Repeat("x", MaxText)
	null := graphql.OmittableOf[*string](nil)
	for _, step := range []struct {
		what string
		in   ContactUpdateInput
		want string
	}{
		{"nothing", ContactUpdateInput{}, ""},
		{"a last name", ContactUpdateInput{LastName: Given("Mehta")}, "Mehta"},
		{"a middle name too", ContactUpdateInput{MiddleName: Given("Kumar")}, "Kumar Mehta"},
		{"another last name", ContactUpdateInput{LastName: Given("Rao")}, "Kumar Rao"},
		{"something else", ContactUpdateInput{Location: Given("Pune")}, "Kumar Rao"},
		{"a name", ContactUpdateInput{Name: Given("Arjun Rao")}, "Arjun Rao"},
		{"a part beside a given name", ContactUpdateInput{LastName: Given("Mehta")}, "Arjun Rao"},
		{"both", ContactUpdateInput{Name: Given("Arjun"), LastName: Given("Rao")}, "Arjun"},
		{"no name", ContactUpdateInput{Name: null}, "Kumar Rao"},
		{"a blank name and another part", ContactUpdateInput{Name: Given(" "), MiddleName: null}, "Rao"},
		{"no parts", ContactUpdateInput{LastName: null}, ""},
		{"long parts", ContactUpdateInput{MiddleName: Given(long), LastName: Given("y")}, long},
	} {
		if err := c.Apply(step.in, ""); err != nil || c.Name != step.want {
			t.Errorf("%s: %q, not %q; %v", step.what, c.Name, step.want, err)
		}
	}
}

// TestNamesAreSearched checks the names in the text that searches look through, and the keys that lists are sorted by.
func TestNamesAreSearched(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, middle, last, want string }{
		{"Arjun", "", "Mehta", "arjun\narjun mehta"},
		{"Arjun Mehta", "", "Mehta", "arjun mehta"},
		{"Arjun Mehta", "Kumar", "Mehta", "arjun mehta\narjun kumar mehta"},
		{"", "", "Müller", "muller\nmueller"},
		{"Arjun", "", "", "arjun"},
	} {
		contact := Contact{Name: c.name, MiddleName: c.middle, LastName: c.last}
		contact.Derive("")
		if k := contact.Keys; k.Search != c.want || deref(k.LastNameKey) != Fold(c.last) || deref(k.MiddleNameKey) != Fold(c.middle) {
			t.Errorf("%v: %+v", c, k)
		}
	}
}
