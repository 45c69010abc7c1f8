package resolvers

import (
	"context"
	"kith/models"
)

// RetentionPreview is the resolver for the retentionPreview field.
func (r *queryResolver) RetentionPreview(ctx context.Context, visitorRetentionDays *int, messageRetentionMonths *int) (*models.RetentionPreview, error) {
	return r.CRM.PreviewRetention(ctx, models.Retention{
		VisitorRetentionDays: visitorRetentionDays, MessageRetentionMonths: messageRetentionMonths})
}
