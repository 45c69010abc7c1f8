package main

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var (
	summaryColumns = []column{at("id", id("contact")), at("name", text), at("email", text), at("phoneNumber", text), at("countryCode", text),
		at("lastActivityAt", instant), at("createdAt", instant)}
	contactColumns      = append(summaryColumns[:len(summaryColumns):len(summaryColumns)], at("version", integer), at("contactType", text))
	csatColumns         = []column{at("averageRating", float), at("count", integer)}
	labelColumns        = []column{at("id", id("label")), at("title", text), at("color", text)}
	inboxColumns        = []column{at("id", id("inbox")), at("name", text), at("channelType", text)}
	noteColumns         = []column{at("id", id("note")), at("content", text), at("createdAt", instant)}
	conversationColumns = []column{at("id", id("conversation")), at("displayId", integer), at("status", text), at("lastActivityAt", instant)}
	messageColumns      = []column{at("id", id("message")), at("messageType", text), at("content", text), at("createdAt", instant)}
	groupColumns        = []column{at("key", text), at("count", integer)}
)

const (
	rowsSummary = `c.id, c.name, c.email, c.phone_number, c.country_code, c.last_activity_at, c.created_at`
	rowsContact = rowsSummary + `, c.version, c.contact_type, c.csat_average::float8, c.csat1 + c.csat2 + c.csat3 + c.csat4 + c.csat5`
	newest      = ` ORDER BY c.created_at DESC, c.id DESC LIMIT `
	listed      = `(SELECT c.id FROM contacts c WHERE c.account_id = $1` + newest + `25)`
	one         = `(SELECT $2::uuid AS id)`
)

func rowsLabels(of string) string {
	return `
		SELECT x.contact_id, l.id, l.title, l.color
		FROM ` + of + ` c
		JOIN contact_labels x ON x.account_id = $1 AND x.contact_id = c.id
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		ORDER BY l.title`
}

func rowsInboxes(of string) string {
	return `
		SELECT x.contact_id, i.id, i.name, i.channel_type
		FROM (SELECT DISTINCT x.contact_id, x.inbox_id
			FROM ` + of + ` c
			JOIN contact_inboxes x ON x.account_id = $1 AND x.contact_id = c.id) x
		JOIN inboxes i ON i.account_id = $1 AND i.id = x.inbox_id
		ORDER BY lower(i.name), i.id`
}

func rowsConversations(of, limit string) string {
	return `
		SELECT v.contact_id, v.id, v.display_id, v.status, v.last_activity_at
		FROM ` + of + ` c
		CROSS JOIN LATERAL (
			SELECT *
			FROM conversations
			WHERE account_id = $1 AND contact_id = c.id
			ORDER BY last_activity_at DESC, id DESC
			LIMIT ` + limit + `) v`
}

const rowsNotes = `
	SELECT n.contact_id, n.id, n.content, n.created_at
	FROM notes n
	WHERE n.account_id = $1 AND n.contact_id = $2
	ORDER BY n.created_at DESC, n.id DESC
	LIMIT 10`

const rowsMessages = `
	SELECT m.conversation_id, m.id, m.message_type, m.content, m.created_at
	FROM (SELECT id FROM conversations WHERE account_id = $1 AND contact_id = $2 ORDER BY last_activity_at DESC, id DESC LIMIT 20) v
	CROSS JOIN LATERAL (SELECT * FROM messages WHERE account_id = $1 AND conversation_id = v.id ORDER BY created_at, id LIMIT 10) m`

// rowsSearch and rowsFilter are the best statements that we know, on Kith's indexes.
const rowsSearch = `
	SELECT ` + rowsSummary + `
	FROM (
		SELECT s.*, CASE
			WHEN starts_with(s.search, $2) OR position(E'\n' || $2 IN s.search) > 0
				THEN CASE WHEN position(E'\n' || $2 || E'\n' IN E'\n' || s.search || E'\n') > 0 THEN 0 ELSE 1 END
			WHEN position(' ' || $2 IN s.search) > 0 THEN 2
			ELSE 3 END AS rank
		FROM contacts s
		WHERE s.account_id = $1 AND s.search LIKE '%' || $2 || '%') c
	ORDER BY rank, c.last_activity_at DESC NULLS LAST, c.id DESC
	LIMIT 25`

const rowsFilter = `
	SELECT ` + rowsSummary + `
	FROM contacts c
	WHERE c.account_id = $1 AND c.custom_attributes @> jsonb_build_object($2::text, $3::text) AND c.country_code = $4 AND EXISTS (
		SELECT
		FROM contact_labels x
		WHERE x.account_id = $1 AND x.contact_id = c.id AND x.label_id = (SELECT id FROM labels WHERE account_id = $1 AND title = $5))
	ORDER BY c.name_key NULLS LAST, c.id
	LIMIT 25`

const rowsGroups = `
	SELECT c.country_code, count(*)
	FROM contacts c
	WHERE c.account_id = $1 AND c.country_code IS NOT NULL
	GROUP BY 1
	ORDER BY 2 DESC, 1
	LIMIT 50`

// answerContacts answers with contacts alone; with a page, a 26th row says that there are more.
func answerContacts(sql string, mode pgx.QueryExecMode, page bool) handler {
	return func(ctx context.Context, l limit, args []any) ([]byte, error) {
		return answerRows(ctx, l, sql, append([]any{mode}, args...), `{"data":{"contacts":{"nodes":[`, summaryColumns, func(more bool) string {
			switch {
			case !page:
				return "]}}}"
			case more:
				return `],"pageInfo":{"hasNextPage":true}}}}`
			}
			return `],"pageInfo":{"hasNextPage":false}}}}`
		})
	}
}

