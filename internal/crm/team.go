package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

var teams = store.NewTable[models.Team]("teams t")

const teamsByName = "ORDER BY lower(t.name), t.id"

// ListTeams returns the account's teams, by name.
func (s *Service) ListTeams(ctx context.Context) ([]*models.Team, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return teams.List(r, "t.account_id = ? "+teamsByName+" LIMIT ?", r.Account, models.MaxTeams)
}

// TeamsByID returns the teams that exist, by id.
func (b *Batch) TeamsByID(ids []models.TeamID, set Columns) map[models.TeamID]*models.Team {
	return store.ByID(b.Batch, teams, ids, set)
}

// TeamsByUser returns each user's teams, by name.
func (b *Batch) TeamsByUser(ids []models.UserID, set Columns) map[models.UserID][]*models.Team {
	return store.ListsBy(b.Batch, teams, ids, set, `
		SELECT `+teams.Selected(set)+`, m.user_id
		FROM team_members m
		JOIN teams t ON t.account_id = m.account_id AND t.id = m.team_id
		WHERE m.account_id = ? AND m.user_id = `+store.AnyID+` `+teamsByName)
}

// MembersByTeam returns each team's members who can sign in, by name.
func (b *Batch) MembersByTeam(ids []models.TeamID, set Columns) map[models.TeamID][]*models.User {
	return store.ListsBy(b.Batch, users, ids, set, `
		SELECT `+users.Selected(set)+`, m.team_id
		FROM team_members m
		JOIN users u ON u.account_id = m.account_id AND u.id = m.user_id
		WHERE m.account_id = ? AND m.team_id = `+store.AnyID+` AND u.deactivated_at IS NULL
		ORDER BY lower(u.name), u.id`)
}

// CreateTeam creates a team. Taken, NotFound for a member, and Limit if the account has 200.
func (s *Service) CreateTeam(ctx context.Context, in models.TeamCreateInput) (*models.Team, error) {
	var team *models.Team
	err := s.write(ctx, models.PermTeamWrite, func(tx *Tx) error {
		team = &models.Team{AccountID: tx.Account, ID: typeid.New[models.TeamID](), Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := team.Apply(in.Patch()); err != nil {
			return err
		}
		n, err := teams.Count(tx, models.MaxTeams, "t.account_id = ?", tx.Account)
		if err != nil {
			return err
		}
		if n >= models.MaxTeams {
			return models.Errorf(models.Limit, "An account has at most %d teams.", models.MaxTeams)
		}
		if err := store.Create(tx, team); err != nil {
			return err
		}
		tx.Audit(models.AuditTeamCreated, team.ID)
		return setMembers(tx, team.ID, in.MemberIDs)
	})
	if err != nil && team != nil {
		err = withHolder(ctx, s, err, teams, "t.account_id = ? AND t.name = ?", team.Name)
	}
	return team, err
}

// UpdateTeam changes a team. NotFound, StaleVersion, Taken.
func (s *Service) UpdateTeam(ctx context.Context, in models.TeamUpdateInput) (*models.Team, error) {
	var team *models.Team
	err := s.write(ctx, models.PermTeamWrite, func(tx *Tx) (err error) {
		if team, err = lock[models.Team](tx, in.ID, "team"); err != nil {
			return err
		}
		if err := models.Advance(team, in.ExpectedVersion); err != nil {
			return err
		}
		if err := team.Apply(in); err != nil {
			return err
		}
		team.UpdatedAt = tx.Now
		tx.Audit(models.AuditTeamUpdated, in.ID, models.GivenFields(in)...)
		if err := store.Save(tx, team, in.ID); err != nil {
			return err
		}
		if members, ok := in.MemberIDs.ValueOK(); ok {
			return setMembers(tx, in.ID, members)
		}
		return nil
	})
	if err != nil && team != nil {
		err = withHolder(ctx, s, err, teams, "t.account_id = ? AND t.name = ?", team.Name)
	}
	return team, err
}

// setMembers replaces the members of a locked team. NotFound for one who is no user of the account.
func setMembers(tx *Tx, team models.TeamID, ids []models.UserID) error {
	known, err := store.Rows[models.UserID](tx, "SELECT id FROM users WHERE account_id = ? AND id = ANY(?) ORDER BY id FOR KEY SHARE",
		tx.Account, store.IDs[models.UserID](ids))
	if err != nil {
		return err
	}
	for i, id := range ids {
		if !slices.Contains(known, id) {
			return models.NoSuchMember(i)
		}
	}
	if err := tx.Exec("DELETE FROM team_members WHERE account_id = ? AND team_id = ?", tx.Account, team); err != nil {
		return err
	}
	return tx.Exec("INSERT INTO team_members (account_id, team_id, user_id) SELECT ?::bigint, ?::uuid, unnest(?::uuid[])",
		tx.Account, team, store.IDs[models.UserID](known))
}

// DeleteTeam deletes a team; its conversations have none then. NotFound.
func (s *Service) DeleteTeam(ctx context.Context, id models.TeamID) error {
	return s.write(ctx, models.PermTeamWrite, func(tx *Tx) error {
		contacts, err := lockContactsOf(tx, ofTeam, id)
		if err != nil {
			return err
		}
		if _, err := lock[models.Team](tx, id, "team"); err != nil {
			return err
		}
		_, err = changeConversationsOf(tx, ofTeam, id, contacts, "team_id", nil, func(v *models.Conversation) { v.TeamID = nil })
		if err != nil {
			return err
		}
		tx.Audit(models.AuditTeamDeleted, id)
		return store.Delete[models.Team](tx, id)
	})
}

// checkTeam checks the team of a conversation, and keeps it from being deleted until the transaction ends.
func checkTeam(tx *Tx, id *models.TeamID) error {
	if id == nil {
		return nil
	}
	team, err := teams.First(tx, "t.account_id = ? AND t.id = ? FOR KEY SHARE", tx.Account, *id)
	if err == nil && team == nil {
		err = models.Errorf(models.NotFound, "There is no such team.").At("teamId")
	}
	return err
}
