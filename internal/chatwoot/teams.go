package chatwoot

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var teams = query{table: "teams", columns: []column{text("name"), text("description"), moment("created_at"), moment("updated_at")},
	from: "teams t WHERE t.account_id = $1"}

type team struct {
	record
	Name, Description    string
	CreatedAt, UpdatedAt time.Time
}

// bringTeams brings the teams over with their members, as far as these are users of the account.
func (im *importer) bringTeams(ctx context.Context) error {
	foreigners := map[models.TeamID]int64{}
	return bring(ctx, im, teams, func(chunk []team) (rows crm.Seed, err error) {
		for _, t := range chunk {
			r := im.row(t.ID)
			own := models.Team{ID: typeid.Of[models.TeamID](im.ids.of("teams", t.ID)), Version: 1,
				Name: r.text("name", t.Name, models.MaxName), Description: r.text("description", t.Description, models.MaxDescription),
				CreatedAt: models.At(t.CreatedAt), UpdatedAt: models.At(t.UpdatedAt)}
			if own.Name == "" {
				own.Name = "Team " + strconv.FormatInt(t.ID, 10)
			}
			foreigners[own.ID] = t.ID
			rows.Teams = append(rows.Teams, own)
		}
		members, err := im.source.teamMembers(ctx, keys(chunk))
		for _, m := range members {
			if user := im.row(m.Team).user("member", m.User); user != nil {
				rows.TeamMembers = append(rows.TeamMembers,
					models.TeamMember{TeamID: typeid.Of[models.TeamID](im.ids.of("teams", m.Team)), UserID: *user})
			}
		}
		return rows, err
	}, func(a crm.Adoption) {
		for id, own := range a.Teams {
			im.teams[foreigners[id]] = own
		}
	})
}

// teamMember says that a user is in a team, by Chatwoot's ids.
type teamMember struct{ Team, User int64 }

// teamMembers returns the members of teams.
func (s *source) teamMembers(ctx context.Context, ids []int64) ([]teamMember, error) {
	if !s.has("team_members", "user_id") {
		return nil, nil
	}
	rows, err := s.tx.Query(ctx, "SELECT team_id, user_id FROM team_members WHERE team_id = ANY($1) ORDER BY team_id, user_id", ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[teamMember])
}

// team returns the team to which something is assigned, nil without one.
func (r row) team(id int64) *models.TeamID {
	if id == 0 {
		return nil
	}
	if team, ok := r.im.teams[id]; ok {
		return &team
	}
	r.misfit("team", strconv.FormatInt(id, 10), "There is no such team any more.")
	return nil
}
