package crm

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
)

// SecretKeySize is the length in bytes of the key that encrypts stored secrets.
const SecretKeySize = 32

// errUnsealed means that a secret was encrypted with another key, or belongs to another record.
var errUnsealed = errors.New("crm: a stored secret can't be read: KITH_SECRET_KEY is not the one that it was stored under")

// sealer encrypts secrets that must be read again, with AES-256-GCM; for the others a hash is stored.
type sealer struct{ aead cipher.AEAD }

// errNoKey means that secrets can't be stored because no key is configured.
var errNoKey = errors.New("crm: there is no key to store secrets under")

// SealWith sets the key that encrypts stored secrets. It is called before the service is used.
func (s *Service) SealWith(key []byte) error {
	if len(key) != SecretKeySize {
		return errors.New("crm: the secret key must have 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	s.hashes = newHasher(key)
	s.secrets.aead, err = cipher.NewGCMWithRandomNonce(block)
	return err
}

// seal encrypts a secret for its owner; it can't be decrypted with the id of another one.
func (s sealer) seal(secret []byte, owner string) ([]byte, error) {
	if s.aead == nil {
		return nil, errNoKey
	}
	return s.aead.Seal(nil, nil, secret, []byte(owner)), nil
}

// open decrypts a secret that was sealed for the owner.
func (s sealer) open(sealed []byte, owner string) ([]byte, error) {
	if s.aead == nil {
		return nil, errNoKey
	}
	secret, err := s.aead.Open(nil, nil, sealed, []byte(owner))
	if err != nil {
		return nil, errUnsealed
	}
	return secret, nil
}
