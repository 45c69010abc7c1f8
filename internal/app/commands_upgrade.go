package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v3"

	"kith/internal/backup"
	"kith/internal/postgres"
)

func upgradeCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "upgrade", Usage: "move the private database to a newer major version of PostgreSQL; stop the server before",
		Description: "It wants programs of both versions, and about twice the room. The old database stays as it was, beside the new one. " +
			"-pg-bin names the new programs; without it they are the newest that are installed or can be downloaded.",
		ArgValidator: noArguments,
		Action: func(ctx context.Context, _ *cli.Command) error {
			if s.databaseURL != "" {
				return errors.New("KITH_DATABASE_URL names a database that Kith does not run: upgrade it by its own means, or move it by " +
					"kith backup and kith restore")
			}
			return s.upgrade(ctx, out)
		},
	}
}

func (s *settings) upgrade(ctx context.Context, out io.Writer) error {
	log, err := s.logger()
	if err != nil {
		return err
	}
	options, err := s.private(log)
	if err != nil {
		return err
	}
	done, err := postgres.Upgrade(ctx, options, func(ctx context.Context, from, to string) error {
		return moveDatabase(ctx, s.dataDir, from, to)
	})
	switch {
	case err != nil:
		return err
	case done.From == done.To:
		_, err = fmt.Fprintf(out, "The database is one of PostgreSQL %d already, and there is no newer one here.\n", done.To)
	default:
		_, err = fmt.Fprintf(out, "The database was moved from PostgreSQL %d to %d. The old one is in %s: remove it when all is well.\n",
			done.From, done.To, done.Old)
	}
	return err
}

// moveDatabase copies a database by a backup, which compares what was stored with what was read.
func moveDatabase(ctx context.Context, dir, from, to string) error {
	source, err := postgres.OpenPool(ctx, from, nil)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := postgres.OpenPool(ctx, to, nil)
	if err != nil {
		return err
	}
	defer target.Close()
	file, err := os.CreateTemp(dir, "upgrade-*.backup")
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := os.Remove(file.Name()); err != nil { // so that nothing is left of it, however this ends
		return err
	}
	if _, err := backup.Write(ctx, file, backup.Source{Pool: source, Kith: version()}); err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, _, err = backup.Restore(ctx, file, backup.Target{Pool: target, Continues: true})
	return err
}
