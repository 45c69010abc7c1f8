package crm

import (
	"kith/internal/store"
	"strings"

	"kith/models"
	"kith/models/page"
)

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likePattern makes every character of a text stand for itself in LIKE.
func likePattern(text string) string { return likeEscapes.Replace(text) }

// searched returns the table of the contacts that a search finds, with their rank as c.rank, the arguments that stand in it, and
// the order of best matches. The index finds them by partOf the search, which must be in it. A contact's search text has a line for each value, so a rank can tell a whole value (0) from its
// beginning (1), the beginning of a word in it (2) and any other place (3).
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

// rankOf ranks a contact s whose search text contains the needle. Every contact that is found is ranked, so what few need is asked
// last. Digits begin a phone number without its plus sign, too.
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
