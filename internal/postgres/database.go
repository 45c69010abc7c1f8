//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// probe connects, and makes sure that it is this cluster that answers.
func (s *Server) probe(ctx context.Context, database string) error {
	conn, err := s.connect(ctx, database)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func (s *Server) connect(ctx context.Context, database string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(s.dsn(database))
	if err != nil {
		return nil, err
	}
	config.ConnectTimeout = 2 * time.Second
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	var cluster string
	err = conn.QueryRow(ctx, `SHOW data_directory`).Scan(&cluster)
	if err == nil && cluster != s.cluster {
		err = fmt.Errorf("the cluster %s answers for %s", cluster, s.cluster)
	}
	if err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return conn, nil
}

// prepare makes the database of a new cluster.
func (s *Server) prepare(ctx context.Context) error {
	conn, err := s.connect(ctx, "postgres")
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var missing string
	var made bool
	err = conn.QueryRow(ctx, `
		SELECT coalesce((
				SELECT min(want)
				FROM unnest(ARRAY['pg_trgm', 'btree_gin', 'fuzzystrmatch']) want
				WHERE want NOT IN (SELECT name FROM pg_available_extensions)), ''),
			EXISTS (SELECT FROM pg_database WHERE datname = 'kith')`).Scan(&missing, &made)
	if err != nil {
		return err
	}
	if missing != "" {
		return fmt.Errorf("this PostgreSQL lacks the extension %s: install the package postgresql-contrib", missing)
	}
	if !made {
		_, err = conn.Exec(ctx, `CREATE DATABASE kith OWNER kith`)
	}
	return err
}

// notYet reports whether an error means that the postmaster still starts or recovers.
func notYet(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return refused.Code == "57P03" // cannot_connect_now
	}
	var unreached *pgconn.ConnectError
	return errors.As(err, &unreached)
}
