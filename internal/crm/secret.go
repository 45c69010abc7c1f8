package crm

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/alexedwards/argon2id"
)

// passwordParams are OWASP's recommendation: Argon2id, 19 MiB, 2 passes. RFC 9106's 64 MiB would be more than all else that the
// server keeps.
var passwordParams = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword returns what is stored of a password.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, passwordParams)
}

// NewSecret returns 32 random bytes as 43 characters that a URL can carry.
func NewSecret() string {
	return base64.RawURLEncoding.EncodeToString(randomKey())
}

func randomKey() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return b
}

// NewToken returns a fresh API token: a secret behind a prefix that tells secret scanners what it is.
func NewToken() string { return "kith_" + NewSecret() }

// NewHmacKey returns a fresh key under which an inbox has identifiers proved.
func NewHmacKey() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// HashToken is what is stored of a token or cookie.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
