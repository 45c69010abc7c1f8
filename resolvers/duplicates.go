package resolvers

import (
	"context"

	"kith/internal/loaders"
	"kith/models"
)

// maxClusterContacts is how many contacts of a cluster are returned.
const maxClusterContacts = 100

// duplicateContacts loads contacts together. One that was deleted meanwhile is left out.
func duplicateContacts(ctx context.Context, ids []models.ContactID) ([]*models.Contact, error) {
	contacts := make([]*models.Contact, 0, len(ids))
	loaded, err := loaders.From(ctx).Contacts.LoadAll(ctx, ids)
	for _, c := range loaded {
		if c != nil {
			contacts = append(contacts, c)
		}
	}
	return contacts, err
}
