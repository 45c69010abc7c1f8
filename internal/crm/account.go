package crm

import (
	"context"

	"gorm.io/gorm"

	"kith/models"
)

// maxUsers bounds the unpaged list of users.
const maxUsers = 1000

var users = table[models.User]{
	from: "users u",
	columns: []column[models.User]{
		{"u.account_id", func(u *models.User) any { return &u.AccountID }},
		{"u.id", func(u *models.User) any { return &u.ID }},
		{"u.name", func(u *models.User) any { return &u.Name }},
		{"u.email", func(u *models.User) any { return &u.Email }},
		{"u.role", func(u *models.User) any { return &u.Role }},
		{"u.availability", func(u *models.User) any { return &u.Availability }},
		{"u.created_at", func(u *models.User) any { return &u.CreatedAt }},
		{"u.updated_at", func(u *models.User) any { return &u.UpdatedAt }},
	},
}

var apiTokens = table[models.APIToken]{
	from: "api_tokens t",
	columns: []column[models.APIToken]{
		{"t.account_id", func(t *models.APIToken) any { return &t.AccountID }},
		{"t.id", func(t *models.APIToken) any { return &t.ID }},
		{"t.name", func(t *models.APIToken) any { return &t.Name }},
		{"t.role", func(t *models.APIToken) any { return &t.Role }},
		{"t.last_used_at", func(t *models.APIToken) any { return &t.LastUsedAt }},
		{"t.created_at", func(t *models.APIToken) any { return &t.CreatedAt }},
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
	err := db.Raw("SELECT id, public_id, name, to_jsonb(features), default_region, stale_cleanup_after FROM accounts WHERE id = ?", key).
		Row().Scan(&a.Key, &a.ID, &a.Name, (*models.Features)(&a.Features), &a.DefaultRegion, &a.StaleCleanupAfter)
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
func (b *Batch) UsersByID(ids []models.UserID, set Columns) map[models.UserID]*models.User {
	return byID(b, users, ids, set)
}

// APITokensByID returns the API tokens that exist, by id.
func (b *Batch) APITokensByID(ids []models.APITokenID, set Columns) map[models.APITokenID]*models.APIToken {
	return byID(b, apiTokens, ids, set)
}
