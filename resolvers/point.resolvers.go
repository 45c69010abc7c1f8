package resolvers

import (
	"context"
	"kith/graph"
	"kith/models"
)

// ContactPointAdd is the resolver for the contactPointAdd field.
func (r *mutationResolver) ContactPointAdd(ctx context.Context, input models.ContactPointAddInput) (*models.ContactPointPayload, error) {
	contact, point, err := r.CRM.AddContactPoint(ctx, input)
	return respond(err, &models.ContactPointPayload{Contact: contact, ContactPoint: point})
}

// ContactPointUpdate is the resolver for the contactPointUpdate field.
func (r *mutationResolver) ContactPointUpdate(ctx context.Context, input models.ContactPointUpdateInput) (*models.ContactPointPayload, error) {
	contact, point, err := r.CRM.UpdateContactPoint(ctx, input)
	return respond(err, &models.ContactPointPayload{Contact: contact, ContactPoint: point})
}

// ContactPointRemove is the resolver for the contactPointRemove field.
func (r *mutationResolver) ContactPointRemove(ctx context.Context, input models.ContactPointRemoveInput) (*models.ContactPointPayload, error) {
	contact, err := r.CRM.RemoveContactPoint(ctx, input)
	return respond(err, &models.ContactPointPayload{Contact: contact})
}

// ContactPoint returns graph.ContactPointResolver implementation.
func (r *Resolver) ContactPoint() graph.ContactPointResolver { return &contactPointResolver{r} }

type contactPointResolver struct{ *Resolver }
