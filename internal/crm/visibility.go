package crm

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// visibility is what a viewer whose role hides contacts or fields reads instead of tables. Statements are written as if there were no such
// roles: views of the same names as the tables stand in front of them as common table expressions, which PostgreSQL plans as if their
// conditions had been written out.
//
//	WITH contacts AS NOT MATERIALIZED (SELECT c.* FROM contacts c WHERE c.account_id = $1 AND …) SELECT … FROM contacts c WHERE …
//
// A table without a row in viewed can't be read by such a viewer.
type visibility struct {
	viewer *models.Viewer
	// contacts is the condition for a contact c that the viewer sees.
	contacts filter.Clause
	// columns are those of the tables of which some are masked.
	columns map[string][]string
}

// view says what such viewers read instead of a table. Of the conditions, those on contacts hold if the role has a filter.
type view struct {
	// open tables hold nothing of contacts.
	open bool
	// over are the tables whose views the condition is over.
	over []string
	// where is the condition for a row t, as long as the role has a filter; blank for every row.
	where string
	// only is a condition for a row t, for all roles with limits.
	only string
	// never hides all rows from roles for which it is true.
	never func(models.MaskList) bool
	// own are rows that were made by the viewer.
	own bool
	// masked are the values of columns for roles that mask one of the fields.
	masked []maskedColumns
}

// maskedColumns are the values that columns have for roles which mask one of the fields.
type maskedColumns struct {
	by     []models.MaskedField
	values map[string]string
}

const (
	ofContact      = "EXISTS (SELECT FROM contacts c WHERE c.account_id = t.account_id AND c.id = t.contact_id)"
	ofConversation = "EXISTS (SELECT FROM conversations v WHERE v.account_id = t.account_id AND v.id = t.conversation_id)"
	ofPair         = `EXISTS (SELECT FROM contacts c WHERE c.account_id = t.account_id AND c.id = t.first_id)
		AND EXISTS (SELECT FROM contacts c WHERE c.account_id = t.account_id AND c.id = t.second_id)`
	// Each kind of address has an index of its own.
	ofAddresses = `(t.kind = 'EMAIL' AND EXISTS (
			SELECT FROM contact_points p WHERE p.account_id = t.account_id AND p.kind = 'EMAIL' AND p.key = t.key)
		OR t.kind = 'PHONE_NUMBER' AND EXISTS (
			SELECT FROM contact_points p WHERE p.account_id = t.account_id AND p.kind = 'PHONE_NUMBER' AND p.key = t.key)
		OR t.kind = 'IDENTIFIER' AND EXISTS (
			SELECT FROM contact_points p
			WHERE p.account_id = t.account_id AND p.kind = 'IDENTIFIER' AND p.key = t.key AND p.system = t.system))`
	ofMerge = "EXISTS (SELECT FROM contacts c WHERE c.account_id = t.account_id AND c.id = t.into_id)"
)

var (
	addressMasks = []models.MaskedField{models.MaskEmail, models.MaskPhoneNumber, models.MaskIdentifier}
	noSource     = maskedColumns{addressMasks, map[string]string{"source_id": "''"}}
	always       = func(models.MaskList) bool { return true }
	anything     = func(l models.MaskList) bool { return len(l) > 0 }
)

