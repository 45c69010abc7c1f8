package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

var userSessions = store.NewTable[models.UserSession]("sessions s")

// maxSessions is how many sessions of a user are listed.
const maxSessions = 100

// ListSessions returns the sessions of a user that have not expired, the one that was used last first. Forbidden for other users' sessions
// unless the viewer manages users.
func (s *Service) ListSessions(ctx context.Context, user models.UserID) ([]*models.UserSession, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	if !r.Viewer.Is(user) && !r.Viewer.Can(models.PermAccountWrite) {
		return nil, models.Errorf(models.Forbidden, "You may see your own sessions only; ask an administrator.")
	}
	return userSessions.List(r, "s.account_id = ? AND s.user_id = ? AND s.expires_at > ? ORDER BY s.last_used_at DESC, s.id LIMIT ?",
		r.Account, user, models.At(s.now()), maxSessions)
}

// RevokeSession ends a session of the viewer, or of anyone if the viewer manages users. NotFound.
func (s *Service) RevokeSession(ctx context.Context, id models.SessionID) error {
	return s.writeVerified(ctx, models.PermSelf, func(tx *Tx) error {
		ended, err := tx.Affected("DELETE FROM sessions WHERE account_id = ? AND id = ? AND (? OR user_id = ?::uuid)",
			tx.Account, id, tx.Viewer.Can(models.PermAccountWrite), tx.Viewer.UserID)
		if err == nil && ended == 0 {
			err = models.Errorf(models.NotFound, "There is no such session.").At("id")
		}
		tx.endsCredentials = true
		tx.Audit(models.AuditSessionRevoked, id)
		return err
	})
}

// SignOutUser ends the sessions of a user, the viewer's own too unless it is kept, and returns how many. NotFound, Forbidden.
func (s *Service) SignOutUser(ctx context.Context, in models.UserSignOutInput) (ended int, err error) {
	err = s.writeVerified(ctx, models.PermSelf, func(tx *Tx) error {
		if !tx.Viewer.Is(in.UserID) && !tx.Viewer.Can(models.PermAccountWrite) {
			return models.Errorf(models.Forbidden, "You may sign out yourself only; ask an administrator.")
		}
		user, err := users.First(tx, "u.account_id = ? AND u.id = ?", tx.Account, in.UserID)
		if err == nil && user == nil {
			err = models.Errorf(models.NotFound, "There is no such user.").At("userId")
		}
		if err != nil {
			return err
		}
		kept := []byte{}
		if in.KeepCurrent && tx.Viewer.Session != nil {
			kept = tx.Viewer.Session
		}
		n, err := tx.Affected("DELETE FROM sessions WHERE account_id = ? AND user_id = ? AND token_hash <> ?", tx.Account, in.UserID, kept)
		ended, tx.endsCredentials = int(n), true
		tx.Audit(models.AuditUserSignedOut, in.UserID)
		return err
	})
	return ended, err
}
