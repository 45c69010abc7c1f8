package crm

import (
	"context"
	"errors"
	"time"

	"github.com/pquerna/otp/totp"

	"kith/internal/ratelimit"
	"kith/internal/store"
	"kith/models"
)

// codeGuesses bounds how often the second factor of a user can be guessed. One of three codes is right at any time, so guessing for a year
// finds one with a probability of less than a tenth.
var codeGuesses = ratelimit.Limit{Burst: 5, Interval: 15 * time.Minute, Keys: 1 << 16}

// codePeriod is how long an authenticator app shows a code, and codeLength how many digits it has.
const (
	codePeriod = 30 * time.Second
	codeLength = 6
)

// SetUpSecondFactor makes a secret for the viewer's authenticator app, which counts once it is confirmed, and returns it in base32 and as
// an otpauth URI. Required and Invalid for the password, and BlockedByRule if there is a second factor already.
func (s *Service) SetUpSecondFactor(ctx context.Context, in models.SecondFactorSetUpInput) (secret, uri string, err error) {
	viewer, err := permitted(ctx, models.PermSelf)
	if err != nil {
		return "", "", err
	}
	if viewer.UserID == nil {
		return "", "", models.Errorf(models.BlockedByRule, "API tokens have no second factor; sign in as a user.")
	}
	if _, err := s.ownPassword(ctx, viewer, in.CurrentPassword); err != nil {
		return "", "", err
	}
	err = s.write(ctx, models.PermSelf, func(tx *Tx) error {
		user, err := lockSelf(tx)
		if err != nil {
			return err
		}
		if user.SecondFactorAt != nil {
			return models.Errorf(models.BlockedByRule, "You have a second factor already; remove it first.")
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: "Kith", AccountName: user.Email})
		if err != nil {
			return err
		}
		secret, uri = key.Secret(), key.URL()
		sealed, err := s.secrets.seal([]byte(secret), secondFactorOf(user.ID))
		if err != nil {
			return err
		}
		return tx.Exec(`
			INSERT INTO second_factors (account_id, user_id, secret, created_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (account_id, user_id) DO UPDATE
			SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0, confirmed_at = NULL`,
			tx.Account, user.ID, sealed, tx.Now)
	})
	return secret, uri, err
}

// ConfirmSecondFactor ends the set-up of the viewer's authenticator app with a code of it, and returns recovery codes. The viewer's other
// sessions end. Invalid for a wrong code, and BlockedByRule if nothing was set up.
func (s *Service) ConfirmSecondFactor(ctx context.Context, code string) (recovery []string, err error) {
	err = s.guessed(ctx, func() error {
		return s.write(ctx, models.PermSelf, func(tx *Tx) error {
			user, err := lockSelf(tx)
			if err != nil {
				return err
			}
			sealed, err := store.One[[]byte](tx, "SELECT secret FROM second_factors WHERE account_id = ? AND user_id = ? AND confirmed_at IS NULL",
				tx.Account, user.ID)
			if errors.Is(err, store.ErrNoRows) {
				return models.Errorf(models.BlockedByRule, "Set up an authenticator app first, by secondFactorSetUp.")
			}
			if err != nil {
				return err
			}
			step, err := s.stepOf(sealed, user.ID, models.CleanCode(code))
			if err != nil {
				return err
			}
			if step == 0 {
				return errCode()
			}
			if err := tx.Exec("UPDATE second_factors SET confirmed_at = ?, last_step = ? WHERE account_id = ? AND user_id = ?",
				tx.Now, step, tx.Account, user.ID); err != nil {
				return err
			}
			if recovery, err = replaceRecoveryCodes(tx, user.ID); err != nil {
				return err
			}
			tx.Audit(models.AuditSecondFactorAdded, user.ID)
			return saveSecondFactor(tx, user, &tx.Now)
		})
	})
	return recovery, err
}

// RemoveSecondFactor lets a user sign in with the password alone. The viewer's own needs a code; that of others needs the permission to
// manage users. NotFound, Forbidden, Required, Invalid, and BlockedByRule without a second factor.
func (s *Service) RemoveSecondFactor(ctx context.Context, in models.SecondFactorRemoveInput) (user *models.User, err error) {
	remove := func() error {
		return s.write(ctx, models.PermSelf, func(tx *Tx) error {
			if _, err := lockUsers(tx, in.UserID); err != nil {
				return err
			}
			if err := tx.verify(models.PermSelf); err != nil {
				return err
			}
			self := tx.Viewer.Is(in.UserID)
			if !self && !tx.Viewer.Can(models.PermAccountWrite) {
				return models.Errorf(models.Forbidden, "You may remove your own second factor only; ask an administrator.")
			}
			if user, err = lock[models.User](tx, in.UserID, "user"); err != nil {
				return renameField(err, "id", "userId")
			}
			if user.SecondFactorAt == nil {
				return models.Errorf(models.BlockedByRule, "The user has no second factor.").At("userId")
			}
			if self {
				if err := s.needCode(tx, in.UserID, in.Code); err != nil {
					return err
				}
			}
			if err := tx.Exec("DELETE FROM second_factors WHERE account_id = ? AND user_id = ?", tx.Account, in.UserID); err != nil {
				return err
			}
			tx.Audit(models.AuditSecondFactorRemoved, user.ID)
			return saveSecondFactor(tx, user, nil)
		})
	}
	if viewer := models.ViewerFrom(ctx); viewer != nil && viewer.Is(in.UserID) {
		err = s.guessed(ctx, remove)
		return user, err
	}
	err = remove()
	return user, err
}

// ReplaceRecoveryCodes gives the viewer new recovery codes in place of all that are left. Invalid for a wrong code.
func (s *Service) ReplaceRecoveryCodes(ctx context.Context, code string) (recovery []string, err error) {
	err = s.guessed(ctx, func() error {
		return s.write(ctx, models.PermSelf, func(tx *Tx) error {
			user, err := lockSelf(tx)
			if err != nil {
				return err
			}
			if err := s.needCode(tx, user.ID, &code); err != nil {
				return err
			}
			tx.Audit(models.AuditRecoveryCodesReplaced, user.ID)
			recovery, err = replaceRecoveryCodes(tx, user.ID)
			return err
		})
	})
	return recovery, err
}

// CheckSecondFactor reports whether a code is one of a user who is signing in, and uses it up. It returns how long the user has to wait
// after too many wrong codes.
func (s *Service) CheckSecondFactor(ctx context.Context, v *models.Viewer, code string) (ok bool, wait time.Duration, err error) {
	giveBack, wait := s.codes.Take(v.Key())
	if wait > 0 {
		return false, wait, nil
	}
	ok, err = s.useCode(s.system(ctx), v.AccountID, *v.UserID, code)
	if ok || err != nil {
		giveBack()
	}
	return ok, 0, err
}

// guessed runs a use case that the viewer needs a code for, unless the viewer has tried too many wrong ones.
func (s *Service) guessed(ctx context.Context, use func() error) error {
	viewer, err := permitted(ctx, models.PermSelf)
	if err != nil {
		return err
	}
	if viewer.UserID == nil {
		return models.Errorf(models.BlockedByRule, "API tokens have no second factor; sign in as a user.")
	}
	giveBack, wait := s.codes.Take(viewer.Key())
	if wait > 0 {
		return models.Errorf(models.RateLimited, "Too many wrong codes. Try again in %d s.", int(wait.Seconds())+1)
	}
	if err = use(); !isWrongCode(err) {
		giveBack()
	}
	return err
}