// viewed has a row for every table of the database; a test compares it with the catalogue. A view is only over those before it.
var viewed = []struct {
	table string
	view
}{
	{"contacts", view{masked: []maskedColumns{
		{[]models.MaskedField{models.MaskEmail}, map[string]string{"email": "NULL"}},
		{[]models.MaskedField{models.MaskPhoneNumber}, map[string]string{"phone_number": "NULL"}},
		{[]models.MaskedField{models.MaskIdentifier}, map[string]string{"identifier": "NULL"}},
		{[]models.MaskedField{models.MaskAdditionalAttributes}, map[string]string{"additional_attributes": "'{}'::jsonb", "location": "''",
			"country_code": "NULL", "company_key": "NULL", "city_key": "NULL", "country_key": "NULL"}},
		{[]models.MaskedField{models.MaskCustomAttributes}, map[string]string{"custom_attributes": "'{}'::jsonb"}},
		{append([]models.MaskedField{models.MaskAdditionalAttributes}, addressMasks...),
			map[string]string{"search": "''", "search_words": "''", "search_keys": "''"}},
	}}},
	{"contact_aliases", view{over: []string{"contacts"}, where: ofContact}},
	{"contact_points", view{over: []string{"contacts"}, where: ofContact}},
	{"consents", view{over: []string{"contact_points"}, where: ofAddresses}},
	{"contact_inboxes", view{over: []string{"contacts"}, where: ofContact, masked: []maskedColumns{noSource}}},
	{"contact_labels", view{over: []string{"contacts"}, where: ofContact}},
	{"contact_presence", view{over: []string{"contacts"}, where: ofContact}},
	{"notes", view{over: []string{"contacts"}, where: ofContact, never: func(l models.MaskList) bool { return l.Has(models.MaskNotes) }}},
	{"conversations", view{over: []string{"contacts"}, where: ofContact}},
	{"conversation_labels", view{over: []string{"conversations"}, where: ofConversation}},
	{"messages", view{over: []string{"conversations"}, where: ofConversation, masked: []maskedColumns{
		{[]models.MaskedField{models.MaskEmail}, map[string]string{"content_attributes": "'{}'::jsonb"}},
		{addressMasks, map[string]string{"source_id": "NULL"}}}}},
	{"attachments", view{over: []string{"messages"},
		where: "EXISTS (SELECT FROM messages m WHERE m.account_id = t.account_id AND m.id = t.message_id)"}},
	{"csat_responses", view{over: []string{"contacts"}, where: ofContact}},
	// Who is in a segment would tell what its filter looks at.
	{"contact_events", view{only: "t.segment_id IS NULL", over: []string{"contacts", "contact_aliases"}, where: "(" + ofContact +
		" OR EXISTS (SELECT FROM contact_aliases l WHERE l.account_id = t.account_id AND l.id = t.contact_id))",
		masked: []maskedColumns{{models.MaskedFields, map[string]string{"changes": "'[]'::jsonb",
			"snapshot": "jsonb_build_object('id', t.snapshot->'id')"}}}}},
	{"contact_merges", view{over: []string{"contacts"}, where: ofMerge}},
	{"contact_merge_sources", view{over: []string{"contact_merges"},
		where: "EXISTS (SELECT FROM contact_merges g WHERE g.account_id = t.account_id AND g.id = t.merge_id)"}},
	// What is equal in two contacts would tell masked values.
	{"contact_duplicates", view{over: []string{"contacts"}, where: ofPair, never: anything}},
	{"contact_match_keys", view{over: []string{"contacts"}, where: ofContact, never: anything}},
	{"contact_match_sets", view{over: []string{"contacts"}, where: ofContact, never: anything}},
	{"duplicate_dismissals", view{over: []string{"contacts"}, where: ofPair}},
	{"duplicate_queue", view{never: always}},
	{"duplicate_models", view{open: true}},
	{"jobs", view{own: true}},
	{"job_failures", view{over: []string{"jobs"}, where: ofJobRow}},
	{"job_warnings", view{over: []string{"jobs"}, where: ofJobRow}},
	{"job_targets", view{never: always}},
	{"job_changes", view{never: always}},
	// Filters of shared ones may name people.
	{"segments", view{where: "t.owner_id = ?", own: true}},
	// Those who manage what is shown of these need permissions that such roles can't have.
	{"audit_events", view{never: always}},
	{"erasures", view{never: always}},
	{"suppressions", view{never: always}},
	{"suppression_keys", view{never: always}},
	{"webhook_endpoints", view{never: always}},
	{"webhook_deliveries", view{never: always}},
	{"webhook_cursors", view{never: always}},
	{"segment_cursors", view{never: always}},
	{"segment_watches", view{never: always}},
	{"segment_members", view{never: always}},
	{"second_factors", view{never: always}},
	{"recovery_codes", view{never: always}},
	{"user_links", view{never: always}},
	{"idempotency_keys", view{never: always}},
	{"installation", view{never: always}},
	{"roles", view{where: "t.id = (SELECT u.role_id FROM users u WHERE u.account_id = t.account_id AND u.id = ?)", own: true}},
	{"accounts", view{open: true}},
	{"account_seq", view{open: true}},
	{"account_counters", view{open: true}},
	{"api_tokens", view{open: true}},
	{"bots", view{open: true}},
	{"companies", view{open: true}},
	{"company_aliases", view{open: true}},
	{"company_merges", view{open: true}}, // whose numbers of contacts are not shown
	{"company_dismissals", view{open: true}},
	{"company_duplicates", view{open: true}},
	{"company_duplicate_queue", view{open: true}},
	{"custom_attribute_definitions", view{open: true}},
	{"inboxes", view{open: true}},
	{"labels", view{open: true}},
	{"legacy_records", view{open: true}}, // of ids alone
	{"sessions", view{open: true}},
	{"team_members", view{open: true}},
	{"teams", view{open: true}},
	{"users", view{open: true}},
}

