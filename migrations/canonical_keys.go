package migrations

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strconv"

	"kith/models"
)

// canonicalKeys gives addresses that were stored before keys were canonical the keys that they would get today, and likewise the source ids
// of links to inboxes, the emails of users, and the keys of custom attributes. Of two contacts that turn out to have one address, the older
// one keeps it as its key, and it becomes a shared one of the other. The rules are those of the program, so this can't be SQL.
func canonicalKeys(ctx context.Context, tx *sql.Tx) error {
	m := keyMigration{tx: tx}
	for _, step := range []func(context.Context) error{m.readPoints, m.applyPoints, m.records, m.links, m.users, m.attributes} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if m == (keyMigration{tx: tx}) {
		return nil // such as in a new database
	}
	slog.InfoContext(ctx, "gave stored addresses their canonical keys", "addresses", m.changed, "shared", m.shared, "united", m.united,
		"links", m.linked, "users", m.renamed)
	return nil
}

// keyMigration is the transaction of canonicalKeys, with counts for the log.
type keyMigration struct {
	tx *sql.Tx
	// changed are addresses with a new key; shared are those that became shared, and united those that a contact had twice.
	changed, shared, united, linked, renamed int64
}

// keyBatch is how many rows are read at a time.
const keyBatch = 5000

// pointRow is an address as it is stored.
type pointRow struct {
	account                       int64
	contact, id, kind, value, key string
}

// readPoints stores the new keys in a temporary table. A cursor reads the addresses once, whatever PostgreSQL knows of the table.
func (m *keyMigration) readPoints(ctx context.Context) error {
	_, err := m.tx.ExecContext(ctx, `
		CREATE TEMPORARY TABLE canonical_keys (account_id bigint, contact_id uuid, id uuid, kind text COLLATE "C", key text COLLATE "C",
			possible boolean, found text) ON COMMIT DROP`)
	if err != nil {
		return err
	}
	if _, err := m.tx.ExecContext(ctx, `
		DECLARE stored_points NO SCROLL CURSOR FOR
		SELECT account_id, contact_id::text, id::text, kind, value, key
		FROM contact_points`); err != nil {
		return err
	}
	for n := keyBatch; err == nil && n == keyBatch; {
		n, err = m.readBatch(ctx)
	}
	if err != nil {
		return err
	}
	_, err = m.tx.ExecContext(ctx, "CLOSE stored_points; ANALYZE canonical_keys")
	return err
}

func (m *keyMigration) readBatch(ctx context.Context) (n int, err error) {
	rows, err := m.tx.QueryContext(ctx, "FETCH "+strconv.Itoa(keyBatch)+" FROM stored_points")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	var accounts []int64
	var contacts, ids, kinds, keys, found []string
	var possible []bool
	for rows.Next() {
		var p pointRow
		if err := rows.Scan(&p.account, &p.contact, &p.id, &p.kind, &p.value, &p.key); err != nil {
			return n, err
		}
		n++
		if key, may, ok := models.CanonicalPoint(models.PointKind(p.kind), p.value); ok && key != p.key {
			accounts, contacts, ids = append(accounts, p.account), append(contacts, p.contact), append(ids, p.id)
			kinds, keys, found, possible = append(kinds, p.kind), append(keys, key), append(found, models.Fold(key)), append(possible, may)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(ids) == 0 {
		return n, err
	}
	_, err = m.tx.ExecContext(ctx, `
		INSERT INTO canonical_keys
		SELECT * FROM unnest($1::bigint[], $2::text[]::uuid[], $3::text[]::uuid[], $4::text[], $5::text[], $6::boolean[], $7::text[])`,
		accounts, contacts, ids, kinds, keys, possible, found)
	return n, err
}

// applyPoints stores the new keys. Addresses that are about to be shared become so first, and keys are taken away before they are given,
// so that the unique indexes allow each step.
func (m *keyMigration) applyPoints(ctx context.Context) error {
	for _, step := range []struct {
		affected  *int64
		statement string
	}{
		{new(int64), `
			CREATE TEMPORARY TABLE touched_points ON COMMIT DROP AS
			SELECT p.account_id, p.contact_id, p.id, p.kind, p.system, coalesce(n.key, p.key) AS key, coalesce(n.possible, p.possible) AS possible,
				n.id IS NOT NULL AS changed, p.shared,
				row_number() OVER (PARTITION BY p.account_id, p.kind, p.system, coalesce(n.key, p.key), p.contact_id
					ORDER BY p.preferred DESC, p.shared, p.created_at, p.id) > 1 AS repeated,
				NOT p.shared AND dense_rank() OVER (PARTITION BY p.account_id, p.kind, p.system, coalesce(n.key, p.key), p.shared
					ORDER BY c.created_at, c.id) > 1 AS lost
			FROM contact_points p
			JOIN contacts c ON c.account_id = p.account_id AND c.id = p.contact_id
			LEFT JOIN canonical_keys n ON n.account_id = p.account_id AND n.contact_id = p.contact_id AND n.id = p.id
			WHERE n.id IS NOT NULL OR (p.account_id, p.kind, p.key) IN (SELECT k.account_id, k.kind, k.key FROM canonical_keys k)`},
		{&m.united, `
			DELETE FROM contact_points p
			USING touched_points t
			WHERE t.repeated AND p.account_id = t.account_id AND p.contact_id = t.contact_id AND p.id = t.id`},
		{&m.shared, `
			UPDATE contact_points p
			SET shared = true
			FROM touched_points t
			WHERE t.lost AND NOT t.repeated AND p.account_id = t.account_id AND p.contact_id = t.contact_id AND p.id = t.id`},
		{new(int64), `
			UPDATE contact_points p
			SET key = p.id::text
			FROM touched_points t
			WHERE t.changed AND p.account_id = t.account_id AND p.contact_id = t.contact_id AND p.id = t.id`},
		{&m.changed, `
			UPDATE contact_points p
			SET key = t.key, possible = t.possible
			FROM touched_points t
			WHERE t.changed AND p.account_id = t.account_id AND p.contact_id = t.contact_id AND p.id = t.id`},
		{new(int64), `
			UPDATE contacts c
			SET search = concat_ws(E'\n', nullif(c.search, ''), more.found)
			FROM (
				SELECT n.account_id, n.contact_id, string_agg(DISTINCT n.found, E'\n') AS found
				FROM canonical_keys n
				JOIN contacts o ON o.account_id = n.account_id AND o.id = n.contact_id AND position(n.found IN o.search) = 0
				GROUP BY n.account_id, n.contact_id
			) more
			WHERE c.account_id = more.account_id AND c.id = more.contact_id`},
	} {
		done, err := m.tx.ExecContext(ctx, step.statement)
		if err != nil {
			return err
		}
		if *step.affected, err = done.RowsAffected(); err != nil {
			return err
		}
	}
	return nil
}
