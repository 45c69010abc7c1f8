package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

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
	var lasts time.Duration
	var from, scopes []string
	return &cli.Command{
		Name: "create", Usage: "make an API token and print it, once", ArgValidator: noArguments,
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.StringFlag{Name: "name", Value: "Command line", Destination: &name, Usage: "what the token is for"},
			roleFlag(&role, models.Administrator),
			&cli.DurationFlag{Name: "expires-in", Destination: &lasts, Usage: "how long it is accepted, such as 720h; for ever without it"},
			&cli.StringSliceFlag{Name: "allow-from", Destination: &from,
				Usage: "an address or network from which alone it is accepted, such as 203.0.113.0/24"},
			&cli.StringSliceFlag{Name: "scopes", Destination: &scopes,
				Usage: "what it may be used for, such as contacts:read,conversations:write; everything that its role allows without them"},
		},
		Action: func(ctx context.Context, _ *cli.Command) error {
			role, err := roleOf(role)
			if err != nil {
				return err
			}
			in := models.ApiTokenCreateInput{Name: name, Role: role, AllowedAddresses: from}
			if in.Scopes, err = scopesOf(scopes); err != nil {
				return err
			}
			if lasts != 0 {
				end := models.At(time.Now().Add(lasts))
				in.ExpiresAt = &end
			}
			if _, err := models.NewAPIToken(in, crm.NewToken(), &models.Viewer{}, models.At(time.Now())); err != nil {
				return err // before a database is needed
			}
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				_, token, err := db.crm.IssueAPIToken(ctx, in)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(out, token)
				return err
			})
		},
	}
}

// scopesOf reads scopes; nil without any.
func scopesOf(texts []string) (scopes []models.TokenScope, err error) {
	for _, text := range texts {
		scope, ok := models.ParseTokenScope(text)
		if !ok {
			return nil, fmt.Errorf("there is no scope %q; there are %s", text, scopeNames(models.TokenScopes))
		}
		scopes = append(scopes, scope)
	}
	return scopes, nil
}

func scopeNames(scopes []models.TokenScope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = s.String()
	}
	return strings.Join(names, ", ")
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
				rows := [][]string{{"ID", "ENDS WITH", "CREATED", "LAST USED", "EXPIRES", "ROLE", "SCOPES", "NAME"}}
				for _, t := range tokens {
					rows = append(rows, []string{t.ID.String(), orDash(t.LastFour), date(&t.CreatedAt), date(t.LastUsedAt), date(t.ExpiresAt),
						string(t.Role), cmp.Or(scopeNames(t.Granted), "all"), t.Name})
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
