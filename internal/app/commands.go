package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"kith/internal/demo"
	"kith/migrations"
	"kith/models"
	"kith/models/typeid"
)

// run is the program: args are what follows its name, out is for what people read.
func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) > 2 && args[0] == "help" { // which the library answers for commands of the first level alone
		args = append(slices.Clone(args[1:]), "-help")
	}
	return command(args, out).Run(ctx, append([]string{programName}, args...))
}

const programName = "kith"

func command(args []string, out io.Writer) *cli.Command {
	var s settings
	root := serverCommand(&s, out)
	root.Name = programName
	root.Commands = []*cli.Command{serveCommand(args, out), migrateCommand(&s, out), demoCommand(&s, out), importCommand(&s, out),
		exportCommand(&s, out), accountCommand(&s, out), userCommand(&s, out), tokenCommand(&s, out), auditCommand(&s, out),
		backupCommand(&s, out),
		restoreCommand(&s, out), upgradeCommand(&s, out), doctorCommand(&s, out), versionCommand(out)}
	reportMisuse(root)
	return root
}

// serverCommand is the server with its flags.
func serverCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Usage: "the contact store behind support and CRM applications", Writer: out, ErrWriter: out,
		Description:    "Without a command it serves GraphQL. Every flag can be given as the environment variable that stands behind it.",
		Flags:          append(s.databaseFlags(), s.serverFlags()...),
		ExitErrHandler: func(context.Context, *cli.Command, error) {}, // Main prints the error
		ArgValidator:   noArguments,
		Action:         func(ctx context.Context, _ *cli.Command) error { return serve(ctx, *s, out) },
	}
}

// serveCommand is for those who look for a command that serves. Flags before it and after it count alike.
func serveCommand(args []string, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "serve", Usage: "serve GraphQL, as without a command", SkipFlagParsing: true, HideHelp: true,
		ArgValidator: func(context.Context, *cli.Command) error { return nil }, // that of the server looks
		Action: func(ctx context.Context, c *cli.Command) error {
			after := c.Args().Slice()
			before := args[:len(args)-len(after)-1]
			if slices.ContainsFunc(after, isHelp) {
				return command(nil, out).Run(ctx, []string{programName, "-help"})
			}
			var s settings
			server := serverCommand(&s, out)
			server.Name = programName + " serve"
			reportMisuse(server)
			return server.Run(ctx, slices.Concat([]string{server.Name}, before, after))
		},
	}
}

func isHelp(arg string) bool { return slices.Contains([]string{"-h", "-help", "--help"}, arg) }

// reportMisuse has a command and those below it say where they tell what they take.
func reportMisuse(root *cli.Command) {
	_ = root.Walk(func(c *cli.Command) error { // which fails only as this does
		c.OnUsageError = misused
		return nil
	})
}

// noArguments refuses what is neither a command nor a flag.
func noArguments(_ context.Context, c *cli.Command) error {
	if c.Args().Present() && c.Name != "help" {
		return fmt.Errorf("%s has no command %q; see %s -help", c.FullName(), c.Args().First(), c.FullName())
	}
	return nil
}

// misused says where a command tells what it takes.
func misused(_ context.Context, c *cli.Command, err error, _ bool) error {
	wrong, _, _ := strings.Cut(err.Error(), ": strconv.") // what follows is for programmers
	return fmt.Errorf("%s; see %s -help", wrong, c.FullName())
}

func migrateCommand(s *settings, out io.Writer) *cli.Command {
	var distribute bool
	return &cli.Command{
		Name: "migrate", Usage: "bring the database up to date and end",
		Flags: []cli.Flag{&cli.BoolFlag{Name: "distribute", Destination: &distribute,
			Usage: "spread the rows over the machines of a Citus cluster; a database without accounts is spread at once (docs/SCALE.md)"}},
		Action: func(ctx context.Context, _ *cli.Command) error {
			return withDatabase(ctx, *s, func(db *database) error {
				if distribute {
					if err := migrations.Distribute(ctx, db.pool); err != nil {
						return err
					}
				}
				spread, err := migrations.SpreadOf(ctx, db.pool)
				if err == nil {
					_, err = fmt.Fprintf(out, "The database is at version %d.%s\n", db.version, saySpread(spread))
				}
				return err
			})
		},
	}
}

// saySpread tells where the rows of a database are, if it could be elsewhere than on one machine.
func saySpread(s migrations.Spread) string {
	switch {
	case s.Distributed:
		return " Its rows are spread over the machines of its Citus cluster."
	case s.Citus:
		return " It has Citus, and all rows on one machine: kith migrate -distribute spreads them."
	default:
		return ""
	}
}

func demoCommand(s *settings, out io.Writer) *cli.Command {
	var account string
	var seed uint64
	var contacts int
	return &cli.Command{
		Name: "demo", Usage: "add believable contacts, conversations and ratings to an account",
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.Uint64Flag{Name: "seed", Value: 1, Destination: &seed, Usage: "the same seed makes the same data"},
			&cli.IntFlag{Name: "contacts", Value: 2000, Destination: &contacts, Usage: "how many contacts, 1 to 100,000"},
		},
		Action: func(ctx context.Context, _ *cli.Command) error {
			if contacts < 1 || contacts > 100_000 {
				return fmt.Errorf("contacts must be between 1 and 100,000, not %d", contacts)
			}
			id, err := accountID(account)
			if err != nil {
				return err
			}
			return withDatabase(ctx, *s, func(db *database) error {
				operator, err := db.crm.Operator(ctx, id)
				if err != nil {
					return err
				}
				world := demo.Generate(demo.Options{AccountID: operator.AccountID, Seed: seed, Contacts: contacts, Now: time.Now()})
				if err := db.crm.Seed(models.WithViewer(ctx, operator), world.Seed); err != nil {
					return err
				}
				_, err = fmt.Fprintln(out, world)
				return err
			})
		},
	}
}

func accountFlag(to *string) cli.Flag {
	return &cli.StringFlag{Name: "account", Destination: to, Usage: "id of the account; the oldest one without it"}
}

// accountID reads the id of an account; the zero id, which stands for the oldest account, is that of no text only.
func accountID(text string) (models.AccountID, error) {
	id := typeid.Read[models.AccountID](text)
	if text != "" && id.IsZero() {
		return id, fmt.Errorf("%q is not the id of an account, such as account_01h455vb4pex5vsknk084sn02q", text)
	}
	return id, nil
}

func versionCommand(out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "version", Usage: "print the version",
		Action: func(context.Context, *cli.Command) error {
			_, err := fmt.Fprintln(out, "kith", version())
			return err
		},
	}
}
