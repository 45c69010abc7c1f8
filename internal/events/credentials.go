package events

import (
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
)

// credentialSubjects matches the subjects of all accounts; the last token of a subject is the account.
const credentialSubjects = "kith.credentials.*"

// NotifyCredentials tells every node, including this one, that a credential of an account has ended or changed. It does not block.
func (b *natsBus) NotifyCredentials(account int64) {
	_ = b.conn.Publish(strings.TrimSuffix(credentialSubjects, "*")+strconv.FormatInt(account, 10), nil) // it may be lost
}

// ListenCredentials calls fn for each such notification, one at a time.
func (b *natsBus) ListenCredentials(fn func(account int64)) error {
	_, err := b.conn.Subscribe(credentialSubjects, func(m *nats.Msg) {
		account, err := strconv.ParseInt(m.Subject[strings.LastIndexByte(m.Subject, '.')+1:], 10, 64)
		if err == nil { // whoever shares the NATS server may say anything
			fn(account)
		}
	})
	return err
}
