package files_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kith/internal/crmtest"
	"kith/internal/files"
)

// TestClamd has files scanned by ClamAV itself, which knows one signature. It needs the program that KITH_TEST_CLAMD names, see .ci/run.
func TestClamd(t *testing.T) {
	program := os.Getenv("KITH_TEST_CLAMD")
	if program == "" {
		t.Skip("KITH_TEST_CLAMD is not set; `.ci/run clamd` sets it")
	}
	dir, err := os.MkdirTemp("", "kith-clamd-") // short, as the path of a socket must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{
		"test.ndb": "Eicar-Test-Signature:0:*:" + hex.EncodeToString([]byte(crmtest.EICAR())) + "\n",
		"clamd.conf": fmt.Sprintf("DatabaseDirectory %s\nLocalSocket %s\nForeground yes\nStreamMaxLength 1M\nPidFile %s\n",
			dir, at("clamd.ctl"), at("clamd.pid")),
	} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	clamd := exec.CommandContext(t.Context(), program, "-c", at("clamd.conf")) //nolint:gosec // the operator's word
	clamd.Stdout, clamd.Stderr = &log, &log
	if err := clamd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = clamd.Process.Kill()
		_ = clamd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	scanner, err := files.ParseScanner("unix://" + at("clamd.ctl"))
	if err != nil {
		t.Fatal(err)
	}
	for range 600 { // it reads its signatures first
		if err = scanner.Ping(t.Context()); err == nil {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}

	for content, want := range map[string]string{
		"":                                    "",
		"words":                               "",
		strings.Repeat("0123456789", 90_000):  "",
		strings.Repeat("0123456789", 110_000): "TOO_LONG: The virus scanner takes no file of this size",
		crmtest.EICAR():                       "INVALID: The virus scanner found Eicar-Test-Signature",
		strings.Repeat("0123456789", 1000) + crmtest.EICAR(): "INVALID: The virus scanner found Eicar-Test-Signature",
	} {
		err := scanner.Scan(t.Context(), strings.NewReader(content))
		if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%d bytes: %v, not %q", len(content), err, want)
		}
	}
}
