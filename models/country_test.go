package models_test

import (
	"slices"
	"strings"
	"testing"

	"kith/models"
)

// iso3166 is every officially assigned alpha-2 code of ISO 3166-1.
const iso3166 = `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH
GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ
LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX
SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`

func TestEveryCountryHasItsCode(t *testing.T) {
	known := map[string]bool{"XK": true} // Kosovo: user-assigned, and used by everybody
	for _, code := range strings.Fields(iso3166) {
		known[code] = true
	}
	if len(known) != 250 {
		t.Fatalf("%d codes", len(known))
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			got, ok := models.CountryCode(code)
			if ok && got == code != known[code] {
				t.Errorf("%s: known %t, want %t", code, ok, known[code])
			}
			if known[code] && !ok {
				t.Errorf("%s is missing", code)
			}
		}
	}
}

func TestCountryCode(t *testing.T) {
	for in, want := range map[string]string{
		"us": "US", " Us ": "US", "United States": "US", "united states of america": "US", "USA": "US", "UK": "GB", "England": "GB",
		"FRANCE": "FR", "Côte d’Ivoire": "CI", "Ivory Coast": "CI", "Turkey": "TR", "Türkiye": "TR", "Czechia": "CZ", "Czech Republic": "CZ",
		"South Korea": "KR", "Åland Islands": "AX", "Aland Islands": "AX", "Hong Kong": "HK", "Germany": "DE",
		"Eswatini": "SZ", "Palestine": "PS", "Côte d'Ivoire": "CI", "COTE D'IVOIRE": "CI", "Cote dIvoire": "CI", "Korea, Republic of": "KR",
		"U.S.A.": "US", "u.s.": "US", "Deutschland": "DE", "Allemagne": "DE", "Alemania": "DE", "Niemcy": "DE", "ドイツ": "DE", "Россия": "RU",
		"Bosnia and Herzegovina": "BA", "Bosnia & Herzegovina": "BA", "Bolivia, Plurinational State of": "BO", "Iran, Islamic Republic of": "IR",
		"Tanzania, United Republic of": "TZ", "Syrian Arab Republic": "SY", "Myanmar": "MM", "Trinidad and Tobago": "TT",
		"Venezuela, Bolivarian Republic of": "VE", "Viet Nam": "VN", "Russian Federation": "RU", "The Netherlands": "NL", "Saint Lucia": "LC",
		"St Lucia": "LC", "Guinea-Bissau": "GW", "guinea bissau": "GW", "DEU": "DE", "gbr": "GB", "Österreich": "AT", "Oesterreich": "",
		"Brasil": "BR", "España": "ES", "中国": "CN", "Suomi": "FI", "Georgia": "GE", "Korea, Republic of South Korea": "KR",
		"": "", "Atlantis": "", "Europe": "", "EU": "", "ZZ": "", "DDR": "", "SU": "", "U": "",
	} {
		if got, ok := models.CountryCode(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q %t, want %q", in, got, ok, want)
		}
	}
}

// TestCountryKeys checks that names which mean the same country share their keys, and that each key leads to its country.
func TestCountryKeys(t *testing.T) {
	keys := models.CountryKeys("Deutschland")
	for _, want := range []string{"deutschland", "germany", "de", "deu", "allemagne", "alemania"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%q is not among %q", want, keys)
		}
	}
	for _, code := range strings.Fields(iso3166) {
		for _, key := range models.CountryKeys(code) {
			if got, ok := models.CountryCode(key); !ok || got != code {
				t.Errorf("%q is a name of %s and means %q", key, code, got)
			}
		}
	}
	if keys := models.CountryKeys("Atlantis"); !slices.Equal(keys, []string{"atlantis"}) {
		t.Errorf("keys of no country: %q", keys)
	}
}
