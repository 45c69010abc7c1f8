package main

import (
	"context"
	"net/http"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/postgres"
)

// limitVariable names the environment variable that makes the program one of the limit servers.
const limitVariable = "KITH_BENCH_LIMIT"

// limit answers operations by hand-written SQL, for the one account.
type limit struct {
	pool    *pgxpool.Pool
	account int64
	token   string // the uuid of the API token, which merges name as their actor
}

// handler answers an operation; args are those of the request behind the account.
type handler func(ctx context.Context, l limit, args []any) ([]byte, error)

func serveLimit(ctx context.Context, as, address, database string) error {
	pool, err := postgres.OpenPool(ctx, database, nil)
	if err != nil {
		return err
	}
	defer pool.Close()
	l := limit{pool: pool}
	if err := pool.QueryRow(ctx, `
		SELECT account_id, id::text FROM api_tokens ORDER BY account_id LIMIT 1`).Scan(&l.account, &l.token); err != nil {
		return err
	}
	handlers := map[string]handler{}
	if kind(as) == jsonLimit {
		for path, s := range jsonStatements {
			handlers[path] = s.answer
		}
	} else {
		handlers = rowsHandlers()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	for path, answer := range handlers {
		mux.HandleFunc("/"+path, func(w http.ResponseWriter, r *http.Request) {
			args := []any{l.account}
			for _, a := range r.URL.Query()["a"] {
				args = append(args, a)
			}
			body, err := answer(r.Context(), l, args)
			if err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(body)
		})
	}
	return http.ListenAndServe(address, mux)
}

// replan puts the mode before the arguments that has PostgreSQL plan a statement with its values, as Kith has it too.
func replan(args []any) []any { return append([]any{pgx.QueryExecModeCacheDescribe}, args...) }
