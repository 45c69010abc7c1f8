package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

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
	err := s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) (err error) {
		if token, err = models.NewAPIToken(in, secret, tx.Viewer, tx.Now); err != nil {
			return err
		}
		token.AccountID, token.ID, token.TokenHash = tx.Account, typeid.New[models.APITokenID](), HashToken(secret)
		tx.Audit(models.AuditTokenCreated, token.ID)
		return store.Create(tx, token)
	})
	return token, secret, err
}

// RevokeAPIToken revokes an API token. This server refuses it from then on, and others as soon as they are notified.
func (s *Service) RevokeAPIToken(ctx context.Context, id models.APITokenID) error {
	return s.writeVerified(ctx, models.PermAccountWrite, func(tx *Tx) error {
		const blocked = "account_id = ? AND blocked_by_token_id = ?"
		if err := tx.Exec("SELECT id FROM contacts WHERE "+blocked+" ORDER BY id FOR UPDATE", tx.Account, id); err != nil {
			return err
		}
		if _, err := lock[models.APIToken](tx, id, "API token"); err != nil {
			return err
		}
		// What the token did stays, without the token.
		err := runAll(tx, []statement{
			{"UPDATE contacts SET blocked_by_token_id = NULL WHERE " + blocked, []any{tx.Account, id}},
			{"UPDATE contact_merges SET actor_token_id = NULL WHERE account_id = ? AND actor_token_id = ?", []any{tx.Account, id}},
			{"UPDATE company_merges SET actor_token_id = NULL WHERE account_id = ? AND actor_token_id = ?", []any{tx.Account, id}},
			{"UPDATE api_tokens SET created_by_token_id = NULL WHERE account_id = ? AND created_by_token_id = ?", []any{tx.Account, id}},
		})
		if err != nil {
			return err
		}
		tx.endsCredentials = true
		tx.Audit(models.AuditTokenRevoked, id)
		return store.Delete[models.APIToken](tx, id)
	})
}