const ofJobRow = "EXISTS (SELECT FROM jobs j WHERE j.account_id = t.account_id AND j.id = t.job_id)"

// ViewedTables are the tables that have a row in viewed.
func ViewedTables() []string {
	names := make([]string, len(viewed))
	for i, v := range viewed {
		names[i] = v.table
	}
	return names
}

var viewIndex = func() map[string]int {
	index := make(map[string]int, len(viewed))
	for i, v := range viewed {
		index[v.table] = i
	}
	return index
}()

// visibilityOf returns what a viewer sees; nil for one who sees everything.
func (s *Service) visibilityOf(ctx context.Context, v *models.Viewer) (*visibility, error) {
	if !v.Restricted() {
		return nil, nil
	}
	sight := &visibility{viewer: v}
	if f := v.Limits.Contacts; f != nil {
		zone, err := time.LoadLocation(v.Limits.TimeZone)
		if err != nil {
			return nil, err
		}
		merged, err := mergedCompanies(s.system(ctx), v.AccountID, filter.Companies(f))
		if err != nil {
			return nil, err
		}
		sight.contacts, err = filter.Contacts(f, filter.Options{AccountID: v.AccountID, Now: s.now(), Zone: zone, Companies: merged})
		if err != nil {
			return nil, fmt.Errorf("crm: the filter of a role: %w", err)
		}
	}
	if len(v.Limits.Masked) > 0 {
		var err error
		if sight.columns, err = s.maskedColumns(ctx); err != nil {
			return nil, err
		}
	}
	return sight, nil
}

// maskedColumns returns the columns of the tables of which some can be masked. It reads them once.
func (s *Service) maskedColumns(ctx context.Context) (map[string][]string, error) {
	if known := s.columns.Load(); known != nil {
		return *known, nil
	}
	var tables []string
	for _, v := range viewed {
		if len(v.masked) > 0 {
			tables = append(tables, v.table)
		}
	}
	rows, err := store.Rows[struct{ Table, Column string }](s.system(ctx), `
		SELECT r.name, a.attname::text
		FROM unnest(?::text[]) AS r (name)
		JOIN pg_attribute a ON a.attrelid = to_regclass(r.name) AND a.attnum > 0 AND NOT a.attisdropped
		ORDER BY r.name, a.attnum`, tables)
	if err != nil {
		return nil, err
	}
	columns := map[string][]string{}
	for _, row := range rows {
		columns[row.Table] = append(columns[row.Table], row.Column)
	}
	s.columns.Store(&columns)
	return columns, nil
}

// Statement puts the views in front of a statement that reads.
func (v *visibility) Statement(text string, args []any) (string, []any, error) {
	used, err := tablesIn(text)
	if err != nil {
		return "", nil, err
	}
	var ctes []string
	var bound []any
	for i, row := range viewed {
		if !used[row.table] || row.open {
			continue
		}
		cte, cteArgs := v.view(i)
		ctes, bound = append(ctes, row.table+" AS NOT MATERIALIZED ("+cte+")"), append(bound, cteArgs...)
	}
	if len(ctes) == 0 {
		return text, args, nil
	}
	before := "WITH " + strings.Join(ctes, ",\n")
	switch rest := strings.TrimSpace(text); {
	case strings.HasPrefix(rest, "WITH RECURSIVE "): // in which a view would be recursive
		text = before + "\nSELECT * FROM (" + rest + ") found"
	case strings.HasPrefix(rest, "WITH "):
		text = before + ",\n" + strings.TrimPrefix(rest, "WITH ")
	default:
		text = before + "\n" + rest
	}
	return text, append(bound, args...), nil
}

