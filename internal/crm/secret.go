package crm

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/alexedwards/argon2id"
)

// passwordParams are OWASP's recommendation: Argon2id with 19 MiB and 2 passes. The 64 MiB of RFC 9106 would be more memory than
// the server uses for everything else.
var passwordParams = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// HashPassword returns the hash of a password for storage.
func HashPassword(password string) (string, error) {
	return argon2id.CreateHash(password, passwordParams)
}

// NewSecret returns 32 random bytes as 43 characters that are safe in URLs.
func NewSecret() string {
	return base64.RawURLEncoding.EncodeToString(randomKey())
}

func randomKey() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return b
}

// NewToken returns a new API token: a secret with a prefix by which secret scanners recognize it.
func NewToken() string { return "kith_" + NewSecret() }

// NewHmacKey returns a new HMAC key of an inbox for verifying identifiers.
func NewHmacKey() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// HashToken returns the hash of a token or cookie for storage.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
