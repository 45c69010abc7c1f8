package auth

import (
	"context"
	"maps"
	"slices"
	"time"
)

// Interval is how often Watch compares what is remembered with the database.
const Interval = time.Second

// OnForget sets a function that is called whenever credentials of an account have changed, for connections that last. It must not block.
// It is called before the Authenticator is used.
func (a *Authenticator) OnForget(fn func(account int64)) { a.changed = append(a.changed, fn) }

// Forget makes every credential of an account be looked up again: one of them has ended or changed, here or on another server.
func (a *Authenticator) Forget(account int64) {
	a.mu.Lock()
	a.forgotten++
	for _, key := range a.viewers.Keys() {
		if known, ok := a.viewers.Peek(key); ok && known.viewer.AccountID == account {
			a.viewers.Remove(key)
		}
	}
	a.mu.Unlock()
	for _, fn := range a.changed {
		fn(account)
	}
}

// Watch forgets, at every tick, the credentials of accounts in which one has changed, until the context ends. Notifications say so sooner,
// but they may be lost, and what is done to the database by hand is not notified. open returns the versions at which the callers of open
// connections were last checked.
func (a *Authenticator) Watch(ctx context.Context, ticks <-chan time.Time, open func() map[int64]int64) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
			if err := a.compare(ctx, open()); err != nil && ctx.Err() == nil {
				a.log.WarnContext(ctx, "credentials were not compared", "error", err)
			}
		}
	}
}

// compare forgets the accounts whose credentials are newer than what is remembered of them; believed has versions to compare too.
func (a *Authenticator) compare(ctx context.Context, believed map[int64]int64) error {
	for _, known := range a.viewers.Values() {
		if known.viewer == nil {
			continue // Values pads its result with zero values in place of entries that have expired
		}
		account, version := known.viewer.AccountID, known.viewer.Credentials
		if lowest, ok := believed[account]; !ok || version < lowest {
			believed[account] = version
		}
	}
	if len(believed) == 0 {
		return nil
	}
	versions, err := a.crm.CredentialVersions(ctx, slices.Collect(maps.Keys(believed)))
	if err != nil {
		return err
	}
	for account, version := range believed {
		if now, ok := versions[account]; !ok || now > version {
			a.Forget(account)
		}
	}
	return nil
}
