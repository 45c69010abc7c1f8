package migrations

import (
	"context"
	"encoding/json"

	"kith/models"
)

// records changes the keys in the records of merges, by which undoing a merge finds the addresses.
func (m *keyMigration) records(ctx context.Context) error {
	for _, table := range []string{"contact_merges", "contact_merge_sources"} {
		err := m.rewrite(ctx, `SELECT ctid::text, points::text FROM `+table+` WHERE points <> '[]'`, func(row, text string) error {
			points := []map[string]any{}
			if err := json.Unmarshal([]byte(text), &points); err != nil {
				return err
			}
			if !canonicalPoints(points) {
				return nil
			}
			changed, err := json.Marshal(points)
			if err != nil {
				return err
			}
			_, err = m.tx.ExecContext(ctx, `UPDATE `+table+` SET points = $1::text::jsonb WHERE ctid = $2::text::tid`, string(changed), row)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// canonicalPoints gives recorded addresses their canonical keys, and reports whether any was changed.
func canonicalPoints(points []map[string]any) (changed bool) {
	for _, p := range points {
		kind, _ := p["kind"].(string)
		value, _ := p["value"].(string)
		if key, possible, ok := models.CanonicalPoint(models.PointKind(kind), value); ok && p["key"] != key {
			p["key"], p["possible"], changed = key, possible, true
		}
	}
	return changed
}

// links changes the source ids that are addresses; one whose canonical form another link of the inbox has stays as it is.
func (m *keyMigration) links(ctx context.Context) error {
	kinds := map[string]models.PointKind{"EMAIL": models.PointEmail, "SMS": models.PointPhone, "WHATSAPP": models.PointPhone}
	for channel, kind := range kinds {
		err := m.rewrite(ctx, `
			SELECT l.account_id || ' ' || l.id, l.source_id
			FROM contact_inboxes l
			JOIN inboxes i ON i.account_id = l.account_id AND i.id = l.inbox_id
			WHERE i.channel_type = '`+channel+`'`, func(row, source string) error {
			key, _, ok := models.CanonicalPoint(kind, source)
			if !ok || key == source {
				return nil
			}
			return m.count(ctx, &m.linked, `
				UPDATE contact_inboxes l
				SET source_id = $1
				WHERE l.account_id = split_part($2, ' ', 1)::bigint AND l.id = split_part($2, ' ', 2)::uuid
					AND NOT EXISTS (SELECT FROM contact_inboxes o
						WHERE o.account_id = l.account_id AND o.inbox_id = l.inbox_id AND o.source_id = $1)`, key, row)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// users changes the emails of users; one whose canonical form another user of the account has stays as it is.
func (m *keyMigration) users(ctx context.Context) error {
	return m.rewrite(ctx, "SELECT account_id || ' ' || id, email FROM users", func(row, email string) error {
		key, _, ok := models.CanonicalPoint(models.PointEmail, email)
		if !ok || key == email {
			return nil
		}
		return m.count(ctx, &m.renamed, `
			UPDATE users u
			SET email = $1
			WHERE u.account_id = split_part($2, ' ', 1)::bigint AND u.id = split_part($2, ' ', 2)::uuid
				AND NOT EXISTS (SELECT FROM users o WHERE o.account_id = u.account_id AND o.email = $1)`, key, row)
	})
}

// attributes changes the keys of custom attributes that are not in NFC.
func (m *keyMigration) attributes(ctx context.Context) error {
	for _, table := range []string{"contacts", "companies", "conversations"} {
		_, err := m.tx.ExecContext(ctx, `
			UPDATE `+table+` t
			SET custom_attributes = (
				SELECT jsonb_object_agg(normalize(key, NFC), value ORDER BY key IS NFC NORMALIZED)
				FROM jsonb_each(t.custom_attributes))
			WHERE EXISTS (SELECT FROM jsonb_object_keys(t.custom_attributes) key WHERE key IS NOT NFC NORMALIZED)`)
		if err != nil {
			return err
		}
	}
	return nil
}

// rewrite calls change with the rows of a query, a few at a time: a name of the row, and its text.
func (m *keyMigration) rewrite(ctx context.Context, query string, change func(row, text string) error) error {
	if _, err := m.tx.ExecContext(ctx, "DECLARE rewritten NO SCROLL CURSOR FOR "+query); err != nil {
		return err
	}
	for {
		fetched, err := m.fetch(ctx)
		if err != nil {
			return err
		}
		if len(fetched) == 0 {
			_, err := m.tx.ExecContext(ctx, "CLOSE rewritten")
			return err
		}
		for _, row := range fetched {
			if err := change(row[0], row[1]); err != nil {
				return err
			}
		}
	}
}

func (m *keyMigration) fetch(ctx context.Context) (fetched [][2]string, err error) {
	rows, err := m.tx.QueryContext(ctx, "FETCH 1000 FROM rewritten")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row [2]string
		if err := rows.Scan(&row[0], &row[1]); err != nil {
			return nil, err
		}
		fetched = append(fetched, row)
	}
	return fetched, rows.Err()
}

// count runs a statement and adds the number of rows that it changed.
func (m *keyMigration) count(ctx context.Context, to *int64, statement string, args ...any) error {
	done, err := m.tx.ExecContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	*to += n
	return err
}
