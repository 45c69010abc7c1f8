package chatwoot

import (
	"context"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// users are those who work in the account now; whoever left must not come back through the identity provider.
var users = query{table: "account_users", id: "au.user_id",
	columns: "coalesce(nullif(u.display_name, ''), u.name, '') AS name, coalesce(u.email, '') AS email, au.role, au.created_at, au.updated_at",
	from:    "account_users au LEFT JOIN users u ON u.id = au.user_id WHERE au.account_id = $1"}

type user struct {
	record
	Name, Email          string
	Role                 *int64
	CreatedAt, UpdatedAt time.Time
}

var roles = map[int64]models.Role{0: models.Agent, 1: models.Administrator}

func (im *importer) bringUsers(ctx context.Context) error {
	var foreigners map[models.UserID]int64
	return bring(ctx, im, users, func(chunk []user) (rows crm.Seed, err error) {
		foreigners = map[models.UserID]int64{}
		for _, u := range chunk {
			r := im.row(u.ID)
			own := models.User{ID: typeid.Of[models.UserID](im.ids.of("users", u.ID)), Availability: models.Offline,
				CreatedAt: models.At(u.CreatedAt), UpdatedAt: models.At(u.UpdatedAt)}
			role, known := roles[value(u.Role)]
			if !known {
				r.misfit("role", "", "The role is unknown; the user is an agent.")
				role = models.Agent
			}
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

// value returns what a column holds, zero for NULL.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
