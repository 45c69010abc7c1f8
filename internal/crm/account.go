package crm

import (
	"context"
	"fmt"
	"time"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

var users = store.NewTable[models.User]("users u").Without("password_hash")

var apiTokens = store.NewTable[models.APIToken]("api_tokens t").Without("token_hash")

// FindViewer returns the viewer of the request.
func (s *Service) FindViewer(ctx context.Context) (*models.Viewer, error) {
	return permitted(ctx, models.PermView)
}

// FindAccount returns the viewer's account.
func (s *Service) FindAccount(ctx context.Context) (*models.Account, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return accountIn(r, r.Account)
}

const accountByKey = `
	SELECT id, public_id, version, name, to_jsonb(features), default_region, time_zone, stale_cleanup_after,
		visitor_retention_days, message_retention_months, duplicate_merge_rule, created_at
	FROM accounts
	WHERE id = ?`

func accountIn(q store.Querier, key int64) (*models.Account, error) {
	account, err := store.One[models.Account](q, accountByKey, key)
	return &account, err
}

// timeZone returns the time zone of an account.
func timeZone(q store.Querier, account int64) (*time.Location, error) {
	name, err := store.One[string](q, "SELECT time_zone FROM accounts WHERE id = ?", account)
	if err != nil {
		return nil, err
	}
	zone, ok := models.TimeZone(name)
	if !ok {
		return nil, fmt.Errorf("crm: this program does not know the time zone %q", name)
	}
	return zone, nil
}

// inTimeZone is the expression of the viewer's time zone in a statement; its parameter is the account.
const inTimeZone = "AT TIME ZONE (SELECT time_zone FROM accounts WHERE id = ?)"

// filterOptions returns the context of a filter. It reads the account's time zone if the filter depends on it, and the survivors of the
// companies that it names if it names any.
func (s *Service) filterOptions(q store.Querier, account int64, f any) (o filter.Options, err error) {
	o = filter.Options{AccountID: account, Now: s.now()}
	if o.Companies, err = mergedCompanies(q, account, filter.Companies(f)); err != nil {
		return o, err
	}
	if filter.UsesZone(f) {
		o.Zone, err = timeZone(q, account)
	}
	return o, err
}

// lockAccount locks the viewer's account against other changes of it; rows that refer to it can still be stored.
func lockAccount(tx *Tx) (*models.Account, error) {
	account, err := store.One[models.Account](tx, accountByKey+" FOR NO KEY UPDATE", tx.Account)
	return &account, err
}

var usersByName = page.Order{Name: "users", ID: "u.id", Keys: []page.Key{{Name: "NAME", Expr: "lower(u.name)", Kind: page.Text}}}

// ListUsers returns a page of those who may sign in to the account, by name; deactivated users too if they are asked for.
func (s *Service) ListUsers(ctx context.Context, a page.Args, deactivated bool) (*models.UserConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.User] {
		l := List[models.User]{Batch: b.Batch, Table: users, Where: "u.account_id = ?", Args: []any{b.Account}, Order: usersByName}
		if !deactivated {
			l.Where += " AND u.deactivated_at IS NULL"
		}
		return l
	})
}

// UsersByID returns the users that exist, by id.
func (b *Batch) UsersByID(ids []models.UserID, set Columns) map[models.UserID]*models.User {
	return store.ByID(b.Batch, users, ids, set)
}

// APITokensByID returns the API tokens that exist, by id.
func (b *Batch) APITokensByID(ids []models.APITokenID, set Columns) map[models.APITokenID]*models.APIToken {
	return store.ByID(b.Batch, apiTokens, ids, set)
}
