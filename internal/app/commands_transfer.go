package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"kith/internal/crm"
	"kith/internal/files"
	"kith/internal/transfer"
	"kith/models"
)

// commandTurn is how much of a job a command does before it looks whether it should end.
const commandTurn = time.Minute

func exportCommand(s *settings, out io.Writer) *cli.Command {
	var account, format, to, separator string
	var columns []string
	var options models.ContactsExportOptions
	return &cli.Command{
		Name: "export", Usage: "write the contacts of an account to a file",
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.StringFlag{Name: "format", Value: string(models.ExportCSV), Destination: &format, Usage: exportFormats() + "; in any case"},
			&cli.StringFlag{Name: "to", Destination: &to,
				Usage: "file that is written, - for standard output; contacts.csv, or as the format is called, without it"},
			&cli.StringSliceFlag{Name: "columns", Destination: &columns, Usage: "fields to write, separated by commas; all without it"},
			&cli.StringFlag{Name: "separator", Destination: &separator, Usage: "of CSV: comma, semicolon or tab"},
			&cli.BoolFlag{Name: "bom", Destination: &options.ByteOrderMark, Usage: "begin CSV with a byte order mark, for Excel"},
			&cli.BoolFlag{Name: "raw-phones", Destination: &options.RawPhoneNumbers, Usage: "phone numbers of CSV without an apostrophe"},
			&cli.BoolFlag{Name: "address-columns", Destination: &options.AddressColumns,
				Usage: "a column for each email and phone number of CSV and XLSX"},
		},
		Action: func(ctx context.Context, _ *cli.Command) error {
			format := models.ExportFormat(strings.ToUpper(format))
			if !slices.Contains(models.ExportFormats, format) {
				return fmt.Errorf("format is %s, not %q", exportFormats(), format)
			}
			options.Separator = models.ExportSeparator(strings.ToUpper(separator))
			if !slices.Contains([]models.ExportSeparator{"", models.Comma, models.Semicolon, models.Tab}, options.Separator) {
				return fmt.Errorf("separator is comma, semicolon or tab, not %q", separator)
			}
			if to == "" {
				to = transfer.ExportName(format)
			}
			if err := writable(to); err != nil {
				return err
			}
			said := out
			if to == streamName {
				said = os.Stderr // what is exported is all that goes to standard output
			}
			return withTransfers(ctx, *s, account, func(ctx context.Context, t transfers) error {
				in := models.ContactsExportInput{Format: format, Options: &options}
				if len(columns) > 0 {
					in.Columns = columns
				}
				job, err := t.crm.ExportContacts(ctx, in)
				if err != nil {
					return err
				}
				if job, err = t.complete(ctx, said, job, func(j *models.Job) *string { return j.Result }, to, out); err != nil {
					return err
				}
				if job.State != models.JobSucceeded {
					return t.whyFailed(ctx, job)
				}
				if to == streamName {
					return nil
				}
				_, err = fmt.Fprintf(out, "%d contacts written to %s.\n", job.Succeeded, to)
				return err
			})
		},
	}
}

// exportFormats names the formats of exports.
func exportFormats() string {
	names := make([]string, len(models.ExportFormats))
	for i, f := range models.ExportFormats {
		names[i] = string(f)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// writable refuses a path that can't be written, before the work for it is done. What is there stays until then.
func writable(path string) error {
	if path == streamName {
		return nil
	}
	_, missing := os.Stat(path)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%q can't be written: %w; name another file with -to", path, err)
	}
	err = file.Close()
	if missing != nil {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// transfers is what commands on files and contacts need.
type transfers struct {
	crm     *crm.Service
	service *transfer.Service
	files   *files.Store
}

// withTransfers runs a command on files and contacts, as the operator of an account.
func withTransfers(ctx context.Context, s settings, account string, then func(context.Context, transfers) error) error {
	id, err := accountID(account)
	if err != nil {
		return err
	}
	return withDatabase(ctx, s, func(db *database) (err error) {
		operator, err := db.crm.Operator(ctx, id)
		if err != nil {
			return err
		}
		store, err := openFiles(ctx, s, db.crm)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		return then(models.WithViewer(ctx, operator), transfers{db.crm, transfer.New(db.crm, store), store})
	})
}

// complete does a job to its end, and copies one of its files to where the operator wants it, - being the stream.
func (t transfers) complete(ctx context.Context, shown io.Writer, job *models.Job, file func(*models.Job) *string, to string,
	stream io.Writer) (*models.Job, error) {
	job, err := t.follow(ctx, shown, job)
	if err != nil {
		return nil, err
	}
	return job, t.save(ctx, file(job), to, stream)
}

// whyFailed returns why a job as a whole failed.
func (t transfers) whyFailed(ctx context.Context, job *models.Job) error {
	key := crm.JobFailuresKey{Job: job.ID, First: 1}
	failures, err := t.crm.FailuresByJob(ctx, []crm.JobFailuresKey{key})
	if err != nil {
		return err
	}
	why := "it was cancelled"
	for _, f := range failures[key] {
		why = f.Rules.String()
	}
	return fmt.Errorf("nothing was written: %s", why)
}

// follow does a job to its end, together with a server if one runs, and shows how far it is.
func (t transfers) follow(ctx context.Context, out io.Writer, job *models.Job) (*models.Job, error) {
	watching, stop := context.WithCancel(ctx)
	seen, err := t.crm.WatchJob(watching, job.ID)
	if err != nil {
		stop()
		return nil, err
	}
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		draw, before := tableProgress(out), 0
		var add func(int)
		for job := range seen {
			if job.Total == nil {
				continue
			}
			if add == nil {
				add = draw("contacts", int64(*job.Total))
			}
			add(job.Processed - before)
			before = job.Processed
		}
	}()
	args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
	for more := true; more && err == nil; {
		more, err = t.service.Do(ctx, args, commandTurn)
	}
	if err != nil {
		stop()
	}
	<-shown
	stop()
	if err != nil {
		return nil, err
	}
	return t.crm.JobToWork(ctx, args)
}

// save copies a file of a job to where the operator wants it, - being the stream; without one it does nothing.
func (t transfers) save(ctx context.Context, name *string, to string, stream io.Writer) error {
	if name == nil {
		return nil
	}
	from, err := t.files.Open(ctx, *name)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	if to == streamName {
		_, err = io.Copy(stream, from)
		return err
	}
	file, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // it has what people said of themselves
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}
