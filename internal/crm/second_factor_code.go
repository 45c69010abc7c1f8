package crm

import (
	"errors"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"kith/internal/store"
	"kith/models"
)

func errCode() error {
	return models.Errorf(models.Invalid, "This code is wrong, or was used already. Send the one that the app shows now, or a recovery code.").
		At("code")
}

func isWrongCode(err error) bool {
	var refused *models.Error
	return errors.As(err, &refused) && refused.Code == models.Invalid && len(refused.Field) == 1 && refused.Field[0] == "code"
}

// lockSelf locks the viewer's user, whose credential is still good.
func lockSelf(tx *Tx) (*models.User, error) {
	user, err := lock[models.User](tx, *tx.Viewer.UserID, "user")
	if err != nil {
		return nil, err
	}
	return user, tx.verify(models.PermSelf)
}

// saveSecondFactor stores since when a locked user has a second factor, and ends the sessions that were begun with the password alone.
func saveSecondFactor(tx *Tx, user *models.User, since *models.DateTime) error {
	if err := models.Advance(user, nil); err != nil {
		return err
	}
	user.SecondFactorAt, user.UpdatedAt = since, tx.Now
	if err := store.Save(tx, user, user.ID); err != nil || since == nil {
		return err
	}
	tx.endsCredentials = true
	return endOtherSessions(tx, user.ID)
}

// needCode uses up a code of a locked user.
func (s *Service) needCode(tx *Tx, user models.UserID, code *string) error {
	if code == nil {
		return models.Errorf(models.Required, "Send a code of your authenticator app, or a recovery code.").At("code")
	}
	ok, err := s.useCode(&tx.Session, tx.Account, user, *code)
	if err == nil && !ok {
		err = errCode()
	}
	return err
}

// useCode reports whether a code is one of a user, and uses it up: a code of the app and those before it, or a recovery code. Of two
// requests with one code, one gets it.
func (s *Service) useCode(q *store.Session, account int64, user models.UserID, code string) (bool, error) {
	code = models.CleanCode(code)
	if len(code) != codeLength {
		used, err := q.Affected("DELETE FROM recovery_codes WHERE account_id = ? AND user_id = ? AND code_hash = ?",
			account, user, HashToken(code))
		return used == 1, err
	}
	sealed, err := store.One[[]byte](q, "SELECT secret FROM second_factors WHERE account_id = ? AND user_id = ? AND confirmed_at IS NOT NULL",
		account, user)
	if errors.Is(err, store.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	step, err := s.stepOf(sealed, user, code)
	if err != nil || step == 0 {
		return false, err
	}
	used, err := q.Affected("UPDATE second_factors SET last_step = ? WHERE account_id = ? AND user_id = ? AND last_step < ?",
		step, account, user, step)
	return used == 1, err
}

// stepOf returns the time step whose code this is: the present one, or the one before or after it, since clocks differ; 0 if none of them.
func (s *Service) stepOf(sealed []byte, user models.UserID, code string) (int64, error) {
	secret, err := s.secrets.open(sealed, secondFactorOf(user))
	if err != nil {
		return 0, err
	}
	now := s.now().Unix() / int64(codePeriod/time.Second)
	for _, step := range []int64{now, now - 1, now + 1} {
		ok, err := hotp.ValidateCustom(code, uint64(step), string(secret), //nolint:gosec // the clock is past 1970
			hotp.ValidateOpts{Digits: codeLength, Algorithm: otp.AlgorithmSHA1})
		if ok {
			return step, nil
		}
		if err != nil && !errors.Is(err, otp.ErrValidateInputInvalidLength) {
			return 0, err
		}
	}
	return 0, nil
}

// secondFactorOf is the owner that the secret of a user's second factor is sealed for.
func secondFactorOf(user models.UserID) string { return "second factor of " + user.String() }
