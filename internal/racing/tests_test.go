package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestRacing finds tests that start goroutines in all ways, and no others.
func TestRacing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write := func(name, source string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("package p\n"+source), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a_test.go", `
		func TestGo() { go func() {}() }
		func TestGroup() { all.Go(func() {}) }
		func TestInRun() { t.Run("x", func() { _ = ask() }) }
		func TestDeep() { deep() }
		func TestGiven() { each(together) }
		func TestGates() { w.Interleave(t, gate, first, second) }
		func TestServes() { launchWith() }
		func TestPlain() { plain() }`)
	write("b_test.go", `
		func deep() { together() }
		func together() { go plain() }
		func ask() error { go plain(); return nil }
		func plain() {}
		func launchWith() { go wait() }`)
	write("a.go", `func plain2() { go plain() }`)
	got, err := racing([]string{folder})
	if want := []string{"TestDeep", "TestGates", "TestGiven", "TestGo", "TestGroup", "TestInRun"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	write("a_test.go", "func TestPlain() {}")
	if got, err := racing([]string{folder}); err == nil {
		t.Errorf("without such tests it prints %v", got)
	}
}

// TestRacingOfOurs knows tests of each way that the packages have.
func TestRacingOfOurs(t *testing.T) {
	t.Parallel()
	got, err := racing([]string{"../crm", "../app"})
	if err != nil {
		t.Fatal(err)
	}
	for test, want := range map[string]bool{"TestMergeStorm": true, "TestUpsertsAtOnce": true, "TestMergeInterleaved": true,
		"TestRollingRestart": true, "TestKill": true, "TestCreateContact": false, "TestHelp": false} {
		if slices.Contains(got, test) != want {
			t.Errorf("%s: want %v", test, want)
		}
	}
}
