package main

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const answer = `
	SELECT coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'email', c.email, 'phoneNumber', c.phone_number,
		'countryCode', c.country_code, 'lastActivityAt', c.last_activity_at, 'createdAt', c.created_at)), '[]')::text
	FROM `

const limitSearch = answer + `(
		SELECT * FROM contacts
		WHERE account_id = $1 AND (name ILIKE '%' || $2 || '%' OR email ILIKE '%' || $2 || '%')
		ORDER BY last_activity_at DESC NULLS LAST, id DESC
		LIMIT 25) c`

const limitFilter = answer + `(
		SELECT * FROM contacts c
		WHERE account_id = $1 AND custom_attributes ->> $2 = $3 AND country_code = $4 AND EXISTS (
			SELECT FROM contact_labels x
			JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
			WHERE x.account_id = $1 AND x.contact_id = c.id AND l.title = $5)
		ORDER BY name, id
		LIMIT 25) c`

// limitHandler answers each request by one statement whose JSON goes straight out, planned with its values.
func limitHandler(ctx context.Context, database string) (http.Handler, error) {
	config, err := pgxpool.ParseConfig(database)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 16
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	var account int64
	if err := pool.QueryRow(ctx, firstAccount).Scan(&account); err != nil {
		return nil, err
	}
	answers := func(sql string, names ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			args := []any{pgx.QueryExecModeCacheDescribe, account}
			for _, name := range names {
				args = append(args, r.URL.Query().Get(name))
			}
			var body string
			if err := pool.QueryRow(r.Context(), sql, args...).Scan(&body); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(body))
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/search", answers(limitSearch, "search"))
	mux.HandleFunc("/filter", answers(limitFilter, "key", "value", "country", "label"))
	mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	return mux, nil
}
