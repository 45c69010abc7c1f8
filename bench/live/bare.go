package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

// bareVariable has the address of the bare server, in whose process it is set.
const bareVariable = "KITH_BENCH_LIVE_BARE"

// bare is a server of sockets that does nothing else: what is posted for topics is queued for each socket of them, whose writer writes it.
type bare struct {
	mu     sync.Mutex
	topics map[string][]chan []byte
}

func serveBare(address string) error {
	b := &bare{topics: map[string][]chan []byte{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/socket", b.socket)
	mux.HandleFunc("/say", b.say)
	return http.ListenAndServe(address, mux)
}

// socket serves a socket until it is closed; its topic is a parameter. The first message says that it is counted in.
func (b *bare) socket(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, nil)
	if err != nil {
		return // Accept has answered
	}
	defer func() { _ = conn.CloseNow() }()
	queue := make(chan []byte, 256)
	queue <- []byte(`{}`)
	topic := r.URL.Query().Get("topic")
	b.mu.Lock()
	b.topics[topic] = append(b.topics[topic], queue)
	b.mu.Unlock()
	ctx := conn.CloseRead(context.Background())
	for {
		select {
		case <-ctx.Done():
			return
		case text := <-queue:
			if conn.Write(ctx, websocket.MessageText, text) != nil {
				return
			}
		}
	}
}

// say queues the body for the sockets of topics, which are separated by commas.
func (b *bare) say(_ http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for topic := range strings.SplitSeq(r.URL.Query().Get("topics"), ",") {
		for _, queue := range b.topics[topic] {
			select {
			case queue <- text:
			default: // it does not keep up
			}
		}
	}
}
