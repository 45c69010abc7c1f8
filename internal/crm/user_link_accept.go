package crm

import (
	"context"
	"net/netip"

	"kith/internal/store"
	"kith/models"
)

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
