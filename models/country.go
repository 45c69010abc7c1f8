package models

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CountryCode returns the ISO 3166-1 alpha-2 code of a country, given by its English name or its code in any case; false for anything else.
func CountryCode(country string) (string, bool) {
	code, ok := countries()[Fold(country)]
	return code, ok
}

// notCountries are codes in CLDR that ISO 3166-1 has only reserved or withdrawn.
const notCountries = "AC AN CP CS DG FQ NT PC SU TA YU"

// countries maps folded names and codes to codes.
var countries = sync.OnceValue(func() map[string]string {
	names := display.English.Regions()
	byName := map[string]string{"usa": "US", "uk": "GB", "uae": "AE", "south korea": "KR", "north korea": "KP",
		"united states of america": "US", "great britain": "GB", "england": "GB", "czech republic": "CZ", "turkiye": "TR",
		"ivory coast": "CI", "burma": "MM", "holland": "NL", "macedonia": "MK", "swaziland": "SZ", "hong kong": "HK", "macau": "MO"}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region || region.ISO3() == "ZZZ" ||
				strings.Contains(notCountries, code) {
				continue
			}
			byName[strings.ToLower(code)] = code
			byName[Fold(names.Name(region))] = code
		}
	}
	return byName
})
