package resolvers

import (
	"context"
	"kith/graph"
	"kith/internal/loaders"
	"kith/models"
)

// Actor is the resolver for the actor field.
func (r *consentResolver) Actor(ctx context.Context, obj *models.Consent) (models.Actor, error) {
	return actor(ctx, obj.ActorUserID, obj.ActorTokenID)
}

// MayContact is the resolver for the mayContact field.
func (r *contactResolver) MayContact(ctx context.Context, obj *models.Contact, purpose string) (bool, error) {
	purpose, err := models.ReadPurpose(purpose)
	if err != nil {
		return false, err
	}
	found, err := loaders.From(ctx).ConsentsByContact.Load(ctx, obj.ID)
	return err == nil && obj.MayContact(purpose, found), err
}

// Consents is the resolver for the consents field.
func (r *contactPointResolver) Consents(ctx context.Context, obj *models.ContactPoint) ([]*models.Consent, error) {
	found, err := loaders.From(ctx).ConsentsByContact.Load(ctx, obj.ContactID)
	return obj.ConsentsOf(found), err
}

// MayContact is the resolver for the mayContact field.
func (r *contactPointResolver) MayContact(ctx context.Context, obj *models.ContactPoint, purpose string) (bool, error) {
	purpose, err := models.ReadPurpose(purpose)
	if err != nil {
		return false, err
	}
	found, err := r.Consents(ctx, obj)
	if err != nil {
		return false, err
	}
	contact, err := loaders.From(ctx).Contacts.Load(ctx, obj.ContactID)
	return contact != nil && contact.MayContact(purpose, found), err
}

// ContactConsentSet is the resolver for the contactConsentSet field.
func (r *mutationResolver) ContactConsentSet(ctx context.Context, input models.ContactConsentSetInput) (*models.ContactPointPayload, error) {
	contact, point, err := r.CRM.SetConsent(ctx, input)
	return respond(err, &models.ContactPointPayload{Contact: contact, ContactPoint: point})
}

// Consent returns graph.ConsentResolver implementation.
func (r *Resolver) Consent() graph.ConsentResolver { return &consentResolver{r} }

type consentResolver struct{ *Resolver }
