package crm

import (
	"context"

	"gorm.io/gorm"

	"kith/models"
)

// maxUsers bounds the unpaged list of users.
const maxUsers = 1000

var users = table[models.User]{
	from:    "users u",
	columns: "u.account_id, u.id, u.name, u.email, u.role, u.availability, u.created_at, u.updated_at",
	fields: func(u *models.User) []any {
		return []any{&u.AccountID, &u.ID, &u.Name, &u.Email, &u.Role, &u.Availability, &u.CreatedAt, &u.UpdatedAt}
	},
}

var apiTokens = table[models.APIToken]{
	from:    "api_tokens t",
	columns: "t.account_id, t.id, t.name, t.role, t.last_used_at, t.created_at",
	fields: func(t *models.APIToken) []any {
		return []any{&t.AccountID, &t.ID, &t.Name, &t.Role, &t.LastUsedAt, &t.CreatedAt}
	},
}

// FindViewer returns who is asking.
func (s *Service) FindViewer(ctx context.Context) (*models.Viewer, error) {
	return permitted(ctx, models.PermView)
}

// FindAccount returns the viewer's account.
func (s *Service) FindAccount(ctx context.Context) (*models.Account, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return accountIn(r.DB, r.Account)
}

func accountIn(db *gorm.DB, key int64) (*models.Account, error) {
	a := &models.Account{}
	err := db.Raw("SELECT id, public_id, name, to_jsonb(features), default_region FROM accounts WHERE id = ?", key).
		Row().Scan(&a.Key, &a.ID, &a.Name, (*models.Features)(&a.Features), &a.DefaultRegion)
	return a, err
}

// ListUsers returns everyone who may sign in to the account, by name.
func (s *Service) ListUsers(ctx context.Context) ([]*models.User, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return users.list(r.DB, "u.account_id = ? ORDER BY lower(u.name), u.id LIMIT ?", r.Account, maxUsers)
}

// UsersByID returns the users that exist, by id.
func (s *Service) UsersByID(ctx context.Context, ids []models.UserID) (map[models.UserID]*models.User, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, users, ids, func(u *models.User) models.UserID { return u.ID })
}

// APITokensByID returns the API tokens that exist, by id.
func (s *Service) APITokensByID(ctx context.Context, ids []models.APITokenID) (map[models.APITokenID]*models.APIToken, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, apiTokens, ids, func(t *models.APIToken) models.APITokenID { return t.ID })
}
