package resolvers

import (
	"context"
	"kith/internal/crm"
	"kith/internal/live"
	"kith/models"
)

// ContactsLive is the resolver for the contactsLive field.
func (r *subscriptionResolver) ContactsLive(ctx context.Context, filter *models.ContactFilter, segment *string, search *string, orderBy []*models.ContactOrder, first *int, have []*models.ContactListHave, countLimit *int) (<-chan models.ContactListChange, error) {
	q := crm.ContactQuery{Filter: filter, Segment: segmentID(segment), Search: search, OrderBy: orderBy}
	return r.Live.Contacts(ctx, live.Request{Query: q, First: first, CountLimit: countLimit, Have: have})
}
