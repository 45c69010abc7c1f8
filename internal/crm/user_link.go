package crm

import (
	"context"
	"net/netip"
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

func errLink() error {
	return models.Errorf(models.Invalid, "The link was used, was replaced by a newer one or has expired; ask an administrator for another.").
		At("token")
}

// AcceptLink sets the password of the user whom a link is for, and ends the link and the user's sessions. It needs no viewer, and returns
// the user's email. Invalid, RateLimited.
func (s *Service) AcceptLink(ctx context.Context, in models.UserLinkAcceptInput) (email string, err error) {
	giveBack, wait := s.links.Take(clientNetwork(ctx))
	if wait > 0 {
		return "", models.Errorf(models.RateLimited, "Too many tries. Try again in %d s.", int(wait.Seconds())+1)
	}
	account, id, err := s.findLink(ctx, in.Token)
	if err != nil {
		return "", err
	}
	ctx = asOperator(ctx, account)
	hash, err := hashed(ctx, models.PermAccountWrite, &in.Password)
	if err != nil {
		return "", err
	}
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		user, _, err := lockUser(tx, id, nil)
		if err != nil {
			return err
		}
		used, err := tx.Affected("DELETE FROM user_links WHERE account_id = ? AND user_id = ? AND token_hash = ? AND expires_at > ?",
			tx.Account, id, HashToken(in.Token), tx.Now)
		if err == nil && (used == 0 || user.DeactivatedAt != nil) {
			err = errLink()
		}
		if err != nil {
			return err
		}
		if err := models.Advance(user, nil); err != nil {
			return err
		}
		email, user.PasswordHash = user.Email, hash
		tx.Audit(models.AuditUserPasswordSet, id)
		return endAccess(tx, user)
	})
	if err == nil {
		giveBack()
	}
	return email, err
}

// findLink returns whom a link is for.
func (s *Service) findLink(ctx context.Context, token string) (account int64, user models.UserID, err error) {
	if len(token) > maxLinkToken {
		return 0, user, errLink()
	}
	found, err := store.Rows[struct {
		Account int64
		User    models.UserID
	}](s.system(ctx), "SELECT account_id, user_id FROM user_links WHERE token_hash = ? AND expires_at > ? LIMIT 1",
		HashToken(token), models.At(s.now()))
	if err == nil && len(found) == 0 {
		err = errLink()
	}
	if err != nil {
		return 0, user, err
	}
	return found[0].Account, found[0].User, nil
}

// clientNetwork names the client of a request in limits: its IPv4 address, or its IPv6 network, since one host has a whole one.
func clientNetwork(ctx context.Context) string {
	addr := models.ClientAddressFrom(ctx)
	if addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().String()
	}
	return addr.String()
}
