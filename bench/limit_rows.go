package main

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

const rowsLabel = `SELECT id::text FROM labels WHERE account_id = $1 AND title = $2`

const rowsFilter = `
	SELECT ` + rowsSummary + `
	FROM contacts c
	WHERE c.account_id = $1 AND c.custom_attributes @> jsonb_build_object($2::text, $3::text) AND c.country_code = $4 AND EXISTS (
		SELECT
		FROM contact_labels x
		WHERE x.account_id = $1 AND x.contact_id = c.id AND x.label_id = $5)
	ORDER BY c.name_key NULLS LAST, c.id
	LIMIT 25`

const rowsGroups = `
	SELECT c.country_code, count(*)
	FROM contacts c
	WHERE c.account_id = $1 AND c.country_code IS NOT NULL
	GROUP BY 1
	ORDER BY 2 DESC, 1
	LIMIT 50`
