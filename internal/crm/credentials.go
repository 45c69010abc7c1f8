package crm

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// Credentials are a user who may sign in and the hash of the user's password, blank without a password.
type Credentials struct {
	Viewer       *models.Viewer
	AccountID    models.AccountID
	AccountName  string
	PasswordHash string
	// SecondFactor says that a password alone does not do.
	SecondFactor bool
}

// CredentialsByEmail returns the users with an email, one an account, the oldest first and at most limit; only the one of an account if
// its id is given. The oldest comes first, because whoever adds a user with somebody's email later should change nothing for them.
func (s *Service) CredentialsByEmail(ctx context.Context, email, account string, limit int) ([]Credentials, error) {
	rows, err := store.Rows[struct {
		Account               int64
		Region                string
		Role                  models.Role
		User                  models.UserID
		Version               int64
		ID                    models.AccountID
		AccountName, Password string
		SecondFactor          bool
		Limits                *models.Limits
	}](s.system(ctx), `
		SELECT u.account_id, a.default_region, u.role, u.id, a.credentials_version, a.public_id, a.name, coalesce(u.password_hash, ''),
			u.second_factor_at IS NOT NULL, `+models.LimitsOf+`
		FROM users u`+models.LimitsFrom+`
		WHERE u.email = ? AND u.deactivated_at IS NULL AND (? OR a.public_id = ?::uuid)
		ORDER BY u.created_at, u.account_id
		LIMIT ?`, withoutNUL(email), account == "", typeid.Read[models.AccountID](account), limit)
	found := make([]Credentials, len(rows))
	for i, u := range rows {
		viewer := &models.Viewer{AccountID: u.Account, Region: u.Region, Role: u.Role, UserID: &rows[i].User, Credentials: u.Version,
			Limits: u.Limits}
		found[i] = Credentials{Viewer: viewer, AccountID: u.ID, AccountName: u.AccountName, PasswordHash: u.Password,
			SecondFactor: u.SecondFactor}
	}
	return found, err
}

// OnCredentials sets a function that is called after each commit that ended or changed a credential of an account: a token, a session,
// the role of a user. It must not block. It is called before the service is used.
func (s *Service) OnCredentials(fn func(account int64)) { s.guards = append(s.guards, fn) }

func (s *Service) credentialsChanged(account int64) {
	for _, fn := range s.guards {
		fn(account)
	}
}

// CredentialVersions returns how often credentials of accounts have changed, by account. Those that are gone are left out.
func (s *Service) CredentialVersions(ctx context.Context, accounts []int64) (map[int64]int64, error) {
	rows, err := store.Rows[struct{ Account, Version int64 }](s.system(ctx),
		"SELECT id, credentials_version FROM accounts WHERE id = ANY(?)", slices.Sorted(slices.Values(accounts)))
	return maps.Collect(func(yield func(int64, int64) bool) {
		for _, row := range rows {
			if !yield(row.Account, row.Version) {
				return
			}
		}
	}), err
}

// writeVerified is write for use cases that give or take rights or data out of the account. In its transaction it reads the viewer's
// credential and role anew, and keeps them from ending before the commit: whoever has lost them meanwhile changes nothing more.
func (s *Service) writeVerified(ctx context.Context, perm models.Permission, fn func(*Tx) error) error {
	return s.write(ctx, perm, func(tx *Tx) error {
		if err := tx.verify(perm); err != nil {
			return err
		}
		return fn(tx)
	})
}

// credential is what a viewer may do.
type credential struct {
	Role   models.Role
	Limits *models.Limits
}

// verify reads the viewer's credential and role, and locks them. Unauthenticated if the credential has ended, Forbidden if the role does
// not allow perm any more. The viewer of the transaction has the role that was read.
func (tx *Tx) verify(perm models.Permission) error {
	v := *tx.Viewer
	var found []credential
	var err error
	switch {
	case v.UserID != nil && v.Session != nil:
		found, err = store.Rows[credential](tx, `
			SELECT u.role, `+models.LimitsOf+`
			FROM users u`+models.LimitsFrom+`
			JOIN sessions s ON s.account_id = u.account_id AND s.user_id = u.id
			WHERE u.account_id = ? AND u.id = ? AND u.deactivated_at IS NULL AND s.token_hash = ?
			FOR SHARE OF u, s`, tx.Account, *v.UserID, v.Session)
	case v.UserID != nil:
		found, err = store.Rows[credential](tx, `
			SELECT u.role, `+models.LimitsOf+`
			FROM users u`+models.LimitsFrom+`
			WHERE u.account_id = ? AND u.id = ? AND u.deactivated_at IS NULL
			FOR SHARE OF u`, tx.Account, *v.UserID)
	case v.TokenID != nil:
		found, err = store.Rows[credential](tx, `
			SELECT role, NULL::jsonb
			FROM api_tokens
			WHERE account_id = ? AND id = ? AND (expires_at IS NULL OR expires_at > ?)
			FOR SHARE`, tx.Account, *v.TokenID, tx.Now)
	default:
		return nil // an operator, who has no credential
	}
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return models.Errorf(models.Unauthenticated, "Your sign-in or token has ended meanwhile. Sign in again.")
	}
	if !reflect.DeepEqual(v.Limits, found[0].Limits) { // by which the transaction has decided already what the viewer sees
		return models.Errorf(models.Conflict, "Your role has changed meanwhile; send the request again.")
	}
	v.Role = found[0].Role
	tx.Viewer = &v
	if !v.Can(perm) {
		return models.Errorf(models.Forbidden, "Your role has changed meanwhile and does not allow %s; ask an administrator.", perm)
	}
	return nil
}

// AddSignedIn adds an agent to the account with the public id: a person whom the identity provider knows and who has no user yet. One who
// was added meanwhile is left as they are.
func (s *Service) AddSignedIn(ctx context.Context, account, name, email string) error {
	operator, err := s.Operator(ctx, typeid.Read[models.AccountID](account))
	if err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > models.MaxName || strings.ContainsRune(name, 0) {
		name, _, _ = strings.Cut(email, "@")
		name = name[:min(len(name), models.MaxName)] // emails are ASCII
	}
	_, err = s.CreateUser(models.WithViewer(ctx, operator), models.UserCreateInput{Name: name, Email: email, Role: models.Agent})
	var refused *models.Error
	if errors.As(err, &refused) && refused.Code == models.Taken {
		return nil
	}
	return err
}
