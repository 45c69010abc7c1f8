package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"
)

// audience are open sockets and what they hear.
type audience struct {
	// heard are how long after its request each change came to each socket.
	heard times
	mu    sync.Mutex
	conns []*websocket.Conn
	// sample is the last message with one change.
	sample []byte
}

func (a *audience) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, conn := range a.conns {
		_ = conn.CloseNow()
	}
}

// open opens sockets; each calls begin, which returns when its changes are sent.
func (a *audience) open(count int, dial func(i int) (*websocket.Conn, error)) error {
	var opening errgroup.Group
	opening.SetLimit(50)
	for i := range count {
		opening.Go(func() error {
			conn, err := dial(i)
			if err != nil {
				return err
			}
			conn.SetReadLimit(1 << 20)
			a.mu.Lock()
			a.conns = append(a.conns, conn)
			a.mu.Unlock()
			go a.listen(conn)
			return nil
		})
	}
	return opening.Wait()
}

// stamp precedes the instants of changes in messages.
const stamp = `"stamp":"`

// listen notes, for each change that a socket receives, how long ago its request began.
func (a *audience) listen(conn *websocket.Conn) {
	for {
		_, text, err := conn.Read(context.Background())
		if err != nil {
			return
		}
		now, found := time.Now(), 0
		for rest := string(text); ; {
			var begins bool
			if _, rest, begins = strings.Cut(rest, stamp); !begins {
				break
			}
			written, _, _ := strings.Cut(rest, `"`)
			if at, err := strconv.ParseInt(written, 10, 64); err == nil {
				a.heard.add(now.Sub(time.Unix(0, at)))
				found++
			}
		}
		if found == 1 {
			a.mu.Lock()
			a.sample = text
			a.mu.Unlock()
		}
	}
}

// stamped returns the last message with another instant in the place of its last one.
func (a *audience) stamped(at time.Time) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, rest := string(a.sample), ""
	if i := strings.LastIndex(before, stamp); i >= 0 {
		before, rest = before[:i+len(stamp)], before[i+len(stamp):]
		_, rest, _ = strings.Cut(rest, `"`)
	}
	return []byte(before + strconv.FormatInt(at.UnixNano(), 10) + `"` + rest)
}

// subscribe opens a socket at Kith with one subscription, and returns it once that has begun.
func (s *server) subscribe(ctx context.Context, query string, variables map[string]any, snapshot bool) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, "ws://"+s.addr+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(1 << 20)
	operation, err := json.Marshal(map[string]any{"type": "subscribe", "id": "1", "payload": map[string]any{"query": query,
		"variables": variables}})
	if err != nil {
		return nil, err
	}
	messages := []string{`{"type":"connection_init","payload":{"authorization":"Bearer ` + token + `"}}`, string(operation)}
	answers := 2 // acknowledged, and the snapshot
	if !snapshot {
		messages = append(messages, `{"type":"subscribe","id":"2","payload":{"query":"{ viewer { role } }"}}`)
		answers = 3 // and the query answered, by when the subscription has most likely begun
	}
	for _, message := range messages {
		if err := conn.Write(ctx, websocket.MessageText, []byte(message)); err != nil {
			return nil, err
		}
	}
	for range answers {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(text), `"errors"`) || strings.Contains(string(text), `"type":"error"`) {
			return nil, fmt.Errorf("%s", text)
		}
	}
	return conn, nil
}

// join opens a socket at the bare server.
func (p *process) join(ctx context.Context, topic int) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, fmt.Sprintf("ws://%s/socket?topic=%d", p.addr, topic), nil)
	if err == nil {
		_, _, err = conn.Read(ctx)
	}
	return conn, err
}
