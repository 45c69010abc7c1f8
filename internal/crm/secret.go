package crm

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"github.com/alexedwards/argon2id"
)

// passwordParams are OWASP's recommendation: Argon2id with 19 MiB and 2 passes. The 64 MiB of RFC 9106 would be more memory than
// the server uses for everything else.
var passwordParams = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// passwordSlots are for hashes of passwords at a time: each takes a core and 19 MiB.
var passwordSlots = make(chan struct{}, 2)

// PasswordSlot waits until a password may be hashed or compared; the slot is given back by the function.
func PasswordSlot(ctx context.Context) (release func(), err error) {
	select {
	case passwordSlots <- struct{}{}:
		return func() { <-passwordSlots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// HashPassword returns the hash of a password for storage. It waits for a slot.
func HashPassword(ctx context.Context, password string) (string, error) {
	release, err := PasswordSlot(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, passwordParams)
}

// noPassword is a hash with the same parameters that no password has.
const noPassword = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// MatchPassword reports whether a password has a hash. Without a hash nothing matches, and it takes as long. The caller has a slot.
func MatchPassword(password, hash string) (bool, error) {
	match, err := argon2id.ComparePasswordAndHash(password, cmp.Or(hash, noPassword))
	return match && hash != "", err
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
