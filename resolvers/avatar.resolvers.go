package resolvers

import (
	"context"
	"kith/models"
)

// AvatarURL is the resolver for the avatarUrl field.
func (r *companyResolver) AvatarURL(ctx context.Context, obj *models.Company, size *int) (*string, error) {
	return r.Avatars.CompanyURL(obj, size)
}

// AvatarURL is the resolver for the avatarUrl field.
func (r *contactResolver) AvatarURL(ctx context.Context, obj *models.Contact, size *int) (*string, error) {
	return r.Avatars.ContactURL(obj, size)
}

// ContactAvatarSet is the resolver for the contactAvatarSet field.
func (r *mutationResolver) ContactAvatarSet(ctx context.Context, input models.ContactAvatarSetInput) (*models.ContactAvatarPayload, error) {
	contact, err := r.Avatars.Set(ctx, input)
	return respond(err, &models.ContactAvatarPayload{Contact: contact})
}

// ContactAvatarRemove is the resolver for the contactAvatarRemove field.
func (r *mutationResolver) ContactAvatarRemove(ctx context.Context, input models.ContactAvatarRemoveInput) (*models.ContactAvatarPayload, error) {
	contact, err := r.CRM.ContactPicture(input.ID).Remove(ctx)
	return respond(err, &models.ContactAvatarPayload{Contact: contact})
}

// CompanyAvatarSet is the resolver for the companyAvatarSet field.
func (r *mutationResolver) CompanyAvatarSet(ctx context.Context, input models.CompanyAvatarSetInput) (*models.CompanyPayload, error) {
	company, err := r.Avatars.SetCompany(ctx, input)
	return respond(err, &models.CompanyPayload{Company: company})
}

// CompanyAvatarRemove is the resolver for the companyAvatarRemove field.
func (r *mutationResolver) CompanyAvatarRemove(ctx context.Context, input models.CompanyAvatarRemoveInput) (*models.CompanyPayload, error) {
	company, err := r.CRM.CompanyPicture(input.ID).Remove(ctx)
	return respond(err, &models.CompanyPayload{Company: company})
}

// AvatarURL is the resolver for the avatarUrl field.
func (r *userResolver) AvatarURL(ctx context.Context, obj *models.User) (*string, error) {
	url := r.Avatars.UserURL(obj)
	return &url, nil
}
