package migrations

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strconv"

	"github.com/jackc/pgx/v5/pgtype"

	"kith/models"
)

// searchKeys stores of each contact what searches need that allow mistakes: its words and their keys, and other spellings in its search
// text. The rules are those of models.Contact.Derive, so this can't be SQL. Contacts are read and written a few thousand at a time.
func searchKeys(ctx context.Context, tx *sql.Tx) error {
	if err := execAll(ctx, tx, `CREATE EXTENSION IF NOT EXISTS fuzzystrmatch`,
		`ALTER TABLE contacts ADD COLUMN search_words text, ADD COLUMN search_keys text`); err != nil {
		return err
	}
	if err := execAll(ctx, tx, `
		DECLARE stored_contacts NO SCROLL CURSOR FOR
		SELECT c.account_id, c.id::text, c.name, c.middle_name, c.last_name,
			coalesce(k.name, c.additional_attributes ->> 'companyName', ''), p.kinds, p.addresses, p.keys
		FROM contacts c
		LEFT JOIN companies k ON k.account_id = c.account_id AND k.id = c.company_id
		CROSS JOIN LATERAL (
			SELECT coalesce(array_agg(p.kind::text ORDER BY p.id), '{}') AS kinds,
				coalesce(array_agg(p.value::text ORDER BY p.id), '{}') AS addresses,
				coalesce(array_agg(p.key::text ORDER BY p.id), '{}') AS keys
			FROM contact_points p
			WHERE p.account_id = c.account_id AND p.contact_id = c.id
		) p`); err != nil {
		return err
	}
	done := 0
	for n := keyBatch; n == keyBatch; done += n {
		var err error
		if n, err = fillSearchKeys(ctx, tx); err != nil {
			return err
		}
	}
	if done > 0 {
		slog.InfoContext(ctx, "stored the words of contacts for searches", "contacts", done)
	}
	return execAll(ctx, tx, `CLOSE stored_contacts`, `
		CREATE INDEX contacts_search_keys ON contacts USING gin (account_id, string_to_array(search_keys, ' '))
			WITH (gin_pending_list_limit = 256)`)
}

func dropSearchKeys(ctx context.Context, tx *sql.Tx) error {
	return execAll(ctx, tx, `ALTER TABLE contacts DROP COLUMN search_words, DROP COLUMN search_keys`)
}

func execAll(ctx context.Context, tx *sql.Tx, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// fillSearchKeys fills the next contacts of the cursor, which sees none of the updates.
func fillSearchKeys(ctx context.Context, tx *sql.Tx) (n int, err error) {
	rows, err := tx.QueryContext(ctx, "FETCH "+strconv.Itoa(keyBatch)+" FROM stored_contacts")
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	var accounts []int64
	var ids, texts []string
	var words, keys []*string
	for rows.Next() {
		var c models.Contact
		var account int64
		var id, company string
		var kinds, addresses, addressKeys textArray
		err := rows.Scan(&account, &id, &c.Name, &c.MiddleName, &c.LastName, &company, &kinds, &addresses, &addressKeys)
		if err != nil {
			return n, err
		}
		c.Points = make([]models.ContactPoint, len(kinds))
		for i := range kinds {
			c.Points[i] = models.ContactPoint{Kind: models.PointKind(kinds[i]), Value: addresses[i], Key: addressKeys[i]}
		}
		c.Derive(company)
		n++
		accounts, ids, texts = append(accounts, account), append(ids, id), append(texts, c.Keys.Search)
		words, keys = append(words, c.Keys.SearchWords), append(keys, c.Keys.SearchKeys)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || n == 0 {
		return n, err
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE contacts c
		SET search = n.search, search_words = n.words, search_keys = n.keys
		FROM unnest($1::bigint[], $2::text[]::uuid[], $3::text[], $4::text[], $5::text[]) AS n (account_id, id, search, words, keys)
		WHERE c.account_id = n.account_id AND c.id = n.id`, accounts, ids, texts, words, keys)
	return n, err
}

var textArrays = pgtype.NewMap()

// textArray scans a text[].
type textArray []string

// Scan reads the array as PostgreSQL writes it.
func (a *textArray) Scan(v any) error { return textArrays.SQLScanner((*[]string)(a)).Scan(v) }
