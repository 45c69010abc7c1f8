package crmtest

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"testing"
)

// EICAR returns the test file that every scanner takes for a virus. It is put together, so that the source has none.
func EICAR() string {
	return `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-` + `TEST-FILE!$H+H*`
}

// Clamd speaks the protocol of clamd at a port of this machine, and finds EICAR in files.
type Clamd struct {
	// URL is what KITH_CLAMD_URL would be.
	URL string
	// StreamMaxLength is the size from which files are refused; 0 for none.
	StreamMaxLength int
	// Broken is an answer to everything instead of the true one, if it is not blank.
	Broken string

	mu    sync.Mutex
	files [][]byte
}

// Serve answers at a listener until it is closed, which the test does at its end.
func (c *Clamd) Serve(tb testing.TB, listener net.Listener) {
	tb.Helper()
	tb.Cleanup(func() { _ = listener.Close() })
	c.URL = listener.Addr().Network() + "://" + listener.Addr().String()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = io.WriteString(conn, c.answer(conn))
			}()
		}
	}()
}

// Files returns what was scanned.
func (c *Clamd) Files() [][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.files
}

// answer reads a command and what belongs to it.
func (c *Clamd) answer(conn io.Reader) string {
	var command []byte
	for one := make([]byte, 1); ; command = append(command, one[0]) {
		if _, err := conn.Read(one); err != nil || one[0] == 0 {
			break
		}
	}
	switch string(command) {
	case "zPING":
		return "PONG\x00"
	case "zINSTREAM":
	default:
		return "UNKNOWN COMMAND\x00"
	}
	var content []byte
	for {
		var size uint32
		if err := binary.Read(conn, binary.BigEndian, &size); err != nil || size == 0 {
			break
		}
		if c.StreamMaxLength > 0 && len(content)+int(size) > c.StreamMaxLength {
			return "INSTREAM size limit exceeded. ERROR\x00"
		}
		piece := make([]byte, size)
		if _, err := io.ReadFull(conn, piece); err != nil {
			return ""
		}
		content = append(content, piece...)
	}
	c.mu.Lock()
	c.files = append(c.files, content)
	c.mu.Unlock()
	switch {
	case c.Broken != "":
		return c.Broken
	case bytes.Contains(content, []byte(EICAR())):
		return "stream: Eicar-Test-Signature FOUND\x00"
	}
	return "stream: OK\x00"
}
