package models

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Trigrams holds the frequencies of trigrams in a sample of texts.
type Trigrams struct {
	texts int
	in    map[[3]rune]int
}

// NewTrigrams counts the texts that contain each trigram.
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
	// leastSample is the minimum size of a sample that is representative.
	leastSample = 50
	// rowCost is the cost of checking a text, in index entries read.
	rowCost = 200
	// maxPart bounds the number of trigrams in a part.
	maxPart = 6
)

// SearchPart returns the part of a search for which a trigram index does the least work. An index reads an entry for every text that
// contains a trigram of the search, and frequent trigrams exclude little: for "mail1231@", searching "1231" is enough. The part lies
// within a word; it is the whole search unless a part at least halves the work.
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

// share is the fraction of texts that contain the trigram; one that is missing in the sample may still occur.
func (t Trigrams) share(trigram [3]rune) float64 {
	return max(float64(t.in[trigram]), 0.5) / float64(t.texts)
}

// workOf estimates the work of finding texts by trigrams: entries to read plus texts to check. Trigrams of one word occur together, so
// each further one counts half as much in the estimate of how many texts contain all of them.
func workOf(shares []float64) float64 {
	entries, texts, say := 0.0, 1.0, 1.0
	for _, share := range slices.Sorted(slices.Values(shares)) {
		entries += share
		texts *= math.Pow(share, say)
		say /= 2
	}
	return entries + rowCost*texts
}
