package app

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// gap stands between a server and PostgreSQL. Once it is opened it lets commits through but not the replies to them: the server has
// committed and does not know.
type gap struct {
	listener net.Listener
	database *pgx.ConnConfig
	open     atomic.Bool
}

// newGap returns a gap before the place's database, and the place behind it.
func newGap(t *testing.T, p place) (*gap, place) {
	t.Helper()
	config, err := pgx.ParseConfig(p.databaseURL())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	g := &gap{listener: l, database: config}
	go g.accept()
	through := url.URL{Scheme: "postgres", User: url.UserPassword(config.User, config.Password), Host: l.Addr().String(),
		Path: config.Database, RawQuery: "sslmode=disable"}
	return g, p.with("KITH_DATABASE_URL=" + through.String())
}

func (g *gap) accept() {
	for {
		server, err := g.listener.Accept()
		if err != nil {
			return
		}
		network, address := pgconn.NetworkAddress(g.database.Host, g.database.Port)
		database, err := net.Dial(network, address)
		if err != nil {
			_ = server.Close()
			continue
		}
		held := false
		go pass(database, server, func([]byte) bool { return true })
		go pass(server, database, func(reply []byte) bool {
			held = held || g.open.Load() && bytes.Contains(reply, []byte("COMMIT\x00"))
			return !held
		})
	}
}

// pass hands on what may pass until one of the two ends is closed, and then closes both.
func pass(to, from net.Conn, may func([]byte) bool) {
	defer to.Close()
	defer from.Close()
	text := make([]byte, 64<<10)
	for {
		n, err := from.Read(text)
		if n > 0 && may(text[:n]) {
			if _, err := to.Write(text[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// killInGap starts a server, has a listener follow it, and kills it when it has stored a contact but was not told.
func killInGap(t *testing.T, p place, log *truth, name string, l *listener) {
	gap, behind := newGap(t, p)
	s := behind.launch(t)
	s.ready(t)
	followed := make(chan error, 1)
	go func() { followed <- l.follow(context.Background(), s.url) }()
	gap.open.Store(true)
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		_, _ = s.send("POST", "/graphql", operation(createContact, map[string]any{"in": map[string]any{"name": name}}),
			"Content-Type", "application/json", "Authorization", "Bearer "+liveToken) // it has no answer
	}()
	await(t, func() bool { return log.knows(t, name) })
	if err := s.end(t, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	<-gone
	if err := <-followed; err != nil && err != io.EOF {
		t.Log(err) // the connection was cut in the middle of an event
	}
	_ = gap.listener.Close()
}
