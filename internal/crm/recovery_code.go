package crm

import (
	"crypto/rand"
	"encoding/base32"
	"strings"

	"kith/models"
)

// replaceRecoveryCodes stores new recovery codes of a user, as hashes, and returns them: 80 random bits each.
func replaceRecoveryCodes(tx *Tx, user models.UserID) ([]string, error) {
	codes, hashes := make([]string, models.RecoveryCodes), make([][]byte, models.RecoveryCodes)
	for i := range codes {
		b := make([]byte, 10)
		_, _ = rand.Read(b)
		text := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		codes[i], hashes[i] = text[:4]+"-"+text[4:8]+"-"+text[8:12]+"-"+text[12:], HashToken(text)
	}
	if err := tx.Exec("DELETE FROM recovery_codes WHERE account_id = ? AND user_id = ?", tx.Account, user); err != nil {
		return nil, err
	}
	return codes, tx.Exec("INSERT INTO recovery_codes (account_id, user_id, code_hash) SELECT ?::bigint, ?::uuid, unnest(?::bytea[])",
		tx.Account, user, hashes)
}
