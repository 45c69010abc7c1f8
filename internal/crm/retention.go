package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// dueVisitor holds for visitors c who have not been active since an instant, its four parameters: neither created, heard of nor seen,
// without a conversation that was used since or is not resolved. Blocked ones are kept, so that they stay blocked.
const dueVisitor = `c.contact_type = 'VISITOR' AND NOT c.blocked AND c.created_at < ?::timestamptz
	AND (c.last_activity_at IS NULL OR c.last_activity_at < ?)
	AND NOT EXISTS (SELECT FROM contact_presence p WHERE p.account_id = c.account_id AND p.contact_id = c.id AND p.seen_at >= ?)
	AND NOT EXISTS (
		SELECT FROM conversations v
		WHERE v.account_id = c.account_id AND v.contact_id = c.id AND (v.status <> 'RESOLVED' OR v.last_activity_at >= ?))`

// dueMessages selects from the messages m of resolved conversations v that are older than an instant; its parameters are the account and
// the instant. Deleted messages have nothing left.
const dueMessages = `
	FROM messages m
	JOIN conversations v ON v.account_id = m.account_id AND v.id = m.conversation_id
	WHERE m.account_id = ? AND m.created_at < ?::timestamptz AND m.deleted_at IS NULL AND v.status = 'RESOLVED'`

// dueContacts selects the ids of the contacts with something whose time is over; its arguments are those of dueArgs.
const dueContacts = `
	SELECT c.id FROM contacts c WHERE c.account_id = ? AND ` + dueVisitor + `
	UNION
	SELECT v.contact_id` + dueMessages

func dueArgs(account int64, e models.Expiry) []any {
	since := e.VisitorsSince
	return []any{account, since, since, since, since, account, e.MessagesBefore}
}

// PreviewRetention counts what rules would remove now: visitors, and messages of everyone else. Invalid at a time out of bounds.
func (s *Service) PreviewRetention(ctx context.Context, rules models.Retention) (*models.RetentionPreview, error) {
	if _, err := permitted(ctx, models.PermAccountWrite); err != nil {
		return nil, err
	}
	if err := rules.Check().OrNil(); err != nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	zone, err := timeZone(r, r.Account)
	if err != nil {
		return nil, err
	}
	expiry := rules.Expiry(s.now().In(zone))
	found, err := store.RowsPlanned[models.RetentionPreview](r, `
		WITH visitors AS MATERIALIZED (SELECT c.id FROM contacts c WHERE c.account_id = ? AND `+dueVisitor+`)
		SELECT (SELECT count(*) FROM visitors),
			(SELECT count(*)`+dueMessages+` AND NOT EXISTS (SELECT FROM visitors g WHERE g.id = v.contact_id))`,
		dueArgs(r.Account, expiry)...)
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

// scheduleRetention stores the rules of an account, and when they are looked after next: in the next night of its time zone. A run that is
// due stays due when only the time zone changes.
func scheduleRetention(tx *Tx, account *models.Account, in models.AccountUpdateInput) error {
	rules := in.VisitorRetentionDays.IsSet() || in.MessageRetentionMonths.IsSet()
	if !rules && !in.TimeZone.IsSet() {
		return nil
	}
	zone, ok := models.TimeZone(account.TimeZone)
	if !ok {
		return models.UnknownTimeZone()
	}
	night := models.NextNight(tx.Now, zone)
	if !rules {
		return tx.Exec("UPDATE accounts SET next_retention_at = ? WHERE id = ? AND next_retention_at > ?", night, tx.Account, tx.Now)
	}
	var next *models.DateTime
	if account.Retention().IsSet() {
		next = &night
	}
	return tx.Exec("UPDATE accounts SET visitor_retention_days = ?, message_retention_months = ?, next_retention_at = ? WHERE id = ?",
		account.VisitorRetentionDays, account.MessageRetentionMonths, next, tx.Account)
}

// RetainNightly starts the jobs that remove what accounts no longer keep, one per night and account that has something to remove. It runs
// periodically, for all accounts, on any number of servers; after missed nights one job runs.
func (s *Service) RetainNightly(ctx context.Context) error {
	return s.eachDue(ctx, "next_retention_at", s.retainAccount)
}

// retainAccount starts a job and sets the next night in the same transaction, unless another server has done so. If the account has too
// many unfinished jobs, it stays due.
func (s *Service) retainAccount(ctx context.Context) error {
	return s.write(ctx, models.PermContactErase, func(tx *Tx) error {
		zone, err := timeZone(tx, tx.Account)
		if err != nil {
			return err
		}
		rules, err := store.Rows[models.Retention](tx, `
			UPDATE accounts SET next_retention_at = ?
			WHERE id = ? AND next_retention_at <= ?
			RETURNING visitor_retention_days, message_retention_months`, models.NextNight(tx.Now, zone), tx.Account, tx.Now)
		if err != nil || len(rules) == 0 {
			return err
		}
		expiry := rules[0].Expiry(tx.Now.In(zone))
		due, err := store.RowsPlanned[bool](tx, "SELECT EXISTS ("+dueContacts+")", dueArgs(tx.Account, expiry)...)
		if err != nil || !due[0] {
			return err
		}
		_, err = startJob(tx, models.JobRetention, false, expiry)
		return err
	})
}
