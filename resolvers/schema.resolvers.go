package resolvers

import (
	"context"
	"kith/graph"
	"kith/models"
)

// Node is the resolver for the node field.
func (r *queryResolver) Node(ctx context.Context, id string) (models.Node, error) {
	return node(ctx, id)
}

// Nodes is the resolver for the nodes field.
func (r *queryResolver) Nodes(ctx context.Context, ids []string) ([]models.Node, error) {
	return nodes(ctx, ids)
}

// NodeByLegacyID is the resolver for the nodeByLegacyId field.
func (r *queryResolver) NodeByLegacyID(ctx context.Context, noun models.LegacyNoun, system string, id string) (models.Node, error) {
	found, err := r.CRM.FindLegacy(ctx, models.LegacyKey{Noun: noun, System: system, ID: id})
	if err != nil {
		return nil, err
	}
	return node(ctx, found)
}

// Mutation returns graph.MutationResolver implementation.
func (r *Resolver) Mutation() graph.MutationResolver { return &mutationResolver{r} }

// Query returns graph.QueryResolver implementation.
func (r *Resolver) Query() graph.QueryResolver { return &queryResolver{r} }

type (
	mutationResolver struct{ *Resolver }
	queryResolver    struct{ *Resolver }
)
