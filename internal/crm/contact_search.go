package crm

import (
	"kith/internal/store"
	"strings"

	"kith/models"
	"kith/models/page"
)

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likePattern escapes a text so that LIKE matches its characters literally.
func likePattern(text string) string { return likeEscapes.Replace(text) }

// searched returns the table of the contacts that match a search, with their rank as c.rank, its arguments, and the order by best
// match. The index is searched for partOf the search, a substring of it. The search text of a contact has one line per value, so
// the rank is 0 for a whole value, 1 for the beginning of a value, 2 for the beginning of a word and 3 for any other place.
func searched(account int64, search string, partOf func(string) string) (store.Table[models.Contact], []any, page.Order, error) {
	text, refused := models.CleanSearch(search)
	if refused != nil {
		return store.Table[models.Contact]{}, nil, page.Order{}, refused
	}
	needles := []string{text}
	if digits := models.SearchDigits(text); digits != "" && digits != text {
		needles = append(needles, digits)
	}
	var found, ranks []string
	var rankArgs, foundArgs []any
	for _, needle := range needles {
		rank, args := rankOf(needle)
		ranks, rankArgs = append(ranks, rank), append(rankArgs, args...)
		part := partOf(needle)
		condition, conditionArgs := "s.search LIKE ?", []any{"%" + likePattern(part) + "%"}
		if part != needle {
			condition, conditionArgs = condition+" AND position(?::text IN s.search) > 0", append(conditionArgs, needle)
		}
		found, foundArgs = append(found, condition), append(foundArgs, conditionArgs...)
	}
	t := contacts.PlannedByValue().In(`(
		SELECT s.*, least(` + strings.Join(ranks, ", ") + `) AS rank
		FROM contacts s
		WHERE s.account_id = ? AND (` + strings.Join(found, " OR ") + `)) c`)
	o := page.Order{Name: "contacts.search " + text, ID: "c.id", Keys: []page.Key{
		{Name: "RANK", Expr: "c.rank", Kind: page.Integer},
		{Name: "LAST_ACTIVITY_AT", Expr: "c.last_activity_at", Kind: page.Time, Nullable: true, Desc: true},
	}}
	return t, append(append(rankArgs, account), foundArgs...), o, nil
}

// rankOf ranks a contact s whose search text contains the needle. It is computed for every match, so the rarest conditions come
// last. Digits also match the beginning of a phone number without its plus sign.
func rankOf(needle string) (string, []any) {
	starts, equals := []string{needle}, `position(?::text IN E'\n' || s.search || E'\n') > 0`
	if models.SearchDigits(needle) == needle {
		starts = append(starts, "+"+needle)
	}
	var begins, whole []string
	var beginArgs, wholeArgs []any
	for _, start := range starts {
		begins = append(begins, `starts_with(s.search, ?) OR position(?::text IN s.search) > 0`)
		beginArgs = append(beginArgs, start, "\n"+start)
		whole, wholeArgs = append(whole, equals), append(wholeArgs, "\n"+start+"\n")
	}
	return `
		CASE
			WHEN ` + strings.Join(begins, " OR ") + ` THEN CASE WHEN ` + strings.Join(whole, " OR ") + ` THEN 0 ELSE 1 END
			WHEN position(?::text IN s.search) > 0 THEN 2
			ELSE 3
		END`, append(append(beginArgs, wholeArgs...), " "+needle)
}
