package phone_test

import (
	"testing"

	"kith/models/phone"
)

func TestValid(t *testing.T) {
	for in, want := range map[string]bool{
		"+12125551234": true, "+442079460958": true, "+4930123456": true, "+390612345678": true, "+80012345678": true, "+247123": false,
		"": false, "+": false, "+1": false, "12125551234": false, "0012125551234": false, "+02125551234": false, "+1 2125551234": false,
		"+1-212-555-1234": false, "+12125551234 ": false, " +12125551234": false, "+12125551234\n": false, "+12125551234x5": false,
		"+121255512345": false, "+1212": false, "+1234567890123456": false, "+999123456789": false, "+１２１２５５５１２３４": false,
		"tel:+12125551234": false,
	} {
		if got := phone.Valid(in); got != want {
			t.Errorf("%q: %t", in, got)
		}
	}
}

func TestRead(t *testing.T) {
	for _, row := range []struct {
		in, key      string
		possible, ok bool
	}{
		{"+12125551234", "+12125551234", true, true},
		{"+5215512345678", "+525512345678", true, true},
		{"+22997111111", "+2290197111111", true, true},
		{"+22507088765", "+2250707088765", true, true},
		{"+551187654321", "+5511987654321", true, true},
		{"+551133334444", "+551133334444", true, true},
		{"+4759000000001", "+4759000000001", false, true},
		{"+33700012345678", "+33700012345678", false, true},
		{"+32455123456789", "+32455123456789", false, true},
		{"+34590123456789", "+34590123456789", false, true},
		{"+999123456789", "+999123456789", false, true},
		{"+1212", "+1212", false, false},
		{"12125551234", "", false, false},
		{"+1 2125551234", "", false, false},
		{"+1234567890123456", "", false, false},
	} {
		if key, possible, ok := phone.Read(row.in); key != row.key || possible != row.possible || ok != row.ok {
			t.Errorf("%q: %q %t %t", row.in, key, possible, ok)
		}
	}
}

func TestNormalize(t *testing.T) {
	for _, row := range []struct{ in, region, want string }{
		{"(212) 555-1234", "US", "+12125551234"},
		{"212.555.1234", "US", "+12125551234"},
		{"1 212 555 1234", "US", "+12125551234"},
		{"020 7946 0958", "GB", "+442079460958"},
		{"0044 20 7946 0958", "DE", "+442079460958"},
		{"011 44 20 7946 0958", "US", "+442079460958"},
		{"+44 (0)20 7946 0958", "US", "+442079460958"},
		{"06 1234 5678", "IT", "+390612345678"},
		{"030/123456", "DE", "+4930123456"},
		{"٠٢٠ ٧٩٤٦ ٠٩٥٨", "GB", "+442079460958"},
		{"+12125551234", "", "+12125551234"},
		{"(212) 555-1234", "", ""},
		{"(212) 555-1234", "XX", ""},
		{"212-555-1234 ext. 5", "US", ""},
		{"12", "US", ""},
		{"", "US", ""},
		{"call me", "US", ""},
		{"+999 12345678", "US", ""},
	} {
		if got, ok := phone.Normalize(row.in, row.region); got != row.want || ok != (row.want != "") {
			t.Errorf("%q in %q: %q %t", row.in, row.region, got, ok)
		}
	}
}

func TestStyles(t *testing.T) {
	for _, row := range []struct{ in, international, national string }{
		{"+12125551234", "+1 212-555-1234", "(212) 555-1234"},
		{"+442079460958", "+44 20 7946 0958", "020 7946 0958"},
		{"no number", "no number", "no number"},
	} {
		if i, n := phone.International(row.in), phone.National(row.in); i != row.international || n != row.national {
			t.Errorf("%q: %q %q", row.in, i, n)
		}
	}
}

// FuzzNormalize holds that whatever is read as a number is one, and that reading it again changes nothing.
func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"(212) 555-1234", "+44 (0)20 7946 0958", "1-800-FLOWERS", "+390612345678", "٠٢٠", "tel:+1;ext=5",
		"+1 212 555 1234;phone-context=+44", "\xff"} {
		f.Add(s, "US")
		f.Add(s, "IT")
	}
	f.Fuzz(func(t *testing.T, s, region string) {
		number, ok := phone.Normalize(s, region)
		if !ok {
			return
		}
		if !phone.Valid(number) {
			t.Errorf("%q in %q becomes %q, which is no number", s, region, number)
		}
		if again, ok := phone.Normalize(number, region); !ok || again != number {
			t.Errorf("%q in %q becomes %q and that %q", s, region, number, again)
		}
	})
}
