package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// ContactFilter is the resolver for the contactFilter field.
func (r *customRoleResolver) ContactFilter(ctx context.Context, obj *models.CustomRole) (models.JSON, error) {
	return r.CRM.ShowRoleFilter(ctx, obj)
}

// RoleCreate is the resolver for the roleCreate field.
func (r *mutationResolver) RoleCreate(ctx context.Context, input models.RoleCreateInput) (*models.RolePayload, error) {
	role, err := r.CRM.CreateRole(ctx, input)
	return respond(err, &models.RolePayload{Role: role})
}

// RoleUpdate is the resolver for the roleUpdate field.
func (r *mutationResolver) RoleUpdate(ctx context.Context, input models.RoleUpdateInput) (*models.RolePayload, error) {
	role, err := r.CRM.UpdateRole(ctx, input)
	return respond(err, &models.RolePayload{Role: role})
}

// RoleDelete is the resolver for the roleDelete field.
func (r *mutationResolver) RoleDelete(ctx context.Context, input models.RoleDeleteInput) (*models.RoleDeletePayload, error) {
	return respond(r.CRM.DeleteRole(ctx, input.ID), &models.RoleDeletePayload{DeletedID: &input.ID})
}

// Roles is the resolver for the roles field.
func (r *queryResolver) Roles(ctx context.Context) ([]*models.CustomRole, error) {
	return r.CRM.ListRoles(ctx)
}

// CustomRole is the resolver for the customRole field.
func (r *userResolver) CustomRole(ctx context.Context, obj *models.User) (*models.CustomRole, error) {
	return loaders.From(ctx).Roles.LoadOptional(ctx, obj.RoleID)
}

// CustomRole returns graph.CustomRoleResolver implementation.
func (r *Resolver) CustomRole() graph.CustomRoleResolver { return &customRoleResolver{r} }

type customRoleResolver struct{ *Resolver }
