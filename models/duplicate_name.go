package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	sameName     = 0.65
	otherOrder   = 0.62
	otherSpacing = 0.6
	lessMiddle   = 0.6
	initialed    = 0.55
	similarName  = 0.5 // times the similarity of the words
	sameWord     = 0.3
	// similarWords and similarNames are the minimum trigram similarities of words and of whole names that are alike.
	similarWords = 0.6
	similarNames = 0.75
)

// fullName is a person's name in words, folded.
type fullName struct {
	words []string
	// generation is a suffix such as jr or ii.
	generation string
	// sorted holds the words in alphabetical order, joined the words without spaces.
	sorted, joined string
	// pieces are the trigrams of the whole name, wordPieces those of each word.
	pieces     []uint64
	wordPieces [][]uint64
}

// likeName is how similar two names are.
type likeName struct {
	kind  DuplicateReasonKind
	score float64
	// contradicts is true if both are full names and not alike.
	contradicts bool
}

// titles are titles and suffixes, which are ignored when names are compared.
var titles = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "dr": true, "prof": true, "sir": true, "phd": true, "md": true, "mba": true,
	"herr": true, "frau": true, "dipl": true, "ing": true, "monsieur": true, "madame": true, "mme": true, "mlle": true, "senor": true,
	"senora": true, "dott": true, "sig": true, "signora": true, "shri": true, "smt": true,
}

// generations are suffixes that distinguish parents from children; senior counts as no suffix.
var generations = map[string]string{
	"jr": "jr", "junior": "jr", "jnr": "jr", "filho": "jr", "neto": "neto", "ii": "ii", "iii": "iii", "iv": "iv", "sr": "", "senior": "",
	"snr": "",
}

// nicknames are nicknames with their given names.
var nicknames = map[string][]string{
	"alex": {"alexander", "alexandra"}, "andy": {"andrew"}, "ben": {"benjamin"}, "beth": {"elizabeth"}, "betty": {"elizabeth"},
	"bill": {"william"},
	"bob":  {"robert"}, "rob": {"robert"}, "cathy": {"catherine"}, "kate": {"katherine", "catherine"}, "charlie": {"charles"},
	"chris": {"christopher", "christina"},
	"dan":   {"daniel"}, "dave": {"david"}, "dick": {"richard"}, "rick": {"richard"}, "ed": {"edward"}, "fred": {"frederick"},
	"greg": {"gregory"},
	"jack": {"john"}, "jim": {"james"}, "jimmy": {"james"}, "joe": {"joseph"}, "josh": {"joshua"}, "ken": {"kenneth"}, "larry": {"lawrence"},
	"liz": {"elizabeth"}, "maggie": {"margaret"}, "peggy": {"margaret"}, "matt": {"matthew"}, "mike": {"michael"}, "nick": {"nicholas"},
	"pat":  {"patrick", "patricia"},
	"pete": {"peter"}, "sam": {"samuel", "samantha"}, "steve": {"steven", "stephen"}, "sue": {"susan"}, "ted": {"theodore", "edward"},
	"tim": {"timothy"},
	"tom": {"thomas"}, "tony": {"anthony"}, "will": {"william"}, "pepe": {"jose"}, "paco": {"francisco"}, "lola": {"dolores"}, "ze": {"jose"},
	"hans": {"johannes"}, "klaus": {"nikolaus"}, "sascha": {"alexander"}, "sasha": {"alexander", "alexandra"}, "misha": {"mikhail"},
	"vova": {"vladimir"},
}

// readName splits a name into words. It understands "Lovelace, Ada", and takes each Chinese and Korean character as a word, because such
// names have no spaces.
func readName(s string) fullName {
	var n fullName
	for _, word := range strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' && !unicode.IsMark(r)
	}) {
		word = strings.Map(func(r rune) rune {
			if r == '\'' || r == '’' {
				return -1
			}
			return r
		}, word)
		switch {
		case word == "" || titles[word]:
			continue
		case len(n.words) > 1:
			if g, ok := generations[word]; ok {
				n.generation = g
				continue
			}
		}
		if first, _ := utf8.DecodeRuneInString(word); isSyllable(first) {
			n.words = append(n.words, strings.Split(word, "")...)
			continue
		}
		n.words = append(n.words, word)
	}
	if l := len(n.words); l > 2 && n.words[l-1] == n.words[l-2] { // the last name is in the name and in its own field
		n.words = n.words[:l-1]
	}
	n.sorted, n.joined = strings.Join(slices.Sorted(slices.Values(n.words)), " "), strings.Join(n.words, "")
	n.pieces = pieces(strings.Join(n.words, " "))
	for _, word := range n.words {
		n.wordPieces = append(n.wordPieces, pieces(word))
	}
	return n
}

func (n fullName) whole() bool { return len(n.words) > 1 }