// view is the statement of a view and its arguments.
func (v *visibility) view(i int) (string, []any) {
	row := viewed[i]
	filtered, masked := v.viewer.Limits.Contacts != nil, v.viewer.Limits.Masked
	alias := "t"
	if row.table == "contacts" {
		alias = "c" // as filters name it
	}
	where, args := []string{alias + ".account_id = ?"}, []any{v.viewer.AccountID}
	switch {
	case row.never != nil && row.never(masked):
		where = append(where, "FALSE")
	case row.own && row.where != "":
		where, args = append(where, row.where), append(args, v.viewer.UserID)
	case row.own:
		where = append(where, "coalesce(t.actor_user_id, t.actor_token_id) = coalesce(?::uuid, ?::uuid)")
		args = append(args, v.viewer.UserID, v.viewer.TokenID)
	case row.table == "contacts" && filtered:
		where, args = append(where, "("+v.contacts.SQL+")"), append(args, v.contacts.Args...)
	case row.where != "" && (filtered || slices.Contains(row.over, "jobs")):
		where = append(where, row.where)
	}
	if row.only != "" {
		where = append(where, row.only)
	}
	if (row.table == "contact_points" || row.table == "consents") && len(masked) > 0 {
		kinds := make([]string, len(masked))
		for i, m := range masked {
			kinds[i] = string(m)
		}
		where, args = append(where, "t.kind <> ALL(?::text[])"), append(args, kinds)
	}
	return "SELECT " + v.selected(row.table, alias, row.masked) + " FROM " + row.table + " " + alias + " WHERE " +
		strings.Join(where, " AND "), args
}

// selected is the select list of a view: all columns, with the values of masked ones.
func (v *visibility) selected(table, alias string, masked []maskedColumns) string {
	values := map[string]string{}
	for _, m := range masked {
		if v.viewer.Limits.Masked.Has(m.by...) {
			for column, value := range m.values {
				values[column] = value
			}
		}
	}
	if len(values) == 0 {
		return alias + ".*"
	}
	columns := make([]string, len(v.columns[table]))
	for i, column := range v.columns[table] {
		columns[i] = alias + "." + column
		if value, ok := values[column]; ok {
			// The CASE gives the value the type and the collation of the column.
			columns[i] = "CASE WHEN FALSE THEN " + alias + "." + column + " ELSE " + value + " END AS " + column
		}
	}
	return strings.Join(columns, ", ")
}

var (
	wordsIn  = regexp.MustCompile(`[a-z_][a-z0-9_]*`)
	sources  = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+|LATERAL\s+)?([a-z_][a-z0-9_]*)\s*([(.]?)`)
	localCTE = regexp.MustCompile(`\b([a-z_]+)(?:\s*\([a-z_, ]*\))?\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(`)
	// harmless are relations of PostgreSQL that tell nothing of rows.
	harmless = []string{"pg_timezone_names"}
)

// tablesIn returns the tables that a statement may read, with those that their views are over; an error for a statement that changes
// something, and for one from a table without a view.
func tablesIn(text string) (map[string]bool, error) {
	start := strings.TrimLeft(text, " \t\n(")
	if !strings.HasPrefix(start, "SELECT") && !strings.HasPrefix(start, "WITH") {
		return nil, fmt.Errorf("crm: a viewer with limits can't send %.40q", start)
	}
	local := map[string]bool{}
	for _, m := range localCTE.FindAllStringSubmatch(text, -1) {
		local[m[1]] = true
	}
	for _, m := range sources.FindAllStringSubmatch(text, -1) {
		_, known := viewIndex[m[1]]
		if !known && m[2] == "" && !local[m[1]] && !slices.Contains(harmless, m[1]) {
			return nil, fmt.Errorf("crm: the table %s has no view for viewers with limits", m[1])
		}
	}
	used := map[string]bool{}
	for _, word := range wordsIn.FindAllString(text, -1) {
		if _, known := viewIndex[word]; known && !used[word] {
			used[word] = true
		}
	}
	for i := len(viewed) - 1; i >= 0; i-- {
		if used[viewed[i].table] {
			for _, below := range viewed[i].over {
				used[below] = true
			}
		}
	}
	return used, nil
}

// over returns the session as one that reads the views; the session itself if the viewer sees everything.
func (v *visibility) over(s *store.Session) *store.Session {
	if v == nil {
		return s
	}
	return s.Seeing(v)
}
