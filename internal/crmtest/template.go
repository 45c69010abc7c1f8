package crmtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// The names of the databases: of a template with its version, of a test with the number of its process.
const (
	templatePrefix = "kith_template_"
	runPrefix      = "kith_test_"
)

// template returns the database to copy, which is made by the first process that wants it.
func (c *cluster) template(ctx context.Context, version string, migrate func(ctx context.Context, url string) error) (string, error) {
	name := templateName(version)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.templates[name] {
		return name, nil
	}
	if _, err := c.session.Exec(ctx, `SELECT pg_advisory_lock($1, hashtext($2))`, lockMake, name); err != nil {
		return "", err
	}
	// Held until the process ends, so that nobody drops the template as old.
	_, err := c.session.Exec(ctx, `SELECT pg_advisory_lock_shared($1, hashtext($2))`, lockTemplate, name)
	if err == nil {
		err = c.makeTemplate(ctx, name, migrate)
	}
	if _, unlockErr := c.session.Exec(ctx, `SELECT pg_advisory_unlock($1, hashtext($2))`, lockMake, name); err == nil {
		err = unlockErr
	}
	c.templates[name] = err == nil
	return name, err
}

func templateName(version string) string {
	sum := sha256.Sum256([]byte(version))
	return templatePrefix + hex.EncodeToString(sum[:8])
}

// makeTemplate makes the template unless it is there. Only a finished one is marked as a template.
func (c *cluster) makeTemplate(ctx context.Context, name string, migrate func(ctx context.Context, url string) error) error {
	var finished bool
	err := c.session.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&finished)
	if err != nil || finished {
		return err
	}
	for _, sql := range []string{
		`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`,
		`CREATE DATABASE ` + name,
	} {
		if _, err := c.session.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if migrate != nil {
		if err := migrate(ctx, withDatabase(c.url, name)); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	// A template with a session in it cannot be copied.
	_, err = c.session.Exec(ctx, `ALTER DATABASE `+name+` ALLOW_CONNECTIONS false`)
	if err == nil {
		_, err = c.session.Exec(ctx, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1`, name)
	}
	if err == nil {
		_, err = c.session.Exec(ctx, `ALTER DATABASE `+name+` IS_TEMPLATE true`)
	}
	return err
}

// sweep drops what earlier processes left: the databases of those that ended before their tests, and templates that
// nobody uses, but for the newest few.
func (c *cluster) sweep(ctx context.Context) error {
	names, err := c.names(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1)`, runPrefix)
	if err != nil {
		return err
	}
	for _, name := range names {
		if run, ok := runOf(name); ok && run != c.run {
			if err := c.dropUnlocked(ctx, name, lockRun, run); err != nil {
				return err
			}
		}
	}
	names, err = c.names(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid DESC OFFSET $2`, templatePrefix, oldTemplates)
	if err != nil {
		return err
	}
	for _, name := range names {
		var key int32
		if err := c.session.QueryRow(ctx, `SELECT hashtext($1)`, name).Scan(&key); err != nil {
			return err
		}
		if err := c.dropUnlocked(ctx, name, lockTemplate, key); err != nil {
			return err
		}
	}
	return nil
}

// dropUnlocked drops a database unless a process that lives holds its lock.
func (c *cluster) dropUnlocked(ctx context.Context, name string, class, key int32) error {
	var free bool
	err := c.session.QueryRow(ctx, `SELECT pg_try_advisory_lock($1, $2)`, class, key).Scan(&free)
	if err != nil || !free {
		return err
	}
	var found bool
	err = c.session.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&found)
	if err == nil && found && class == lockTemplate {
		_, err = c.session.Exec(ctx, `ALTER DATABASE `+name+` IS_TEMPLATE false`)
	}
	if err == nil && found {
		_, err = c.session.Exec(ctx, `DROP DATABASE `+name+` WITH (FORCE)`)
	}
	if _, unlockErr := c.session.Exec(ctx, `SELECT pg_advisory_unlock($1, $2)`, class, key); err == nil {
		err = unlockErr
	}
	return err
}

func (c *cluster) names(ctx context.Context, sql string, args ...any) ([]string, error) {
	rows, err := c.session.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
