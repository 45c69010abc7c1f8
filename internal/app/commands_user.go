package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v3"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// noPassword stands for a user who can sign in by the identity provider alone.
const noPassword = "none"

func userCommand(s *settings, out io.Writer) *cli.Command {
	return &cli.Command{
		Name: "user", Usage: "manage the people who sign in to an account",
		Commands: []*cli.Command{
			userCreateCommand(s, out), userListCommand(s, out), userPasswordCommand(s, out),
			userDeactivateCommand(s, out),
			userAccessCommand(s, out, "reactivate", "let a deactivated user sign in again, with the password of before",
				"can sign in again", func(c *crm.Service, ctx context.Context, id models.UserID) (*models.User, error) {
					return c.ReactivateUser(ctx, models.UserReactivateInput{ID: id})
				}),
			userAccessCommand(s, out, "remove-second-factor", "let a user who has lost their authenticator app sign in without a code",
				"signs in with the password alone", func(c *crm.Service, ctx context.Context, id models.UserID) (*models.User, error) {
					return c.RemoveSecondFactor(ctx, models.SecondFactorRemoveInput{UserID: id})
				}),
		},
	}
}

func userCreateCommand(s *settings, out io.Writer) *cli.Command {
	var account, email, name, role, password string
	return &cli.Command{
		Name: "create", Usage: "add a user to an account", ArgValidator: noArguments,
		Description: "It prints the user's id and, once, the password that it made.",
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.StringFlag{Name: "email", Required: true, Destination: &email, Usage: "the user signs in with it"},
			&cli.StringFlag{Name: "name", Destination: &name, Usage: "name that others see; the part of the email before the @ without it"},
			roleFlag(&role, models.Agent),
			passwordFlag(&password),
		},
		Action: func(ctx context.Context, _ *cli.Command) error {
			role, err := roleOf(role)
			if err != nil {
				return err
			}
			if name == "" {
				name, _, _ = strings.Cut(email, "@")
			}
			chosen, made, err := choosePassword(password, os.Stdin)
			if err != nil {
				return err
			}
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				user, err := db.crm.CreateUser(ctx, models.UserCreateInput{Name: name, Email: email, Role: role, Password: chosen})
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(out, "%s\n%s", user.ID, tellPassword(made))
				return err
			})
		},
	}
}

func userListCommand(s *settings, out io.Writer) *cli.Command {
	var account string
	return &cli.Command{
		Name: "list", Usage: "list the users of an account by their email", ArgValidator: noArguments,
		Flags: []cli.Flag{accountFlag(&account)},
		Action: func(ctx context.Context, _ *cli.Command) error {
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				users, err := db.crm.AllUsers(ctx)
				if err != nil {
					return err
				}
				rows := [][]string{{"ID", "CREATED", "DEACTIVATED", "ROLE", "EMAIL", "NAME"}}
				for _, u := range users {
					rows = append(rows, []string{u.ID.String(), date(&u.CreatedAt), date(u.DeactivatedAt), string(u.Role), u.Email, u.Name})
				}
				return printTable(out, rows)
			})
		},
	}
}

func userPasswordCommand(s *settings, out io.Writer) *cli.Command {
	var account, password string
	return &cli.Command{
		Name: "password", Usage: "give a user a new password and end the user's sessions", ArgsUsage: "EMAIL",
		Flags:        []cli.Flag{accountFlag(&account), passwordFlag(&password)},
		ArgValidator: oneUser,
		Action: func(ctx context.Context, c *cli.Command) error {
			chosen, made, err := choosePassword(password, os.Stdin)
			if err != nil {
				return err
			}
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				id, err := findUser(ctx, db.crm, c.Args().First())
				if err != nil {
					return err
				}
				if _, err := db.crm.SetUserPassword(ctx, id, chosen); err != nil {
					return err
				}
				_, err = fmt.Fprintf(out, "The password of %s is another one now.\n%s", c.Args().First(), tellPassword(made))
				return err
			})
		},
	}
}

func userDeactivateCommand(s *settings, out io.Writer) *cli.Command {
	var account, successor string
	return &cli.Command{
		Name:      "deactivate",
		Usage:     "keep a user from signing in, end the user's sessions and hand over their conversations; what they wrote keeps their name",
		ArgsUsage: "EMAIL", ArgValidator: oneUser,
		Flags: []cli.Flag{
			accountFlag(&account),
			&cli.StringFlag{Name: "hand-over-to", Destination: &successor,
				Usage: "email or id of the user who takes over the conversations; without it nobody is assigned to them"},
		},
		Action: func(ctx context.Context, c *cli.Command) error {
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				id, err := findUser(ctx, db.crm, c.Args().First())
				if err != nil {
					return err
				}
				in := models.UserDeactivateInput{ID: id}
				if successor != "" {
					to, err := findUser(ctx, db.crm, successor)
					if err != nil {
						return err
					}
					in.HandOverTo = &to
				}
				user, reassigned, err := db.crm.DeactivateUser(ctx, in)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(out, "%s can't sign in any more. Conversations assigned anew: %d.\n", user.Email, reassigned)
				return err
			})
		},
	}
}

// userAccessCommand changes whether a user may sign in.
func userAccessCommand(
	s *settings, out io.Writer, name, usage, result string, change func(*crm.Service, context.Context, models.UserID) (*models.User, error),
) *cli.Command {
	var account string
	return &cli.Command{
		Name: name, Usage: usage, ArgsUsage: "EMAIL", ArgValidator: oneUser,
		Flags: []cli.Flag{accountFlag(&account)},
		Action: func(ctx context.Context, c *cli.Command) error {
			return asOperator(ctx, *s, account, func(ctx context.Context, db *database) error {
				id, err := findUser(ctx, db.crm, c.Args().First())
				if err != nil {
					return err
				}
				user, err := change(db.crm, ctx, id)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(out, "%s %s.\n", user.Email, result)
				return err
			})
		},
	}
}

func oneUser(_ context.Context, c *cli.Command) error {
	return oneArgument(c, "the email or the id of a user, as kith user list prints them")
}

// findUser finds a user by id or by email.
func findUser(ctx context.Context, c *crm.Service, text string) (models.UserID, error) {
	if id := typeid.Read[models.UserID](text); !id.IsZero() {
		return id, nil
	}
	user, err := c.UserByEmail(ctx, strings.ToLower(strings.TrimSpace(text)))
	if err != nil {
		return models.UserID{}, err
	}
	return user.ID, nil
}
