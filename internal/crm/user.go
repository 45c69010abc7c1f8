package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// UpdateAccount changes the viewer's account.
func (s *Service) UpdateAccount(ctx context.Context, in models.AccountUpdateInput) (*models.Account, error) {
	err := s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		account, err := lockAccount(tx)
		if err != nil {
			return err
		}
		if err := models.Advance(account, in.ExpectedVersion); err != nil {
			return err
		}
		if err := account.Apply(in); err != nil {
			return err
		}
		if age, set := in.StaleCleanupAfter.ValueOK(); set {
			if err := scheduleCleanup(tx, age); err != nil {
				return err
			}
		}
		return tx.Exec("UPDATE accounts SET version = ?, name = ?, features = ?, default_region = ?, updated_at = ? WHERE id = ?",
			account.Version, account.Name, account.Enabled, account.DefaultRegion, tx.Now, tx.Account)
	})
	if err != nil {
		return nil, err
	}
	return s.FindAccount(ctx)
}

// CreateUser creates a user. A user without a password can only sign in through the identity provider.
func (s *Service) CreateUser(ctx context.Context, in models.UserCreateInput) (*models.User, error) {
	passwordHash, err := hashed(ctx, models.PermAccountWrite, in.Password)
	if err != nil {
		return nil, err
	}
	var user *models.User
	err = s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		user = &models.User{AccountID: tx.Account, ID: typeid.New[models.UserID](), Version: 1, Availability: models.Offline,
			PasswordHash: passwordHash, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := user.Apply(in); err != nil {
			return err
		}
		return store.Create(tx, user)
	})
	if err != nil && user != nil {
		err = withHolder(ctx, s, err, users, "u.account_id = ? AND u.email = ?", user.Email)
	}
	return user, err
}

// UpdateUser changes a user: administrators may change every user, others only themselves and not their role. A new password ends
// all of the user's browser sessions. Forbidden, NotFound, and BlockedByRule if no administrator would be left.
func (s *Service) UpdateUser(ctx context.Context, in models.UserUpdateInput) (*models.User, error) {
	passwordHash, err := hashed(ctx, models.PermSelf, in.Password.Value())
	if err != nil {
		return nil, err
	}
	var user *models.User
	err = s.write(ctx, models.PermSelf, func(tx *Tx) error {
		self := tx.Viewer.UserID != nil && *tx.Viewer.UserID == in.ID
		if !tx.Viewer.Can(models.PermAccountWrite) && (!self || in.Role.IsSet()) {
			return models.Errorf(models.Forbidden, "Your role allows only your own name, password and availability; ask an administrator.")
		}
		// All administrators are locked, so that two of them can't demote each other concurrently.
		administrators, err := users.List(tx, "u.account_id = ? AND u.role = 'ADMINISTRATOR' ORDER BY u.id FOR UPDATE", tx.Account)
		if err != nil {
			return err
		}
		if user, err = lock[models.User](tx, in.ID, "user"); err != nil {
			return err
		}
		last := user.Role == models.Administrator && len(administrators) == 1
		if err := models.Advance(user, in.ExpectedVersion); err != nil {
			return err
		}
		if err := user.Change(in); err != nil {
			return err
		}
		if last && user.Role != models.Administrator {
			return models.Errorf(models.BlockedByRule, "The last administrator can't become an agent; make another one first.").At("role")
		}
		user.UpdatedAt = tx.Now
		if passwordHash != nil {
			user.PasswordHash = passwordHash
		}
		if err := store.Save(tx, user, in.ID); err != nil || passwordHash == nil {
			return err
		}
		return tx.Exec("DELETE FROM sessions WHERE account_id = ? AND user_id = ?", tx.Account, in.ID)
	})
	return user, err
}

// hashed returns the hash of a password, nil without one. It is slow, so it is called before the transaction, and only for viewers
// who may set a password.
func hashed(ctx context.Context, perm models.Permission, password *string) (*string, error) {
	if _, err := permitted(ctx, perm); err != nil || password == nil {
		return nil, err
	}
	if refused := models.CheckPassword(*password); refused != nil {
		return nil, refused
	}
	hash, err := HashPassword(*password)
	return &hash, err
}

var newestAPITokens = page.Order{Name: "apiTokens", ID: "t.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "t.created_at", Kind: page.Time, Desc: true}}}

// ListAPITokens returns a page of the account's API tokens, newest first; none for viewers who may not manage them.
func (s *Service) ListAPITokens(ctx context.Context, a page.Args) (*models.ApiTokenConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.APIToken] {
		l := List[models.APIToken]{Batch: b.Batch, Table: apiTokens, Where: "t.account_id = ?", Args: []any{b.Account}, Order: newestAPITokens}
		if !b.Viewer.Can(models.PermAccountWrite) {
			l.Where += " AND FALSE"
		}
		return l
	})
}

// IssueAPIToken creates an API token and returns its secret, of which only a hash is stored.
func (s *Service) IssueAPIToken(ctx context.Context, in models.ApiTokenCreateInput) (*models.APIToken, string, error) {
	var token *models.APIToken
	secret := NewToken()
	err := s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		token = &models.APIToken{AccountID: tx.Account, ID: typeid.New[models.APITokenID](), TokenHash: HashToken(secret),
			Role: in.Role, CreatedAt: tx.Now}
		if err := token.Apply(in); err != nil {
			return err
		}
		return store.Create(tx, token)
	})
	return token, secret, err
}

// RevokeAPIToken revokes an API token.
func (s *Service) RevokeAPIToken(ctx context.Context, id models.APITokenID) error {
	return s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		if _, err := lock[models.APIToken](tx, id, "API token"); err != nil {
			return err
		}
		return store.Delete[models.APIToken](tx, id)
	})
}
