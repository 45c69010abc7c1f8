package crm

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"kith/internal/store"
	"kith/models"
)

// hasher makes the hashes under which addresses of erased contacts are kept. Its key is derived from the server's secret key, so nobody
// can try out addresses without it.
type hasher struct {
	key []byte
	// id tells this key from others.
	id []byte
}

func newHasher(secret []byte) hasher {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("kith suppressions"))
	key := mac.Sum(nil)
	mac = hmac.New(sha256.New, key)
	mac.Write([]byte("id"))
	return hasher{key, mac.Sum(nil)[:8]}
}

// of returns the hash of an address in an account.
func (h hasher) of(account int64, key models.PointKey) []byte {
	mac := hmac.New(sha256.New, h.key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(account))) //nolint:gosec // of the same size
	for _, part := range []string{string(key.Kind), key.System, key.Key} {
		mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		mac.Write([]byte(part))
	}
	return mac.Sum(nil)
}

// suppress stores the hashes of addresses of contacts that are being erased, and returns how many were new.
func (s *Service) suppress(tx *Tx, keys []models.PointKey) (int, error) {
	if s.hashes.key == nil {
		return 0, errNoKey
	}
	if len(keys) == 0 {
		return 0, nil
	}
	err := tx.Exec("INSERT INTO suppression_keys (account_id, key_id) VALUES (?, ?) ON CONFLICT DO NOTHING", tx.Account, s.hashes.id)
	if err != nil {
		return 0, err
	}
	if err := tx.Exec("SELECT refuse_suppressed(?, ?, '{}')", tx.Account, s.hashes.id); err != nil {
		return 0, err
	}
	kinds, hashes := make([]string, len(keys)), make([][]byte, len(keys))
	for i, key := range keys {
		kinds[i], hashes[i] = string(key.Kind), s.hashes.of(tx.Account, key)
	}
	n, err := tx.Affected(`
		INSERT INTO suppressions (account_id, hash, kind, created_at)
		SELECT DISTINCT ON (n.hash) ?::bigint, n.hash, n.kind, ?::timestamptz
		FROM unnest(?::bytea[], ?::text[]) AS n (hash, kind)
		ORDER BY n.hash
		ON CONFLICT DO NOTHING`, tx.Account, tx.Now, hashes, kinds)
	return int(n), err
}

// refuseSuppressed has the commit fail with Suppressed if one of the new addresses was that of an erased contact. It is deferred after
// the statement that stores them, which waits for an erasure under way. Shared addresses are not looked for: they are no keys of a person.
func refuseSuppressed(tx *Tx, added []*models.ContactPoint) {
	var hashes [][]byte
	for _, p := range added {
		if !p.Shared {
			hashes = append(hashes, tx.hashes.of(tx.Account, p.PointKey()))
		}
	}
	if len(hashes) > 0 {
		tx.Defer("SELECT refuse_suppressed(?, ?, ?::bytea[])", tx.Account, tx.hashes.id, hashes)
	}
}

// suppressedAmong returns which of the addresses are suppressed.
func suppressedAmong(tx *Tx, keys []models.PointKey) (map[models.PointKey]bool, error) {
	hashes := make([][]byte, len(keys))
	for i, key := range keys {
		hashes[i] = tx.hashes.of(tx.Account, key)
	}
	rows, err := store.Rows[[]byte](tx,
		"SELECT hash FROM suppressions WHERE account_id = ? AND hash = ANY (ARRAY (SELECT unnest(?::bytea[])))", tx.Account, hashes)
	found := make(map[models.PointKey]bool, len(rows))
	if err != nil || len(rows) == 0 {
		return found, err
	}
	among := make(map[string]bool, len(rows))
	for _, hash := range rows {
		among[string(hash)] = true
	}
	for i, key := range keys {
		found[key] = among[string(hashes[i])]
	}
	return found, nil
}

// suppressedError is the error for an address of an erased contact.
func suppressedError(key models.PointKey) *models.Error {
	return models.Errorf(models.Suppressed, suppressedMessage).At(key.Field())
}

const suppressedMessage = "This is an address of a contact that was erased; an administrator can allow it again by suppressionLift."

// FindSuppression returns whether an address must not be stored, nil if it may be. Invalid if it is no address.
func (s *Service) FindSuppression(ctx context.Context, in models.AddressInput) (*models.Suppression, error) {
	if _, err := permitted(ctx, models.PermContactErase); err != nil {
		return nil, err
	}
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	key, err := in.Key(r.Viewer.Region)
	if err != nil {
		return nil, err
	}
	rows, err := store.Rows[models.Suppression](r, "SELECT kind, created_at FROM suppressions WHERE account_id = ? AND hash = ?",
		r.Account, s.hashes.of(r.Account, key))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// LiftSuppression allows an address of an erased contact again. NotFound if it is not suppressed.
func (s *Service) LiftSuppression(ctx context.Context, in models.AddressInput) error {
	return s.writeVerified(ctx, models.PermContactErase, func(tx *Tx) error {
		key, err := in.Key(tx.Viewer.Region)
		if err != nil {
			return err
		}
		n, err := tx.Affected("DELETE FROM suppressions WHERE account_id = ? AND hash = ?", tx.Account, s.hashes.of(tx.Account, key))
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Errorf(models.NotFound, "This address is not suppressed.").At("address")
		}
		tx.auditWith(models.AuditSuppressionLifted, nil, models.AuditDetails(map[string]any{"kind": key.Kind}))
		return nil
	})
}
