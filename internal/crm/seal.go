package crm

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
)

// SecretKeySize is the length of the key under which secrets are stored, in bytes.
const SecretKeySize = 32

// errUnsealed is about a secret that another key has sealed, or that is not where it was stored.
var errUnsealed = errors.New("crm: a stored secret can't be read: KITH_SECRET_KEY is not the one that it was stored under")

// sealer keeps secrets that must be read again, unlike those of which a hash will do, with AES-256-GCM.
type sealer struct{ aead cipher.AEAD }

// errNoKey is about a secret that can't be kept.
var errNoKey = errors.New("crm: there is no key to store secrets under")

// SealWith sets the key under which secrets are stored, before the service is used.
func (s *Service) SealWith(key []byte) error {
	if len(key) != SecretKeySize {
		return errors.New("crm: the secret key must have 32 bytes")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	s.secrets.aead, err = cipher.NewGCMWithRandomNonce(block)
	return err
}

// seal encrypts a secret of its owner: under another's id it can't be read.
func (s sealer) seal(secret []byte, owner string) ([]byte, error) {
	if s.aead == nil {
		return nil, errNoKey
	}
	return s.aead.Seal(nil, nil, secret, []byte(owner)), nil
}

// open decrypts what was sealed for the owner.
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
