package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v3"

	"kith/models"
	"kith/models/typeid"
)

func accountCommand(s *settings, out io.Writer) *cli.Command {
	var name, region string
	return &cli.Command{
		Name: "account", Usage: "manage accounts",
		Commands: []*cli.Command{
			{
				Name: "create", Usage: "make an account and print its id",
				Description: "It has neither users nor tokens; kith user create and kith token create make them, with -account and this id.",
				Flags: []cli.Flag{
					&cli.StringFlag{Name: "name", Required: true, Destination: &name, Usage: "name of the organization"},
					&cli.StringFlag{Name: "region", Value: "US", Destination: &region,
						Usage: "where phone numbers without + are read: ISO 3166-1 alpha-2"},
				},
				ArgValidator: noArguments,
				Action: func(ctx context.Context, _ *cli.Command) error {
					return withDatabase(ctx, *s, func(db *database) error {
						id := typeid.New[models.AccountID]()
						if err := db.crm.CreateAccount(ctx, id, name, region); err != nil {
							return err
						}
						_, err := fmt.Fprintln(out, id)
						return err
					})
				},
			},
			{
				Name: "list", Usage: "list the accounts, the oldest first, which commands take without -account", ArgValidator: noArguments,
				Action: func(ctx context.Context, _ *cli.Command) error {
					return withDatabase(ctx, *s, func(db *database) error {
						accounts, err := db.crm.Accounts(ctx)
						if err != nil {
							return err
						}
						rows := [][]string{{"ID", "CREATED", "USERS", "NAME"}}
						for _, a := range accounts {
							rows = append(rows, []string{a.ID.String(), date(&a.CreatedAt), fmt.Sprint(a.Users), a.Name})
						}
						return printTable(out, rows)
					})
				},
			},
		},
	}
}

// asOperator runs a command with all rights in an account, the oldest without an id.
func asOperator(ctx context.Context, s settings, account string, then func(context.Context, *database) error) error {
	id, err := accountID(account)
	if err != nil {
		return err
	}
	return withDatabase(ctx, s, func(db *database) error {
		operator, err := db.crm.Operator(ctx, id)
		if err != nil {
			return err
		}
		return then(models.WithViewer(ctx, operator), db)
	})
}

// printTable prints rows in columns, without control characters, which a name may have.
func printTable(out io.Writer, rows [][]string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, printable(strings.Join(row, "\t")))
	}
	return w.Flush()
}

func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && (r < ' ' || r == 0x7f) {
			return ' '
		}
		return r
	}, text)
}

// date is the day of an instant, - for none.
func date(at *models.DateTime) string {
	if at == nil {
		return "-"
	}
	return at.UTC().Format(time.DateOnly)
}

// orDash shows a text that may be missing.
func orDash(text *string) string {
	if text == nil {
		return "-"
	}
	return *text
}

// roleOf reads the name of a role in any case.
func roleOf(text string) (models.Role, error) {
	role := models.Role(strings.ToUpper(text))
	if !role.Valid() {
		return "", fmt.Errorf("role is ADMINISTRATOR or AGENT, not %q", text)
	}
	return role, nil
}

func roleFlag(to *string, preset models.Role) cli.Flag {
	return &cli.StringFlag{Name: "role", Value: string(preset), Destination: to, Usage: "ADMINISTRATOR or AGENT"}
}
