package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"

	"kith/internal/postgres"
)

// measureChatwoot is `go run ./bench chatwoot`: how many rows a second `kith import chatwoot` brings over, and how much memory it takes,
// in a first run and in a second one that finds nothing to do.
func measureChatwoot(ctx context.Context, args []string, out io.Writer) (err error) {
	b := &importBench{}
	var contacts, messages int
	flags := flag.NewFlagSet("chatwoot", flag.ExitOnError)
	flags.IntVar(&contacts, "contacts", 36_000, "contacts of the account, each with a link and a conversation")
	flags.IntVar(&messages, "messages", 120_000, "messages of the account")
	flags.StringVar(&b.dir, "dir", "", "directory on the disk to measure; a temporary one without it")
	flags.StringVar(&b.program, "kith", "", "program to measure; built without it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp(b.dir, "kith-bench-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(b.dir)) }()
	if err := os.Chmod(b.dir, 0o755); err != nil { //nolint:gosec // for the user of PostgreSQL
		return err
	}
	private, err := postgres.Start(ctx, postgres.Options{DataDir: filepath.Join(b.dir, "data")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, private.Stop(context.Background())) }()
	b.url = private.DSN()
	if err := b.prepare(ctx); err != nil {
		return err
	}
	from, err := b.chatwoot(ctx, contacts, messages)
	if err != nil {
		return err
	}
	rows := 3*contacts + messages
	_, _ = fmt.Fprintf(out, "%d contacts, as many links and conversations, %d messages\n\n| run | seconds | rows/s | CPU s | peak MB |\n"+
		"|---|---|---|---|---|\n", contacts, messages)
	for _, name := range []string{"first", "second"} {
		var measured importRun
		b.peakMB = 0
		if _, err := b.run(ctx, &measured, "import", "chatwoot", "-from", from, "-report", filepath.Join(b.dir, "report.csv")); err != nil {
			return err
		}
		_, _ = fmt.Fprintf(out, "| %s | %.1f | %.0f | %.1f | %.0f |\n", name, measured.wall, float64(rows)/measured.wall, measured.program,
			b.peakMB)
	}
	return nil
}

// chatwootTables are the tables without which a database is no Chatwoot's, and those that are measured.
var chatwootTables = []string{
	`CREATE TABLE accounts (id serial PRIMARY KEY, name varchar NOT NULL, created_at timestamp NOT NULL)`,
	`CREATE TABLE users (id serial PRIMARY KEY, name varchar NOT NULL, display_name varchar, email varchar, created_at timestamp,
		updated_at timestamp)`,
	`CREATE TABLE account_users (id bigserial PRIMARY KEY, account_id bigint, user_id bigint, role int, created_at timestamp,
		updated_at timestamp)`,
	`CREATE TABLE labels (id bigserial PRIMARY KEY, title varchar, account_id bigint, color varchar, created_at timestamp,
		updated_at timestamp)`,
	`CREATE TABLE tags (id serial PRIMARY KEY, name varchar)`,
	`CREATE TABLE taggings (id serial PRIMARY KEY, tag_id int, taggable_type varchar, taggable_id int, context varchar)`,
	`CREATE INDEX ON taggings (taggable_id, taggable_type, context)`,
	`CREATE TABLE inboxes (id serial PRIMARY KEY, account_id int NOT NULL, name varchar, channel_type varchar, created_at timestamp,
		updated_at timestamp)`,
	`CREATE TABLE contacts (id serial PRIMARY KEY, account_id int NOT NULL, name varchar, email varchar, phone_number varchar,
		identifier varchar,
		contact_type int, additional_attributes jsonb, custom_attributes jsonb, last_activity_at timestamp, created_at timestamp,
		updated_at timestamp)`,
	`CREATE TABLE contact_inboxes (id bigserial PRIMARY KEY, contact_id bigint, inbox_id bigint, source_id text, created_at timestamp)`,
	`CREATE TABLE conversations (id serial PRIMARY KEY, account_id int NOT NULL, inbox_id int, contact_id bigint, contact_inbox_id bigint,
		display_id int, status int, last_activity_at timestamp, created_at timestamp, updated_at timestamp)`,
	`CREATE TABLE messages (id serial PRIMARY KEY, account_id int NOT NULL, conversation_id int, message_type int, content text,
		content_attributes json, sender_type varchar, sender_id bigint, created_at timestamp, updated_at timestamp)`,
}

// chatwoot makes a database of Chatwoot's and returns its URL.
func (b *importBench) chatwoot(ctx context.Context, contacts, messages int) (string, error) {
	main, err := pgx.Connect(ctx, b.url)
	if err != nil {
		return "", err
	}
	defer func() { _ = main.Close(ctx) }()
	if _, err := main.Exec(ctx, "CREATE DATABASE chatwoot"); err != nil {
		return "", err
	}
	to, err := url.Parse(b.url)
	if err != nil {
		return "", err
	}
	to.Path = "/chatwoot"
	conn, err := pgx.Connect(ctx, to.String())
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close(ctx) }()
	fill := []string{
		`INSERT INTO accounts VALUES (1, 'Bench', '2024-01-01')`,
		`INSERT INTO inboxes VALUES (1, 1, 'API', 'Channel::Api', '2024-01-01', '2024-01-01')`,
		`INSERT INTO labels (id, title, account_id, color) SELECT n, 'label-' || n, 1, '#1f93ff' FROM generate_series(1, 20) n`,
		`INSERT INTO tags SELECT n, 'label-' || n FROM generate_series(1, 20) n`,
		fmt.Sprintf(`INSERT INTO contacts SELECT n, 1, 'Contact ' || md5(n::text), 'contact' || n || '@x' || n %% 97 || '.example',
				'+1212' || to_char(2000000 + n, 'FM0000000'), 'crm-' || n, 1, jsonb_build_object('city', 'City ' || n %% 50),
				jsonb_build_object('plan', n %% 3, 'note', md5(n::text)), '2024-03-01', '2024-01-01', '2024-03-01'
			FROM generate_series(1, %d) n`, contacts),
		`INSERT INTO taggings (tag_id, taggable_type, taggable_id, context) SELECT 1 + id % 20, 'Contact', id, 'labels' FROM contacts`,
		`INSERT INTO contact_inboxes SELECT id, id, 1, 'source-' || id, created_at FROM contacts`,
		`INSERT INTO conversations SELECT id, 1, 1, id, id, id, id % 2, '2024-03-01', created_at, updated_at FROM contacts`,
		fmt.Sprintf(`INSERT INTO messages SELECT n, 1, 1 + n %% %d, n %% 2, repeat('Words of a message. ', 1 + n %% 20), '{}',
				CASE n %% 2 WHEN 0 THEN 'Contact' END, CASE n %% 2 WHEN 0 THEN 1 + n %% %d END, '2024-02-01', '2024-02-01'
			FROM generate_series(1, %d) n`, contacts, contacts, messages), `ANALYZE`,
	}
	for _, sql := range append(chatwootTables, fill...) {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return "", fmt.Errorf("%w: %s", err, strings.TrimSpace(sql))
		}
	}
	for _, table := range []string{"contacts", "conversations", "messages"} {
		if _, err := conn.Exec(ctx, "CREATE INDEX ON "+table+" (account_id)"); err != nil {
			return "", err
		}
	}
	return to.String(), nil
}
