package resolvers

import (
	"context"
	"kith/internal/crm"
	"kith/internal/live"
	"kith/models"
)

// ConversationsLive is the resolver for the conversationsLive field.
func (r *subscriptionResolver) ConversationsLive(ctx context.Context, filter *models.ConversationFilter, orderBy *models.ConversationOrder, first *int, have []*models.ConversationListHave, countLimit *int) (<-chan models.ConversationListChange, error) {
	q := crm.ConversationQuery{Filter: filter, OrderBy: orZero(orderBy)}
	return r.Live.Conversations(ctx, live.ConversationRequest{Query: q, First: first, CountLimit: countLimit, Have: have})
}
