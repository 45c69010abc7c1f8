package app

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"kith/internal/crm"
)

// secretKeyFile holds the key under which secrets are stored, in the data directory.
const secretKeyFile = "secret.key"

// unlock gives the use cases the key under which secrets are stored.
func (s *settings) unlock(c *crm.Service) error {
	key, err := s.key()
	if err != nil {
		return err
	}
	return c.SealWith(key)
}

// unlockIfKept is unlock for commands, which make no key: without one they store no address in an account that has suppressed some.
func (s *settings) unlockIfKept(c *crm.Service) error {
	if _, err := os.Stat(filepath.Join(s.dataDir, secretKeyFile)); s.secretKey == "" && err != nil {
		return nil
	}
	return s.unlock(c)
}

// key returns the key under which secrets are stored: that of the settings, or else one that the first start makes and keeps in the
// data directory, where nobody else may read it.
func (s *settings) key() ([]byte, error) {
	if s.secretKey != "" {
		return decodeKey(s.secretKey, "KITH_SECRET_KEY")
	}
	path := filepath.Join(s.dataDir, secretKeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(path); err != nil {
			return nil, fmt.Errorf("cannot keep the secret key: %w; set KITH_SECRET_KEY", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, err
	}
	return decodeKey(string(text), path)
}

func decodeKey(text, place string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != crm.SecretKeySize {
		return nil, fmt.Errorf("%s must hold %d random bytes in base64, as «openssl rand -base64 %[2]d» prints them", place, crm.SecretKeySize)
	}
	return key, nil
}

// makeKey writes a new key unless there is one by then. The file appears whole or not at all, so that of two servers that start
// at once both use the same.
func makeKey(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), secretKeyFile) // made with 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	key := make([]byte, crm.SecretKeySize)
	_, _ = rand.Read(key)
	_, err = fmt.Fprintln(file, base64.StdEncoding.EncodeToString(key))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
