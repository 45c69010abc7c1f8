package main

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"kith/models"
	"kith/models/page"
)

// largeAccount is the key of the account that is asked: the first one.
const largeAccount = `(SELECT min(id) FROM accounts)`

// samples are what operations are about.
type samples struct {
	// talkative are contacts with twenty conversations, quiet ones those that writes are about, which lack nothing; in no order.
	talkative, quiet []models.ContactID
	// deep is the place of a contact two thirds down the list, as a cursor and as its order values.
	deep                page.Cursor
	createdAt, lastSeen string
}

// sample finds the samples of the large account.
func (b *bench) sample(ctx context.Context) (s samples, err error) {
	if s.talkative, err = b.ids(ctx, `
		SELECT contact_id
		FROM conversations
		WHERE account_id = `+largeAccount+`
		GROUP BY 1
		HAVING count(*) = 20
		ORDER BY md5(contact_id::text)
		LIMIT 1000`); err != nil {
		return s, err
	}
	if s.quiet, err = b.ids(ctx, `
		SELECT id
		FROM contacts
		WHERE account_id = `+largeAccount+` AND id <> ALL($1)
			AND name_key IS NOT NULL AND email IS NOT NULL AND phone_number IS NOT NULL AND identifier IS NOT NULL
		ORDER BY md5(id::text)
		LIMIT 100000`, s.talkative); err != nil {
		return s, err
	}
	if err := b.pool.QueryRow(ctx, `
		SELECT created_at::text, id::text
		FROM contacts
		WHERE account_id = `+largeAccount+`
		ORDER BY created_at DESC, id DESC
		OFFSET $1
		LIMIT 1`, b.contacts*2/3).Scan(&s.createdAt, &s.lastSeen); err != nil {
		return s, err
	}
	first, err := b.firstCursor()
	if err != nil {
		return s, err
	}
	s.deep, err = page.CursorLike(first, []string{s.createdAt, s.lastSeen})
	return s, err
}

func (b *bench) ids(ctx context.Context, sql string, args ...any) ([]models.ContactID, error) {
	rows, err := b.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[models.ContactID])
}

// firstCursor returns the cursor of the newest contact, as Kith gives it.
func (b *bench) firstCursor() (page.Cursor, error) {
	newest := operation{query: `{ contacts(first: 1) { pageInfo { endCursor } } }`}
	body, err := b.servers[0].answer(newest.kith(nil))
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Contacts struct {
				PageInfo struct{ EndCursor page.Cursor }
			}
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", err
	}
	return answer.Data.Contacts.PageInfo.EndCursor, nil
}
