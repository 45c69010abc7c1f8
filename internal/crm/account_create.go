package crm

import (
	"context"

	"kith/models"
)

// CreateAccount makes an account under a public id, unless there is one with it. It is for operators, who have the database, not for
// viewers; the account has neither users nor tokens yet.
func (s *Service) CreateAccount(ctx context.Context, id models.AccountID, name, region string) error {
	var account models.Account
	if err := account.Apply(models.AccountUpdateInput{Name: &name, DefaultRegion: &region}); err != nil {
		return err
	}
	return s.system(ctx).Exec(`
		WITH account AS (
			INSERT INTO accounts (public_id, name, default_region, created_at, updated_at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (public_id) DO NOTHING
			RETURNING id
		)
		INSERT INTO account_counters (account_id) SELECT id FROM account`,
		id, account.Name, account.DefaultRegion, models.At(s.now()), models.At(s.now()))
}
