package app

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestSecretKeyIsMadeOnce, readable by its owner alone, also when several servers start at once in a folder that is not there yet.
func TestSecretKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := &settings{dataDir: filepath.Join(t.TempDir(), "new")}
	keys := make([][]byte, 8)
	errs := make([]error, len(keys))
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() { keys[i], errs[i] = s.key() })
	}
	all.Wait()
	for i, key := range keys {
		if errs[i] != nil || len(key) != 32 || !slices.Equal(key, keys[0]) {
			t.Errorf("server %d: %x, not %x: %v", i, key, keys[0], errs[i])
		}
	}
	files, err := os.ReadDir(s.dataDir)
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if info, err := files[0].Info(); err != nil || info.Mode() != 0o600 {
		t.Errorf("%s has mode %v, %v", files[0].Name(), info.Mode(), err)
	}
}

func TestSecretKeyOfSettings(t *testing.T) {
	t.Parallel()
	want := []byte(strings.Repeat("k", 32))
	s := &settings{secretKey: base64.StdEncoding.EncodeToString(want), dataDir: filepath.Join(t.TempDir(), "unused")}
	if got, err := s.key(); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q %v", got, err)
	}
	if _, err := os.Stat(s.dataDir); err == nil {
		t.Error("a key was kept that nobody needs")
	}
	for _, wrong := range []string{"secret", base64.StdEncoding.EncodeToString(want[:31]), strings.Repeat("k", 32)} {
		s.secretKey = wrong
		if _, err := s.key(); err == nil || !strings.Contains(err.Error(), "KITH_SECRET_KEY must hold 32 random bytes") ||
			strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
