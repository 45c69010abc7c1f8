package models

import (
	"strings"
	"unicode"
)

// RecoveryCodes is how many recovery codes a user gets.
const RecoveryCodes = 10

// maxSecondFactorCode bounds the codes that are compared.
const maxSecondFactorCode = 64

// SecondFactorSetUpInput asks for the secret of an authenticator app.
type SecondFactorSetUpInput struct{ CurrentPassword *string }

// SecondFactorConfirmInput is the first code of an authenticator app.
type SecondFactorConfirmInput struct{ Code string }

// SecondFactorRemoveInput names a user who is to sign in without a second factor, and has the user's own code.
type SecondFactorRemoveInput struct {
	UserID UserID
	Code   *string
}

// RecoveryCodesReplaceInput is a code that shows who asks for new recovery codes.
type RecoveryCodesReplaceInput struct{ Code string }

// SecondFactorSetUpPayload answers secondFactorSetUp.
type SecondFactorSetUpPayload struct {
	Secret *string
	URL    *string
	Failures
}

// RecoveryCodesPayload answers secondFactorConfirm and recoveryCodesReplace.
type RecoveryCodesPayload struct {
	RecoveryCodes []string
	Failures
}

// CleanCode returns a code of an authenticator app, or a recovery code, as it is compared: in lower case, without spaces and hyphens; blank
// if it can't be one.
func CleanCode(code string) string {
	if len(code) > maxSecondFactorCode {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == 0 {
			return -1
		}
		return unicode.ToLower(r)
	}, code)
}
