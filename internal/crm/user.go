package crm

import (
	"context"
	"slices"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// UpdateAccount changes the viewer's account.
func (s *Service) UpdateAccount(ctx context.Context, in models.AccountUpdateInput) (*models.Account, error) {
	err := s.write(ctx, models.PermAccountWrite, func(tx *Tx) error {
		account, err := accountIn(tx, tx.Account)
		if err != nil {
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
		return tx.Exec("UPDATE accounts SET name = ?, features = ?, default_region = ?, updated_at = ? WHERE id = ?",
			account.Name, models.Features(account.Features), account.DefaultRegion, tx.Now, tx.Account)
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
		user = &models.User{AccountID: tx.Account, ID: typeid.New[models.UserID](), Availability: models.Offline,
			PasswordHash: passwordHash, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := user.Apply(in); err != nil {
			return err
		}
		return store.Create(tx, user)
	})
	return user, err
}

// UpdateUser changes a user: administrators may change every user, others only themselves and not their role. A new password ends
// all of the user's browser sessions. Forbidden, NotFound, and BlockedByRule if no administrator would be left.
func (s *Service) UpdateUser(ctx context.Context, in models.UserUpdateInput) (*models.User, error) {
	passwordHash, err := hashed(ctx, models.PermSelf, in.Password)
	if err != nil {
		return nil, err
	}
	var user *models.User
	err = s.write(ctx, models.PermSelf, func(tx *Tx) error {
		self := tx.Viewer.UserID != nil && *tx.Viewer.UserID == in.ID
		if !tx.Viewer.Can(models.PermAccountWrite) && (!self || in.Role != nil) {
			return models.Errorf(models.Forbidden, "Your role allows only your own name, password and availability; ask an administrator.")
		}
		// All administrators are locked, so that two of them can't demote each other concurrently.
		administrators, err := lockAdministrators(tx)
		if err != nil {
			return err
		}
		if user, err = lock[models.User](tx, in.ID, "user"); err != nil {
			return err
		}
		last := user.Role == models.Administrator && len(administrators) == 1
		if last && in.Role != nil && *in.Role != models.Administrator {
			return models.Errorf(models.BlockedByRule, "The last administrator can't become an agent; make another one first.").At("role")
		}
		if err := user.Change(in); err != nil {
			return err
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

// ListAPITokens returns the account's API tokens, newest first; none for viewers who may not manage them.
func (s *Service) ListAPITokens(ctx context.Context) ([]*models.APIToken, error) {
	r, err := s.read(ctx)
	if err != nil || !r.Viewer.Can(models.PermAccountWrite) {
		return []*models.APIToken{}, err
	}
	found, err := apiTokens.List(r, "t.account_id = ? ORDER BY t.id LIMIT ?", r.Account, maxUsers)
	slices.Reverse(found)
	return found, err
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
