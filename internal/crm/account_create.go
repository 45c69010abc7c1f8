package crm

import (
	"context"

	"kith/models"
)

// CreateAccount creates an account with a public id unless one with this id exists. It is for operators with access to the
// database, not for viewers. The new account has no users and no tokens.
func (s *Service) CreateAccount(ctx context.Context, id models.AccountID, name, region string) error {
	var account models.Account
	if err := account.Apply(models.AccountNamed(name, region)); err != nil {
		return err
	}
	return s.system(ctx).Exec(`
		WITH account AS (
			INSERT INTO accounts (public_id, name, default_region, created_at, updated_at)
			SELECT ?::uuid, ?::text, ?::text, ?::timestamptz, ?::timestamptz
			FROM (SELECT count(*) AS n FROM accounts WHERE public_id = ?) known
			WHERE known.n = 0
			ON CONFLICT DO NOTHING
			RETURNING id
		)
		INSERT INTO account_counters (account_id) SELECT id FROM account`,
		id, account.Name, account.DefaultRegion, models.At(s.now()), models.At(s.now()), id)
}