// like compares two names, the strictest kind first: EXACT, ORDER (other order), SPACING (words joined or split), MIDDLE (names
// behind the first are missing), INITIALS, SIMILAR (trigrams). A single name in common is little.
func (n fullName) like(o fullName) likeName {
	switch {
	case len(n.words) == 0 || len(o.words) == 0:
		return likeName{}
	case !n.whole() || !o.whole():
		if slices.Equal(n.words, o.words) {
			return likeName{kind: "EXACT", score: sameWord}
		}
		return likeName{}
	case slices.Equal(n.words, o.words):
		return likeName{kind: "EXACT", score: sameName}
	case n.sorted == o.sorted:
		return likeName{kind: "ORDER", score: otherOrder}
	case n.joined == o.joined:
		return likeName{kind: "SPACING", score: otherSpacing}
	}
	short, long := n.words, o.words
	if len(short) > len(long) {
		short, long = long, short
	}
	if short[0] == long[0] && !isInitial(short[len(short)-1]) && !isInitial(long[len(long)-1]) &&
		within(short, long, func(a, b string) bool { return a == b || initialOf(a, b) }) {
		return likeName{kind: "MIDDLE", score: lessMiddle}
	}
	if abbreviated(short, long) {
		return likeName{kind: "INITIALS", score: initialed}
	}
	if similarity, ok := n.aligned(o); ok {
		return likeName{kind: "SIMILAR", score: similarName * similarity}
	}
	if similarity := trigrams(n.pieces, o.pieces); similarity >= similarNames {
		return likeName{kind: "SIMILAR", score: similarName * similarity}
	}
	return likeName{contradicts: n.similarWord(0, o, 0) == 0}
}

// within reports whether the words of short are found in long in their order.
func within(short, long []string, same func(a, b string) bool) bool {
	i := 0
	for _, word := range long {
		if i < len(short) && same(short[i], word) {
			i++
		}
	}
	return i == len(short)
}

// abbreviated reports whether one name is the other with given names cut to initials, in either order, or a nickname; one
// word is in both as it stands.
func abbreviated(short, long []string) bool {
	given, family := long[0], long[len(long)-1]
	first, last := short[0], short[len(short)-1]
	same := func(a, b string) bool { return initialOf(a, b) || isNickname(a, b) }
	middle := len(short) == 2 || len(short) == len(long) &&
		within(short[1:len(short)-1], long[1:len(long)-1], func(a, b string) bool { return a == b || initialOf(a, b) })
	if !middle || isInitial(family) && isInitial(last) {
		return false
	}
	switch {
	case last == family && !isInitial(last):
		return same(first, given)
	case first == given && !isInitial(first):
		return initialOf(last, family)
	case len(short) == 2 && last == given && !isInitial(last): // Lovelace A., Ada Lovelace
		return initialOf(first, family)
	case len(short) == 2 && first == family && !isInitial(first):
		return initialOf(last, given)
	}
	return false
}

// aligned pairs each word of the shorter name with one of the longer and returns how similar they are; all must be.
func (n fullName) aligned(o fullName) (similarity float64, ok bool) {
	if len(n.words) > len(o.words) {
		n, o = o, n
	}
	if len(o.words)-len(n.words) > 1 {
		return 0, false
	}
	taken := make([]bool, len(o.words))
	for i := range n.words {
		best, at := 0.0, -1
		for j := range o.words {
			if s := n.similarWord(i, o, j); s > best && !taken[j] {
				best, at = s, j
			}
		}
		if at < 0 {
			return 0, false
		}
		similarity += best
		taken[at] = true
	}
	return similarity / float64(len(n.words)), true
}

// similarWord is how similar two words are, 0 when they are not alike.
func (n fullName) similarWord(i int, o fullName, j int) float64 {
	a, b := n.words[i], o.words[j]
	switch {
	case a == b:
		return 1
	case initialOf(a, b), isNickname(a, b):
		return 0.8
	}
	similarity := trigrams(n.wordPieces[i], o.wordPieces[j])
	if len(a) >= 4 && len(b) >= 4 && a[0] == b[0] && oneTypo(a, b) {
		similarity = max(similarity, 0.8)
	}
	if similarity < similarWords {
		return 0
	}
	return similarity
}

func isInitial(s string) bool {
	first, size := utf8.DecodeRuneInString(s)
	return size == len(s) && !isSyllable(first)
}

func isSyllable(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hangul) }

// initialOf reports whether one word is the first letter of the other.
func initialOf(a, b string) bool {
	return isInitial(a) && strings.HasPrefix(b, a) || isInitial(b) && strings.HasPrefix(a, b)
}

func isNickname(a, b string) bool {
	return slices.Contains(nicknames[a], b) || slices.Contains(nicknames[b], a)
}

// trigrams is the share of three-letter pieces that two texts have in common (Sørensen–Dice), with their beginnings and ends.
func trigrams(x, y []uint64) float64 {
	common := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] < y[j]:
			i++
		case x[i] > y[j]:
			j++
		default:
			common, i, j = common+1, i+1, j+1
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

// pieces are the pieces of a text in ascending order; a rune has 21 bits, so three fit into a number.
func pieces(s string) []uint64 {
	const three = 1<<63 - 1
	all := make([]uint64, 0, len(s)+1)
	piece := uint64(' ')<<21 | ' '
	for _, r := range s {
		piece = (piece<<21 | uint64(r)) & three
		all = append(all, piece)
	}
	all = append(all, (piece<<21|' ')&three)
	slices.Sort(all)
	return all
}
