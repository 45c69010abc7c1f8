package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"kith/models"
)

// How the virus scanner clamd is spoken to.
const (
	// scanDial is how long a connection may take, scanWrite how long clamd may take to accept a piece of a file, and scanAnswer how long it
	// may take to find out what is in it.
	scanDial   = 5 * time.Second
	scanWrite  = 30 * time.Second
	scanAnswer = 2 * time.Minute
	// scanPiece is how much of a file is sent at a time, scanReply the longest reply that is read.
	scanPiece = 64 << 10
	scanReply = 4 << 10
)

// Scanner asks clamd, the daemon of ClamAV, whether files have viruses. Each file is sent over a connection of its own by the command
// INSTREAM, so clamd needs no access to where files are stored.
type Scanner struct{ network, address string }

// ParseScanner reads the address of clamd: `tcp://127.0.0.1:3310`, or `unix:///run/clamav/clamd.ctl` for its socket.
func ParseScanner(text string) (*Scanner, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil, u.User != nil, u.RawQuery != "", u.Fragment != "":
	case u.Scheme == "tcp" && u.Hostname() != "" && u.Port() != "" && u.Path == "":
		return &Scanner{"tcp", u.Host}, nil
	case u.Scheme == "unix" && u.Host == "" && len(u.Path) > 1:
		return &Scanner{"unix", u.Path}, nil
	}
	return nil, errors.New("clamd is named like tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl")
}

// Ping finds out whether clamd answers.
func (s *Scanner) Ping(ctx context.Context) error {
	reply, err := s.ask(ctx, "PING", nil)
	if err == nil && reply != "PONG" {
		err = fmt.Errorf("clamd answered %q and not PONG", reply)
	}
	return err
}

// Scan refuses what is not to be stored: Invalid if clamd finds a virus, TooLong if it takes no file of this size, and Unavailable if it
// does not say that the file is clean for any other reason. A nil scanner finds nothing.
func (s *Scanner) Scan(ctx context.Context, r io.Reader) error {
	if s == nil {
		return nil
	}
	reply, err := s.ask(ctx, "INSTREAM", r)
	found, infected := strings.CutSuffix(strings.TrimPrefix(reply, "stream: "), " FOUND")
	switch {
	case err == nil && reply == "stream: OK":
		return nil
	case err == nil && infected:
		return models.Errorf(models.Invalid, "The virus scanner found %s in the file, so it was not taken.", printable(found))
	case err == nil && strings.Contains(reply, "size limit exceeded"):
		slog.WarnContext(ctx, "clamd refuses a file for its size; raise its StreamMaxLength")
		return models.Errorf(models.TooLong, "The virus scanner takes no file of this size; send a smaller one.")
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		err = fmt.Errorf("clamd answered %q", reply)
	}
	slog.WarnContext(ctx, "a file was refused because clamd did not scan it, see KITH_CLAMD_URL", "error", err)
	return models.Errorf(models.Unavailable,
		"Files can't be scanned for viruses at this moment, so none is taken. Try again in a minute; if that does not help, tell the operator.")
}

// printable returns the name of a virus as it may be shown: a word of some length.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r
		}
		return -1
	}, name)
	return name[:min(len(name), 100)]
}

// ask sends a command, followed by the pieces of a file unless r is nil, and returns the reply.
func (s *Scanner) ask(ctx context.Context, command string, r io.Reader) (string, error) {
	dialer := net.Dialer{Timeout: scanDial}
	conn, err := dialer.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := errors.Join(conn.SetDeadline(time.Now().Add(scanWrite)), write(conn, []byte("z"+command+"\x00"))); err != nil {
		return "", err
	}
	var sent error
	if r != nil {
		unreadable, err := stream(conn, r)
		if unreadable {
			return "", err
		}
		sent = err // it may have said why it reads no more
	}
	if err := conn.SetReadDeadline(time.Now().Add(scanAnswer)); err != nil {
		return "", err
	}
	answer, err := io.ReadAll(io.LimitReader(conn, scanReply))
	reply, _, whole := bytes.Cut(answer, []byte{0})
	if !whole {
		return "", errors.Join(sent, err, errors.New("the answer is not complete"))
	}
	text := strings.TrimSpace(string(reply))
	if sent != nil && strings.HasSuffix(text, "OK") { // which is not about the whole file
		return "", sent
	}
	return text, nil
}

// stream sends a file in pieces, each after its length, and a length of zero. It reports whether it was the file that failed.
func stream(conn net.Conn, r io.Reader) (unreadable bool, err error) {
	piece := make([]byte, 4+scanPiece)
	for {
		n, err := io.ReadFull(r, piece[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return true, err
		}
		binary.BigEndian.PutUint32(piece, uint32(n)) //nolint:gosec // n is at most scanPiece
		if err := errors.Join(conn.SetWriteDeadline(time.Now().Add(scanWrite)), write(conn, piece[:4+n])); err != nil || n == 0 {
			return false, err
		}
	}
}

func write(conn net.Conn, b []byte) error {
	_, err := conn.Write(b)
	return err
}
