// Package crm holds the use cases: what can be done with contacts and everything around them, one file per noun.
//
// Every exported method is for the viewer in its context and begins with the permission that it needs. What belongs to
// another account does not exist for it. Reads are single statements; writes are one transaction each, begun and ended by
// write. Statements are sent by package store. Errors that a client may see are *models.Error or models.Errors.
package crm

import (
	"context"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kith/internal/ratelimit"
	"kith/internal/store"
	"kith/migrations"
	"kith/models"
)

// Service implements the use cases on one database.
type Service struct {
	db  *store.DB
	now func() time.Time
	// listeners are notified after each commit that stored events.
	listeners []func(account, seq int64)
	// onQuietCommit is called after each commit that stored no events; it may be nil.
	onQuietCommit func(account int64)
	// guards are notified after each commit that ended or changed a credential.
	guards []func(account int64)
	// passwords bounds the guesses at a user's own password, codes those at a user's second factor, and links the tries of an address to
	// use a link for a password.
	passwords, codes, links *ratelimit.Table
	// typing bounds how often it is passed on who types, onTyping passes it on; it may be nil.
	typing   *ratelimit.Table
	onTyping func(account int64, e *models.ConversationTypingEvent)
	// address is where browsers reach the server.
	address string
	// secrets encrypts secrets that must be read again.
	secrets sealer
	// hashes makes the hashes under which addresses are suppressed.
	hashes hasher
	// reachable reports whether requests are sent to a URL; nil if to any.
	reachable func(*url.URL) bool
	// trigrams are the known frequencies of trigrams in search texts.
	trigrams atomic.Pointer[models.Trigrams]
	// columns are those of the tables of which roles can mask some.
	columns atomic.Pointer[map[string][]string]
}

// New returns a service on a pool with a migrated database.
func New(pool *pgxpool.Pool) (*Service, error) {
	db, err := store.Open(pool, store.Options{QueueSchema: migrations.RiverSchema, Retry: referredGone, Explain: explain})
	if err != nil {
		return nil, err
	}
	s := &Service{db: db, now: time.Now, passwords: ratelimit.New(ownPasswordGuesses, time.Now),
		codes: ratelimit.New(codeGuesses, time.Now), links: ratelimit.New(linkTries, time.Now), typing: ratelimit.New(typingLimit, time.Now)}
	s.trigrams.Store(&models.Trigrams{})
	return s, nil
}

// SetClock replaces the clock, before the service is used.
func (s *Service) SetClock(now func() time.Time) { s.now = now }

// SetAddress sets the URL where browsers reach the server, without a slash at its end, before the service is used.
func (s *Service) SetAddress(address string) { s.address = address }

// SetReachable has webhooks refused at once whose URL requests are never sent to, before the service is used.
func (s *Service) SetReachable(reachable func(*url.URL) bool) { s.reachable = reachable }

// OnCommit sets a function that is called after each commit that stored events, with the last position of the account's log. fn
// must not block. It only makes readers of the log receive events sooner; without it they lose none. It is called before the
// service is used.
func (s *Service) OnCommit(fn func(account, seq int64)) { s.listeners = append(s.listeners, fn) }

// OnQuietCommit sets the function that is called after each commit that stored no events: what it has stored, such as a message, may change
// lists of contacts. fn must not block. It is called before the service is used.
func (s *Service) OnQuietCommit(fn func(account int64)) { s.onQuietCommit = fn }

// system returns a session for work of the system, not of a viewer: on all accounts, or on those that its statements name.
func (s *Service) system(ctx context.Context) *store.Session { return s.db.Session(ctx, 0) }

// Ping reports whether the database answers.
func (s *Service) Ping(ctx context.Context) error { return s.system(ctx).Exec("SELECT 1") }

// reader is a session for reads in the viewer's account.
type reader struct {
	*store.Session
	Viewer *models.Viewer
}

// read returns a reader for a viewer who may see the account.
func (s *Service) read(ctx context.Context) (reader, error) {
	viewer, err := permitted(ctx, models.PermView)
	if err != nil {
		return reader{}, err
	}
	sight, err := s.visibilityOf(ctx, viewer)
	if err != nil {
		return reader{}, err
	}
	return reader{sight.over(s.db.Session(ctx, viewer.AccountID)), viewer}, nil
}

// snapshot runs reads that all see the same state of the database.
func (s *Service) snapshot(ctx context.Context, fn func(reader) error) error {
	viewer, err := permitted(ctx, models.PermView)
	if err != nil {
		return err
	}
	sight, err := s.visibilityOf(ctx, viewer)
	if err != nil {
		return err
	}
	return s.db.Snapshot(ctx, viewer.AccountID, func(session *store.Session) error { return fn(reader{sight.over(session), viewer}) })
}

// permitted returns the viewer if it has the permission.
func permitted(ctx context.Context, perm models.Permission) (*models.Viewer, error) {
	viewer := models.ViewerFrom(ctx)
	if viewer == nil {
		return nil, models.Errorf(models.Unauthenticated, "Sign in, or send an API token as «Authorization: Bearer TOKEN».")
	}
	if !viewer.Can(perm) {
		return nil, viewer.Refusal(perm)
	}
	return viewer, nil
}

// asOperator returns a context for work of the system in an account.
func asOperator(ctx context.Context, account int64) context.Context {
	return models.WithViewer(ctx, &models.Viewer{AccountID: account, Role: models.Administrator})
}
