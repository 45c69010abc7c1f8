package crm

import (
	"context"
	"errors"
	"time"

	"kith/internal/store"
	"kith/models"
)

// keyTerms are the lifetimes of idempotency keys: how long a mutation may run before a retry with its key takes over, and how long
// keys are kept.
var keyTerms = store.KeyTerms{Lease: time.Minute, Retention: 24 * time.Hour}

type claimKey struct{}

// Once runs a mutation under an idempotency key: the first request runs it, later identical requests get the first answer again.
// run returns the encoded answer and whether it may be kept; answers about an outage are not kept.
//
// The key is claimed before the mutation runs, and every transaction of the mutation marks the claim as applied. So a retry after a
// crash runs only if nothing was applied; otherwise it fails with CONFLICT, which says that the answer was lost but the effect was
// not. CONFLICT is also the answer to a different request with the key, and to a request whose first run is still in progress.
func (s *Service) Once(
	ctx context.Context, key string, request [32]byte, run func(context.Context) (answer []byte, keep bool),
) ([]byte, error) {
	viewer, err := permitted(ctx, models.PermView)
	if err != nil {
		return nil, err
	}
	owner := viewer.Key() + " " + key // the stored answer, which may contain a secret, is sealed for its key
	k := store.Key{Account: viewer.AccountID, Caller: viewer.Key(), Key: key}
	claim, earlier, err := s.db.ClaimKey(ctx, k, request, models.At(s.now()).Time, keyTerms)
	if err != nil {
		return nil, explainKey(err)
	}
	if claim == nil {
		answer, err := s.secrets.open(earlier, owner)
		if err != nil {
			return nil, explainKey(store.ErrAnswerLost)
		}
		return answer, nil
	}
	answer, keep := run(context.WithValue(ctx, claimKey{}, claim))
	return answer, s.settle(context.WithoutCancel(ctx), claim, owner, answer, keep)
}

// settle stores the answer, or releases a key under which nothing was applied.
func (s *Service) settle(ctx context.Context, claim *store.Claim, owner string, answer []byte, keep bool) error {
	if !keep {
		return s.db.ReleaseKey(ctx, claim)
	}
	sealed, err := s.secrets.seal(answer, owner)
	if err != nil {
		return err
	}
	return s.db.KeepAnswer(ctx, claim, sealed)
}

// applyClaim marks the key of the running mutation as applied, in the mutation's own transaction.
func applyClaim(tx *Tx) error {
	claim, ok := tx.Context().Value(claimKey{}).(*store.Claim)
	if !ok {
		return nil
	}
	return explainKey(tx.Apply(claim))
}

// keyErrors are the errors of idempotency keys that can't be used.
var keyErrors = map[error]string{
	store.ErrKeyReused:  "This Idempotency-Key was used for another request; use a new key.",
	store.ErrRunning:    "The request with this Idempotency-Key is still running; send it again in a moment.",
	store.ErrFailed:     "The request with this Idempotency-Key has just failed; send it again.",
	store.ErrAnswerLost: "The request with this Idempotency-Key was carried out, but its answer was lost; read the records to see its effect.",
	store.ErrClaimLost:  "The request took too long and was sent again meanwhile; see the answer to the later one.",
}

func explainKey(err error) error {
	for known, message := range keyErrors {
		if errors.Is(err, known) {
			return models.Errorf(models.Conflict, "%s", message)
		}
	}
	return err
}
