package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// maxUsers bounds the unpaged list of users.
const maxUsers = 1000

var users = store.NewTable[models.User]("users u").Without("password_hash")

var apiTokens = store.NewTable[models.APIToken]("api_tokens t").Without("token_hash")

// FindViewer returns the viewer of the request.
func (s *Service) FindViewer(ctx context.Context) (*models.Viewer, error) {
	return permitted(ctx, models.PermView)
}

// FindAccount returns the viewer's account.
func (s *Service) FindAccount(ctx context.Context) (*models.Account, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return accountIn(r, r.Account)
}

func accountIn(q store.Querier, key int64) (*models.Account, error) {
	row, err := store.One[struct {
		Key               int64
		ID                models.AccountID
		Name              string
		Features          models.Features
		DefaultRegion     string
		StaleCleanupAfter *string
	}](q, "SELECT id, public_id, name, to_jsonb(features), default_region, stale_cleanup_after FROM accounts WHERE id = ?", key)
	return &models.Account{Key: row.Key, ID: row.ID, Name: row.Name, Features: row.Features, DefaultRegion: row.DefaultRegion,
		StaleCleanupAfter: row.StaleCleanupAfter}, err
}

// ListUsers returns everyone who may sign in to the account, by name.
func (s *Service) ListUsers(ctx context.Context) ([]*models.User, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return users.List(r, "u.account_id = ? AND u.deactivated_at IS NULL ORDER BY lower(u.name), u.id LIMIT ?", r.Account, maxUsers)
}

// UsersByID returns the users that exist, by id.
func (b *Batch) UsersByID(ids []models.UserID, set Columns) map[models.UserID]*models.User {
	return store.ByID(b.Batch, users, ids, set)
}

// APITokensByID returns the API tokens that exist, by id.
func (b *Batch) APITokensByID(ids []models.APITokenID, set Columns) map[models.APITokenID]*models.APIToken {
	return store.ByID(b.Batch, apiTokens, ids, set)
}
