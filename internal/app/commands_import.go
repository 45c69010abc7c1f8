package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"kith/internal/crm"
	"kith/models"
)

// failuresSuffix ends the name of the file of what an import could not load.
const failuresSuffix = ".failures.csv"

// importOptions are the flags of kith import FILE.
type importOptions struct {
	account, region, mode, overwrite, unknown, dateOrder, encoding string
	mapped, matchBy                                                []string
	dryRun, yes, createCompanies                                   bool
}

func importCommand(s *settings, out io.Writer) *cli.Command {
	var o importOptions
	return &cli.Command{
		Name: "import", Usage: "load contacts from a file, - for standard input, or bring them over from elsewhere",
		ArgsUsage: "FILE",
		Flags: []cli.Flag{
			accountFlag(&o.account),
			&cli.BoolFlag{Name: "yes", Aliases: []string{"y"}, Destination: &o.yes, Usage: "import without asking"},
			&cli.BoolFlag{Name: "dry-run", Destination: &o.dryRun, Usage: "try every row, change nothing"},
			&cli.StringSliceFlag{Name: "map", Destination: &o.mapped,
				Usage: "column=field for a column that is not recognised, such as Tarif=customAttributes.plan; column= leaves one out"},
			&cli.StringFlag{Name: "unknown", Value: string(models.UnknownAttributes), Destination: &o.unknown,
				Usage: "what becomes of columns that are not recognised: ATTRIBUTES, IGNORE or REFUSE"},
			&cli.StringFlag{Name: "mode", Value: string(models.ImportUpsert), Destination: &o.mode, Usage: "CREATE, UPDATE or UPSERT"},
			&cli.StringFlag{Name: "overwrite", Value: string(models.OverwriteAlways), Destination: &o.overwrite,
				Usage: "which values of contacts that exist are replaced: ALWAYS, BLANK_ONLY or NEVER"},
			&cli.StringSliceFlag{Name: "match-by", Destination: &o.matchBy,
				Usage: "keys that find contacts: ID, IDENTIFIER, EMAIL, PHONE_NUMBER; all without it"},
			&cli.StringFlag{Name: "encoding", Destination: &o.encoding,
				Usage: "such as WINDOWS-1252, SHIFT_JIS or MACINTOSH; found out without it"},
			&cli.StringFlag{Name: "date-order", Destination: &o.dateOrder, Usage: "DMY, MDY or YMD; guessed without it"},
			&cli.BoolFlag{Name: "create-companies", Destination: &o.createCompanies, Usage: "create the companies that are not there"},
			&cli.StringFlag{Name: "region", Destination: &o.region,
				Usage: "where phone numbers without + are read: ISO 3166-1 alpha-2; that of the account without it"},
		},
		Commands: []*cli.Command{chatwootCommand(s, out)},
		ArgValidator: func(_ context.Context, c *cli.Command) error {
			if c.Args().Len() != 1 {
				return errors.New("name one file to import; see kith import -help")
			}
			return nil
		},
		Action: func(ctx context.Context, c *cli.Command) error { return importFile(ctx, *s, out, c.Args().First(), o) },
	}
}

// input returns the input of an import of a file.
func (o importOptions) input(file models.Upload) (in models.ContactsImportInput, err error) {
	in = models.ContactsImportInput{File: file, DryRun: o.dryRun, CreateCompanies: o.createCompanies}
	in.Mode, err = chosen(err, "mode", o.mode, models.ImportCreate, models.ImportUpdate, models.ImportUpsert)
	in.Overwrite, err = chosen(err, "overwrite", o.overwrite, models.OverwriteAlways, models.OverwriteBlankOnly, models.OverwriteNever)
	in.UnknownColumns, err = chosen(err, "unknown", o.unknown, models.UnknownAttributes, models.UnknownIgnore, models.UnknownRefuse)
	for _, key := range o.matchBy {
		var by models.ImportKey
		by, err = chosen(err, "match-by", key, models.ImportByID, models.ImportByIdentifier, models.ImportByEmail, models.ImportByPhoneNumber)
		in.MatchBy = append(in.MatchBy, by)
	}
	if o.dateOrder != "" {
		var order models.DateOrder
		order, err = chosen(err, "date-order", o.dateOrder, models.DayMonthYear, models.MonthDayYear, models.YearMonthDay)
		in.DateOrder = &order
	}
	if o.region != "" {
		in.DefaultRegion = &o.region
	}
	if o.encoding != "" {
		in.Encoding = &o.encoding
	}
	for _, pair := range o.mapped {
		column, field, ok := strings.Cut(pair, "=")
		if !ok {
			return in, fmt.Errorf("-map is column=field, not %q", pair)
		}
		in.Map = append(in.Map, models.ColumnMap{Column: column, Field: field})
	}
	return in, err
}

