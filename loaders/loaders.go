// Package loaders gathers what the fields of one response ask for, so that a relation costs one statement however many
// parents ask for it.
package loaders

import (
	"context"
	"time"

	"kith/crm"
	"kith/models"
	"kith/page"
)

// Wait is how long a loader waits for more keys before it asks the database.
const Wait = 500 * time.Microsecond

// Loaders serve one response: what was loaded stays, so no two fields of it disagree.
type Loaders struct {
	Account       Single[*models.Account]
	Contacts      ByKey[models.ContactID, *models.Contact]
	Users         ByKey[models.UserID, *models.User]
	APITokens     ByKey[models.APITokenID, *models.APIToken]
	Inboxes       ByKey[models.InboxID, *models.Inbox]
	Links         ByKey[models.ContactInboxID, *models.ContactInbox]
	Conversations ByKey[models.ConversationID, *models.Conversation]
	Messages      ByKey[models.MessageID, *models.Message]
	Labels        ByKey[models.LabelID, *models.Label]
	Notes         ByKey[models.NoteID, *models.Note]
	CsatResponses ByKey[models.CsatResponseID, *models.CsatResponse]
	Companies     ByKey[models.CompanyID, *models.Company]
	Merges        ByKey[models.ContactMergeID, *models.ContactMerge]
	Events        ByKey[models.ContactEventID, *models.ContactEvent]
	Segments      ByKey[models.SegmentID, *models.Segment]
	Endpoints     ByKey[models.WebhookEndpointID, *models.WebhookEndpoint]
	Deliveries    ByKey[models.WebhookDeliveryID, *models.WebhookDelivery]
	Definitions   ByKey[models.CustomAttributeDefinitionID, *models.CustomAttributeDefinition]
	Jobs          ByKey[models.JobID, *models.Job]

	LabelsByContact            ByKey[models.ContactID, []*models.Label]
	InboxesByContact           ByKey[models.ContactID, []*models.Inbox]
	LinksByContact             ByKey[models.ContactID, []*models.ContactInbox]
	LabelsByConversation       ByKey[models.ConversationID, []*models.Label]
	MergesByContact            ByKey[models.ContactID, []*models.ContactMerge]
	PresenceByContact          ByKey[models.ContactID, *models.Presence]
	LastMessageByConversation  ByKey[models.ConversationID, *models.Message]
	CsatResponseByConversation ByKey[models.ConversationID, *models.CsatResponse]
	ContactsCountByLabel       ByKey[models.LabelID, *page.Count]
	FailuresByJob              ByKey[crm.JobFailuresKey, []*models.JobFailure]

	ConversationsByContact Pages[models.ContactID, crm.ConversationQuery, *models.Conversation]
	MessagesByContact      Pages[models.ContactID, None, *models.Message]
	NotesByContact         Pages[models.ContactID, None, *models.Note]
	CsatResponsesByContact Pages[models.ContactID, None, *models.CsatResponse]
	MessagesByConversation Pages[models.ConversationID, None, *models.Message]
	ContactsByCompany      Pages[models.CompanyID, None, *models.Contact]
	EventsByContact        Pages[models.ContactID, None, *models.ContactEvent]
	DeliveriesByEndpoint   Pages[models.WebhookEndpointID, crm.DeliveryQuery, *models.WebhookDelivery]
}

// New returns empty loaders for one response. They read in the response's context, not in that of the field that happens to
// ask first, whose end must not fail the others.
func New(ctx context.Context, s *crm.Service, wait time.Duration) *Loaders {
	return &Loaders{
		Account:       single(ctx, s.FindAccount),
		Contacts:      byKey(ctx, wait, s.ContactsByID),
		Users:         byKey(ctx, wait, s.UsersByID),
		APITokens:     byKey(ctx, wait, s.APITokensByID),
		Inboxes:       byKey(ctx, wait, s.InboxesByID),
		Links:         byKey(ctx, wait, s.ContactInboxesByID),
		Conversations: byKey(ctx, wait, s.ConversationsByID),
		Messages:      byKey(ctx, wait, s.MessagesByID),
		Labels:        byKey(ctx, wait, s.LabelsByID),
		Notes:         byKey(ctx, wait, s.NotesByID),
		CsatResponses: byKey(ctx, wait, s.CsatResponsesByID),
		Companies:     byKey(ctx, wait, s.CompaniesByID),
		Merges:        byKey(ctx, wait, s.MergesByID),
		Events:        byKey(ctx, wait, s.EventsByID),
		Segments:      byKey(ctx, wait, s.SegmentsByID),
		Endpoints:     byKey(ctx, wait, s.WebhookEndpointsByID),
		Deliveries:    byKey(ctx, wait, s.WebhookDeliveriesByID),
		Definitions:   byKey(ctx, wait, s.DefinitionsByID),
		Jobs:          byKey(ctx, wait, s.JobsByID),

		LabelsByContact:            byKey(ctx, wait, s.LabelsByContact),
		InboxesByContact:           byKey(ctx, wait, s.InboxesByContact),
		LinksByContact:             byKey(ctx, wait, s.ContactInboxesByContact),
		LabelsByConversation:       byKey(ctx, wait, s.LabelsByConversation),
		MergesByContact:            byKey(ctx, wait, s.MergesByContact),
		PresenceByContact:          byKey(ctx, wait, s.PresenceByContact),
		LastMessageByConversation:  byKey(ctx, wait, s.LastMessageByConversation),
		CsatResponseByConversation: byKey(ctx, wait, s.CsatResponseByConversation),
		ContactsCountByLabel:       byKey(ctx, wait, s.CountContactsByLabel),
		FailuresByJob:              byKey(ctx, wait, s.FailuresByJob),

		ConversationsByContact: pages(ctx, wait, s.ConversationsByContact, s.CountConversationsByContact, crm.ConversationQuery.Key),
		MessagesByContact:      simplePages(ctx, wait, s.MessagesByContact, s.CountMessagesByContact),
		NotesByContact:         simplePages(ctx, wait, s.NotesByContact, s.CountNotesByContact),
		CsatResponsesByContact: simplePages(ctx, wait, s.CsatResponsesByContact, s.CountCsatResponsesByContact),
		MessagesByConversation: simplePages(ctx, wait, s.MessagesByConversation, s.CountMessagesByConversation),
		ContactsByCompany:      simplePages(ctx, wait, s.ContactsByCompany, s.CountContactsByCompany),
		EventsByContact:        simplePages(ctx, wait, s.EventsByContact, nil), // nobody counts them
		DeliveriesByEndpoint:   pages(ctx, wait, s.DeliveriesByEndpoint, nil, crm.DeliveryQuery.Key),
	}
}

type contextKey struct{}

// With returns a context whose fields load through fresh loaders.
func With(ctx context.Context, s *crm.Service, wait time.Duration) context.Context {
	return context.WithValue(ctx, contextKey{}, New(ctx, s, wait))
}

// From returns the loaders of the response that ctx belongs to.
func From(ctx context.Context) *Loaders {
	return ctx.Value(contextKey{}).(*Loaders)
}
