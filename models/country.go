package models

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// CountryCode returns the ISO 3166-1 alpha-2 code of a country, given by its name or its code of two or three letters in any case; false
// for anything else. Names are those of CLDR in countryLanguages, those of ISO 3166-1, and countryVariants. Accents, apostrophes, dots,
// hyphens and commas make no difference. A name that means one country in English and another elsewhere is read as English; one that means
// several in other languages is not read.
func CountryCode(country string) (string, bool) {
	code, ok := countries().codes[countryForm(country)]
	return code, ok
}

// CountryKeys returns the folded forms of the names that mean the same country as a given one, that one first.
func CountryKeys(country string) []string {
	keys := []string{Fold(country)}
	if code, ok := CountryCode(country); ok {
		keys = append(keys, slices.DeleteFunc(slices.Clone(countries().keys[code]), func(key string) bool { return key == keys[0] })...)
	}
	return keys
}

// notCountries are codes in CLDR that ISO 3166-1 has only reserved or withdrawn.
const notCountries = "AC AN CP CS DG FQ NT PC SU TA YU"

// countryLanguages are the languages in which names of countries are known, besides English.
const countryLanguages = `ar bg bn ca cs da de el es et fa fi fil fr he hi hr hu id it ja ko lt lv ms nb nl pl pt ro ru sk sl sr sv sw ta th
	tr uk ur vi zh zh-Hant`

// countryNames are the names of countries: codes by form, and the folded names of each code.
type countryNames struct {
	codes map[string]string
	keys  map[string][]string
}

var countries = sync.OnceValue(func() countryNames {
	names := countryNames{map[string]string{}, map[string][]string{}}
	var regions []language.Region
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region || region.ISO3() == "ZZZ" ||
				strings.Contains(notCountries, code) {
				continue
			}
			regions = append(regions, region)
			names.add(code, code, region.ISO3(), display.English.Regions().Name(region))
		}
	}
	for line := range strings.Lines(countryVariants) {
		code, variants, _ := strings.Cut(strings.TrimSpace(line), ": ")
		names.add(code, strings.Split(variants, "; ")...)
	}
	names.addForeign(regions)
	return names
})

// add adds names of a country, which replace those of others.
func (n countryNames) add(code string, names ...string) {
	for _, name := range names {
		n.codes[countryForm(name)] = code
		if key := Fold(name); !slices.Contains(n.keys[code], key) {
			n.keys[code] = append(n.keys[code], key)
		}
	}
}

// addForeign adds the names in other languages that are clear.
func (n countryNames) addForeign(regions []language.Region) {
	foreign, unclear := map[string]string{}, map[string]bool{}
	for tag := range strings.FieldsSeq(countryLanguages) {
		names := display.Regions(language.MustParse(tag))
		for _, region := range regions {
			name, code := names.Name(region), region.String()
			form := countryForm(name)
			if form == "" || n.codes[form] != "" {
				continue
			}
			if other, known := foreign[name]; known && other != code {
				unclear[form] = true
			}
			foreign[name] = code
		}
	}
	forms := map[string]string{}
	for name, code := range foreign {
		if form := countryForm(name); forms[form] != "" && forms[form] != code {
			unclear[form] = true
		} else {
			forms[form] = code
		}
	}
	for name, code := range foreign {
		if !unclear[countryForm(name)] {
			n.add(code, name)
		}
	}
	for code := range n.keys {
		slices.Sort(n.keys[code])
	}
}

// countryForm returns the form in which names of countries are compared.
func countryForm(name string) string {
	form := strings.Map(func(r rune) rune {
		switch r {
		case '.', '\'', '’', 'ʼ', '`', '´':
			return -1
		case '-', '‑', '–', ',', '(', ')', '/':
			return ' '
		}
		return r
	}, Fold(strings.ReplaceAll(name, "&", " and ")))
	form = " " + strings.Join(strings.Fields(form), " ")
	form = strings.ReplaceAll(form, " saint ", " st ")
	form = strings.TrimPrefix(form, " the ")
	return strings.TrimSpace(form)
}
