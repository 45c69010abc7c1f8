package events

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/nats-io/nats.go"

	"kith/models"
)

// Bus carries notifications between nodes that an account's log has grown. It may lose, repeat and reorder them: nodes read the log
// itself, and compare it once a second in any case.
type Bus interface {
	// Notify sends the last number of an account's log to every node, including this one, or 0 after a commit without events. It does not
	// block.
	Notify(account, seq int64)
	// Listen calls fn for each notification, one at a time.
	Listen(fn func(account, seq int64)) error
	// NotifyCredentials and ListenCredentials do the same for credentials of an account that have ended or changed.
	NotifyCredentials(account int64)
	ListenCredentials(fn func(account int64)) error
	// NotifyTyping and ListenTyping do the same for who types in an account. What is lost is not sent again.
	NotifyTyping(account int64, e *models.ConversationTypingEvent)
	ListenTyping(fn func(account int64, e *models.ConversationTypingEvent)) error
	// Close ends the bus; later notifications are lost.
	Close()
}

// subjects matches the subjects of all accounts; the last token of a subject is the account.
const subjects = "kith.log.*"

// natsBus notifies over NATS with at-most-once delivery, which is enough.
type natsBus struct{ conn *nats.Conn }

// Connect returns a bus between nodes over NATS servers, a comma-separated list. They need not be reachable: while they are
// not, nodes see each other's events when they compare the logs. That they are not is logged once, until they are.
func Connect(servers string, log *slog.Logger) (Bus, error) {
	var told atomic.Bool
	away := func(message string, err error) {
		if err != nil && !told.Swap(true) {
			log.Warn(message+"; events of other nodes arrive up to a second late", "error", err)
		}
	}
	back := func(message string) func(*nats.Conn) {
		return func(*nats.Conn) {
			told.Store(false)
			log.Info(message)
		}
	}
	conn, err := nats.Connect(servers,
		nats.Name("kith"),
		nats.RetryOnFailedConnect(true),
		nats.IgnoreAuthErrorAbort(), // the password may be put right at the server
		nats.MaxReconnects(-1),
		nats.ReconnectBufSize(-1), // a late notification is of no use
		nats.ConnectHandler(back("NATS is reached")),
		nats.ReconnectHandler(back("NATS is back")),
		nats.ReconnectErrHandler(func(_ *nats.Conn, err error) { away("NATS is not reached, see KITH_NATS_URL", err) }),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { away("NATS refuses, see KITH_NATS_URL", err) }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) { away("NATS is gone", err) }),
	)
	if err != nil {
		return nil, fmt.Errorf("KITH_NATS_URL: %w", withoutURL(err))
	}
	return &natsBus{conn}, nil
}

// withoutURL leaves the address out of an error, since it can hold a password.
func withoutURL(err error) error {
	if malformed := (*url.Error)(nil); errors.As(err, &malformed) {
		return malformed.Err
	}
	return err
}

// Ping finds out whether one of the NATS servers answers.
func Ping(servers string) error {
	conn, err := nats.Connect(servers, nats.Name("kith doctor"))
	if err != nil {
		return withoutURL(err)
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
