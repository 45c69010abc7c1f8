package events

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Bus carries notifications between nodes that an account's log has grown. It may lose, repeat and reorder them: nodes read the log
// itself, and compare it once a second in any case.
type Bus interface {
	// Notify sends the last number of an account's log to every node, including this one. It does not block.
	Notify(account, seq int64)
	// Listen calls fn for each notification, one at a time.
	Listen(fn func(account, seq int64)) error
	// NotifyCredentials and ListenCredentials do the same for credentials of an account that have ended or changed.
	NotifyCredentials(account int64)
	ListenCredentials(fn func(account int64)) error
	// Close ends the bus; later notifications are lost.
	Close()
}

const (
	// subjects matches the subjects of all accounts; the last token of a subject is the account.
	subjects = "kith.log.*"
	// embeddedTimeout is how long the embedded server may take to start; it usually takes milliseconds.
	embeddedTimeout = 10 * time.Second
)

// natsBus notifies over NATS with at-most-once delivery, which is enough.
type natsBus struct {
	conn     *nats.Conn
	embedded *server.Server
}

// NewBus returns a bus for a single node: an in-process NATS server without a listener and storage.
func NewBus() (Bus, error) {
	embedded, err := server.NewServer(&server.Options{DontListen: true, NoSigs: true, NoLog: true})
	if err != nil {
		return nil, err
	}
	embedded.Start()
	if !embedded.ReadyForConnections(embeddedTimeout) {
		embedded.Shutdown()
		return nil, errors.New("events: the embedded NATS server does not start")
	}
	conn, err := nats.Connect("", nats.InProcessServer(embedded))
	if err != nil {
		embedded.Shutdown()
		return nil, err
	}
	return &natsBus{conn, embedded}, nil
}

// Connect returns a bus between nodes over the NATS servers at url, a comma-separated list. They need not be reachable: while they are
// not, nodes see each other's events when they compare the logs.
func Connect(url string, log *slog.Logger) (Bus, error) {
	conn, err := nats.Connect(url,
		nats.Name("kith"),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectBufSize(-1), // a late notification is of no use
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("NATS is gone; events of other nodes arrive up to a second late", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("NATS is back") }),
	)
	if err != nil {
		return nil, fmt.Errorf("KITH_NATS_URL: %w", err)
	}
	return &natsBus{conn: conn}, nil
}

func (b *natsBus) Notify(account, seq int64) {
	_ = b.conn.Publish(strings.TrimSuffix(subjects, "*")+strconv.FormatInt(account, 10), strconv.AppendInt(nil, seq, 10)) // it may be lost
}

func (b *natsBus) Listen(fn func(account, seq int64)) error {
	_, err := b.conn.Subscribe(subjects, func(m *nats.Msg) {
		account, err := strconv.ParseInt(m.Subject[strings.LastIndexByte(m.Subject, '.')+1:], 10, 64)
		if err != nil {
			return // whoever shares the NATS server may say anything
		}
		if seq, err := strconv.ParseInt(string(m.Data), 10, 64); err == nil {
			fn(account, seq)
		}
	})
	return err
}

func (b *natsBus) Close() {
	b.conn.Close()
	if b.embedded != nil {
		b.embedded.Shutdown()
	}
}
