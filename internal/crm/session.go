package crm

import (
	"context"
	"time"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// SessionTerms say how long sessions last.
type SessionTerms struct {
	// Idle is how long a session lasts without being used, Lifetime how long in any case.
	Idle, Lifetime time.Duration
}

// useInterval is how often a use of a session is noted.
const useInterval = time.Minute

// step is by how much at least the end of a session is moved: a session in use is written once in a while, not with each request.
func (t SessionTerms) step() time.Duration { return min(time.Hour, t.Idle/10) }

// ViewerBySession returns the viewer of a session by the SHA-256 of its cookie, and when the session expires; nil if there is none
// or it has expired. The use moves the end of the session, up to its lifetime.
func (s *Service) ViewerBySession(ctx context.Context, hash []byte, terms SessionTerms) (*models.Viewer, time.Time, error) {
	now := s.now()
	found, err := store.Rows[struct {
		Account          int64
		Region           string
		Role             models.Role
		User             models.UserID
		Version          int64
		Created, Expires time.Time
		Used             time.Time
		Limits           *models.Limits
	}](s.system(ctx), `
		SELECT u.account_id, a.default_region, u.role, u.id, a.credentials_version, s.created_at, s.expires_at, s.last_used_at,
			`+models.LimitsOf+`
		FROM sessions s
		JOIN users u ON u.account_id = s.account_id AND u.id = s.user_id`+models.LimitsFrom+`
		WHERE s.token_hash = ? AND s.expires_at > ? AND u.deactivated_at IS NULL
		LIMIT 1`, hash, models.At(now))
	if err != nil || len(found) == 0 {
		return nil, time.Time{}, err
	}
	u := found[0]
	end := u.Created.Add(terms.Lifetime)
	if !end.After(now) { // the lifetime was made shorter since
		return nil, time.Time{}, nil
	}
	expires := earlier(u.Expires, end)
	moved := false
	if later := earlier(now.Add(terms.Idle), end); later.Sub(expires) >= terms.step() {
		expires, moved = models.At(later).Time, true
	}
	if moved || now.Sub(u.Used) >= useInterval {
		err = s.system(ctx).Exec(`
			UPDATE sessions
			SET expires_at = ?, last_used_at = ?, address = coalesce(?::text, address)
			WHERE account_id = ? AND token_hash = ?`, models.At(expires), models.At(now), clientAddress(ctx), u.Account, hash)
	}
	return &models.Viewer{AccountID: u.Account, Region: u.Region, Role: u.Role, UserID: &u.User, Session: hash, Credentials: u.Version,
			Limits: u.Limits},
		expires.UTC(), err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// CreateSession stores a session of a user under the SHA-256 of its cookie, with the User-Agent header of the browser, and returns when its
// lifetime ends.
func (s *Service) CreateSession(
	ctx context.Context, v *models.Viewer, hash []byte, userAgent string, terms SessionTerms,
) (time.Time, error) {
	var end time.Time
	user := &models.Viewer{AccountID: v.AccountID, Role: models.Agent, UserID: v.UserID} // whose rights do not matter
	err := s.write(models.WithViewer(ctx, user), models.PermSelf, func(tx *Tx) error {
		end = tx.Now.Add(terms.Lifetime)
		tx.Audit(models.AuditSignedIn, *v.UserID)
		return tx.Exec(`
			WITH opened AS (
				INSERT INTO sessions (account_id, id, token_hash, user_id, created_at, last_used_at, expires_at, address, user_agent)
				VALUES (?, ?::uuid, ?, ?, ?, ?, ?, ?::text, ?::text)
			)
			UPDATE users SET last_sign_in_at = ? WHERE account_id = ? AND id = ?`,
			tx.Account, typeid.New[models.SessionID](), hash, *v.UserID, tx.Now, tx.Now, models.At(earlier(tx.Now.Add(terms.Idle), end)),
			clientAddress(ctx), models.CleanUserAgent(userAgent), tx.Now, tx.Account, *v.UserID)
	})
	return end, err
}

// DeleteSession ends a session by the SHA-256 of its cookie.
func (s *Service) DeleteSession(ctx context.Context, hash []byte) error {
	found, err := store.Rows[struct {
		Account int64
		User    models.UserID
	}](s.system(ctx), "SELECT account_id, user_id FROM sessions WHERE token_hash = ?", hash)
	if err != nil || len(found) == 0 {
		return err
	}
	viewer := &models.Viewer{AccountID: found[0].Account, Role: models.Agent, UserID: &found[0].User, Session: hash}
	return s.write(models.WithViewer(ctx, viewer), models.PermSelf, func(tx *Tx) error {
		n, err := tx.Affected("DELETE FROM sessions WHERE account_id = ? AND token_hash = ?", tx.Account, hash)
		if err != nil || n == 0 {
			return err
		}
		tx.endsCredentials = true
		tx.Audit(models.AuditSignedOut, found[0].User)
		return nil
	})
}
