package main

import "context"

// limitIndexes are what the JSON limit's search needs beside Kith's own indexes.
var limitIndexes = []struct{ name, column string }{{"limit_name", "name"}, {"limit_email", "email"}}

// dropLimitIndexes keeps writes from paying for indexes that Kith does not have.
func (b *bench) dropLimitIndexes(ctx context.Context) error {
	for _, index := range limitIndexes {
		if _, err := b.pool.Exec(ctx, `DROP INDEX IF EXISTS `+index.name); err != nil {
			return err
		}
	}
	return nil
}

// jsonStatement is a statement whose one value is the answer.
type jsonStatement struct {
	sql    string
	replan bool
}

func (s jsonStatement) answer(ctx context.Context, l limit, args []any) ([]byte, error) {
	if s.replan {
		args = replan(args)
	}
	var body []byte
	err := l.pool.QueryRow(ctx, s.sql, args...).Scan(&body)
	return body, err
}

const jsonSummary = `'id', c.id, 'name', c.name, 'email', c.email, 'phoneNumber', c.phone_number, 'countryCode', c.country_code,
	'lastActivityAt', c.last_activity_at, 'createdAt', c.created_at`

// jsonNodes answers with the contacts c of a FROM clause, which are in order.
func jsonNodes(from string) string {
	return `SELECT json_build_object('data', json_build_object('contacts', json_build_object(
		'nodes', coalesce(json_agg(json_build_object(` + jsonSummary + `)), '[]')))) FROM (` + from + `) c`
}

// jsonPage answers with a page of contacts, newest first.
func jsonPage(where, contact string) string {
	return `
		WITH found AS MATERIALIZED (
			SELECT * FROM contacts WHERE account_id = $1` + where + ` ORDER BY created_at DESC, id DESC LIMIT 26
		)
		SELECT json_build_object('data', json_build_object('contacts', json_build_object(
			'nodes', (SELECT json_agg(` + contact + `) FROM (SELECT * FROM found LIMIT 25) c),
			'pageInfo', json_build_object('hasNextPage', (SELECT count(*) > 25 FROM found)))))`
}

const jsonListed = jsonSummary + `, 'version', c.version, 'contactType', c.contact_type,
	'labels', (SELECT coalesce(json_agg(json_build_object('id', l.id, 'title', l.title, 'color', l.color) ORDER BY l.title), '[]')
		FROM contact_labels x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = $1 AND x.contact_id = c.id),
	'inboxes', (
		SELECT coalesce(json_agg(
			json_build_object('id', i.id, 'name', i.name, 'channelType', i.channel_type) ORDER BY lower(i.name), i.id), '[]')
		FROM inboxes i
		WHERE i.account_id = $1 AND i.id IN (SELECT x.inbox_id FROM contact_inboxes x WHERE x.account_id = $1 AND x.contact_id = c.id)),
	'csat', json_build_object('averageRating', c.csat_average::float8, 'count', c.csat1 + c.csat2 + c.csat3 + c.csat4 + c.csat5)`

const jsonConversation = `'id', v.id, 'displayId', v.display_id, 'status', v.status, 'lastActivityAt', v.last_activity_at`

func jsonConversations(limit, conversation string) string {
	return `'conversations', json_build_object('nodes', (
		SELECT coalesce(json_agg(json_build_object(` + conversation + `)), '[]')
		FROM (
			SELECT *
			FROM conversations
			WHERE account_id = $1 AND contact_id = c.id
			ORDER BY last_activity_at DESC, id DESC
			LIMIT ` + limit + `) v))`
}

// jsonStatements are the JSON limit: for each operation what one would write without knowing more than its indexes.
var jsonStatements = map[string]jsonStatement{
	"list":  {sql: jsonPage("", "json_build_object("+jsonListed+", "+jsonConversations("3", jsonConversation)+")")},
	"first": {sql: jsonPage("", "json_build_object("+jsonSummary+")")},
	"page":  {sql: jsonPage(" AND (created_at, id) < ($2, $3)", "json_build_object("+jsonSummary+")")},
	"detail": {sql: `
		SELECT json_build_object('data', json_build_object('contact', json_build_object(` + jsonListed + `,
			'notes', json_build_object('nodes', (
				SELECT coalesce(json_agg(json_build_object('id', n.id, 'content', n.content, 'createdAt', n.created_at)), '[]')
				FROM (
					SELECT * FROM notes WHERE account_id = $1 AND contact_id = c.id ORDER BY created_at DESC, id DESC LIMIT 10) n)),
			` + jsonConversations("20", jsonConversation+`, 'messages', json_build_object('nodes', (
				SELECT coalesce(json_agg(json_build_object(
					'id', m.id, 'messageType', m.message_type, 'content', m.content, 'createdAt', m.created_at)), '[]')
				FROM (
					SELECT * FROM messages WHERE account_id = $1 AND conversation_id = v.id ORDER BY created_at, id LIMIT 10) m))`) + `)))
		FROM contacts c
		WHERE c.account_id = $1 AND c.id = $2`},
	"search": {replan: true, sql: jsonNodes(`
		SELECT *
		FROM contacts
		WHERE account_id = $1 AND (name ILIKE '%' || $2 || '%' OR email ILIKE '%' || $2 || '%')
		ORDER BY last_activity_at DESC NULLS LAST, id DESC
		LIMIT 25`)},
	"filter": {replan: true, sql: jsonNodes(`
		SELECT *
		FROM contacts f
		WHERE account_id = $1 AND custom_attributes ->> $2 = $3 AND country_code = $4 AND EXISTS (
			SELECT
			FROM contact_labels x
			JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
			WHERE x.account_id = $1 AND x.contact_id = f.id AND l.title = $5)
		ORDER BY name = '', name COLLATE "C", id
		LIMIT 25`)},
	"groups": {replan: true, sql: `
		SELECT json_build_object('data', json_build_object('contactGroups', json_agg(json_build_object('key', key, 'count', n))))
		FROM (
			SELECT country_code AS key, count(*) AS n
			FROM contacts
			WHERE account_id = $1 AND country_code IS NOT NULL
			GROUP BY 1
			ORDER BY n DESC, key
			LIMIT 50) g`},
}
