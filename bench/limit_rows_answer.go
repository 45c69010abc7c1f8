package main

import (
	"context"

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

// pageSize is how many contacts a page has.
const pageSize = 25

// rowsHandlers are the rows limit.
func rowsHandlers() map[string]handler {
	return map[string]handler{
		"list":   answerList,
		"detail": answerDetail,
		"first":  answerPage(`SELECT ` + rowsSummary + ` FROM contacts c WHERE c.account_id = $1` + newest + `26`),
		"page": answerPage(`
			SELECT ` + rowsSummary + ` FROM contacts c
			WHERE c.account_id = $1 AND (c.created_at, c.id) < ($2, $3)` + newest + `26`),
		"search": answerReplanned(rowsSearch, `{"data":{"contacts":{"nodes":[`, summaryColumns, `]}}}`),
		"filter": answerFilter,
		"groups": answerReplanned(rowsGroups, `{"data":{"contactGroups":[`, groupColumns, `]}}`),
		"create": answerCreate,
		"update": answerUpdate,
		"merge":  answerMerge,
	}
}

// answerReplanned answers with the objects of all rows.
func answerReplanned(sql, begin string, columns []column, then string) handler {
	return func(ctx context.Context, l limit, args []any) ([]byte, error) {
		rows, err := l.pool.Query(ctx, sql, replan(args)...)
		if err != nil {
			return nil, err
		}
		body, _ := appendRows([]byte(begin), rows, func(to []byte, raw [][]byte) []byte { return append(appendRow(to, columns, raw), '}') })
		return append(body, then...), rows.Err()
	}
}

// answerFilter looks the label up first, as Kith does, so that PostgreSQL plans with its id.
func answerFilter(ctx context.Context, l limit, args []any) ([]byte, error) {
	var label string
	if err := l.pool.QueryRow(ctx, rowsLabel, l.account, args[4]).Scan(&label); err != nil {
		return nil, err
	}
	args[4] = label
	return answerReplanned(rowsFilter, `{"data":{"contacts":{"nodes":[`, summaryColumns, `]}}}`)(ctx, l, args)
}

// answerPage answers with a page of contacts; a row more than its size means that there are more.
func answerPage(sql string) handler {
	return func(ctx context.Context, l limit, args []any) ([]byte, error) {
		rows, err := l.pool.Query(ctx, sql, args...)
		if err != nil {
			return nil, err
		}
		body, more := appendRows([]byte(`{"data":{"contacts":{"nodes":[`), rows, func(to []byte, raw [][]byte) []byte {
			return append(appendRow(to, summaryColumns, raw), '}')
		})
		return append(body, pageInfo(more)...), rows.Err()
	}
}

func pageInfo(more bool) string {
	if more {
		return `],"pageInfo":{"hasNextPage":true}}}}`
	}
	return `],"pageInfo":{"hasNextPage":false}}}}`
}

// appendRows appends what row makes of the rows of a page and reports whether there are more.
func appendRows(to []byte, rows pgx.Rows, row func(to []byte, raw [][]byte) []byte) ([]byte, bool) {
	n := 0
	for ; rows.Next(); n++ {
		if n >= pageSize {
			continue
		}
		if n > 0 {
			to = append(to, ',')
		}
		to = row(to, rows.RawValues())
	}
	rows.Close()
	return to, n > pageSize
}

// part is a list of a contact, with the text before and after it.
type part struct {
	begin string
	lists lists
	end   string
}

// appendContact appends a row of rowsContact with its lists.
func appendContact(to []byte, raw [][]byte, parts []part) []byte {
	to = appendRow(to, contactColumns, raw)
	for _, p := range parts {
		to = p.lists.appendTo(append(to, p.begin...), uuid.UUID(raw[0]), p.end)
	}
	to = append(to, `,"csat":`...)
	return append(appendRow(to, csatColumns, raw[len(contactColumns):]), "}}"...)
}

func answerList(ctx context.Context, l limit, args []any) ([]byte, error) {
	b := l.batch(ctx, args, rowsLabels(listed), rowsInboxes(listed), rowsConversations(listed, "3"),
		`SELECT `+rowsContact+` FROM contacts c WHERE c.account_id = $1`+newest+`26`)
	defer b.close()
	parts := []part{
		{`,"labels":`, b.lists(labelColumns, end), ``},
		{`,"inboxes":`, b.lists(inboxColumns, end), ``},
		{`,"conversations":{"nodes":`, b.lists(conversationColumns, end), `}`},
	}
	rows, err := b.last()
	if err != nil {
		return nil, err
	}
	body, more := appendRows([]byte(`{"data":{"contacts":{"nodes":[`), rows,
		func(to []byte, raw [][]byte) []byte { return appendContact(to, raw, parts) })
	return append(body, pageInfo(more)...), rows.Err()
}

func answerDetail(ctx context.Context, l limit, args []any) ([]byte, error) {
	b := l.batch(ctx, args, rowsMessages, rowsLabels(one), rowsInboxes(one), rowsNotes, rowsConversations(one, "20"),
		`SELECT `+rowsContact+` FROM contacts c WHERE c.account_id = $1 AND c.id = $2`)
	defer b.close()
	messages := b.lists(messageColumns, end)
	parts := []part{
		{`,"labels":`, b.lists(labelColumns, end), ``},
		{`,"inboxes":`, b.lists(inboxColumns, end), ``},
		{`,"notes":{"nodes":`, b.lists(noteColumns, end), `}`},
		{`,"conversations":{"nodes":`, b.lists(conversationColumns, func(to []byte, id uuid.UUID) []byte {
			return messages.appendTo(append(to, `,"messages":{"nodes":`...), id, "}}")
		}), `}`},
	}
	rows, err := b.last()
	if err != nil {
		return nil, err
	}
	body, _ := appendRows([]byte(`{"data":{"contact":`), rows, func(to []byte, raw [][]byte) []byte { return appendContact(to, raw, parts) })
	return append(body, "}}"...), rows.Err()
}