// chosen reads one of several words in any case, unless something was wrong before.
func chosen[T ~string](before error, flag, text string, all ...T) (T, error) {
	word := T(strings.ToUpper(strings.ReplaceAll(text, "-", "_")))
	if before != nil || slices.Contains(all, word) {
		return word, before
	}
	names := make([]string, len(all))
	for i, a := range all {
		names[i] = string(a)
	}
	return word, fmt.Errorf("-%s is one of %s, not %q", flag, strings.Join(names, ", "), text)
}

// importFile loads a file of contacts after it has shown what it makes of it, and writes what failed beside it.
func importFile(ctx context.Context, s settings, out io.Writer, path string, o importOptions) error {
	boundHeap()
	file, err := openStream(path, os.Stdin)
	if err != nil {
		return fmt.Errorf("%q can't be read: %w; see kith import -help", path, err)
	}
	defer func() { _ = file.Close() }()
	about, err := file.Stat()
	if err != nil {
		return err
	}
	name, failures := about.Name(), path+failuresSuffix
	if path == streamName {
		name, failures = "stdin.csv", "stdin"+failuresSuffix
	}
	in, err := o.input(models.Upload{Filename: name, Size: about.Size(), Content: file})
	if err != nil {
		return err
	}
	return withTransfers(ctx, s, o.account, func(ctx context.Context, t transfers) error {
		preview, err := t.service.Preview(ctx, in)
		if err != nil {
			return err
		}
		tellPreview(out, preview)
		if !o.yes && !o.dryRun && !agreed(out, path) {
			return errors.New("nothing was imported")
		}
		job, err := t.service.Import(ctx, in)
		if err != nil {
			return err
		}
		if job, err = t.complete(ctx, out, job, func(j *models.Job) *string { return j.FailuresFile }, failures, out); err != nil {
			return err
		}
		return tellImported(ctx, out, t.crm, job, failures)
	})
}

// agreed asks whether to go on. It does not ask where nobody can answer: if the file or the answer does not come from a terminal.
func agreed(out io.Writer, path string) bool {
	screen, isFile := out.(*os.File)
	if path == streamName || !isFile || !term.IsTerminal(int(screen.Fd())) || !term.IsTerminal(int(os.Stdin.Fd())) {
		return true
	}
	_, _ = fmt.Fprint(out, "Import it? [y/N] ")
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// shownWarnings is how many warnings a command prints.
const shownWarnings = 20

// tellImported says what became of the rows.
func tellImported(ctx context.Context, out io.Writer, c *crm.Service, job *models.Job, failures string) error {
	did := "Imported"
	if job.DryRun {
		did = "Tried"
	}
	told := fmt.Sprintf("%s: %d created, %d updated, %d unchanged, %d failed.", did, job.Created, job.Updated, job.Unchanged, job.Failed)
	if job.FailuresFile != nil {
		told += fmt.Sprintf(" %s says why.", failures)
	}
	if job.State != models.JobSucceeded {
		return errors.New(told)
	}
	if _, err := fmt.Fprintln(out, told); err != nil || job.Warnings == 0 {
		return err
	}
	key := crm.JobFailuresKey{Job: job.ID, First: shownWarnings}
	warnings, err := c.WarningsByJob(ctx, []crm.JobFailuresKey{key})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(out, "Warnings: %d\n", job.Warnings)
	tellWarnings(out, warnings[key], job.Warnings)
	return nil
}
