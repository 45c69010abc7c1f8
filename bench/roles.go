package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// asker is a user whose session asks.
type asker struct{ name, cookie string }

// measureRoles is the command `bench roles`: it measures lists, counts and searches as users of roles ask for them, whose filters are by
// label, inbox and team, beside an agent who sees all contacts. They ask in turns.
func measureRoles(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("roles", flag.ContinueOnError)
	o := options{connections: list{1, 8}}
	flags.StringVar(&o.database, "database", os.Getenv("KITH_BENCH_DATABASE_URL"),
		"URL of a superuser, whose PostgreSQL keeps the data set; a private one without it (KITH_BENCH_DATABASE_URL)")
	flags.StringVar(&o.dir, "dir", ".kith/bench", "directory of the private PostgreSQL")
	flags.IntVar(&o.contacts, "contacts", 300_000, "contacts of the large account, 30 or more; 19 others have two thirds as many together")
	flags.IntVar(&o.rounds, "rounds", 5, "how often each user has a turn")
	flags.DurationVar(&o.turn, "turn", time.Second, "length of a turn")
	flags.TextVar(&o.connections, "connections", o.connections, "requests at once, separated by commas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	b := &bench{options: o, asked: map[string]int{}}
	defer b.stop()
	if err := b.start(ctx); err != nil {
		return err
	}
	askers, err := b.askers(ctx)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(out, "| operation | connections | who | requests/s | beside all contacts | p50 ms | p95 ms |")
	_, _ = fmt.Fprintln(out, "| --- | --- | --- | --- | --- | --- | --- |")
	for _, op := range roleOperations(b.contacts, b.samples) {
		for _, connections := range b.connections {
			turns, err := b.inTurns(ctx, op, connections, askers)
			if err != nil {
				return fmt.Errorf("%s: %w", op.name, err)
			}
			for i, t := range turns {
				_, _ = fmt.Fprintf(out, "| %s | %d | %s | %.0f | %.2f | %.1f | %.1f |\n", op.name, connections, askers[i].name, t.rate,
					t.rate/turns[0].rate, t.p50, t.p95)
			}
		}
	}
	return nil
}

// roleOperations are the reads of the bench that roles change, and a count.
func roleOperations(contacts int, s samples) []operation {
	all := slices.DeleteFunc(operations(contacts, s), func(op operation) bool {
		return !slices.Contains([]string{"list", "first page", "search, 1,000 hits"}, op.name)
	})
	return append(all, operation{name: "count", query: `{ contacts(first: 1) { count(limit: 1000) { value } } }`, values: nothing})
}

// inTurns measures what each user asks, the first one's figures first.
func (b *bench) inTurns(ctx context.Context, op operation, connections int, askers []asker) ([]turn, error) {
	turns := make([][]turn, len(askers))
	for round := range b.rounds {
		for i := range askers {
			at := (round + i) % len(askers)
			as := op
			as.cookie = askers[at].cookie
			t, err := b.load(ctx, b.servers[0], as, connections)
			if err != nil {
				return nil, err
			}
			turns[at] = append(turns[at], t)
		}
	}
	medians := make([]turn, len(askers))
	for i, all := range turns {
		medians[i] = median(all)
	}
	return medians, nil
}

// askers makes an agent, and users of roles that show the contacts of a label, an inbox and a team.
func (b *bench) askers(ctx context.Context) ([]asker, error) {
	service, err := crm.New(b.pool)
	if err != nil {
		return nil, err
	}
	var account int64
	var inbox models.InboxID
	administrator := &models.Viewer{Role: models.Administrator, UserID: new(models.UserID)}
	if err := b.pool.QueryRow(ctx, `
		SELECT account_id, (SELECT id FROM inboxes i WHERE i.account_id = u.account_id ORDER BY id LIMIT 1), id
		FROM users u
		WHERE account_id = `+largeAccount+` AND role = 'ADMINISTRATOR'
		LIMIT 1`).Scan(&account, &inbox, administrator.UserID); err != nil {
		return nil, err
	}
	administrator.AccountID = account
	ctx = models.WithViewer(ctx, administrator)
	team, err := service.CreateTeam(ctx, models.TeamCreateInput{Name: "Bench"})
	if err != nil {
		return nil, err
	}
	for _, sql := range []string{
		`UPDATE conversations SET team_id = '` + team.ID.UUID.String() + `'
			WHERE account_id = ` + largeAccount + ` AND contact_id IN (
				SELECT id FROM contacts WHERE account_id = ` + largeAccount + ` AND hashtext(id::text) % 10 = 0)`,
		`VACUUM ANALYZE conversations`,
	} {
		if _, err := b.pool.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	inboxID, teamID := inbox.String(), team.ID.String()
	all := []asker{}
	for _, role := range []struct {
		name   string
		filter *models.ContactFilter
	}{
		{"all contacts", nil},
		{"those of a label", &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"label-7"}}}},
		{"those of an inbox", &models.ContactFilter{InboxID: &models.IDFilter{Eq: &inboxID}}},
		{"those of a team", &models.ContactFilter{Conversations: &models.ConversationsFilter{
			Some: &models.ConversationFilter{TeamID: &models.IDFilter{Eq: &teamID}}}}},
	} {
		cookie, err := b.signIn(ctx, service, role.name, role.filter)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", role.name, err)
		}
		all = append(all, asker{role.name, cookie})
	}
	return all, nil
}

// signIn makes a user and returns the cookie of a session.
func (b *bench) signIn(ctx context.Context, service *crm.Service, name string, f *models.ContactFilter) (string, error) {
	token, password := crm.NewSecret(), crm.NewSecret()
	user, err := service.CreateUser(ctx, models.UserCreateInput{Name: name, Email: typeid.New[models.UserID]().String() + "@example.com",
		Role: models.Agent, Password: &password})
	if err != nil {
		return "", err
	}
	if f != nil {
		role, err := service.CreateRole(ctx, models.RoleCreateInput{Name: name, ContactFilter: f})
		if err != nil {
			return "", err
		}
		if _, err := b.pool.Exec(ctx, `UPDATE users SET role_id = $1 WHERE id = $2`, role.ID, user.ID); err != nil {
			return "", err
		}
	}
	_, err = service.CreateSession(ctx, &models.Viewer{AccountID: user.AccountID, UserID: &user.ID}, crm.HashToken(token), "",
		crm.SessionTerms{Idle: time.Hour, Lifetime: 24 * time.Hour})
	return token, err
}
