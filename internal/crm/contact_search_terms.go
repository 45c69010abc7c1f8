package crm

import (
	"slices"
	"strings"
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

// allTerms is the condition that each term is in the text. If a part of one is rare, the index is searched for that alone.
func (q searchSQL) allTerms(search *models.Search) sqlPart {
	part, all := q.partOf(search.Text), []sqlPart(nil)
	term := q.term
	for _, t := range search.Terms {
		if part != search.Text && len(t.Any) == 1 && len(t.Words) == 0 && strings.Contains(t.Any[0], part) {
			all = append(all, sqlPart{"s.search LIKE ?", []any{"%" + likePattern(part) + "%"}})
			term = func(t models.SearchTerm) sqlPart { return exactly(t, holds) }
			break
		}
	}
	for _, t := range search.Terms {
		all = append(all, term(t))
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
	for _, terms := range append([][]models.SearchTerm{search.Terms}, search.Joined...) {
		var found, sum []sqlPart
		for _, t := range terms {
			exact := q.term(t)
			if len(t.Forms) == 0 {
				found = append(found, exact)
				continue
			}
			found = append(found, anyOf(exact, sqlPart{searchKeys + " && ?::text[]", []any{t.PartKeys}}))
			sum = append(sum, mistakesOf(t))
		}
		if len(sum) > 0 {
			count := joinedBy(" + ", sum)
			ways = append(ways, allOf(append(found, sqlPart{count.sql + " IS NOT NULL", count.args})...))
			counts = append(counts, count)
		}
	}
	if len(ways) == 0 {
		return never, sqlPart{sql: "0"}
	}
	mistakes = joinedBy(", ", counts)
	return anyOf(ways...), sqlPart{"least" + mistakes.sql, mistakes.args}
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
