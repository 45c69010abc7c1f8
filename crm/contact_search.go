package crm

import (
	"strings"

	"kith/models"
	"kith/page"
)

var likeEscapes = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// likePattern makes every character of a text stand for itself in LIKE.
func likePattern(text string) string { return likeEscapes.Replace(text) }

// searched returns the table of the contacts that a search finds, with their rank as c.rank, the arguments that stand in it, and
// the order of best matches. A contact's search text has a line for each value, so a rank can tell a whole value (0) from its
// beginning (1), the beginning of a word in it (2) and any other place (3).
func searched(account int64, search string) (table[models.Contact], []any, page.Order, error) {
	text, refused := models.CleanSearch(search)
	if refused != nil {
		return table[models.Contact]{}, nil, page.Order{}, refused
	}
	needles := []string{text}
	if digits := models.SearchDigits(text); digits != "" && digits != text {
		needles = append(needles, digits)
	}
	var found []string
	var rankArgs, foundArgs []any
	ranks := make([]string, 0, len(needles))
	for _, needle := range needles {
		found = append(found, `s.search LIKE ?`)
		foundArgs = append(foundArgs, "%"+likePattern(needle)+"%")
		ranks = append(ranks, `
			CASE
				WHEN position(?::text IN E'\n' || s.search || E'\n') > 0 OR position(?::text IN E'\n' || s.search || E'\n') > 0 THEN 0
				WHEN position(?::text IN E'\n' || s.search) > 0 OR position(?::text IN E'\n' || s.search) > 0 THEN 1
				WHEN position(?::text IN s.search) > 0 THEN 2
				ELSE 3
			END`)
		rankArgs = append(rankArgs, "\n"+needle+"\n", "\n+"+needle+"\n", "\n"+needle, "\n+"+needle, " "+needle)
	}
	t := contacts
	t.replan = true
	t.from = `(
		SELECT s.*, least(` + strings.Join(ranks, ", ") + `) AS rank
		FROM contacts s
		WHERE s.account_id = ? AND (` + strings.Join(found, " OR ") + `)) c`
	o := page.Order{Name: "contacts.search " + text, ID: "c.id", Keys: []page.Key{
		{Name: "RANK", Expr: "c.rank", Kind: page.Integer},
		{Name: "LAST_ACTIVITY_AT", Expr: "c.last_activity_at", Kind: page.Time, Nullable: true, Desc: true},
	}}
	return t, append(append(rankArgs, account), foundArgs...), o, nil
}
