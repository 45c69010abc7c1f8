package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"kith/internal/chatwoot"
)

// chatwootVariable holds the address of Chatwoot's database.
const chatwootVariable = "KITH_CHATWOOT_URL"

func chatwootCommand(s *settings, out io.Writer) *cli.Command {
	var o chatwoot.Options
	var account, reportTo string
	return &cli.Command{
		Name: "chatwoot", Usage: "bring accounts over from the database of a Chatwoot; can be run again for what has changed since",
		ArgValidator: noArguments,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "from", Sources: cli.EnvVars(chatwootVariable), Destination: &o.From, Required: true,
				Usage: "Chatwoot's PostgreSQL, which is only read: postgres://user:password@host/name"},
			&cli.Int64SliceFlag{Name: "only", Destination: &o.Only, Usage: "ids of Chatwoot's accounts, separated by commas; all without it"},
			&cli.StringFlag{Name: "account", Destination: &account,
				Usage: "id of the account that the one account goes to; without it one is made for each"},
			&cli.StringFlag{Name: "region", Value: "US", Destination: &o.Region,
				Usage: "where phone numbers without + are read in accounts that are made: ISO 3166-1 alpha-2"},
			&cli.StringFlag{Name: "report", Value: "chatwoot-report.csv", Destination: &reportTo,
				Usage: "file that is written with what did not fit"},
			&cli.BoolFlag{Name: "follow-deletes", Destination: &o.FollowDeletes,
				Usage: "delete what was brought over and then deleted in Chatwoot, unless it has changed here; without it that is reported"},
			&cli.BoolFlag{Name: "crm-v2", Destination: &o.CRMv2,
				Usage: "the accounts use Chatwoot's feature crm_v2, with which segments hold leads alone"},
		},
		Action: func(ctx context.Context, _ *cli.Command) (err error) {
			if o.Into, err = accountID(account); err != nil {
				return err
			}
			o.Progress = tableProgress(out)
			return withDatabase(ctx, *s, func(db *database) error {
				report := &reportFile{path: reportTo}
				o.Report = report
				results, err := chatwoot.Import(ctx, db.crm, o)
				tellImport(out, results, reportTo)
				if err != nil && len(results) > 0 {
					err = fmt.Errorf("%w; what was stored stays, and the same command goes on", err)
				}
				return errors.Join(err, report.Close())
			})
		},
	}
}

// reportFile is a file that takes the place of an earlier one once there is something to write: what an import that never began would
// have said is no reason to lose what the last one did.
type reportFile struct {
	path string
	file *os.File
}

func (r *reportFile) Write(p []byte) (n int, err error) {
	if r.file == nil {
		if r.file, err = os.OpenFile(r.path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600); err != nil { // it has what people said of themselves
			return 0, fmt.Errorf("the report can't be written: %w", err)
		}
	}
	return r.file.Write(p)
}

func (r *reportFile) Close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}

// tableProgress draws a line for each table that is worked off, if somebody watches.
func tableProgress(out io.Writer) func(string, int64) func(int) {
	screen, isFile := out.(*os.File)
	watched := isFile && term.IsTerminal(int(screen.Fd()))
	return func(table string, rows int64) func(int) {
		if !watched || rows == 0 {
			return func(int) {}
		}
		bar := progressbar.NewOptions64(rows, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(fmt.Sprintf("%-30s", table)),
			progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetItsString("rows"),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionOnCompletion(func() { _, _ = fmt.Fprintln(out) }))
		return func(n int) { _ = bar.Add(n) } // a line that can't be drawn stops nothing
	}
}

// tellImport tells what became of each account, and what did not fit.
func tellImport(out io.Writer, results []*chatwoot.Result, reportTo string) {
	var text strings.Builder
	misfits := false
	for _, r := range results {
		fmt.Fprintf(&text, "\n%s (Chatwoot's account %d) is %s.\n", r.Name, r.Chatwoot, r.Account)
		for _, table := range r.Tables {
			if table.Read == 0 {
				continue
			}
			switch {
			case table.Gone:
				fmt.Fprintf(&text, "  %-30s %9d deleted there, %d here too\n", table.Name, table.Read, table.Changed)
			case table.Changed+table.Joined > 0:
				fmt.Fprintf(&text, "  %-30s %9d rows, %9d new, %9d changed, %9d known before\n", table.Name, table.Read, table.Stored,
					table.Changed, table.Joined)
			default:
				fmt.Fprintf(&text, "  %-30s %9d rows, %9d new\n", table.Name, table.Read, table.Stored)
			}
			for _, reason := range table.Reasons() {
				fmt.Fprintf(&text, "    %7d × %s\n", table.Rejected[reason], reason)
				misfits = true
			}
		}
	}
	for _, r := range results {
		if len(r.Lost) > 0 {
			fmt.Fprintf(&text, "%d kinds of data of Chatwoot's account %d have no place here; the report begins with them.\n",
				len(r.Lost), r.Chatwoot)
			misfits = true
		}
	}
	if misfits {
		fmt.Fprintf(&text, "\nWhat did not fit stands in %s.\n", reportTo)
	}
	if len(results) > 0 {
		fmt.Fprintf(&text, "Make a token for an account: kith token create -account %s\n", results[0].Account)
	}
	_, _ = io.WriteString(out, text.String())
}
