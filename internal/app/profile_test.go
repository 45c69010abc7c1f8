package app

import (
	"os"
	"path/filepath"
	"testing"
)

func TestProfile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cpu.prof")
	externalPlace(t).with("KITH_CPU_PROFILE=" + file).serve(t).stop(t)
	const gzipped = "\x1f\x8b"
	if content, err := os.ReadFile(file); err != nil || len(content) < 2 || string(content[:2]) != gzipped {
		t.Errorf("the profile has %d bytes: %v", len(content), err)
	}
}
