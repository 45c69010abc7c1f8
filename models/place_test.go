package models_test

import (
	"testing"

	"kith/models"
)

func TestCleanIPAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"203.0.113.7": "203.0.113.7", "2001:db8::7": "2001:db8::7", "::ffff:203.0.113.7": "203.0.113.7",
		"": "", "203.0.113": "", "203.0.113.7:80": "", "203.0.113.007": "", "0x7f.1": "", "fe80::1%eth0": "", " 203.0.113.7": "",
		"example.com": "",
	} {
		got, refused := models.CleanIPAddress(&text)
		if (refused == nil) != (want != "") || refused == nil && got.String() != want ||
			refused != nil && (refused.Code != models.Invalid || refused.Field[0] != "ipAddress") {
			t.Errorf("%q: %s %v", text, got, refused)
		}
	}
	if got, refused := models.CleanIPAddress(nil); got.IsValid() || refused != nil {
		t.Errorf("none: %s %v", got, refused)
	}
}

func TestLocatable(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"81.2.69.142": true, "2a02:ff40::1": true, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "127.0.0.1": false, "::1": false,
		"0.0.0.0": false, "169.254.0.1": false, "fe80::1": false, "fd00::1": false, "224.0.0.1": false, "255.255.255.255": false,
	} {
		address, _ := models.CleanIPAddress(&text)
		if got := models.Locatable(address); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
	if address, _ := models.CleanIPAddress(nil); models.Locatable(address) {
		t.Error("no address tells where somebody is")
	}
}

// TestPlaced adds a place to contacts of whom something is known already.
func TestPlaced(t *testing.T) {
	t.Parallel()
	boxford := models.Place{City: "Boxford", Country: "United Kingdom", CountryCode: "GB"}
	for _, test := range []struct {
		name                                            string
		city, country, code, location                   string
		place                                           models.Place
		wantCity, wantCountry, wantCode, wantedLocation string
	}{
		{"nothing is known", "", "", "", "", boxford, "Boxford", "United Kingdom", "GB", "Boxford"},
		{"the city is known", "Leeds", "", "", "Leeds", boxford, "Leeds", "United Kingdom", "GB", "Leeds"},
		{"the country is known", "", "england", "GB", "", boxford, "Boxford", "england", "GB", "Boxford"},
		{"the code is known", "", "", "GB", "", boxford, "Boxford", "United Kingdom", "GB", "Boxford"},
		{"the location is known", "", "", "", "by the sea", boxford, "", "United Kingdom", "GB", "by the sea"},
		{"another country is known", "", "France", "", "", boxford, "", "France", "", ""},
		{"another code is known", "", "", "FR", "", boxford, "", "", "FR", ""},
		{"another city of another country", "Lyon", "France", "FR", "Lyon", boxford, "Lyon", "France", "FR", "Lyon"},
		{"a country that is none", "", "Atlantis", "", "", boxford, "Boxford", "Atlantis", "GB", "Boxford"},
		{"only the country is told", "", "", "", "", models.Place{Country: "France", CountryCode: "FR"}, "", "France", "FR", ""},
		{"a code that ISO does not have", "", "", "", "", models.Place{City: "Pristina", Country: "Nowhere Land", CountryCode: "ZZ"}, "Pristina",
			"Nowhere Land", "", "Pristina"},
		{"nothing is told", "", "", "", "", models.Place{}, "", "", "", ""},
	} {
		c := &models.Contact{Location: test.location, CustomAttributes: models.JSON("{}")}
		for to, text := range map[**string]string{&c.AdditionalAttributes.City: test.city, &c.AdditionalAttributes.Country: test.country,
			&c.CountryCode: test.code} {
			if text != "" {
				*to = &text
			}
		}
		if err := c.Apply(c.Placed(test.place), "US"); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		text := func(s *string) string {
			if s == nil {
				return ""
			}
			return *s
		}
		got := [4]string{text(c.AdditionalAttributes.City), text(c.AdditionalAttributes.Country), text(c.CountryCode), c.Location}
		if want := [4]string{test.wantCity, test.wantCountry, test.wantCode, test.wantedLocation}; got != want {
			t.Errorf("%s: %q, not %q", test.name, got, want)
		}
	}
}
