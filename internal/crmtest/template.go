package crmtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"
)

// The names of the databases: of a template with its version, of a test with the number of its process.
const (
	templatePrefix = "kith_template_"
	runPrefix      = "kith_test_"
)

// use is what a template is for.
type use int

const (
	// forCopies: every test gets a copy, and nobody a session in the template, because then it could not be copied.
	forCopies use = iota
	// forReaders: tests read the template itself, which nobody can write.
	forReaders
)

// template is a database that is made once, by the first process that wants it.
type template struct {
	mu       sync.Mutex
	finished bool // and held by this process
}

// template returns the name of a template, which it makes unless it is there.
func (c *cluster) template(ctx context.Context, version string, migrate func(ctx context.Context, url string) error,
	use use) (string, error) {
	name := templateName(version)
	c.mu.Lock()
	t := c.templates[name]
	if t == nil {
		t = &template{}
		c.templates[name] = t
	}
	c.mu.Unlock()
	t.mu.Lock() // not that of the cluster: making a large template must not delay tests that need another
	defer t.mu.Unlock()
	if t.finished {
		return name, nil
	}
	maker, err := pgx.Connect(ctx, c.url)
	if err != nil {
		return "", err
	}
	defer maker.Close(context.WithoutCancel(ctx)) // which unlocks
	if _, err := maker.Exec(ctx, `SELECT pg_advisory_lock($1, hashtext($2))`, lockMake, name); err != nil {
		return "", err
	}
	if err := c.hold(ctx, name); err != nil {
		return "", err
	}
	if err := c.makeTemplate(ctx, maker, name, migrate, use); err != nil {
		return "", err
	}
	t.finished = true
	return name, nil
}

// hold keeps a template from being dropped as old until the process ends.
func (c *cluster) hold(ctx context.Context, name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.session.Exec(ctx, `SELECT pg_advisory_lock_shared($1, hashtext($2))`, lockTemplate, name)
	return err
}

func templateName(version string) string {
	sum := sha256.Sum256([]byte(version))
	return templatePrefix + hex.EncodeToString(sum[:8])
}

// makeTemplate makes the template unless it is there. Only a finished one is marked as a template.
func (c *cluster) makeTemplate(ctx context.Context, maker *pgx.Conn, name string, migrate func(ctx context.Context, url string) error,
	use use) error {
	var finished bool
	err := maker.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&finished)
	if err != nil || finished {
		return err
	}
	if err := c.drop(ctx, name); err != nil {
		return err
	}
	if err := c.everywhere(ctx, `CREATE DATABASE `+name); err != nil {
		return err
	}
	if err := c.connectNodes(ctx, name); err != nil {
		return err
	}
	if migrate != nil {
		if err := migrate(ctx, withDatabase(c.url, name)); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	close := `ALTER DATABASE ` + name + ` ALLOW_CONNECTIONS false`
	if use == forReaders {
		close = `ALTER DATABASE ` + name + ` SET default_transaction_read_only = on`
	}
	for _, sql := range []string{
		close,
		`SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '` + name + `'`,
		`ALTER DATABASE ` + name + ` IS_TEMPLATE true`,
	} {
		if err := c.everywhere(ctx, sql); err != nil {
			return err
		}
	}
	return nil
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
	names, err = c.names(ctx, `SELECT datname FROM pg_database WHERE starts_with(datname, $1) ORDER BY oid DESC OFFSET $2`,
		templatePrefix, oldTemplates)
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
		err = c.everywhere(ctx, `UPDATE pg_database SET datistemplate = false WHERE datname = '`+name+`'`)
	}
	if err == nil && found {
		err = c.drop(ctx, name)
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
