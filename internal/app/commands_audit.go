package app

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/urfave/cli/v3"

	"kith/models"
)

func auditCommand(s *settings, out io.Writer) *cli.Command {
	var account, to, from, until string
	return &cli.Command{
		Name: "audit", Usage: "the audit log of an account", ArgValidator: noArguments,
		Commands: []*cli.Command{{
			Name: "export", Usage: "write the audit log as JSON Lines, the oldest entry first", ArgValidator: noArguments,
			Flags: []cli.Flag{
				accountFlag(&account),
				&cli.StringFlag{Name: "to", Value: streamName, Destination: &to, Usage: "file that is written, - for standard output"},
				&cli.StringFlag{Name: "from", Destination: &from, Usage: "only entries of this instant or later: 2026-03-01T00:00:00Z"},
				&cli.StringFlag{Name: "until", Destination: &until, Usage: "only entries before this instant"},
			},
			Action: func(ctx context.Context, _ *cli.Command) (err error) {
				var q models.AuditQuery
				if q.From, err = instant("from", from); err != nil {
					return err
				}
				if q.Until, err = instant("until", until); err != nil {
					return err
				}
				return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
					return writeTo(to, out, func(w io.Writer) error {
						lines := json.NewEncoder(w)
						return db.crm.EachAuditEvent(ctx, q, func(e *models.AuditEvent) error { return lines.Encode(e.Line()) })
					})
				})
			},
		}},
	}
}

// instant reads the instant of a flag, nil for no text.
func instant(flag, text string) (*models.DateTime, error) {
	if text == "" {
		return nil, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, fmt.Errorf("%s is an instant such as 2026-03-01T00:00:00Z, not %q", flag, text)
	}
	at := models.At(t)
	return &at, nil
}

// writeTo has write fill a new file, which only its owner can read, or the stream if the path is -.
func writeTo(path string, stream io.Writer, write func(io.Writer) error) (err error) {
	to := stream
	if path != streamName {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
		if err != nil {
			return fmt.Errorf("%q can't be written: %w; name another file with -to", path, err)
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		to = file
	}
	buffered := bufio.NewWriter(to)
	return errors.Join(write(buffered), buffered.Flush())
}
