package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// DeactivateUser keeps a user from signing in: sessions end, and passwords and JWTs are refused. What the user wrote keeps its author,
// and conversations keep their assignee until they are assigned to somebody else. NotFound, and BlockedByRule if no administrator would
// be left. Deactivating twice changes nothing.
func (s *Service) DeactivateUser(ctx context.Context, id models.UserID) (*models.User, error) {
	return s.changeAccess(ctx, id, func(tx *Tx, user *models.User, administrators int) error {
		if user.DeactivatedAt != nil {
			return nil
		}
		if user.Role == models.Administrator && administrators == 1 {
			return models.Errorf(models.BlockedByRule, "The last administrator can't be deactivated; make another one first.")
		}
		user.DeactivatedAt = &tx.Now
		tx.Audit(models.AuditUserDeactivated, id)
		return endSessions(tx, id)
	})
}

// ReactivateUser lets a user sign in again, with the password of before. NotFound.
func (s *Service) ReactivateUser(ctx context.Context, id models.UserID) (*models.User, error) {
	return s.changeAccess(ctx, id, func(tx *Tx, user *models.User, _ int) error {
		user.DeactivatedAt = nil
		tx.Audit(models.AuditUserReactivated, id)
		return nil
	})
}

// SetUserPassword sets a user's password and ends the user's sessions; without one, the user can sign in by the identity provider alone.
// Invalid, NotFound.
func (s *Service) SetUserPassword(ctx context.Context, id models.UserID, password *string) (*models.User, error) {
	hash, err := hashed(ctx, models.PermAccountWrite, password)
	if err != nil {
		return nil, err
	}
	return s.changeAccess(ctx, id, func(tx *Tx, user *models.User, _ int) error {
		user.PasswordHash = hash
		tx.Audit(models.AuditUserPasswordSet, id)
		return endSessions(tx, id)
	})
}

// changeAccess changes how a user may sign in. All administrators are locked first, so that two of them can't shut each other out.
func (s *Service) changeAccess(
	ctx context.Context, id models.UserID, change func(tx *Tx, user *models.User, administrators int) error,
) (*models.User, error) {
	var user *models.User
	err := s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		administrators, err := lockUsers(tx, id)
		if err != nil {
			return err
		}
		if err := tx.verify(models.PermAccountWrite); err != nil {
			return err
		}
		if user, err = lock[models.User](tx, id, "user"); err != nil {
			return err
		}
		if err := change(tx, user, administrators); err != nil {
			return err
		}
		user.UpdatedAt = tx.Now
		tx.endsCredentials = true
		return store.Save(tx, user, id)
	})
	if err != nil {
		return nil, err
	}
	return user, nil
}

func endSessions(tx *Tx, id models.UserID) error {
	return tx.Exec("DELETE FROM sessions WHERE account_id = ? AND user_id = ?", tx.Account, id)
}
