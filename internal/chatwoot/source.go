package chatwoot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/models"
)

// chunk is how many rows are read and stored at once.
const chunk = 500

// source is a Chatwoot database as it is at one instant.
type source struct {
	conn *pgx.Conn
	tx   pgx.Tx
	// columns are those of every table, with their defaults.
	columns map[string]map[string]string
}

// open begins to read a database.
func open(ctx context.Context, url string) (_ *source, err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		// The reason is left out: in a malformed URL, a part of the password can be taken for a host or a port.
		return nil, errors.New("the address of Chatwoot's database is not understood: it must be like " +
			"postgres://user:password@host:5432/chatwoot_production, with special characters of the password percent-encoded")
	}
	config.RuntimeParams["application_name"] = "kith import"
	s := &source{}
	if s.conn, err = pgx.ConnectConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("cannot reach Chatwoot's database as user %s: %w", config.User, err)
	}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	if s.tx, err = s.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}); err != nil {
		return nil, err
	}
	// One snapshot lasts as long as the run, however long we take to store what was read.
	if _, err = s.tx.Exec(ctx, "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "+
		"SET LOCAL cursor_tuple_fraction = 1; SET LOCAL TimeZone = 'UTC'"); err != nil {
		return nil, err
	}
	if err = s.learn(ctx); err == nil && (!s.has("contact_inboxes", "") || !s.has("account_users", "")) {
		err = errors.New("this is no database of Chatwoot's: it has no tables contact_inboxes and account_users")
	}
	return s, err
}

func (s *source) close() { _ = s.conn.Close(context.Background()) } // nothing was written

// account is one of Chatwoot's.
type account struct {
	ID        int64
	Name      string
	CreatedAt time.Time
	// Now is the instant of the snapshot.
	Now time.Time
}

// name is what the account is called here.
func (a account) name() string {
	name := cut(strings.TrimSpace(a.Name), models.MaxName)
	if name == "" {
		name = fmt.Sprintf("Chatwoot %d", a.ID)
	}
	return name
}

// accounts returns those with the ids, all without any.
func (s *source) accounts(ctx context.Context, only []int64) ([]account, error) {
	rows, err := s.tx.Query(ctx, `
		SELECT id, name, created_at, now() AS now
		FROM accounts
		WHERE coalesce(cardinality($1::bigint[]), 0) = 0 OR id = ANY($1)
		ORDER BY id`, only)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[account])
	if err != nil {
		return nil, err
	}
	for _, id := range only {
		if !slices.ContainsFunc(found, func(a account) bool { return a.ID == id }) {
			return nil, fmt.Errorf("there is no account %d in Chatwoot", id)
		}
	}
	return found, nil
}

func (s *source) count(ctx context.Context, q query, account int64) (n int64, err error) {
	err = s.tx.QueryRow(ctx, "SELECT count(*) FROM "+q.from, account).Scan(&n)
	return n, err
}

// keyed are rows with ids.
type keyed interface{ key() int64 }

// record is what all rows begin with.
type record struct{ ID int64 }

func (r record) key() int64 { return r.ID }

// stream reads the rows of an account in the order of their ids, a chunk at a time. The ids come from a cursor, planned for all of them: a
// statement for each chunk would tempt PostgreSQL to look through the whole table for the next few rows of a small account.
func stream[T keyed](ctx context.Context, s *source, q query, account int64, each func([]T) error) error {
	_, err := s.tx.Exec(ctx, fmt.Sprintf("DECLARE ids NO SCROLL CURSOR FOR SELECT (%s)::bigint FROM %s ORDER BY 1", q.key(),
		strings.ReplaceAll(q.from, "$1", strconv.FormatInt(account, 10))))
	if err != nil {
		return err
	}
	text := s.statement(q)
	for {
		rows, err := s.tx.Query(ctx, fmt.Sprintf("FETCH %d FROM ids", chunk))
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			_, err := s.tx.Exec(ctx, "CLOSE ids")
			return err
		}
		if rows, err = s.tx.Query(ctx, text, account, ids); err != nil {
			return err
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
		if err != nil {
			return err
		}
		if err := each(found); err != nil {
			return err
		}
	}
}

// tagging is a label of a contact or a conversation.
type tagging struct {
	Owner int64
	Name  string
}

// taggings returns the labels of contacts or conversations.
func (s *source) taggings(ctx context.Context, kind string, owners []int64) ([]tagging, error) {
	rows, err := s.tx.Query(ctx, `
		SELECT t.taggable_id AS owner, g.name
		FROM taggings t
		JOIN tags g ON g.id = t.tag_id
		WHERE t.taggable_type = $1 AND t.context = 'labels' AND t.taggable_id = ANY($2)
		ORDER BY t.taggable_id, g.name`, kind, owners)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[tagging])
}

// keys returns the ids of rows.
func keys[T keyed](rows []T) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.key()
	}
	return ids
}
