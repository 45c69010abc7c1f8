package crm

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"

	"kith/models"
)

const (
	idempotencyRetention = 24 * time.Hour
	// claimLease is how long a mutation may run before a retry with its key is allowed to take over.
	claimLease = time.Minute
)

// claim is a caller's hold on an idempotency key while the mutation that carries it runs.
type claim struct {
	caller, key string
	id          uuid.UUID
}

// owner binds the stored answer, which may show a secret, to its key.
func (c claim) owner() string { return c.caller + " " + c.key }

type claimKey struct{}

// Once runs a mutation under an idempotency key: the first time it runs, later the same request gets the first answer
// again. run returns the encoded answer and whether it may be kept; an answer about an outage is not.
//
// The key is claimed before the mutation runs, and every transaction of the mutation marks the claim as applied. So a retry
// after a crash runs only if nothing was applied; otherwise it is told, with CONFLICT, that the answer was lost and not the
// effect. CONFLICT is also the answer to another request under the key and to one whose first run is still under way.
func (s *Service) Once(ctx context.Context, key string, request [32]byte, run func(context.Context) (answer []byte, keep bool)) ([]byte, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	c := claim{caller: r.Viewer.Key(), key: key, id: uuid.Must(uuid.NewV7())}
	now := models.At(s.now())
	taken := r.Exec(`
		INSERT INTO idempotency_keys AS k (account_id, caller, key, request_hash, claim, locked_until, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (account_id, caller, key) DO UPDATE
		SET request_hash = EXCLUDED.request_hash, claim = EXCLUDED.claim, locked_until = EXCLUDED.locked_until,
			created_at = EXCLUDED.created_at, applied = false, answer = NULL
		WHERE k.created_at < ?
			OR k.request_hash = EXCLUDED.request_hash AND NOT k.applied AND k.answer IS NULL AND k.locked_until < EXCLUDED.created_at`,
		r.Account, c.caller, c.key, request[:], c.id, models.At(now.Add(claimLease)), now, models.At(now.Add(-idempotencyRetention)))
	if taken.Error != nil {
		return nil, taken.Error
	}
	if taken.RowsAffected == 0 {
		return s.earlierAnswer(r, c, request, now)
	}
	answer, keep := run(context.WithValue(ctx, claimKey{}, c))
	return answer, s.settleClaim(context.WithoutCancel(ctx), r.Account, c, answer, keep)
}

func answerLost() error {
	return models.Errorf(models.Conflict, "The request with this Idempotency-Key was carried out, but its answer was lost; read the records to see its effect.")
}

func (s *Service) earlierAnswer(r reader, c claim, request [32]byte, now models.DateTime) ([]byte, error) {
	var hash, answer []byte
	var applied bool
	var lockedUntil models.DateTime
	err := r.Raw("SELECT request_hash, answer, applied, locked_until FROM idempotency_keys WHERE account_id = ? AND caller = ? AND key = ?",
		r.Account, c.caller, c.key).Row().Scan(&hash, &answer, &applied, &lockedUntil)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, models.Errorf(models.Conflict, "The request with this Idempotency-Key has just failed; send it again.")
	case err != nil:
		return nil, err
	case !bytes.Equal(hash, request[:]):
		return nil, models.Errorf(models.Conflict, "This Idempotency-Key was used for another request; use a new key.")
	case answer != nil:
		if answer, err = s.secrets.open(answer, c.owner()); err != nil {
			return nil, answerLost()
		}
		return answer, nil
	case applied && lockedUntil.Before(now.Time):
		return nil, answerLost()
	default:
		return nil, models.Errorf(models.Conflict, "The request with this Idempotency-Key is still running; send it again in a moment.")
	}
}

// settleClaim stores the answer, or lets go of a key under which nothing happened.
func (s *Service) settleClaim(ctx context.Context, account int64, c claim, answer []byte, keep bool) error {
	db := s.db.WithContext(ctx)
	if keep {
		sealed, err := s.secrets.seal(answer, c.owner())
		if err != nil {
			return err
		}
		return db.Exec("UPDATE idempotency_keys SET answer = ? WHERE account_id = ? AND caller = ? AND key = ? AND claim = ?",
			sealed, account, c.caller, c.key, c.id).Error
	}
	return db.Exec("DELETE FROM idempotency_keys WHERE account_id = ? AND caller = ? AND key = ? AND claim = ? AND NOT applied",
		account, c.caller, c.key, c.id).Error
}

// applyClaim marks the key of the running mutation as applied, in the mutation's own transaction and before all else.
func applyClaim(tx *Tx) error {
	c, ok := tx.Statement.Context.Value(claimKey{}).(claim)
	if !ok {
		return nil
	}
	marked := tx.Exec("UPDATE idempotency_keys SET applied = true WHERE account_id = ? AND caller = ? AND key = ? AND claim = ?",
		tx.Account, c.caller, c.key, c.id)
	if marked.Error == nil && marked.RowsAffected == 0 {
		return models.Errorf(models.Conflict, "The request took too long and was sent again meanwhile; see the answer to the later one.")
	}
	return marked.Error
}
