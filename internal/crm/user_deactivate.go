package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// DeactivateUser keeps a user from signing in: sessions and links end, and passwords and JWTs are refused. The conversations that the user
// works on go to another user, or to nobody; it returns how many. Resolved ones, and what the user wrote, keep the user. NotFound,
// StaleVersion, and BlockedByRule if no administrator would be left. Deactivating twice changes nothing.
func (s *Service) DeactivateUser(ctx context.Context, in models.UserDeactivateInput) (user *models.User, reassigned int, err error) {
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		contacts, err := lockContactsOf(tx, ofAssignee, in.ID)
		if err != nil {
			return err
		}
		var administrators int
		if user, administrators, err = lockUser(tx, in.ID, in.HandOverTo); err != nil || user.DeactivatedAt != nil {
			return err
		}
		if err := checkSuccessor(tx, in); err != nil {
			return err
		}
		if user.Role == models.Administrator && administrators == 1 {
			return models.Errorf(models.BlockedByRule, "The last administrator can't be deactivated; make another one first.")
		}
		if err := models.Advance(user, in.ExpectedVersion); err != nil {
			return err
		}
		reassigned, err = changeConversationsOf(tx, ofAssignee, in.ID, contacts, "assignee_id", in.HandOverTo,
			func(v *models.Conversation) { v.AssigneeID = in.HandOverTo })
		if err != nil {
			return err
		}
		user.DeactivatedAt = &tx.Now
		tx.Audit(models.AuditUserDeactivated, in.ID)
		return endAccess(tx, user)
	})
	return user, reassigned, err
}

// ReactivateUser lets a user sign in again, with the password of before. NotFound, StaleVersion.
func (s *Service) ReactivateUser(ctx context.Context, in models.UserReactivateInput) (user *models.User, err error) {
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		if user, _, err = lockUser(tx, in.ID, nil); err != nil || user.DeactivatedAt == nil {
			return err
		}
		if err := models.Advance(user, in.ExpectedVersion); err != nil {
			return err
		}
		user.DeactivatedAt, user.UpdatedAt, tx.endsCredentials = nil, tx.Now, true
		tx.Audit(models.AuditUserReactivated, in.ID)
		return store.Save(tx, user, in.ID)
	})
	return user, err
}

// SetUserPassword sets a user's password and ends the user's sessions; without one, the user can sign in by the identity provider alone.
// Invalid, NotFound.
func (s *Service) SetUserPassword(ctx context.Context, id models.UserID, password *string) (user *models.User, err error) {
	hash, err := hashed(ctx, models.PermAccountWrite, password)
	if err != nil {
		return nil, err
	}
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		if user, _, err = lockUser(tx, id, nil); err != nil {
			return err
		}
		if err := models.Advance(user, nil); err != nil {
			return err
		}
		user.PasswordHash = hash
		tx.Audit(models.AuditUserPasswordSet, id)
		return endAccess(tx, user)
	})
	return user, err
}

// lockUser locks a user who is to be changed by a viewer who manages users, another one if there is one, and all administrators, whose
// number it returns: so two of them can't shut each other out.
func lockUser(tx *Tx, id models.UserID, other *models.UserID) (user *models.User, administrators int, err error) {
	ids := []models.UserID{id}
	if other != nil {
		ids = append(ids, *other)
	}
	if administrators, err = lockUsers(tx, ids...); err != nil {
		return nil, 0, err
	}
	if err := tx.verify(models.PermAccountWrite); err != nil {
		return nil, 0, err
	}
	user, err = lock[models.User](tx, id, "user")
	return user, administrators, err
}

// endAccess stores a user, and ends the sessions and the link.
func endAccess(tx *Tx, user *models.User) error {
	user.UpdatedAt, tx.endsCredentials = tx.Now, true
	if err := store.Save(tx, user, user.ID); err != nil {
		return err
	}
	return endSessions(tx, user.ID)
}

// endSessions ends the sessions and the link of a user.
func endSessions(tx *Tx, id models.UserID) error {
	if err := endLink(tx, id); err != nil {
		return err
	}
	return tx.Exec("DELETE FROM sessions WHERE account_id = ? AND user_id = ?", tx.Account, id)
}

// checkSuccessor checks who takes over from a user who leaves.
func checkSuccessor(tx *Tx, in models.UserDeactivateInput) error {
	if in.HandOverTo == nil {
		return nil
	}
	if *in.HandOverTo == in.ID {
		return models.Errorf(models.BlockedByRule, "Somebody else has to take over.").At("handOverTo")
	}
	return renameField(checkAssignee(tx, in.HandOverTo), "assigneeId", "handOverTo")
}
