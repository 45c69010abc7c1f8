package identity

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

func normalize(s string) string { return norm.NFC.String(s) }

// maxWords is how many words of a name are compared.
const maxWords = 8

// role is the part of a name that a word belongs to.
type role uint8

const (
	givenName role = iota
	middleName
	familyName
)

type nameWord struct {
	word
	role role
}

// name is a person's name in words.
type name struct {
	words []nameWord
	// generation is a suffix such as jr or ii.
	generation string
}

//go:embed data/titles.txt
var titlesText string

//go:embed data/particles.txt
var particlesText string

//go:embed data/nicknames.csv
var nicknamesText string

var (
	titles    = readSet(titlesText)
	particles = readSet(particlesText)
	nicknames = readNicknames(nicknamesText)
	// generations distinguish parents from children; senior counts as no suffix.
	generations = map[string]string{
		"jr": "jr", "junior": "jr", "jnr": "jr", "filho": "jr", "neto": "neto", "ii": "ii", "iii": "iii", "iv": "iv", "sr": "", "senior": "",
		"snr": "",
	}
)

//go:embed data/given_names.csv
var givenText string

//go:embed data/family_names.csv
var familyText string

// common says how many of 10,000 contacts have a name that many have.
var common = map[Field]map[string]float64{GivenName: readCommon(givenText), FamilyName: readCommon(familyText)}

func readCommon(s string) map[string]float64 {
	shares := map[string]float64{}
	for line := range strings.Lines(s) {
		name, share, _ := strings.Cut(strings.TrimSpace(line), ",")
		if n, err := strconv.ParseFloat(share, 64); err == nil {
			shares[name] = n / 10_000
		}
	}
	return shares
}

// isFeminine reports whether one name is the feminine form of the other, such as Paula of Paul.
func isFeminine(a, b string) bool {
	ending, found := strings.CutPrefix(a, b)
	return found && len(b) > 3 && slices.Contains([]string{"a", "e", "ie", "le", "ia", "ina", "ine", "ette", "ella"}, ending)
}

// otherGiven reports whether two similar given names are two names, and neither a misspelling of the other.
func otherGiven(a, b string) bool {
	return isKnown(a) && isKnown(b) || isFeminine(a, b) || isFeminine(b, a)
}

// isKnown reports whether a word is a given name by itself, so that it is no misspelling of another.
func isKnown(s string) bool { return len(nicknames[s]) > 0 || common[GivenName][s] > 0 }

func readSet(s string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				set[w] = true
			}
		}
	}
	return set
}

// readNicknames returns for each name and nickname the given names that it may stand for.
func readNicknames(s string) map[string][]string {
	forms := map[string][]string{}
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names := strings.Split(strings.TrimSpace(line), ",")
		for _, n := range names {
			forms[n] = append(forms[n], names[0])
		}
	}
	return forms
}

func isNickname(a, b string) bool {
	for _, n := range nicknames[a] {
		if slices.Contains(nicknames[b], n) {
			return true
		}
	}
	return false
}

// readName reads a name of its parts. A last name that is also at the end of the name counts once, or at its beginning, as in Nguyễn Minh.
// Without one, the last word is the family name, or what is before a comma: "Lovelace, Ada".
func readName(full, middle, last string) name {
	if last == "" {
		if before, after, ok := strings.Cut(full, ","); ok && strings.TrimSpace(after) != "" {
			if rest := readWords(after); len(rest) > 0 && !isSuffix(rest) {
				full, last = after, before
			}
		}
	}
	var n name
	families := n.clean(readWords(last), true)
	given := n.clean(readWords(full), false)
	if l := len(given) - len(families); l >= 0 && sameWords(given[l:], families) {
		given = given[:l]
	} else if l > 0 && sameWords(given[:len(families)], families) {
		given = given[len(families):]
	}
	if len(families) > 0 {
		given, families = joinHan(given), joinHan(families)
	}
	middles := n.clean(readWords(middle), true)
	if len(families) == 0 && len(given)+len(middles) > 1 && len(given) > 1 {
		if families, given = given[len(given)-1:], given[:len(given)-1]; given[0].han != "" {
			families, given = hanName(append(given, families...))
		}
	}
	if len(middles) > 0 && len(given) > len(middles) && sameWords(given[len(given)-len(middles):], middles) {
		given = given[:len(given)-len(middles)]
	}
	for i, w := range given {
		r := middleName
		if i == 0 {
			r = givenName
		}
		n.add(w, r)
	}
	for _, w := range middles {
		n.add(w, middleName)
	}
	for i, w := range families {
		r := familyName
		if i < len(families)-1 {
			r = middleName
		}
		n.add(w, r)
	}
	return n
}

// hanName splits a name in Han, whose first sign is the family name; the others are one given name.
func hanName(words []word) (families, given []word) { return words[:1], joinHan(words[1:]) }

// joinHan makes one word of the signs of a part of a name, if they are Han.
func joinHan(words []word) []word {
	if len(words) < 2 || slices.ContainsFunc(words, func(w word) bool { return w.han == "" }) {
		return words
	}
	one := words[0]
	for _, w := range words[1:] {
		one.text, one.han = one.text+w.text, one.han+w.han
	}
	return []word{one}
}

func isSuffix(words []word) bool {
	for _, w := range words {
		if _, ok := generations[w.text]; !ok && !titles[w.text] {
			return false
		}
	}
	return true
}

func (n *name) add(w word, r role) {
	if len(n.words) < maxWords {
		n.words = append(n.words, nameWord{w, r})
	}
}

// clean leaves out titles, particles and repeated words, and notes the generation.
func (n *name) clean(words []word, part bool) []word {
	var kept []word
	for i, w := range words {
		g, isGeneration := generations[w.text]
		switch {
		case titles[w.text] && len(words) > 1 && (!isGeneration || i == 0):
			continue
		case isGeneration && (part && len(words) > 1 || len(kept) > 1) && i > 0:
			n.generation = g
			continue
		case len(kept) > 0 && kept[len(kept)-1] == w && w.han == "":
			continue
		}
		kept = append(kept, w)
	}
	telling := slices.DeleteFunc(slices.Clone(kept), func(w word) bool { return particles[w.text] })
	if len(telling) >= 2 || part && len(telling) > 0 {
		return telling
	}
	return kept
}

func sameWords(a, b []word) bool {
	return slices.EqualFunc(a, b, func(a, b word) bool { return a.same(b) })
}

func (n name) find(r role) (word, bool) {
	for _, w := range n.words {
		if w.role == r {
			return w.word, true
		}
	}
	return word{}, false
}
