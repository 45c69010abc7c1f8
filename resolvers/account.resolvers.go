package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Users is the resolver for the users field.
func (r *accountResolver) Users(ctx context.Context, obj *models.Account, includeDeactivated bool, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.User], error) {
	return r.CRM.ListUsers(ctx, args(first, after, last, before), includeDeactivated)
}

// APITokens is the resolver for the apiTokens field.
func (r *accountResolver) APITokens(ctx context.Context, obj *models.Account, first *int, after *page.Cursor, last *int, before *page.Cursor) (*page.Connection[*models.APIToken], error) {
	return r.CRM.ListAPITokens(ctx, args(first, after, last, before))
}

// CreatedBy is the resolver for the createdBy field.
func (r *apiTokenResolver) CreatedBy(ctx context.Context, obj *models.APIToken) (models.Actor, error) {
	return actor(ctx, obj.CreatedByUserID, obj.CreatedByTokenID)
}

// AccountUpdate is the resolver for the accountUpdate field.
func (r *mutationResolver) AccountUpdate(ctx context.Context, input models.AccountUpdateInput) (*models.AccountPayload, error) {
	account, err := r.CRM.UpdateAccount(ctx, input)
	return respond(err, &models.AccountPayload{Account: account})
}

// UserCreate is the resolver for the userCreate field.
func (r *mutationResolver) UserCreate(ctx context.Context, input models.UserCreateInput) (*models.UserPayload, error) {
	user, err := r.CRM.CreateUser(ctx, input)
	return respond(err, &models.UserPayload{User: user})
}

// UserUpdate is the resolver for the userUpdate field.
func (r *mutationResolver) UserUpdate(ctx context.Context, input models.UserUpdateInput) (*models.UserPayload, error) {
	user, err := r.CRM.UpdateUser(ctx, input)
	return respond(err, &models.UserPayload{User: user})
}

// APITokenCreate is the resolver for the apiTokenCreate field.
func (r *mutationResolver) APITokenCreate(ctx context.Context, input models.ApiTokenCreateInput) (*models.ApiTokenPayload, error) {
	apiToken, secret, err := r.CRM.IssueAPIToken(ctx, input)
	return respond(err, &models.ApiTokenPayload{ApiToken: apiToken, Token: &secret})
}

// APITokenRevoke is the resolver for the apiTokenRevoke field.
func (r *mutationResolver) APITokenRevoke(ctx context.Context, input models.ApiTokenRevokeInput) (*models.ApiTokenRevokePayload, error) {
	return respond(r.CRM.RevokeAPIToken(ctx, input.ID), &models.ApiTokenRevokePayload{RevokedID: &input.ID})
}

// Viewer is the resolver for the viewer field.
func (r *queryResolver) Viewer(ctx context.Context) (*models.Viewer, error) {
	return r.CRM.FindViewer(ctx)
}

// Account is the resolver for the account field.
func (r *queryResolver) Account(ctx context.Context) (*models.Account, error) {
	return loaders.From(ctx).Account()
}

// Teams is the resolver for the teams field.
func (r *userResolver) Teams(ctx context.Context, obj *models.User) ([]*models.Team, error) {
	return loaders.From(ctx).TeamsByUser.Load(ctx, obj.ID)
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *userResolver) UsedBySegments(ctx context.Context, obj *models.User) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// LegacyIds is the resolver for the legacyIds field.
func (r *userResolver) LegacyIds(ctx context.Context, obj *models.User) ([]*models.LegacyID, error) {
	return loaders.From(ctx).LegacyIDs.Load(ctx, typeid.Of[models.RecordID](obj.ID.UUID))
}

// User is the resolver for the user field.
func (r *viewerResolver) User(ctx context.Context, obj *models.Viewer) (*models.User, error) {
	return loaders.From(ctx).Users.LoadOptional(ctx, obj.UserID)
}

// Token is the resolver for the token field.
func (r *viewerResolver) Token(ctx context.Context, obj *models.Viewer) (*models.APIToken, error) {
	return loaders.From(ctx).APITokens.LoadOptional(ctx, obj.TokenID)
}

// Account is the resolver for the account field.
func (r *viewerResolver) Account(ctx context.Context, obj *models.Viewer) (*models.Account, error) {
	return loaders.From(ctx).Account()
}

// RateLimit is the resolver for the rateLimit field.
func (r *viewerResolver) RateLimit(ctx context.Context, obj *models.Viewer) (*models.RateLimit, error) {
	limit, _ := models.RateLimitFrom(ctx)
	return &limit, nil
}

// Account returns graph.AccountResolver implementation.
func (r *Resolver) Account() graph.AccountResolver { return &accountResolver{r} }

// ApiToken returns graph.ApiTokenResolver implementation.
func (r *Resolver) ApiToken() graph.ApiTokenResolver { return &apiTokenResolver{r} }

// User returns graph.UserResolver implementation.
func (r *Resolver) User() graph.UserResolver { return &userResolver{r} }

// Viewer returns graph.ViewerResolver implementation.
func (r *Resolver) Viewer() graph.ViewerResolver { return &viewerResolver{r} }

type (
	accountResolver  struct{ *Resolver }
	apiTokenResolver struct{ *Resolver }
	userResolver     struct{ *Resolver }
	viewerResolver   struct{ *Resolver }
)
