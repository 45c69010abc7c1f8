package crm

import (
	"slices"
	"unicode/utf8"

	"kith/models"
)

// searchSQL makes the conditions of a search on a contact s. They find what models.Search.Match describes.
type searchSQL struct{ partOf func(string) string }

// contains is the condition that the search text contains a text. The index is searched for a part of it.
func (q searchSQL) contains(text string) sqlPart {
	part := q.partOf(text)
	condition := sqlPart{"s.search LIKE ?", []any{"%" + likePattern(part) + "%"}}
	if part != text {
		condition = allOf(condition, holds(text))
	}
	return condition
}

// holds is the same condition without an index.
func holds(text string) sqlPart { return sqlPart{"position(?::text IN s.search) > 0", []any{text}} }

const searchKeys = "string_to_array(s.search_keys, ' ')"

// exact is the condition that a contact contains the search as it is written.
func (q searchSQL) exact(search *models.Search) sqlPart {
	if search.Start != nil {
		return sqlPart{searchKeys + " @> ?::text[]", []any{append([]string{search.Start.ShortWord}, search.Start.Keys...)}}
	}
	var ways []sqlPart
	if !impliesWhole(search) {
		for _, spelling := range search.Whole {
			ways = append(ways, q.contains(spelling))
		}
	}
	if len(search.Terms) > 1 || len(search.Terms) == 1 && len(search.Terms[0].Words) > 0 {
		ways = append(ways, q.allTerms(search))
	}
	return anyOf(ways...)
}

// impliesWhole reports whether a contact that contains the whole search has each of its terms.
func impliesWhole(search *models.Search) bool {
	if len(search.Terms) < 2 || len(search.Whole) > 1 {
		return false
	}
	for _, t := range search.Terms {
		if len(t.Keys) > 0 {
			return false
		}
	}
	return true
}

// allTerms is the condition that each term is in the text.
func (q searchSQL) allTerms(search *models.Search) sqlPart {
	var all []sqlPart
	for _, t := range search.Terms {
		all = append(all, q.term(t))
	}
	return allOf(all...)
}

func (q searchSQL) term(t models.SearchTerm) sqlPart { return exactly(t, q.contains) }

// exactly is the condition that a term is in the text as it is written.
func exactly(t models.SearchTerm, contains func(string) sqlPart) sqlPart {
	var all []sqlPart
	if len(t.Keys) > 0 {
		all = append(all, sqlPart{searchKeys + " @> ?::text[]", []any{t.Keys}})
	}
	if len(t.Any) > 0 {
		var ways []sqlPart
		for _, text := range t.Any {
			ways = append(ways, contains(text))
		}
		if len(t.Words) > 0 {
			var words []sqlPart
			for _, word := range t.Words {
				words = append(words, contains(word))
			}
			ways = append(ways, allOf(words...))
		}
		all = append(all, anyOf(ways...))
	}
	return allOf(all...)
}

// mistaken is the condition that a contact matches if mistakes are allowed, and how many it has.
func (q searchSQL) mistaken(search *models.Search) (condition, mistakes sqlPart) {
	if search.Start != nil {
		return q.term(*search.Start), sqlPart{sql: "0"}
	}
	var ways, counts []sqlPart
	for i, terms := range append([][]models.SearchTerm{search.Terms}, search.Joined...) {
		found := q.misspelt(terms, i == 0)
		var sum []sqlPart
		for _, t := range terms {
			if len(t.Forms) > 0 {
				sum = append(sum, mistakesOf(t))
			}
		}
		count := joinedBy(" + ", sum)
		if len(sum) == 0 {
			count = sqlPart{"CASE WHEN " + found.sql + " THEN 0 END", found.args}
		}
		if found.sql != never.sql {
			ways, counts = append(ways, allOf(found, sqlPart{count.sql + " IS NOT NULL", count.args})), append(counts, count)
		}
	}
	if len(ways) == 0 {
		return never, sqlPart{sql: "0"}
	}
	mistakes = joinedBy(", ", counts)
	return anyOf(ways...), sqlPart{"least" + mistakes.sql, mistakes.args}
}

// mostSpelledOut bounds the words of a search of which each choice of misspelt ones is a condition of its own.
const mostSpelledOut = 3

// misspelt is the condition that each term is in the text as it is written or shares a key with a misspelt one. One index then looks for
// the keys of all misspelt words at once, which few contacts have. Where no contact has all terms as they are written, exceptNone leaves
// that choice out.
func (q searchSQL) misspelt(terms []models.SearchTerm, exceptNone bool) sqlPart {
	var sure, unsure []sqlPart
	var keys []sqlPart
	for _, t := range terms {
		if len(t.Forms) == 0 {
			sure = append(sure, q.term(t))
			continue
		}
		unsure = append(unsure, q.term(t))
		keys = append(keys, sqlPart{searchKeys + " && ?::text[]", []any{t.PartKeys}})
	}
	if len(unsure) > mostSpelledOut {
		for i := range unsure {
			sure = append(sure, anyOf(unsure[i], keys[i]))
		}
		return allOf(sure...)
	}
	var choices []sqlPart
	for choice := range 1 << len(unsure) {
		if choice == 0 && exceptNone {
			continue
		}
		all := slices.Clone(sure)
		for i := range unsure {
			if choice&(1<<i) == 0 {
				all = append(all, unsure[i])
			} else {
				all = append(all, keys[i])
			}
		}
		choices = append(choices, allOf(all...))
	}
	return anyOf(choices...)
}

// mistakesOf is the number of mistakes of the word that is most like a term, NULL if no word is like it.
func mistakesOf(t models.SearchTerm) sqlPart {
	exact := exactly(t, holds)
	forms := make([]sqlPart, len(t.Forms))
	for i, form := range t.Forms {
		forms[i] = mistakesIn(form)
	}
	least := joinedBy(", ", forms)
	return sqlPart{"CASE WHEN " + exact.sql + " THEN 0 ELSE least" + least.sql + " END", slices.Concat(exact.args, least.args)}
}

// mistakesIn is the same for one spelling of a term: the rule is models.mistakes.
func mistakesIn(form string) sqlPart {
	allowed, swaps := models.MistakesAllowed(form, form), models.Swapped(form)
	if allowed == 1 {
		return sqlPart{`(
			SELECT min(CASE
				WHEN w = ANY(?::text[]) THEN 1
				WHEN char_length(w) BETWEEN ?::integer AND ?::integer AND levenshtein_less_equal(w, ?::text, 1) <= 1 THEN 1
			END)
			FROM unnest(string_to_array(s.search_words, ' ')) w)`,
			[]any{swaps, utf8.RuneCountInString(form) - 1, utf8.RuneCountInString(form) + 1, form}}
	}
	return sqlPart{`(
		SELECT min(CASE
			WHEN w = ANY(?::text[]) THEN 1
			WHEN d <= allowed THEN d
			WHEN allowed = 2 AND d = 3 AND EXISTS (SELECT FROM unnest(?::text[]) v WHERE levenshtein_less_equal(w, v, 1) <= 1) THEN 2
		END)
		FROM (
			SELECT w, CASE WHEN char_length(w) < 8 THEN 1 ELSE 2 END AS allowed,
				CASE WHEN char_length(w) BETWEEN ?::integer AND ?::integer THEN levenshtein_less_equal(w, ?::text, 3) END AS d
			FROM unnest(string_to_array(s.search_words, ' ')) w
		) words)`,
		[]any{swaps, swaps, utf8.RuneCountInString(form) - 2, utf8.RuneCountInString(form) + 2, form}}
}
