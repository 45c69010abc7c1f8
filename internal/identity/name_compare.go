package identity

import "slices"

// aligned is a word of one name with the word of another that it corresponds to.
type aligned struct {
	a, b int
	kind Kind
}

// quality orders kinds by how well two words correspond.
var quality = map[Kind]int{Exact: 10, Nickname: 8, Similar: 6, Alike: 4, Initial: 2}

// likeWords compares two words of names.
func likeWords(a, b word) Kind {
	switch {
	case a.same(b) && !a.isInitial():
		return Exact
	case a.han != "" && b.han != "":
		return Different
	case a.isInitial() || b.isInitial():
		if a.text[0] == b.text[0] {
			return Initial
		}
		return Different
	case isNickname(a.text, b.text):
		return Nickname
	}
	kind := near(a.text, b.text)
	if kind == Different && a.alt != "" {
		kind = near(a.alt, b.text)
	}
	if kind == Different && b.alt != "" {
		kind = near(a.text, b.alt)
	}
	return kind
}

// align lets each word correspond to at most one word of the other name, best first.
func align(a, b []nameWord) []aligned {
	var all []aligned
	for i := range a {
		for j := range b {
			kind := likeWords(a[i].word, b[j].word)
			if kind >= Similar && kind <= Alike && a[i].role != familyName && b[j].role != familyName && otherGiven(a[i].text, b[j].text) {
				kind = Different
			}
			if kind != Different {
				all = append(all, aligned{i, j, kind})
			}
		}
	}
	rank := func(p aligned) int {
		r := quality[p.kind] * 10
		if a[p.a].role == b[p.b].role {
			r += 5
		}
		return r
	}
	slices.SortFunc(all, func(x, y aligned) int {
		if d := rank(y) - rank(x); d != 0 {
			return d
		}
		if d := (x.a + x.b) - (y.a + y.b); d != 0 {
			return d
		}
		return min(x.a, x.b) - min(y.a, y.b)
	})
	var usedA, usedB [maxWords + 1]bool
	kept := all[:0]
	for _, p := range all {
		if !usedA[p.a] && !usedB[p.b] {
			usedA[p.a], usedB[p.b] = true, true
			kept = append(kept, p)
		}
	}
	return kept
}

// split separates words that the other name has as two: "RamiMakhlouf".
func split(a, b []nameWord) []nameWord {
	for j := 0; j+1 < len(b); j++ {
		joined := b[j].text + b[j+1].text
		if len(joined) < 5 {
			continue
		}
		for i, w := range a {
			if len(a) >= maxWords || len(w.text) < 5 || abs(len(w.text)-len(joined)) > 1 || w.same(b[j].word) || w.same(b[j+1].word) {
				continue
			}
			if w.text != joined && winkler(w.text, joined) < 0.95 {
				continue
			}
			at := min(max(1, len(b[j].text)+len(w.text)-len(joined)), len(w.text)-1)
			if w.text[:min(len(b[j].text), len(w.text)-1)] == b[j].text {
				at = len(b[j].text)
			}
			parts := []nameWord{{word{text: w.text[:at]}, b[j].role}, {word{text: w.text[at:]}, b[j+1].role}}
			return slices.Concat(a[:i:i], parts, a[i+1:])
		}
	}
	return a
}

func abs(i int) int { return max(i, -i) }

// compareNames returns what two names say about their being one person's.
func (c *comparison) compareNames(n, o name) {
	if len(n.words) == 0 || len(o.words) == 0 {
		return
	}
	a, b := n.words, o.words
	if len(a) != len(b) {
		a, b = split(a, b), split(b, a)
	}
	pairs := align(a, b)
	var usedA, usedB [maxWords + 1]bool
	for _, p := range pairs {
		usedA[p.a], usedB[p.b] = true, true
	}
	done := make([]bool, len(pairs))
	for _, slot := range []role{familyName, givenName} {
		at := ofRole(a, b, pairs, done, slot)
		if at >= 0 {
			done[at] = true
			c.addWord(fieldOf(slot), pairs[at].kind, a[pairs[at].a].word, b[pairs[at].b].word)
			continue
		}
		i, j := unused(a, &usedA, slot), unused(b, &usedB, slot)
		if i >= 0 && j >= 0 {
			usedA[i], usedB[j] = true, true
			c.add(fieldOf(slot), Different, 0)
		}
	}
	c.compareMiddle(a, b, pairs, done, &usedA, &usedB)
	if swapped(a, b, pairs) {
		c.add(NameOrder, Swapped, 0)
	}
	if n.generation != o.generation {
		c.add(Generation, Different, 0)
	}
}

// ofRole returns the pair that is compared as a part of the name: one in which both words have it, or else one of them; -1 if none has. Of
// several, it is the same whichever name is first.
func ofRole(a, b []nameWord, pairs []aligned, done []bool, r role) int {
	found, first := -1, ""
	for i, p := range pairs {
		x, y := a[p.a], b[p.b]
		switch isA, isB := x.role == r, y.role == r; {
		case done[i] || !isA && !isB:
		case isA && isB:
			return i
		default:
			if text := min(x.text, y.text) + " " + max(x.text, y.text); found < 0 || text < first {
				found, first = i, text
			}
		}
	}
	return found
}

func unused(words []nameWord, used *[maxWords + 1]bool, r role) int {
	for i, w := range words {
		if !used[i] && w.role == r {
			return i
		}
	}
	return -1
}

// compareMiddle compares what is left when the given and family names have been compared. A word that only one name has says nothing.
func (c *comparison) compareMiddle(a, b []nameWord, pairs []aligned, done []bool, usedA, usedB *[maxWords + 1]bool) {
	leftA, leftB := 0, 0
	for i := range a {
		if !usedA[i] {
			leftA++
		}
	}
	for i := range b {
		if !usedB[i] {
			leftB++
		}
	}
	if leftA > 0 && leftB > 0 {
		c.add(MiddleName, Different, 0)
		return
	}
	best := -1
	for i, p := range pairs {
		if !done[i] && (best < 0 || quality[p.kind] > quality[pairs[best].kind]) {
			best = i
		}
	}
	if best >= 0 {
		c.addWord(MiddleName, pairs[best].kind, a[pairs[best].a].word, b[pairs[best].b].word)
	}
}

// swapped reports whether a given name is the other's family name.
func swapped(a, b []nameWord, pairs []aligned) bool {
	for _, p := range pairs {
		if x, y := a[p.a].role, b[p.b].role; x != y && x != middleName && y != middleName && len(a) > 1 && len(b) > 1 {
			return true
		}
	}
	return false
}

func fieldOf(r role) Field {
	if r == familyName {
		return FamilyName
	}
	return GivenName
}

// addWord adds the comparison of two words; equal ones are weighed by how common they are.
func (c *comparison) addWord(f Field, kind Kind, a, b word) {
	if kind != Exact {
		c.add(f, kind, 0)
		return
	}
	text := a.text
	if a.text != b.text && b.alt == "" {
		text = b.text
	}
	c.add(f, Exact, c.model.frequency(f, text))
}
