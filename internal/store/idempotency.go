package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
)

// What became of the request that an idempotency key was first used for.
var (
	// ErrKeyReused says that the key was used for another request.
	ErrKeyReused = errors.New("store: the key was used for another request")
	// ErrRunning says that the first request is still under way.
	ErrRunning = errors.New("store: the request is still running")
	// ErrFailed says that the first request has just failed and left no effect.
	ErrFailed = errors.New("store: the request has just failed")
	// ErrAnswerLost says that the first request had its effect and that its answer is not known.
	ErrAnswerLost = errors.New("store: the request was carried out and its answer lost")
	// ErrClaimLost says that a request ran longer than its lease and was begun anew by a retry.
	ErrClaimLost = errors.New("store: the request took too long and was sent again")
)

// Key is an idempotency key of a caller in an account.
type Key struct {
	Account     int64
	Caller, Key string
}

// Claim is a caller's hold on an idempotency key while the request that carries it runs.
type Claim struct {
	Key
	id uuid.UUID
}

// KeyTerms says how long a request may run before a retry with its key may take over, and how long a key is kept.
type KeyTerms struct{ Lease, Retention time.Duration }

// ClaimKey claims an idempotency key for a request, of which request is a hash. If the key is another's, it returns the stored answer
// of the same request, or one of the errors that say what became of it.
func (db *DB) ClaimKey(ctx context.Context, k Key, request [32]byte, now time.Time, terms KeyTerms) (_ *Claim, answer []byte, err error) {
	s := db.Session(ctx, k.Account)
	c := &Claim{k, uuid.Must(uuid.NewV7())}
	taken, err := s.Affected(`
		INSERT INTO idempotency_keys AS k (account_id, caller, key, request_hash, claim, locked_until, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, caller, key) DO UPDATE
		SET request_hash = EXCLUDED.request_hash, claim = EXCLUDED.claim, locked_until = EXCLUDED.locked_until,
			created_at = EXCLUDED.created_at, applied = false, answer = NULL
		WHERE k.created_at < ?
			OR k.request_hash = EXCLUDED.request_hash AND NOT k.applied AND k.answer IS NULL AND k.locked_until < EXCLUDED.created_at`,
		k.Account, k.Caller, k.Key, request[:], c.id, now.Add(terms.Lease), now, now.Add(-terms.Retention))
	if err != nil {
		return nil, nil, err
	}
	if taken > 0 {
		return c, nil, nil
	}
	answer, err = earlierAnswer(s, c, request, now)
	return nil, answer, err
}

func earlierAnswer(s *Session, c *Claim, request [32]byte, now time.Time) ([]byte, error) {
	first, err := One[struct {
		Hash, Answer []byte
		Applied      bool
		LockedUntil  time.Time
	}](s, "SELECT request_hash, answer, applied, locked_until FROM idempotency_keys WHERE account_id = ? AND caller = ? AND key = ?",
		c.Account, c.Caller, c.Key.Key)
	switch {
	case errors.Is(err, ErrNoRows):
		return nil, ErrFailed
	case err != nil:
		return nil, err
	case !bytes.Equal(first.Hash, request[:]):
		return nil, ErrKeyReused
	case first.Answer != nil:
		return first.Answer, nil
	case first.Applied && first.LockedUntil.Before(now):
		return nil, ErrAnswerLost
	}
	return nil, ErrRunning
}

// KeepAnswer stores the answer under the key.
func (db *DB) KeepAnswer(ctx context.Context, c *Claim, answer []byte) error {
	return db.Session(ctx, c.Account).Exec(`
		UPDATE idempotency_keys SET answer = ? WHERE account_id = ? AND caller = ? AND key = ? AND claim = ?`,
		answer, c.Account, c.Caller, c.Key.Key, c.id)
}

// ReleaseKey lets go of a key under which nothing was applied.
func (db *DB) ReleaseKey(ctx context.Context, c *Claim) error {
	return db.Session(ctx, c.Account).Exec(`
		DELETE FROM idempotency_keys WHERE account_id = ? AND caller = ? AND key = ? AND claim = ? AND NOT applied`,
		c.Account, c.Caller, c.Key.Key, c.id)
}

// Apply marks the key as applied in the request's own transaction, before all else; ErrClaimLost if a retry has taken it over.
func (tx *Tx) Apply(c *Claim) error {
	marked, err := tx.Affected(`
		UPDATE idempotency_keys SET applied = true WHERE account_id = ? AND caller = ? AND key = ? AND claim = ?`,
		tx.Account, c.Caller, c.Key.Key, c.id)
	if err == nil && marked == 0 {
		return ErrClaimLost
	}
	return err
}
