package main

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

var (
	createdColumns = []column{at("id", id("contact")), at("version", integer), at("name", text), at("email", text), at("phoneNumber", text),
		at("createdAt", instant)}
	updatedColumns = []column{at("id", id("contact")), at("version", integer), at("lastName", text), at("updatedAt", instant)}
	mergedColumns  = []column{at("id", id("contact")), at("version", integer)}
)

const queueDuplicates = `INSERT INTO duplicate_queue (account_id, contact_id) VALUES ($1, $2)`

// transact runs statements in one round trip, which is one transaction, and answers with the row of the last one.
func transact(ctx context.Context, l limit, batch *pgx.Batch, begin string, columns []column, then string) ([]byte, error) {
	results := l.pool.SendBatch(ctx, batch)
	defer func() { _ = results.Close() }()
	for range batch.Len() - 1 {
		if _, err := results.Exec(); err != nil {
			return nil, err
		}
	}
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	body := []byte(begin)
	for rows.Next() {
		body = append(appendRow(body, columns, rows.RawValues()), '}')
	}
	rows.Close()
	return append(body, then...), errors.Join(rows.Err(), results.Close())
}

func answerCreate(ctx context.Context, l limit, args []any) ([]byte, error) {
	id := uuid.Must(uuid.NewV7())
	batch := &pgx.Batch{}
	batch.Queue(`
		INSERT INTO contacts (account_id, id, version, contact_type, name, email, phone_number, country_code, company_id,
			name_key, search, created_at, updated_at)
		VALUES ($1, $5, 1, 'LEAD', $2, $3, $4, 'US', (SELECT id FROM companies WHERE account_id = $1 AND domain = split_part($3, '@', 2)),
			lower($2), lower(concat_ws(E'\n', $2::text, $3::text, $4::text)), now(), now())`, append(args, id)...)
	batch.Queue(`
		INSERT INTO contact_points (account_id, contact_id, id, kind, value, key, preferred, source, created_at)
		SELECT $1, $2, gen_random_uuid(), kind, value, value, true, 'API', now()
		FROM (VALUES ('EMAIL', $3::text), ('PHONE_NUMBER', $4)) point (kind, value)`, l.account, id, args[2], args[3])
	batch.Queue(queueDuplicates, l.account, id)
	batch.Queue(`
		INSERT INTO contact_labels (account_id, contact_id, label_id)
		SELECT $1, $2, id FROM labels WHERE account_id = $1 AND title = 'label-1'`, l.account, id)
	batch.Queue(create, l.account, id, l.token)
	return transact(ctx, l, batch, `{"data":{"contactCreate":{"contact":`, createdColumns, `,"userErrors":[]}}}`)
}

var create = `
	WITH made AS (
		SELECT * FROM contacts WHERE account_id = $1 AND id = $2
	), ` + event("CONTACT_CREATED", `jsonb_build_array(`+change("name", "NULL", "c.name")+`, `+change("email", "NULL", "c.email")+`,
		`+change("phoneNumber", "NULL", "c.phone_number")+`, `+change("countryCode", "NULL", "c.country_code")+`,
		`+change("contactType", "NULL", "c.contact_type")+`,
		`+change("labels", "NULL", "jsonb_build_array('label-1')")+`)`, "made", "$1", "$3") + `
	SELECT id, version, name, email, phone_number, created_at FROM made`

func answerUpdate(ctx context.Context, l limit, args []any) ([]byte, error) {
	batch := &pgx.Batch{}
	batch.Queue(queueDuplicates, l.account, args[1])
	batch.Queue(update, append(args, l.token)...)
	return transact(ctx, l, batch, `{"data":{"contactUpdate":{"contact":`, updatedColumns, `,"userErrors":[]}}}`)
}

var update = `
	WITH old AS (
		SELECT id, last_name AS was FROM contacts WHERE account_id = $1 AND id = $2 FOR UPDATE
	), saved AS (
		UPDATE contacts c
		SET last_name = $3, version = version + 1, updated_at = now()
		FROM old
		WHERE c.account_id = $1 AND c.id = old.id
		RETURNING c.*, old.was
	), ` + event("CONTACT_UPDATED", `jsonb_build_array(`+change("lastName", "nullif(c.was, '')", "c.last_name")+`)`, "saved", "$1", "$4") + `
	SELECT id, version, last_name, updated_at FROM saved`

// event is the part of a WITH clause that logs what happened to the one contact of from.
func event(kind, changes, from, account, token string) string {
	return `counter AS (
			INSERT INTO account_seq AS s (account_id, last_seq) VALUES (` + account + `, 1)
			ON CONFLICT (account_id) DO UPDATE SET last_seq = s.last_seq + 1
			RETURNING last_seq
		), logged AS (
			INSERT INTO contact_events (account_id, seq, id, type, contact_id, contact_version, actor_token_id, changes, snapshot, created_at)
			SELECT c.account_id, counter.last_seq, gen_random_uuid(), '` + kind + `', c.id, c.version, ` + token + `::uuid, ` + changes + `,
				jsonb_build_object('id', c.id, 'version', c.version, 'contactType', c.contact_type, 'name', c.name, 'middleName', c.middle_name,
					'lastName', c.last_name, 'email', c.email, 'phoneNumber', c.phone_number, 'identifier', c.identifier, 'points', coalesce((
						SELECT jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind, 'value', p.value, 'preferred', p.preferred, 'shared', p.shared,
							'possible', p.possible, 'verifiedAt', p.verified_at))
						FROM contact_points p
						WHERE p.account_id = ` + account + ` AND p.contact_id = c.id), '[]'), 'location', c.location,
					'countryCode', c.country_code, 'additionalAttributes', c.additional_attributes, 'customAttributes', c.custom_attributes,
					'companyId', c.company_id, 'blocked', c.blocked, 'lastActivityAt', c.last_activity_at, 'createdAt', c.created_at,
					'updatedAt', c.updated_at, 'labels', coalesce((
						SELECT jsonb_agg(l.title ORDER BY l.title)
						FROM contact_labels x
						JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
						WHERE x.account_id = ` + account + ` AND x.contact_id = c.id), '[]')), now()
			FROM counter, ` + from + ` c
		)`
}

func change(field, from, to string) string {
	return `jsonb_build_object('field', '` + field + `', 'from', ` + from + `, 'to', ` + to + `)`
}
