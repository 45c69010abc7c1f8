package chatwoot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// users are those who work in the account now.
var users = query{table: "account_users", id: "au.user_id", columns: []column{integer("role"), moment("created_at"), moment("updated_at")},
	more: []string{"coalesce(nullif(u.display_name, ''), u.name, '') AS name", "coalesce(u.email, '') AS email"},
	from: "account_users au LEFT JOIN users u ON u.id = au.user_id WHERE au.account_id = $1"}

// referring are the columns in which somebody who left can stand.
var referring = []struct{ table, column, where string }{
	{"conversations", "assignee_id", ""}, {"messages", "sender_id", " AND sender_type = 'User'"}, {"notes", "user_id", ""},
	{"csat_survey_responses", "assigned_agent_id", ""}, {"csat_survey_responses", "review_notes_updated_by_id", ""},
}

// formerUsers are those who left the account and whose work is there.
func (s *source) formerUsers() query {
	var work []string
	for _, r := range referring {
		if s.has(r.table, r.column) {
			work = append(work, "SELECT "+r.column+" FROM "+r.table+" WHERE account_id = $1"+r.where)
		}
	}
	return query{table: "users", columns: []column{text("email"), moment("created_at"), moment("updated_at")},
		more: []string{"coalesce(nullif(u.display_name, ''), u.name, '') AS name", "NULL::bigint AS role"},
		from: "users u WHERE u.id IN (" + strings.Join(work, " UNION ") + `)
			AND NOT EXISTS (SELECT FROM account_users au WHERE au.account_id = $1 AND au.user_id = u.id)`}
}

type user struct {
	record
	Name, Email          string
	Role                 *int64
	CreatedAt, UpdatedAt time.Time
}

var roles = map[int64]models.Role{0: models.Agent, 1: models.Administrator}

func (im *importer) bringUsers(ctx context.Context) error {
	return im.bringPeople(ctx, users, func(r row, u user) (models.User, models.Role) {
		role, known := roles[value(u.Role)]
		if !known {
			r.misfit("role", "", "The role is unknown; the user is an agent.")
			role = models.Agent
		}
		return models.User{}, role
	})
}

// bringFormerUsers brings those over who left: what they wrote keeps its author, and they can't sign in.
func (im *importer) bringFormerUsers(ctx context.Context) error {
	return im.bringPeople(ctx, im.source.formerUsers(), func(r row, u user) (models.User, models.Role) {
		left := models.At(u.UpdatedAt)
		im.former[u.ID] = true
		return models.User{DeactivatedAt: &left}, models.Agent
	})
}

func (im *importer) bringPeople(ctx context.Context, q query, made func(row, user) (models.User, models.Role)) error {
	var foreigners map[models.UserID]int64
	return bring(ctx, im, q, func(chunk []user) (rows crm.Seed, err error) {
		foreigners = map[models.UserID]int64{}
		for _, u := range chunk {
			r := im.row(u.ID)
			own, role := made(r, u)
			own.ID, own.Availability = typeid.Of[models.UserID](im.ids.of("users", u.ID)), models.Offline
			own.CreatedAt, own.UpdatedAt = models.At(u.CreatedAt), models.At(u.UpdatedAt)
			name := r.text("name", u.Name, models.MaxName)
			if name == "" {
				name = cut(u.Email, models.MaxName)
			}
			if err := own.Apply(models.UserCreateInput{Name: name, Email: u.Email, Role: role}); err != nil {
				r.refuse(err)
				continue
			}
			foreigners[own.ID] = u.ID
			rows.Users = append(rows.Users, own)
		}
		return rows, nil
	}, func(a crm.Adoption) {
		for id, own := range a.Users {
			im.users[foreigners[id]] = own
		}
	})
}

// botKinds are the types under which programs stand as senders and assignees, and the tables in which they are.
var botKinds = []struct{ kind, table, named string }{
	{"AgentBot", "agent_bots", "Bot"}, {"Captain::Assistant", "captain_assistants", "Assistant"},
}

// bots are the account's own and those that took part in its conversations, which may be those of the whole installation.
func (s *source) bots(kind, table string) query {
	took := "SELECT sender_id FROM messages WHERE account_id = $1 AND sender_type = '" + kind + "'"
	if kind == "AgentBot" && s.has("conversations", "assignee_agent_bot_id") {
		took += " UNION SELECT assignee_agent_bot_id FROM conversations WHERE account_id = $1"
	}
	return query{table: table, columns: []column{text("name"), text("description"), moment("created_at"), moment("updated_at")},
		from: table + " b WHERE (b.account_id = $1 OR b.id IN (" + took + "))"}
}

// formerBots are those that took part and were deleted since; their names are not known any more.
func formerBots(kind, table, named string) query {
	return query{table: table, id: "b.id", more: []string{fmt.Sprintf("'%s ' || b.id AS name", named),
		"'Deleted in Chatwoot.' AS description", "b.first AS created_at", "b.first AS updated_at"},
		from: `(SELECT m.sender_id AS id, min(m.created_at) AS first FROM messages m
			WHERE m.account_id = $1 AND m.sender_type = '` + kind + `' GROUP BY 1) b
			WHERE b.id IS NOT NULL AND NOT EXISTS (SELECT FROM ` + table + ` t WHERE t.id = b.id)`}
}

type bot struct {
	record
	Name, Description    string
	CreatedAt, UpdatedAt time.Time
}

func (im *importer) bringBots(ctx context.Context) error {
	for _, k := range botKinds {
		im.bots[k.kind] = map[int64]models.BotID{}
		for _, q := range []query{im.source.bots(k.kind, k.table), formerBots(k.kind, k.table, k.named)} {
			err := bring(ctx, im, q, func(chunk []bot) (rows crm.Seed, err error) {
				for _, b := range chunk {
					r := im.row(b.ID)
					own := models.Bot{ID: typeid.Of[models.BotID](im.ids.of(k.table, b.ID)), Version: 1,
						Name:        r.text("name", b.Name, models.MaxName),
						Description: r.text("description", b.Description, models.MaxDescription),
						CreatedAt:   models.At(b.CreatedAt), UpdatedAt: models.At(b.UpdatedAt)}
					if own.Name == "" {
						own.Name = fmt.Sprintf("%s %d", k.named, b.ID)
					}
					im.bots[k.kind][b.ID] = own.ID
					rows.Bots = append(rows.Bots, own)
				}
				return rows, nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// value returns what a column holds, zero for NULL.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
