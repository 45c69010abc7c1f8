package crm

import (
	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// adoptTeams stores the teams with their members, or uses those of the account with the same names. Teams has no entry for one that was
// deleted here.
func (a *adoption) adoptTeams(rows Seed) error {
	if len(rows.Teams) == 0 {
		return nil
	}
	members := map[models.TeamID][]models.UserID{}
	for _, m := range rows.TeamMembers {
		members[m.TeamID] = append(members[m.TeamID], m.UserID)
	}
	fresh, err := settle(a, teams, rows.Teams, func(t *models.Team) (models.TeamID, uuid.UUID) { return t.ID, t.ID.UUID },
		func(stored *models.Team, row models.Team) (string, error) {
			return a.changeTeam(stored, row, members[row.ID])
		})
	if err != nil {
		return err
	}
	named, err := a.teamsNamed(fresh)
	if err != nil {
		return err
	}
	a.Teams = map[models.TeamID]models.TeamID{}
	var own []models.Team
	for _, t := range fresh {
		if id, taken := named[t.Name]; taken {
			a.Teams[t.ID] = id
			a.remember(t.ID.UUID, id.UUID, 0)
			continue
		}
		a.Teams[t.ID], named[t.Name] = t.ID, t.ID
		own = append(own, t)
	}
	if err := storeNew(a, teams, own); err != nil {
		return err
	}
	for _, t := range fresh {
		if err := a.addMembers(a.Teams[t.ID], members[t.ID]); err != nil {
			return err
		}
	}
	return a.knownTeams(rows.Teams)
}

// teamsNamed returns the teams of the account that have the names of others.
func (a *adoption) teamsNamed(rows []models.Team) (map[string]models.TeamID, error) {
	names := make([]string, len(rows))
	for i, t := range rows {
		names[i] = t.Name
	}
	found, err := teams.List(a, "t.account_id = ? AND t.name = ANY(?)", a.Account, names)
	named := make(map[string]models.TeamID, len(found))
	for _, t := range found {
		named[t.Name] = t.ID
	}
	return named, err
}

// changeTeam gives a team the name, the description and the members of the other system.
func (a *adoption) changeTeam(stored *models.Team, row models.Team, members []models.UserID) (string, error) {
	if row.Name != stored.Name {
		taken, err := teams.First(a, "t.account_id = ? AND t.name = ?", a.Account, row.Name)
		if err != nil {
			return "", err
		}
		if taken != nil {
			return "It was renamed there, and another team has the name here.", nil
		}
	}
	stored.Name, stored.Description, stored.UpdatedAt = row.Name, row.Description, row.UpdatedAt
	err := a.Exec("DELETE FROM team_members WHERE account_id = ? AND team_id = ? AND user_id <> ALL(?)", a.Account, stored.ID,
		store.IDs[models.UserID](members))
	if err != nil {
		return "", err
	}
	return "", a.addMembers(stored.ID, members)
}

// addMembers adds users of the account to a team.
func (a *adoption) addMembers(team models.TeamID, members []models.UserID) error {
	if len(members) == 0 {
		return nil
	}
	return a.Exec(`
		INSERT INTO team_members (account_id, team_id, user_id)
		SELECT ?::bigint, ?::uuid, u.id
		FROM users u
		WHERE u.account_id = ? AND u.id = ANY (ARRAY (SELECT unnest(?::uuid[])))
		ON CONFLICT DO NOTHING`, a.Account, team, a.Account, store.IDs[models.UserID](members))
}

// knownTeams adds the teams that were brought over before, as far as the account has them.
func (a *adoption) knownTeams(rows []models.Team) error {
	ids := make([]uuid.UUID, len(rows))
	for i, t := range rows {
		ids[i] = t.ID.UUID
		if was := a.before[t.ID.UUID]; was != nil {
			ids[i] = was.RecordID
		}
	}
	present, err := teams.Present(a, ids)
	for i, t := range rows {
		if _, stored := a.Teams[t.ID]; !stored && present[ids[i]] {
			a.Teams[t.ID] = typeid.Of[models.TeamID](ids[i])
		}
	}
	return err
}
