package events

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"

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

// subjects matches the subjects of all accounts; the last token of a subject is the account.
const subjects = "kith.log.*"

// natsBus notifies over NATS with at-most-once delivery, which is enough.
type natsBus struct{ conn *nats.Conn }

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
	return &natsBus{conn}, nil
}

// Ping finds out whether one of the NATS servers at url answers.
func Ping(url string) error {
	conn, err := nats.Connect(url, nats.Name("kith doctor"))
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Flush()
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

// Connected reports whether a NATS server is reached, and how often a connection was made anew.
func (b *natsBus) Connected() (connected bool, reconnects uint64) {
	return b.conn.IsConnected(), b.conn.Stats().Reconnects
}

func (b *natsBus) Close() { b.conn.Close() }
