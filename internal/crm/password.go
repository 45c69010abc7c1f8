package crm

import (
	"context"
	"errors"
	"time"

	"kith/internal/ratelimit"
	"kith/internal/store"
	"kith/models"
)

// ownPasswordGuesses bounds how often a user's old password can be guessed with a session of the user.
var ownPasswordGuesses = ratelimit.Limit{Burst: 10, Interval: 6 * time.Second, Keys: 10_000}

// proof is what was checked of a change of a user: the hash of the new password, nil without one, and the hash of the old one if it had to
// be known.
type proof struct{ hash, replaces *string }

// proveChange checks the passwords of a change of a user. It is slow, so it is called before the transaction.
func (s *Service) proveChange(ctx context.Context, in models.UserUpdateInput) (p proof, err error) {
	viewer, err := permitted(ctx, models.PermSelf)
	if err != nil {
		return p, err
	}
	self, manages, password := viewer.Is(in.ID), viewer.Can(models.PermAccountWrite), in.Password.Value()
	if !self && !manages {
		return p, nil // and the transaction refuses it
	}
	if self && (password != nil || manages && in.Email.Value() != nil) {
		if p.replaces, err = s.ownPassword(ctx, viewer, in.CurrentPassword); err != nil {
			return p, err
		}
	}
	p.hash, err = hashed(ctx, models.PermSelf, password)
	return p, err
}

// ownPassword checks that the viewer knows the password that is to be changed, and returns its hash; nil if there is none.
func (s *Service) ownPassword(ctx context.Context, viewer *models.Viewer, current *string) (*string, error) {
	stored, err := store.One[*string](s.db.Session(ctx, viewer.AccountID),
		"SELECT password_hash FROM users WHERE account_id = ? AND id = ?", viewer.AccountID, *viewer.UserID)
	if errors.Is(err, store.ErrNoRows) || err == nil && stored == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if current == nil {
		return nil, models.Errorf(models.Required, "Give your current password too.").At("currentPassword")
	}
	if len(*current) > models.MaxPassword {
		return nil, models.Errorf(models.Invalid, "This is not your current password.").At("currentPassword")
	}
	giveBack, wait := s.passwords.Take(viewer.Key())
	if wait > 0 {
		return nil, models.Errorf(models.RateLimited, "Too many wrong passwords. Try again in %d s.", int(wait.Seconds())+1)
	}
	release, err := PasswordSlot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	match, err := MatchPassword(*current, *stored)
	if err != nil {
		return nil, err
	}
	if !match {
		return nil, models.Errorf(models.Invalid, "This is not your current password.").At("currentPassword")
	}
	giveBack()
	return stored, nil
}

// saveProven stores a user, with a new password if there is one: that ends the user's link and
// sessions, except for the one that the viewer uses.
func saveProven(tx *Tx, user *models.User, p proof) error {
	if p.replaces != nil && (user.PasswordHash == nil || *user.PasswordHash != *p.replaces) {
		return models.Errorf(models.Invalid, "The password was changed meanwhile. Give the current one.").At("currentPassword")
	}
	if p.hash == nil {
		return store.Save(tx, user, user.ID)
	}
	user.PasswordHash = p.hash
	if err := store.Save(tx, user, user.ID); err != nil {
		return err
	}
	if err := endLink(tx, user.ID); err != nil {
		return err
	}
	return endOtherSessions(tx, user.ID)
}

// endOtherSessions ends the sessions of a user, except for the one that the viewer uses.
func endOtherSessions(tx *Tx, user models.UserID) error {
	kept := tx.Viewer.Session
	if kept == nil {
		kept = []byte{}
	}
	return tx.Exec("DELETE FROM sessions WHERE account_id = ? AND user_id = ? AND token_hash <> ?", tx.Account, user, kept)
}

// hashed returns the hash of a password, nil without one. It is slow, so it is called before the transaction, and only for viewers
// who may set a password.
func hashed(ctx context.Context, perm models.Permission, password *string) (*string, error) {
	if _, err := permitted(ctx, perm); err != nil || password == nil {
		return nil, err
	}
	if refused := models.CheckPassword(*password); refused != nil {
		return nil, refused
	}
	hash, err := HashPassword(ctx, *password)
	return &hash, err
}
