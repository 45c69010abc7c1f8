package models

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Trigrams says how common runs of three characters are, by a sample of texts.
type Trigrams struct {
	texts int
	in    map[[3]rune]int
}

// NewTrigrams counts in how many of the texts each trigram stands.
func NewTrigrams(texts []string) Trigrams {
	t := Trigrams{texts: len(texts), in: map[[3]rune]int{}}
	for _, text := range texts {
		seen := map[[3]rune]bool{}
		for runes := []rune(text); len(runes) >= 3; runes = runes[1:] {
			seen[[3]rune(runes)] = true
		}
		for trigram := range seen {
			t.in[trigram]++
		}
	}
	return t
}

const (
	// leastSample is how many texts tell something.
	leastSample = 50
	// rowCost is what looking at a text costs, in entries of an index that are read to find it.
	rowCost = 200
	// maxPart bounds the trigrams of a part.
	maxPart = 6
)

// SearchPart returns the part of a search by which an index of trigrams finds it with the least work. An index reads, for each
// trigram that it is asked for, an entry for every text that has it, and common ones tell little: of «mail1231@» it is «1231» that
// finds the text. The part lies within a word; it is the whole search unless another one at least halves the work.
func (t Trigrams) SearchPart(search string) string {
	best, least := search, math.Inf(1)
	if t.texts < leastSample {
		return search
	}
	var all []float64
	for word := range strings.FieldsFuncSeq(search, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		runes := []rune(word)
		var shares []float64
		for i := range len(runes) - 2 {
			shares = append(shares, t.share([3]rune(runes[i:i+3])))
		}
		all = append(all, shares...)
		for from := range shares {
			for to := from + 1; to <= min(from+maxPart, len(shares)); to++ {
				if work := workOf(shares[from:to]); work < least {
					best, least = string(runes[from:to+2]), work
				}
			}
		}
	}
	if 2*least > workOf(all) {
		return search
	}
	return best
}

// share is the part of all texts that have the trigram; one that the sample lacks may still be in some.
func (t Trigrams) share(trigram [3]rune) float64 {
	return max(float64(t.in[trigram]), 0.5) / float64(t.texts)
}

// workOf estimates the work of finding texts by trigrams: the entries to read, and the texts to look at. Trigrams of one word
// go together, so each further one halves its say in how many texts have all of them.
func workOf(shares []float64) float64 {
	entries, texts, say := 0.0, 1.0, 1.0
	for _, share := range slices.Sorted(slices.Values(shares)) {
		entries += share
		texts *= math.Pow(share, say)
		say /= 2
	}
	return entries + rowCost*texts
}
