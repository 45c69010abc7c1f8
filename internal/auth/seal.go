package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// sealer encrypts what browsers keep for the server: they can neither read nor change it.
type sealer struct {
	aead cipher.AEAD
	key  []byte
}

func newSealer(secret []byte) sealer {
	derived := func(purpose string) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte("kith sign-in " + purpose))
		return mac.Sum(nil)
	}
	block, err := aes.NewCipher(derived("cookies"))
	if err != nil {
		panic(err) // only for other lengths of keys
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for other blocks
	}
	return sealer{aead, derived("emails")}
}

// seal returns a value as text, bound to the name of its cookie.
func (s sealer) seal(name string, value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // the values are structs of strings and times
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, text, []byte(name)))
}

// open reads what seal has returned; false for anything else.
func (s sealer) open(name, sealed string, into any) bool {
	if len(sealed) > maxCredential {
		return false
	}
	text, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return false
	}
	text, err = s.aead.Open(nil, nil, text, []byte(name))
	return err == nil && json.Unmarshal(text, into) == nil
}

// hash returns a hash of a text that says nothing about it without the key.
func (s sealer) hash(text string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(text))
	return string(mac.Sum(nil))
}
