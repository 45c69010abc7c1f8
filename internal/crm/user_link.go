package crm

import (
	"context"
	"time"

	"kith/internal/ratelimit"
	"kith/internal/store"
	"kith/models"
)

// linkTries bounds how often an address can try to use a link. A secret can't be guessed, but each try costs the hash of a password.
var linkTries = ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 1 << 16}

// maxLinkToken bounds the secrets that are looked up, in bytes.
const maxLinkToken = 256

// linkPage is where browsers use a link; the secret follows.
const linkPage = "/auth/link#"

// InviteUser creates a user who chooses a password by the link that it returns. Taken, Invalid.
func (s *Service) InviteUser(ctx context.Context, in models.UserInviteInput) (*models.UserLink, error) {
	var user *models.User
	var link *models.UserLink
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) (err error) {
		user = newUser(tx)
		if err := user.Apply(models.UserCreateInput{Name: in.Name, Email: in.Email, Role: in.Role}); err != nil {
			return err
		}
		if err := store.Create(tx, user); err != nil {
			return err
		}
		tx.Audit(models.AuditUserInvited, user.ID)
		link, err = s.makeLink(tx, user, models.InvitationLifetime)
		return err
	})
	if err != nil && user != nil {
		err = withHolder(ctx, s, err, users, "u.account_id = ? AND u.email = ?", user.Email)
	}
	return link, err
}

// ResetPassword makes a link by which a user chooses a new password. What the user has lasts until it is used. NotFound, and BlockedByRule
// for the viewer's own user and for deactivated ones.
func (s *Service) ResetPassword(ctx context.Context, id models.UserID) (link *models.UserLink, err error) {
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		user, _, err := lockUser(tx, id, nil)
		switch {
		case err != nil:
			return err
		case tx.Viewer.Is(id):
			return models.Errorf(models.BlockedByRule, "Change your own password by userUpdate, with the current one.").At("id")
		case user.DeactivatedAt != nil:
			return models.Errorf(models.BlockedByRule, "This user was deactivated; reactivate them first.").At("id")
		}
		tx.Audit(models.AuditUserPasswordReset, id)
		link, err = s.makeLink(tx, user, models.ResetLifetime)
		return err
	})
	return link, err
}

// makeLink stores a new link of a user, in place of an older one.
func (s *Service) makeLink(tx *Tx, user *models.User, lasts time.Duration) (*models.UserLink, error) {
	token, ends := NewSecret(), models.At(tx.Now.Add(lasts))
	return &models.UserLink{User: user, Token: token, URL: s.address + linkPage + token, ExpiresAt: ends}, tx.Exec(`
		INSERT INTO user_links (account_id, user_id, token_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (account_id, user_id) DO UPDATE
		SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at`,
		tx.Account, user.ID, HashToken(token), tx.Now, ends)
}

func endLink(tx *Tx, user models.UserID) error {
	return tx.Exec("DELETE FROM user_links WHERE account_id = ? AND user_id = ?", tx.Account, user)
}
