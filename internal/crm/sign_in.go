package crm

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// The methods of this file run without a viewer: they look up the viewer by its credentials, in all accounts.

// ViewerByToken returns the viewer of an API token by the token's SHA-256, and when the token expires, zero for never; nil if there is no
// such token or it has expired.
func (s *Service) ViewerByToken(ctx context.Context, hash []byte) (*models.Viewer, time.Time, error) {
	found, err := store.Rows[struct {
		Account int64
		Region  string
		Role    models.Role
		Token   models.APITokenID
		Allowed models.StringList
		Scopes  models.ScopeList
		Expires *time.Time
		Version int64
	}](s.system(ctx), `
		SELECT t.account_id, a.default_region, t.role, t.id, t.allowed_addresses, t.scopes, t.expires_at, a.credentials_version
		FROM api_tokens t
		JOIN accounts a ON a.id = t.account_id
		WHERE t.token_hash = ? AND (t.expires_at IS NULL OR t.expires_at > ?)
		ORDER BY t.account_id
		LIMIT 1`, hash, models.At(s.now()))
	if err != nil || len(found) == 0 {
		return nil, time.Time{}, err
	}
	t := found[0]
	var expires time.Time
	if t.Expires != nil {
		expires = t.Expires.UTC()
	}
	return &models.Viewer{AccountID: t.Account, Region: t.Region, Role: t.Role, TokenID: &t.Token, AllowedFrom: t.Allowed, Scopes: t.Scopes,
		Credentials: t.Version}, expires, nil
}

// clientAddress returns the address of the client whose request ctx belongs to, nil outside of one.
func clientAddress(ctx context.Context) *string {
	addr := models.ClientAddressFrom(ctx)
	if !addr.IsValid() {
		return nil
	}
	text := addr.String()
	return &text
}

// TouchToken records that an API token was used, and from where, at most once a minute.
func (s *Service) TouchToken(ctx context.Context, v *models.Viewer) error {
	now := models.At(s.now())
	return s.system(ctx).Exec(`
		UPDATE api_tokens
		SET last_used_at = ?, last_used_address = ?::text
		WHERE account_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at < ?)`,
		now, clientAddress(ctx), v.AccountID, *v.TokenID, models.At(now.Add(-time.Minute)))
}

// Bootstrap is what the first start of an installation creates.
type Bootstrap struct {
	AccountName  string
	UserName     string
	Email        string
	PasswordHash string
	TokenHash    []byte
	// LastFour are the last characters of the token.
	LastFour string
}

// Bootstrap creates the first account with its administrator and API token, once per database, and reports whether it did. Several
// servers may call it concurrently; the single row of the table installation decides.
func (s *Service) Bootstrap(ctx context.Context, f Bootstrap) (bool, error) {
	now := models.At(s.now())
	made, err := s.system(ctx).Affected(`
		WITH first AS (
			INSERT INTO installation (founded_at) VALUES (?) ON CONFLICT DO NOTHING RETURNING founded_at
		), account AS (
			INSERT INTO accounts (public_id, name, created_at, updated_at)
			SELECT ?::uuid, ?, founded_at, founded_at FROM first RETURNING id, created_at
		), counters AS (
			INSERT INTO account_counters (account_id) SELECT id FROM account
		), administrator AS (
			INSERT INTO users (account_id, id, name, email, role, password_hash, created_at, updated_at)
			SELECT id, ?::uuid, ?, ?, 'ADMINISTRATOR', ?, created_at, created_at FROM account
		)
		INSERT INTO api_tokens (account_id, id, name, token_hash, last_four, role, created_at)
		SELECT id, ?::uuid, 'First token', ?::bytea, nullif(?, ''), 'ADMINISTRATOR', created_at FROM account`,
		now, uuid.Must(uuid.NewV7()), f.AccountName,
		typeid.New[models.UserID](), f.UserName, f.Email, f.PasswordHash,
		typeid.New[models.APITokenID](), f.TokenHash, f.LastFour)
	return made == 1, err
}

// Operator returns a viewer with all permissions in the account with the public id or, with the zero id, in the oldest account. It
// is for commands of the server's operator.
func (s *Service) Operator(ctx context.Context, account models.AccountID) (*models.Viewer, error) {
	a, err := store.One[struct {
		Key    int64
		Region string
	}](s.system(ctx), `
		SELECT id, default_region FROM accounts WHERE ?::uuid = ?::uuid OR public_id = ?::uuid ORDER BY id LIMIT 1`,
		account, uuid.Nil, account)
	if errors.Is(err, store.ErrNoRows) {
		return nil, models.Errorf(models.NotFound, "There is no such account; start the server once to make the first one.")
	}
	return &models.Viewer{Role: models.Administrator, AccountID: a.Key, Region: a.Region}, err
}

// NeedsBootstrap reports whether the database has no account yet.
func (s *Service) NeedsBootstrap(ctx context.Context) (bool, error) {
	done, err := store.One[bool](s.system(ctx), "SELECT EXISTS (SELECT FROM installation)")
	return !done, err
}

// SigningKey returns the secret with which all servers of the installation sign links; NotFound before Bootstrap.
func (s *Service) SigningKey(ctx context.Context) ([]byte, error) {
	key, err := store.One[[]byte](s.system(ctx), "SELECT signing_key FROM installation")
	if errors.Is(err, store.ErrNoRows) {
		return nil, models.Errorf(models.NotFound, "There is no key for links yet; start the server once to make it.")
	}
	return key, err
}
