package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// UpdateAccount changes the viewer's account.
func (s *Service) UpdateAccount(ctx context.Context, in models.AccountUpdateInput) (*models.Account, error) {
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		account, err := lockAccount(tx)
		if err != nil {
			return err
		}
		if err := models.Advance(account, in.ExpectedVersion); err != nil {
			return err
		}
		if err := account.Apply(in); err != nil {
			return err
		}
		if err := checkTimeZone(tx, account, in); err != nil {
			return err
		}
		if err := scheduleCleanup(tx, account, in); err != nil {
			return err
		}
		if err := scheduleRetention(tx, account, in); err != nil {
			return err
		}
		if err := setDuplicateMergeRule(tx, in); err != nil {
			return err
		}
		tx.endsCredentials = in.TimeZone.IsSet() // in which the filters of roles count days
		tx.Audit(models.AuditAccountUpdated, account.ID, models.GivenFields(in)...)
		return tx.Exec(`
			UPDATE accounts
			SET version = ?, name = ?, features = ?, default_region = ?, time_zone = ?, updated_at = ?
			WHERE id = ?`, account.Version, account.Name, account.Enabled, account.DefaultRegion, account.TimeZone, tx.Now, tx.Account)
	})
	if err != nil {
		return nil, err
	}
	return s.FindAccount(ctx)
}

// checkTimeZone rejects a time zone that PostgreSQL does not know, which groups by months.
func checkTimeZone(tx *Tx, account *models.Account, in models.AccountUpdateInput) error {
	if !in.TimeZone.IsSet() {
		return nil
	}
	known, err := store.One[bool](tx, "SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = ?)", account.TimeZone)
	if err == nil && !known {
		err = models.UnknownTimeZone()
	}
	return err
}

// CreateUser creates a user. A user without a password can only sign in through the identity provider.
func (s *Service) CreateUser(ctx context.Context, in models.UserCreateInput) (*models.User, error) {
	passwordHash, err := hashed(ctx, models.PermAccountWrite, in.Password)
	if err != nil {
		return nil, err
	}
	var user *models.User
	err = s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		user = newUser(tx)
		user.PasswordHash = passwordHash
		if err := user.Apply(in); err != nil {
			return err
		}
		tx.Audit(models.AuditUserCreated, user.ID)
		return store.Create(tx, user)
	})
	if err != nil && user != nil {
		err = withHolder(ctx, s, err, users, "u.account_id = ? AND u.email = ?", user.Email)
	}
	return user, err
}

func newUser(tx *Tx) *models.User {
	return &models.User{AccountID: tx.Account, ID: typeid.New[models.UserID](), Version: 1, Availability: models.Offline,
		CreatedAt: tx.Now, UpdatedAt: tx.Now}
}

// UpdateUser changes a user: administrators may change every user, others only themselves and neither role nor email. Whoever changes their
// own password or email has to know the old password. A new password ends all of the user's other sessions. Forbidden, NotFound,
// Unauthenticated if the viewer's credential has ended, RateLimited after too many wrong passwords, and BlockedByRule if no administrator
// would be left.
func (s *Service) UpdateUser(ctx context.Context, in models.UserUpdateInput) (*models.User, error) {
	proof, err := s.proveChange(ctx, in)
	if err != nil {
		return nil, err
	}
	var user *models.User
	err = s.write(ctx, models.PermSelf, func(tx *Tx) error {
		// All administrators are locked, so that two of them can't demote each other concurrently, and in one order with the others.
		administrators, err := lockUsers(tx, in.ID)
		if err != nil {
			return err
		}
		if err := tx.verify(models.PermSelf); err != nil {
			return err
		}
		if !tx.Viewer.Can(models.PermAccountWrite) && (!tx.Viewer.Is(in.ID) || in.Role.IsSet() || in.RoleID.IsSet() || in.Email.IsSet()) {
			return models.Errorf(models.Forbidden, "Your role allows only your own name, password and availability; ask an administrator.")
		}
		if user, err = lock[models.User](tx, in.ID, "user"); err != nil {
			return err
		}
		before := *user
		last := before.Role == models.Administrator && user.DeactivatedAt == nil && administrators == 1
		if err := models.Advance(user, in.ExpectedVersion); err != nil {
			return err
		}
		if err := user.Change(in); err != nil {
			return err
		}
		if last && user.Role != models.Administrator {
			return models.Errorf(models.BlockedByRule, "The last administrator can't become an agent; make another one first.").At("role")
		}
		user.UpdatedAt = tx.Now
		tx.Audit(models.AuditUserUpdated, in.ID, models.GivenFields(in)...)
		tx.endsCredentials = user.Role != before.Role || !equalIDs(user.RoleID, before.RoleID) || user.Email != before.Email || proof.hash != nil
		if user.Email != before.Email {
			if err := endLink(tx, user.ID); err != nil {
				return err
			}
		}
		return saveProven(tx, user, proof)
	})
	if err != nil && user != nil && in.Email.IsSet() {
		err = withHolder(ctx, s, err, users, "u.account_id = ? AND u.email = ?", user.Email)
	}
	return user, err
}

// lockUsers locks all administrators, some users and the viewer's, in the order of their ids, and returns the number of administrators who
// can sign in.
func lockUsers(tx *Tx, ids ...models.UserID) (administrators int, err error) {
	if tx.Viewer.UserID != nil {
		ids = append(ids, *tx.Viewer.UserID)
	}
	locked, err := users.List(tx, "u.account_id = ? AND (u.role = 'ADMINISTRATOR' OR u.id = ANY(?)) ORDER BY u.id FOR UPDATE",
		tx.Account, store.IDs[models.UserID](ids))
	for _, user := range locked {
		if user.Role == models.Administrator && user.DeactivatedAt == nil {
			administrators++
		}
	}
	return administrators, err
}

func equalIDs[K comparable](a, b *K) bool { return a == b || a != nil && b != nil && *a == *b }
