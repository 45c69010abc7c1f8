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

// searched returns the table of the contacts that match a search, its arguments, and the order by best match, unless they are ordered
// otherwise. Mistakes are allowed only where no contact contains the search as it is written, so that other searches need not look for
// them. c.exact says that a contact contains it. The index of texts is searched for partOf what is looked for, a substring of it.
func searched(account int64, search string, ordered bool, partOf func(string) string) (
	store.Table[models.Contact], []any, page.Order, error,
) {
	parsed, refused := models.ParseSearch(search)
	if refused != nil {
		return store.Table[models.Contact]{}, nil, page.Order{}, refused
	}
	s := searchSQL{partOf: partOf}
	exact := s.exact(parsed)
	mistaken, mistakes := s.mistaken(parsed)
	found := searchedBy(account, exact, rankOf(parsed, exact), sqlPart{sql: "TRUE"}, sqlPart{sql: "0"})
	o := page.Order{Name: "contacts.search " + parsed.Text, ID: "c.id", Keys: bestFirst}
	switch {
	case parsed.Start != nil: // whole words begin with themselves
		found = searchedBy(account, mistaken, rankOf(parsed, exact), exact, mistakes)
		o.Keys = wholeWordsFirst
	case mistaken.sql != never.sql:
		nobody := sqlPart{"NOT EXISTS (SELECT FROM contacts s WHERE s.account_id = ? AND " + exact.sql + ")",
			append([]any{account}, exact.args...)}
		if ordered { // both ways in one scan, which an index of the order may serve
			found = searchedBy(account, anyOf(exact, allOf(nobody, mistaken)), sqlPart{sql: "0"}, sqlPart{sql: "TRUE"}, sqlPart{sql: "0"})
			break
		}
		forgiving := searchedBy(account, allOf(nobody, mistaken), sqlPart{sql: "NULL::integer"}, sqlPart{sql: "FALSE"}, mistakes)
		found = sqlPart{found.sql + " UNION ALL " + forgiving.sql, slices.Concat(found.args, forgiving.args)}
		o.Keys = exactFirst
	}
	return contacts.PlannedByValue().In("(" + found.sql + ") c"), found.args, o, nil
}

// searchedBy selects the contacts under a condition, with how they rank, whether they contain the search as it is written, and how many
// mistakes they have.
func searchedBy(account int64, condition, rank, exact, mistakes sqlPart) sqlPart {
	return sqlPart{`
		SELECT s.*, ` + rank.sql + ` AS rank, ` + exact.sql + ` AS exact, ` + mistakes.sql + ` AS mistakes
		FROM contacts s
		WHERE s.account_id = ? AND ` + condition.sql,
		slices.Concat(rank.args, exact.args, mistakes.args, []any{account}, condition.args)}
}

// The orders of searches. Contacts that contain the search as it is written come first, and an index finds them without the others.
var (
	rankKey    = page.Key{Name: "RANK", Expr: "c.rank", Kind: page.Integer}
	activity   = page.Key{Name: "LAST_ACTIVITY_AT", Expr: "c.last_activity_at", Kind: page.Time, Nullable: true, Desc: true}
	bestFirst  = []page.Key{rankKey, activity}
	exactRank  = page.Key{Name: "RANK", Expr: "c.rank", Kind: page.Integer, Nullable: true, NotNull: "c.exact", IsNull: "NOT c.exact"}
	exactFirst = []page.Key{exactRank, {Name: "MISTAKES", Expr: "c.mistakes", Kind: page.Integer}, activity}
	// wholeWordsFirst is for one or two letters, which may be in most contacts: those that match are read in the order of an index.
	wholeWordsFirst = []page.Key{exactRank, {Name: "CREATED_AT", Expr: "c.created_at", Kind: page.Time, Desc: true}}
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
