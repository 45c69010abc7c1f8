package sheet

import (
	"strings"
	"unicode"
)

// A language says which characters beside ASCII texts in it have, and in which encodings they are stored.
type language struct {
	encodings []string
	// letters are the letters in lower case.
	letters string
	// weight is below 1 for what covers several languages, so that a single one that fits wins.
	weight float64
}

var (
	western = []string{windows1252, "MACINTOSH", "IBM850"}
	central = []string{"WINDOWS-1250", "ISO-8859-2"}
	russian = []string{"WINDOWS-1251", "KOI8-R", "X-MAC-CYRILLIC", "IBM866"}
	// cyrillic are the letters that Russian, Ukrainian, Bulgarian and Serbian share.
	cyrillic = "абвгдежзийклмнопрстуфхцчшщьюя"
)

// languages are those whose texts are recognized, the more frequent ones first.
var languages = []language{
	{western, "äöüß", 1},
	{western, "àâæçéèêëîïôœùûü", 1},
	{western, "áéíóúñü", 1},
	{western, "áâãàçéêíóôõú", 1},
	{western, "àèéìíòóùïüç", 1},
	{western, "åäöéæø", 1},
	{western, "áéíóúýþðæö", 0.95},
	{western, "àáâãäåæçèéêëìíîïñòóôõöøùúûüßœÿ", 0.9},
	{central, "ąćęłńóśźż", 1},
	{central, "áčďéěíňóřšťúůýž", 1},
	{central, "áäčďéíĺľňóôŕšťúýž", 1},
	{central, "áéíóöőúüű", 1},
	{central, "ăâîşţ", 1},
	{central, "čćđšž", 1},
	{central, "áâăäąćčçďđéęëěíîĺľłńňóôőöŕřśšşťţúůűüýźžżß", 0.85},
	{russian, cyrillic + "ёыъэ", 1},
	{[]string{"WINDOWS-1251", "X-MAC-CYRILLIC"}, cyrillic + "ґєії", 0.99},
	{[]string{"WINDOWS-1251", "X-MAC-CYRILLIC"}, cyrillic + "ъ", 0.99},
	{[]string{"WINDOWS-1251", "X-MAC-CYRILLIC"}, cyrillic + "ђјљњћџѓќў", 0.95},
	{[]string{"WINDOWS-1253"}, "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ", 1},
	{[]string{"WINDOWS-1254"}, "çğıöşüâîûİ", 1},
	{[]string{"WINDOWS-1257"}, "ąčęėįšųūž", 1},
	{[]string{"WINDOWS-1257"}, "āčēģīķļņšūž", 1},
	{[]string{"WINDOWS-1257"}, "äõöüšž", 0.97},
	{[]string{"WINDOWS-1255"}, "אבגדהוזחטיכלמנסעפצקרשתךםןףץ", 1},
	{[]string{"WINDOWS-1256"}, "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگک", 1},
	{[]string{"WINDOWS-1258"}, "àâăđèéêíôơùúưý\u0300\u0301\u0303\u0309\u0323", 0.97},
	{[]string{"WINDOWS-874"}, thai, 1},
}

var thai = func() string {
	var b strings.Builder
	for r := rune(0x0e01); r <= 0x0e4d; r++ {
		if unicode.Is(unicode.Thai, r) && r != 0x0e3f {
			b.WriteRune(r)
		}
	}
	return b.String()
}()

// fits tells how well a text fits the language: 1 if every character beside ASCII is one of its letters where such a letter may stand,
// less for others, below zero for what no text has.
func (l language) fits(text []rune) float64 {
	letters := map[rune]bool{}
	for _, r := range l.letters {
		letters[r], letters[unicode.ToUpper(r)] = true, true
	}
	sum, n, capitals, smalls := 0.0, 0, false, false
	for i, r := range text {
		if r < 0x80 {
			continue
		}
		var before, after rune
		if i > 0 {
			before = text[i-1]
		}
		if i+1 < len(text) {
			after = text[i+1]
		}
		n++
		capitals, smalls = capitals || unicode.IsUpper(r), smalls || unicode.IsLower(r)
		if letters[r] {
			sum += inPlace(before, r, after)
		} else {
			sum += foreign(before, r, after)
		}
	}
	if n == 0 {
		return 0
	}
	if capitals != smalls && unicode.In([]rune(l.letters)[0], unicode.Cyrillic, unicode.Greek) {
		sum *= 0.8 // names of people and places have both
	}
	return l.weight * sum / float64(n)
}

// inPlace tells how well a letter of the language fits between its neighbours.
func inPlace(before, r, after rune) float64 {
	fit := 1.0
	if unicode.IsUpper(r) && unicode.IsLower(before) {
		fit -= 1.2 // a capital within a word
	}
	if isASCIILetter(before) || isASCIILetter(after) {
		if !unicode.Is(unicode.Latin, r) && !unicode.Is(unicode.Mn, r) {
			fit-- // a word of two scripts
		}
	}
	switch {
	case r == 'õ' && after != 'e', r == 'ã' && unicode.IsLetter(after) && !strings.ContainsRune("oesz", after):
		fit -= 0.3 // Portuguese has these letters nowhere else
	case r == 'ß' && (!unicode.IsLower(before) || !isVowel(before)):
		fit -= 0.5
	case (r == 'Ý' || r == 'ý' || r == 'Ğ' || r == 'ğ') && !unicode.IsLetter(before):
		fit -= 0.5 // no word begins with these
	case strings.ContainsRune("ךםןףץ", r) && unicode.IsLetter(after):
		fit-- // forms for ends of words
	case unicode.Is(unicode.Latin, r) && isConsonant(before) && isConsonant(after) && !isVowel(r):
		fit -= 0.15
	}
	return fit
}

// foreign tells how bad a character is that is no letter of the language.
func foreign(before, r, after rune) float64 {
	within := unicode.IsLetter(before) && unicode.IsLetter(after)
	switch {
	case r == unicode.ReplacementChar, unicode.IsControl(r), 0x2500 <= r && r < 0x25a0, unicode.Is(unicode.Co, r):
		return -2
	case r == '’':
		return 0.5
	case strings.ContainsRune("\u00a0“”„‘‚–—…€£°®©«»§¿¡·•º№", r):
		if within {
			return -0.5
		}
		return 0.3
	case unicode.IsLetter(r):
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			return -1
		}
		return -0.3
	}
	return -1
}

func isASCIILetter(r rune) bool { return r < 0x80 && unicode.IsLetter(r) }

func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyàáâãäåæāăąèéêëēėęěìíîïīįıòóôõöøőœùúûüūůűųýÿ", unicode.ToLower(r))
}

func isConsonant(r rune) bool { return unicode.IsLetter(r) && !isVowel(r) }
