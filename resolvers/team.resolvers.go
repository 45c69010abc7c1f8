package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// TeamCreate is the resolver for the teamCreate field.
func (r *mutationResolver) TeamCreate(ctx context.Context, input models.TeamCreateInput) (*models.TeamPayload, error) {
	team, err := r.CRM.CreateTeam(ctx, input)
	return respond(err, &models.TeamPayload{Team: team})
}

// TeamUpdate is the resolver for the teamUpdate field.
func (r *mutationResolver) TeamUpdate(ctx context.Context, input models.TeamUpdateInput) (*models.TeamPayload, error) {
	team, err := r.CRM.UpdateTeam(ctx, input)
	return respond(err, &models.TeamPayload{Team: team})
}

// TeamDelete is the resolver for the teamDelete field.
func (r *mutationResolver) TeamDelete(ctx context.Context, input models.TeamDeleteInput) (*models.TeamDeletePayload, error) {
	return respond(r.CRM.DeleteTeam(ctx, input.ID), &models.TeamDeletePayload{DeletedID: &input.ID})
}

// Teams is the resolver for the teams field.
func (r *queryResolver) Teams(ctx context.Context) ([]*models.Team, error) {
	return r.CRM.ListTeams(ctx)
}

// Members is the resolver for the members field.
func (r *teamResolver) Members(ctx context.Context, obj *models.Team) ([]*models.User, error) {
	return loaders.From(ctx).MembersByTeam.Load(ctx, obj.ID)
}

// UsedBySegments is the resolver for the usedBySegments field.
func (r *teamResolver) UsedBySegments(ctx context.Context, obj *models.Team) (*models.SegmentUsage, error) {
	return loaders.From(ctx).SegmentsByUse.Load(ctx, obj.UsageKey())
}

// Team returns graph.TeamResolver implementation.
func (r *Resolver) Team() graph.TeamResolver { return &teamResolver{r} }

type teamResolver struct{ *Resolver }
