package files_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"kith/internal/crmtest"
	"kith/internal/files"
)

// listen returns a scanner and the clamd that answers it.
func listen(t *testing.T, clamd *crmtest.Clamd, network, address string) *files.Scanner {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	clamd.Serve(t, listener)
	scanner, err := files.ParseScanner(clamd.URL)
	if err != nil {
		t.Fatal(err)
	}
	return scanner
}

// TestScan has files scanned over TCP and over a socket: what clamd is sent, and what its answers mean.
func TestScan(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte("0123456789"), 20_000)
	for network, address := range map[string]string{"tcp": "127.0.0.1:0", "unix": filepath.Join(t.TempDir(), "clamd.ctl")} {
		clamd := &crmtest.Clamd{}
		scanner := listen(t, clamd, network, address)
		if err := scanner.Ping(t.Context()); err != nil {
			t.Errorf("%s: %v", network, err)
		}
		for content, want := range map[string]string{
			"": "", "text": "", string(large): "",
			crmtest.EICAR():                 "INVALID: The virus scanner found Eicar-Test-Signature",
			string(large) + crmtest.EICAR(): "INVALID: The virus scanner found Eicar-Test-Signature",
		} {
			err := scanner.Scan(t.Context(), strings.NewReader(content))
			if (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s, %d bytes: %v, not %q", network, len(content), err, want)
			}
			if seen := clamd.Files(); string(seen[len(seen)-1]) != content {
				t.Errorf("%s: %d bytes came as %d others", network, len(content), len(seen[len(seen)-1]))
			}
		}
	}
	var none *files.Scanner
	if err := none.Scan(t.Context(), strings.NewReader(crmtest.EICAR())); err != nil {
		t.Errorf("without a scanner: %v", err)
	}
}

// TestScanFails: no file passes of which clamd does not say that it is clean.
func TestScanFails(t *testing.T) {
	t.Parallel()
	const away = "UNAVAILABLE: Files can't be scanned"
	for name, c := range map[string]struct {
		clamd *crmtest.Clamd
		want  string
	}{
		"an error":       {&crmtest.Clamd{Broken: "stream: Can't allocate memory ERROR\x00"}, away},
		"no answer":      {&crmtest.Clamd{Broken: " "}, away},
		"half an answer": {&crmtest.Clamd{Broken: "stream: OK"}, away},
		"another answer": {&crmtest.Clamd{Broken: "OK\x00"}, away},
		"a strange name": {&crmtest.Clamd{Broken: "stream: Evil <b>\n\x1bName\xff" + strings.Repeat("x", 200) + " FOUND\x00"},
			"INVALID: The virus scanner found Evil<b>Name" + strings.Repeat("x", 89) + " in the file"},
		"a large file": {&crmtest.Clamd{StreamMaxLength: 10}, "TOO_LONG: The virus scanner takes no file of this size"},
	} {
		scanner := listen(t, c.clamd, "tcp", "127.0.0.1:0")
		if err := scanner.Scan(t.Context(), strings.NewReader("more than ten bytes")); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, not %s", name, err, c.want)
		}
	}
	nobody, err := files.ParseScanner("unix://" + filepath.Join(t.TempDir(), "nobody"))
	if err != nil {
		t.Fatal(err)
	}
	if err := nobody.Scan(t.Context(), strings.NewReader("x")); err == nil || !strings.HasPrefix(err.Error(), away) {
		t.Errorf("nobody listens: %v", err)
	}
	if err := nobody.Ping(t.Context()); err == nil {
		t.Error("nobody answered")
	}
	if err := listen(t, &crmtest.Clamd{}, "tcp", "127.0.0.1:0").Scan(t.Context(), iotest.ErrReader(io.ErrClosedPipe)); err == nil {
		t.Error("a file that can't be read is clean")
	}
}

// TestScanEnds: a request that ends does not wait for a clamd that hangs.
func TestScanEnds(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0") // which accepts nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	scanner, err := files.ParseScanner("tcp://" + listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- scanner.Scan(ctx, strings.NewReader("x")) }()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestParseScanner(t *testing.T) {
	t.Parallel()
	for text, good := range map[string]bool{
		"tcp://127.0.0.1:3310": true, "tcp://[::1]:3310": true, "unix:///run/clamav/clamd.ctl": true,
		"tcp://clamd": false, "127.0.0.1:3310": false, "http://clamd:3310": false, "unix://run/clamd": false, "unix:///": false,
		"tcp://clamd:3310/x": false, "tcp://a:b@clamd:3310": false, "tcp://clamd:3310?x=1": false, "": false,
	} {
		if _, err := files.ParseScanner(text); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