func answerGroups(ctx context.Context, l limit, args []any) ([]byte, error) {
	return answerRows(ctx, l, rowsGroups, replan(args), `{"data":{"contactGroups":[`, groupColumns, func(bool) string { return "]}}" })
}

// answerRows answers with the objects of at most 25 rows; more says that there was another one.
func answerRows(ctx context.Context, l limit, sql string, args []any, begin string, columns []column, then func(more bool) string) ([]byte, error) {
	rows, err := l.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	body, n := []byte(begin), 0
	for ; rows.Next(); n++ {
		if n >= 25 {
			continue
		}
		if n > 0 {
			body = append(body, ',')
		}
		body = append(appendRow(body, columns, rows.RawValues()), '}')
	}
	rows.Close()
	return append(body, then(n > 25)...), rows.Err()
}

// rowsHandlers are the rows limit.
func rowsHandlers() map[string]handler {
	return map[string]handler{
		"list":   answerList,
		"detail": answerDetail,
		"first": answerContacts(`SELECT `+rowsSummary+` FROM contacts c WHERE c.account_id = $1`+newest+`26`,
			pgx.QueryExecModeCacheStatement, true),
		"page": answerContacts(`SELECT `+rowsSummary+` FROM contacts c WHERE c.account_id = $1 AND (c.created_at, c.id) < ($2, $3)`+newest+`26`,
			pgx.QueryExecModeCacheStatement, true),
		"search": answerContacts(rowsSearch, pgx.QueryExecModeCacheDescribe, false),
		"filter": answerContacts(rowsFilter, pgx.QueryExecModeCacheDescribe, false),
		"groups": answerGroups,
		"create": answerCreate,
		"update": answerUpdate,
		"merge":  answerMerge,
	}
}

// children reads the next result of a batch.
func children(results pgx.BatchResults, errs *[]error, columns []column, then func(to []byte, id uuid.UUID) []byte) lists {
	rows, err := results.Query()
	if err != nil {
		*errs = append(*errs, err)
		return nil
	}
	found, err := collect(rows, columns, then)
	*errs = append(*errs, err)
	return found
}

func answerList(ctx context.Context, l limit, args []any) ([]byte, error) {
	batch := &pgx.Batch{}
	for _, sql := range []string{rowsLabels(listed), rowsInboxes(listed), rowsConversations(listed, "3"),
		`SELECT ` + rowsContact + ` FROM contacts c WHERE c.account_id = $1` + newest + `26`} {
		batch.Queue(sql, args...)
	}
	results := l.pool.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	var errs []error
	labels := children(results, &errs, labelColumns, end)
	inboxes := children(results, &errs, inboxColumns, end)
	conversations := children(results, &errs, conversationColumns, end)
	rows, err := results.Query()
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	body, n := []byte(`{"data":{"contacts":{"nodes":[`), 0
	for ; rows.Next(); n++ {
		if n == 25 {
			continue
		}
		if n > 0 {
			body = append(body, ',')
		}
		raw := rows.RawValues()
		of := uuid.UUID(raw[0])
		body = append(appendRow(body, contactColumns, raw), `,"labels":`...)
		body = labels.appendTo(body, of, `,"inboxes":`)
		body = inboxes.appendTo(body, of, `,"conversations":{"nodes":`)
		body = conversations.appendTo(body, of, `},"csat":`)
		body = append(appendRow(body, csatColumns, raw[len(contactColumns):]), "}}"...)
	}
	rows.Close()
	if n > 25 {
		return append(body, `],"pageInfo":{"hasNextPage":true}}}}`...), rows.Err()
	}
	return append(body, `],"pageInfo":{"hasNextPage":false}}}}`...), rows.Err()
}

func answerDetail(ctx context.Context, l limit, args []any) ([]byte, error) {
	batch := &pgx.Batch{}
	for _, sql := range []string{rowsLabels(one), rowsInboxes(one), rowsNotes, rowsMessages, rowsConversations(one, "20"),
		`SELECT ` + rowsContact + ` FROM contacts c WHERE c.account_id = $1 AND c.id = $2`} {
		batch.Queue(sql, args...)
	}
	results := l.pool.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	var errs []error
	labels := children(results, &errs, labelColumns, end)
	inboxes := children(results, &errs, inboxColumns, end)
	notes := children(results, &errs, noteColumns, end)
	messages := children(results, &errs, messageColumns, end)
	conversations := children(results, &errs, conversationColumns, func(to []byte, id uuid.UUID) []byte {
		return messages.appendTo(append(to, `,"messages":{"nodes":`...), id, "}}")
	})
	rows, err := results.Query()
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	body := []byte(`{"data":{"contact":`)
	for rows.Next() {
		raw := rows.RawValues()
		of := uuid.UUID(raw[0])
		body = append(appendRow(body, contactColumns, raw), `,"labels":`...)
		body = labels.appendTo(body, of, `,"inboxes":`)
		body = inboxes.appendTo(body, of, `,"notes":{"nodes":`)
		body = notes.appendTo(body, of, `},"conversations":{"nodes":`)
		body = conversations.appendTo(body, of, `},"csat":`)
		body = append(appendRow(body, csatColumns, raw[len(contactColumns):]), "}}"...)
	}
	rows.Close()
	return append(body, "}}"...), rows.Err()
}
