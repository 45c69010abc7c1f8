package app

import (
	"context"
	"fmt"
	"io"

	"github.com/urfave/cli/v3"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

func tokenCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "token", Usage: "manage API tokens",
		Commands: []*cli.Command{tokenCreateCommand(s, out), tokenListCommand(s, out), tokenRevokeCommand(s, out)},
	}
}

func tokenCreateCommand(s *settings, out io.Writer) *cli.Command {
	var account, name, role string
	return &cli.Command{
		Name: "create", Usage: "make an API token and print it, once", ArgValidator: noArguments,
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.StringFlag{Name: "name", Value: "Command line", Destination: &name, Usage: "what the token is for"},
			roleFlag(&role, models.Administrator),
		},
		Action: func(ctx context.Context, _ *cli.Command) error {
			role, err := roleOf(role)
			if err != nil {
				return err
			}
			var made models.APIToken
			if made.Apply(models.ApiTokenCreateInput{Name: name}) != nil {
				return fmt.Errorf("name has 1 to %d characters", models.MaxName)
			}
			id, err := accountID(account)
			if err != nil {
				return err
			}
			return withDatabase(ctx, *s, func(db *database) error {
				token := crm.NewToken()
				if _, err := db.crm.CreateAPIToken(ctx, id, made.Name, role, crm.HashToken(token)); err != nil {
					return err
				}
				_, err := fmt.Fprintln(out, token)
				return err
			})
		},
	}
}

func tokenListCommand(s *settings, out io.Writer) *cli.Command {
	var account string
	return &cli.Command{
		Name: "list", Usage: "list the API tokens of an account, the newest first, without their secrets", ArgValidator: noArguments,
		Flags: []cli.Flag{accountFlag(&account)},
		Action: func(ctx context.Context, _ *cli.Command) error {
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				tokens, err := db.crm.AllAPITokens(ctx)
				if err != nil {
					return err
				}
				rows := [][]string{{"ID", "CREATED", "LAST USED", "ROLE", "NAME"}}
				for _, t := range tokens {
					rows = append(rows, []string{t.ID.String(), date(&t.CreatedAt), date(t.LastUsedAt), string(t.Role), t.Name})
				}
				return printTable(out, rows)
			})
		},
	}
}

func tokenRevokeCommand(s *settings, out io.Writer) *cli.Command {
	var account string
	return &cli.Command{
		Name: "revoke", Usage: "revoke an API token, which servers refuse within a second", ArgsUsage: "ID",
		Flags: []cli.Flag{accountFlag(&account)},
		ArgValidator: func(_ context.Context, c *cli.Command) error {
			return oneArgument(c, "the id of a token, token_…, as kith token list prints it")
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			text := c.Args().First()
			id := typeid.Read[models.APITokenID](text)
			if id.IsZero() {
				return fmt.Errorf("%q is not the id of a token; kith token list prints them", text)
			}
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				if err := db.crm.RevokeAPIToken(ctx, id); err != nil {
					return err
				}
				_, err := fmt.Fprintf(out, "%s is revoked.\n", id)
				return err
			})
		},
	}
}

// oneArgument wants exactly one argument.
func oneArgument(c *cli.Command, what string) error {
	if c.Args().Len() != 1 || c.Args().First() == "" {
		return fmt.Errorf("%s wants %s; see %[1]s -help", c.FullName(), what)
	}
	return nil
}
