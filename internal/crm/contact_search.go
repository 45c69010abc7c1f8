package crm

import (
	"slices"
	"strings"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likePattern escapes a text so that LIKE matches its characters literally.
func likePattern(text string) string { return likeEscapes.Replace(text) }

// searched returns the table of the contacts that match a search, its arguments, and the order by best match. Mistakes are allowed only
// where no contact contains the search as it is written.
func (b *Batch) searched(search string) (store.Table[models.Contact], []any, page.Order, error) {
	parsed, refused := models.ParseSearch(search)
	if refused != nil {
		return contacts, nil, page.Order{}, refused
	}
	s := searchSQL{b.service.trigrams.Load().SearchPart}
	exact := s.exact(parsed)
	mistaken, mistakes := s.mistaken(parsed)
	o := page.Order{Name: "contacts.search " + parsed.Text, ID: "c.id", Keys: bestFirst}
	rank := rankOf(parsed, exact)
	found, args := searchedBy(b.Account, exact, ranked(rank))
	switch {
	case parsed.Start != nil: // whole words begin with themselves
		o.Keys = wholeWordsFirst
		found, args = searchedBy(b.Account, mistaken, sqlPart{rank.sql + " AS rank, " + exact.sql + " AS exact",
			slices.Concat(rank.args, exact.args)})
	case mistaken.sql != never.sql:
		there, err := found.Any(b.reader(), "TRUE", args...)
		if err != nil {
			return contacts, nil, o, err
		}
		if !there {
			found, args = searchedBy(b.Account, mistaken, ranked(sqlPart{"10 + " + mistakes.sql, mistakes.args}))
		}
	}
	return found, args, o, nil
}

func ranked(rank sqlPart) sqlPart { return sqlPart{rank.sql + " AS rank", rank.args} }

// searchedBy returns the table of the contacts under a condition, with more columns, and its arguments.
func searchedBy(account int64, condition, more sqlPart) (store.Table[models.Contact], []any) {
	from := "(SELECT s.*, " + more.sql + " FROM contacts s WHERE s.account_id = ? AND " + condition.sql + ") c"
	return contacts.PlannedByValue().In(from), slices.Concat(more.args, []any{account}, condition.args)
}

// The orders of searches.
var (
	rankKey   = page.Key{Name: "RANK", Expr: "c.rank", Kind: page.Integer}
	activity  = page.Key{Name: "LAST_ACTIVITY_AT", Expr: "c.last_activity_at", Kind: page.Time, Nullable: true, Desc: true}
	bestFirst = []page.Key{rankKey, activity}
	// wholeWordsFirst is for one or two letters, which may be in most contacts: those that match are read in the order of an index.
	wholeWordsFirst = []page.Key{{Name: "RANK", Expr: "c.rank", Kind: page.Integer, Nullable: true, NotNull: "c.exact", IsNull: "NOT c.exact"},
		{Name: "CREATED_AT", Expr: "c.created_at", Kind: page.Time, Desc: true}}
)

// sqlPart is a part of a statement with its arguments.
type sqlPart struct {
	sql  string
	args []any
}

var never = sqlPart{sql: "FALSE"}

func joinedBy(between string, parts []sqlPart) sqlPart {
	texts, args := make([]string, len(parts)), []any(nil)
	for i, p := range parts {
		texts[i], args = p.sql, append(args, p.args...)
	}
	return sqlPart{"(" + strings.Join(texts, between) + ")", args}
}

func allOf(parts ...sqlPart) sqlPart { return joinedBy(" AND ", parts) }

func anyOf(parts ...sqlPart) sqlPart {
	if len(parts) == 0 {
		return never
	}
	return joinedBy(" OR ", parts)
}

// rankOf ranks a contact s that contains the search as it is written: 0 for a whole value, 1 for the beginning of a value, 2 for the
// beginning of a word, 3 for any other place, 4 for whole words in another order, 5 for parts of words; NULL if it does not contain it.
func rankOf(search *models.Search, exact sqlPart) sqlPart {
	if search.Start != nil {
		return sqlPart{"CASE WHEN " + exact.sql + " THEN 0 END", exact.args}
	}
	ranks := make([]sqlPart, len(search.Whole))
	for i, spelling := range search.Whole {
		ranks[i] = placeOf(spelling)
	}
	rank := joinedBy(", ", ranks)
	rank.sql = "least" + rank.sql
	if len(search.Terms) == 0 || len(search.Terms) == 1 && len(search.Terms[0].Words) == 0 {
		return rank
	}
	whole := sqlPart{sql: "TRUE"}
	for _, t := range search.Terms {
		if len(t.Forms) > 0 {
			whole = allOf(whole, sqlPart{`position(?::text IN ' ' || s.search_words || ' ') > 0`, []any{" " + t.Forms[0] + " "}})
		}
	}
	return sqlPart{"coalesce(" + rank.sql + ", CASE WHEN " + exact.sql + " THEN CASE WHEN " + whole.sql + " THEN 4 ELSE 5 END END)",
		append(append(append([]any(nil), rank.args...), exact.args...), whole.args...)}
}

// placeOf ranks the place of a text. It is computed for every match, so the rarest conditions come last. Digits also match the beginning of
// a phone number without its plus sign.
func placeOf(needle string) sqlPart {
	starts := []string{needle}
	if models.SearchDigits(needle) == needle {
		starts = append(starts, "+"+needle)
	}
	var begins, whole []sqlPart
	for _, start := range starts {
		begins = append(begins, sqlPart{`starts_with(s.search, ?) OR position(?::text IN s.search) > 0`, []any{start, "\n" + start}})
		whole = append(whole, sqlPart{`position(?::text IN E'\n' || s.search || E'\n') > 0`, []any{"\n" + start + "\n"}})
	}
	begin, full := anyOf(begins...), anyOf(whole...)
	return sqlPart{`
		CASE
			WHEN ` + begin.sql + ` THEN CASE WHEN ` + full.sql + ` THEN 0 ELSE 1 END
			WHEN position(?::text IN s.search) > 0 THEN 2
			WHEN position(?::text IN s.search) > 0 THEN 3
		END`, append(append(begin.args, full.args...), " "+needle, needle)}
}
