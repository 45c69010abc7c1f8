package crm

import (
	"context"
	"errors"
	"slices"

	"kith/models"
)

// upsertBySource is UpsertContact for a contact that is matched by its id in the channel of an inbox.
func (s *Service) upsertBySource(ctx context.Context, in models.ContactUpsertInput) (*models.Contact, bool, error) {
	at := in.Contact.Inbox
	if at == nil || at.SourceID == nil || *at.SourceID == "" {
		return nil, false, models.Errorf(models.Required, "The contact needs the inbox and the source id that it is matched by.").
			At("contact", "inbox", "sourceId")
	}
	by := models.ContactBy{Source: &models.SourceKey{InboxID: at.InboxID, SourceID: *at.SourceID}}
	var found, contact *models.Contact
	err := retryLost(ctx, func(err error) bool {
		var raced *models.Error
		return errors.As(err, &raced) &&
			(found == nil && raced.Code == models.Taken && slices.Equal(raced.Field, []string{"inbox", "sourceId"}) ||
				found != nil && raced.Code == models.NotFound && slices.Equal(raced.Field, []string{"id"}))
	}, func() (err error) {
		if found, err = s.FindContact(ctx, by); err != nil {
			return err
		}
		if found == nil {
			contact, err = s.CreateContact(ctx, in.Contact)
		} else {
			contact, err = s.patchFound(ctx, in, found.ID, nil)
		}
		return err
	})
	return contact, found == nil && err == nil, underField(err, "contact")
}
