package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// AccountSummary is a line of the operator's list of accounts.
type AccountSummary struct {
	ID        models.AccountID
	Name      string
	Users     int
	CreatedAt models.DateTime
}

// Accounts returns all accounts, the oldest first, with the number of users who can sign in. It is for operators with access to the
// database, not for viewers.
func (s *Service) Accounts(ctx context.Context) ([]AccountSummary, error) {
	return store.Rows[AccountSummary](s.system(ctx), `
		SELECT a.public_id, a.name,
			(SELECT count(*) FROM users u WHERE u.account_id = a.id AND u.deactivated_at IS NULL),
			a.created_at
		FROM accounts a
		ORDER BY a.id`)
}

// maxListed is how many records an operator is shown at most.
const maxListed = 1000

// AllUsers returns all users of the viewer's account by their email, deactivated ones too, at most 1,000. Administrators only.
func (s *Service) AllUsers(ctx context.Context) ([]*models.User, error) {
	if _, err := permitted(ctx, models.PermAccountWrite); err != nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return users.List(r, "u.account_id = ? ORDER BY u.email LIMIT ?", r.Account, maxListed)
}

// AllAPITokens returns the API tokens of the viewer's account, the newest first, at most 1,000. Administrators only.
func (s *Service) AllAPITokens(ctx context.Context) ([]*models.APIToken, error) {
	if _, err := permitted(ctx, models.PermAccountWrite); err != nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return apiTokens.List(r, "t.account_id = ? ORDER BY t.created_at DESC, t.id LIMIT ?", r.Account, maxListed)
}

// UserByEmail returns the user with an email in the viewer's account, deactivated or not. NotFound.
func (s *Service) UserByEmail(ctx context.Context, email string) (*models.User, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	user, err := users.First(r, "u.account_id = ? AND u.email = ?", r.Account, models.EmailKey(withoutNUL(email)))
	if err == nil && user == nil {
		err = models.Errorf(models.NotFound, "The account has no user with this email.")
	}
	return user, err
}
