package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// ListAPITokens returns the account's API tokens, newest first; none for viewers who may not manage them.
func (s *Service) ListAPITokens(ctx context.Context) ([]*models.APIToken, error) {
	r, err := s.read(ctx)
	if err != nil || !r.Viewer.Can(models.PermAccountWrite) {
		return []*models.APIToken{}, err
	}
	found, err := apiTokens.List(r, "t.account_id = ? ORDER BY t.id LIMIT ?", r.Account, maxUsers)
	slices.Reverse(found)
	return found, err
}

// IssueAPIToken creates an API token and returns its secret, of which only a hash is stored.
func (s *Service) IssueAPIToken(ctx context.Context, in models.ApiTokenCreateInput) (*models.APIToken, string, error) {
	var token *models.APIToken
	secret := NewToken()
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		token = &models.APIToken{AccountID: tx.Account, ID: typeid.New[models.APITokenID](), TokenHash: HashToken(secret),
			Role: in.Role, CreatedAt: tx.Now}
		if err := token.Apply(in); err != nil {
			return err
		}
		return store.Create(tx, token)
	})
	return token, secret, err
}

// RevokeAPIToken revokes an API token. This server refuses it from then on, and others as soon as they are notified.
func (s *Service) RevokeAPIToken(ctx context.Context, id models.APITokenID) error {
	return s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		if _, err := lock[models.APIToken](tx, id, "API token"); err != nil {
			return err
		}
		tx.endsCredentials = true
		return store.Delete[models.APIToken](tx, id)
	})
}
