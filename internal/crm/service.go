// Package crm holds the use cases: what can be done with contacts and everything around them, one file per noun.
//
// Every exported method is for the viewer in its context and begins with the permission that it needs. What belongs to
// another account does not exist for it. Reads are single statements; writes are one transaction each, begun and ended by
// write. Errors that a client may see are *models.Error or models.Errors.
package crm

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"kith/migrations"
	"kith/models"
)

// Service answers use cases from one database.
type Service struct {
	db    *gorm.DB
	queue *river.Client[pgx.Tx]
	now   func() time.Time
	// bells are rung after each commit that stored events.
	bells []func(account, seq int64)
	// secrets keeps what must be read again.
	secrets sealer
	// trigrams are of search texts, as far as they are known.
	trigrams atomic.Pointer[models.Trigrams]
}

// New returns a service on a pool whose database is migrated.
func New(pool *pgxpool.Pool) (*Service, error) {
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: poolConnection{stdlib.OpenDBFromPool(pool), pool}}), &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 logger.Discard,
	})
	if err != nil {
		return nil, err
	}
	// Without workers the client only puts work into the queue.
	queue, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: migrations.RiverSchema})
	if err != nil {
		return nil, err
	}
	s := &Service{db: db, queue: queue, now: time.Now}
	s.trigrams.Store(&models.Trigrams{})
	return s, nil
}

// SetClock replaces the clock, before the service is used.
func (s *Service) SetClock(now func() time.Time) { s.now = now }

// OnCommit has fn called after each commit that stored events, with the last number of the account's log. fn must not wait: with it
// readers of the log hear of events sooner, without it they lose none. It is called before the service is used.
func (s *Service) OnCommit(fn func(account, seq int64)) { s.bells = append(s.bells, fn) }

// Ping reports whether the database answers.
func (s *Service) Ping(ctx context.Context) error {
	return s.db.WithContext(ctx).Exec("SELECT 1").Error
}

// Sweep removes sessions, idempotency keys, webhook deliveries and jobs that are no longer kept. It is run by the clock, for all accounts.
func (s *Service) Sweep(ctx context.Context) error {
	now := models.At(s.now())
	if err := s.db.WithContext(ctx).Exec("DELETE FROM sessions WHERE expires_at < ?", now).Error; err != nil {
		return err
	}
	if err := s.db.WithContext(ctx).Exec("DELETE FROM idempotency_keys WHERE created_at < ?", models.At(now.Add(-idempotencyRetention))).Error; err != nil {
		return err
	}
	err := s.db.WithContext(ctx).Exec("DELETE FROM webhook_deliveries WHERE queued_at < ? AND next_attempt_at IS NULL",
		models.At(now.Add(-deliveryRetention))).Error
	if err != nil {
		return err
	}
	return s.sweepJobs(ctx)
}

// reader is a handle for reads in the viewer's account.
type reader struct {
	*gorm.DB
	Account int64
	Viewer  *models.Viewer
}

// read returns a reader for a viewer who may see the account.
func (s *Service) read(ctx context.Context) (reader, error) {
	viewer, err := permitted(ctx, models.PermView)
	if err != nil {
		return reader{}, err
	}
	return reader{DB: s.db.WithContext(ctx), Account: viewer.AccountID, Viewer: viewer}, nil
}

// permitted returns the viewer if the viewer may do what perm names.
func permitted(ctx context.Context, perm models.Permission) (*models.Viewer, error) {
	viewer := models.ViewerFrom(ctx)
	if viewer == nil {
		return nil, models.Errorf(models.Unauthenticated, "Sign in, or send an API token as «Authorization: Bearer TOKEN».")
	}
	if !viewer.Can(perm) {
		return nil, models.Errorf(models.Forbidden, "Your role does not allow %s; ask an administrator.", perm)
	}
	return viewer, nil
}

// asOperator returns a context for work that the system does by itself in an account.
func asOperator(ctx context.Context, account int64) context.Context {
	return models.WithViewer(ctx, &models.Viewer{AccountID: account, Role: models.Administrator})
}
