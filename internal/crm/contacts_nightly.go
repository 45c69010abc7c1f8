package crm

import (
	"context"
	"errors"

	"kith/internal/store"
	"kith/models"
)

// CleanUpNightly starts the stale contact cleanups that are due, one per night and account. It runs periodically, for all accounts,
// on any number of servers; after missed nights one cleanup runs.
func (s *Service) CleanUpNightly(ctx context.Context) error {
	return s.eachDue(ctx, "next_stale_cleanup_at", s.cleanUpAccount)
}

// eachDue calls start, with the rights of the operator, for each account whose instant in a column has come.
func (s *Service) eachDue(ctx context.Context, column string, start func(context.Context) error) error {
	accounts, err := store.Rows[int64](s.system(ctx), "SELECT id FROM accounts WHERE "+column+" <= ? ORDER BY id", models.At(s.now()))
	if err != nil {
		return err
	}
	errs := make([]error, len(accounts))
	for i, account := range accounts {
		errs[i] = start(asOperator(ctx, account))
	}
	return errors.Join(errs...)
}

// cleanUpAccount starts a cleanup and sets the next one in the same transaction, unless another server has done so. If the account
// has too many unfinished jobs, the cleanup stays due.
func (s *Service) cleanUpAccount(ctx context.Context) error {
	return s.write(ctx, models.PermContactDelete, func(tx *Tx) error {
		zone, err := timeZone(tx, tx.Account)
		if err != nil {
			return err
		}
		ages, err := store.Rows[string](tx, `
			UPDATE accounts SET next_stale_cleanup_at = ?
			WHERE id = ? AND next_stale_cleanup_at <= ?
			RETURNING stale_cleanup_after`, models.NextNight(tx.Now, zone), tx.Account, tx.Now)
		if err != nil || len(ages) == 0 {
			return err
		}
		since, err := staleSince(tx.Now.In(zone), ages[0], "olderThan")
		if err != nil {
			return err
		}
		_, err = startJob(tx, models.JobStaleCleanup, false, staleTask{Since: since})
		return err
	})
}

// scheduleCleanup sets the age for the nightly cleanup, which is off if the age is nil, and when it runs next: in the next night of the
// account's time zone. It follows a change of either; a cleanup that is due stays due when only the time zone changes.
func scheduleCleanup(tx *Tx, account *models.Account, in models.AccountUpdateInput) error {
	age, set := in.StaleCleanupAfter.ValueOK()
	if !set && !in.TimeZone.IsSet() {
		return nil
	}
	zone, ok := models.TimeZone(account.TimeZone)
	if !ok {
		return models.UnknownTimeZone()
	}
	if !set {
		return tx.Exec("UPDATE accounts SET next_stale_cleanup_at = ? WHERE id = ? AND next_stale_cleanup_at > ?",
			models.NextNight(tx.Now, zone), tx.Account, tx.Now)
	}
	var next *models.DateTime
	if age != nil {
		if _, err := staleSince(tx.Now.In(zone), *age, "staleCleanupAfter"); err != nil {
			return err
		}
		night := models.NextNight(tx.Now, zone)
		next = &night
	}
	return tx.Exec("UPDATE accounts SET stale_cleanup_after = ?, next_stale_cleanup_at = ? WHERE id = ?", age, next, tx.Account)
}
