// Package loaders batches the reads of the fields of one response, so that a relation costs one statement for any number of parents.
package loaders

import (
	"context"
	"sync"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// Wait is how long a loader collects keys before it queries the database.
const Wait = 500 * time.Microsecond

// Loaders serve one response. They cache what was loaded, so that the fields of a response agree.
type Loaders struct {
	Account       Single[*models.Account]
	AllInboxes    Single[[]*models.Inbox]
	Contacts      ByKey[models.ContactID, *models.Contact]
	Users         ByKey[models.UserID, *models.User]
	APITokens     ByKey[models.APITokenID, *models.APIToken]
	Inboxes       ByKey[models.InboxID, *models.Inbox]
	Teams         ByKey[models.TeamID, *models.Team]
	Roles         ByKey[models.RoleID, *models.CustomRole]
	Links         ByKey[models.ContactInboxID, *models.ContactInbox]
	Conversations ByKey[models.ConversationID, *models.Conversation]
	Messages      ByKey[models.MessageID, *models.Message]
	Attachments   ByKey[models.AttachmentID, *models.Attachment]
	Bots          ByKey[models.BotID, *models.Bot]
	Labels        ByKey[models.LabelID, *models.Label]
	Notes         ByKey[models.NoteID, *models.Note]
	CsatResponses ByKey[models.CsatResponseID, *models.CsatResponse]
	Companies     ByKey[models.CompanyID, *models.Company]
	Merges        ByKey[models.ContactMergeID, *models.ContactMerge]
	CompanyMerges ByKey[models.CompanyMergeID, *models.CompanyMerge]
	Events        ByKey[models.ContactEventID, *models.ContactEvent]
	Segments      ByKey[models.SegmentID, *models.Segment]
	Endpoints     ByKey[models.WebhookEndpointID, *models.WebhookEndpoint]
	Deliveries    ByKey[models.WebhookDeliveryID, *models.WebhookDelivery]
	Definitions   ByKey[models.CustomAttributeDefinitionID, *models.CustomAttributeDefinition]
	Jobs          ByKey[models.JobID, *models.Job]

	LabelsByContact            ByKey[models.ContactID, []*models.Label]
	InboxesByContact           ByKey[models.ContactID, []*models.Inbox]
	LinksByContact             ByKey[models.ContactID, []*models.ContactInbox]
	PointsByContact            ByKey[models.ContactID, []*models.ContactPoint]
	ConsentsByContact          ByKey[models.ContactID, []*models.Consent]
	TeamsByUser                ByKey[models.UserID, []*models.Team]
	MembersByTeam              ByKey[models.TeamID, []*models.User]
	LabelsByConversation       ByKey[models.ConversationID, []*models.Label]
	AttachmentsByMessage       ByKey[models.MessageID, []*models.Attachment]
	LegacyIDs                  ByKey[models.RecordID, []*models.LegacyID]
	PresenceByContact          ByKey[models.ContactID, *models.Presence]
	LastMessageByConversation  ByKey[models.ConversationID, *models.Message]
	CsatResponseByConversation ByKey[models.ConversationID, *models.CsatResponse]
	ContactsCountByLabel       ByKey[models.LabelID, *page.Count]
	FailuresByJob              ByKey[crm.JobFailuresKey, []*models.JobFailure]
	FilterBySegment            ByKey[models.SegmentID, *crm.SegmentFilter]
	SegmentsByUse              ByKey[string, *models.SegmentUsage]
	WarningsByJob              ByKey[crm.JobFailuresKey, []*models.JobWarning]

	ConversationsByContact Pages[models.ContactID, crm.ConversationQuery, models.Conversation]
	MessagesByContact      Pages[models.ContactID, None, models.Message]
	AttachmentsByContact   Pages[models.ContactID, None, models.Attachment]
	NotesByContact         Pages[models.ContactID, None, models.Note]
	CsatResponsesByContact Pages[models.ContactID, None, models.CsatResponse]
	MessagesByConversation Pages[models.ConversationID, None, models.Message]
	ContactsByCompany      Pages[models.CompanyID, None, models.Contact]
	ConversationsByCompany Pages[models.CompanyID, crm.ConversationQuery, models.Conversation]
	NotesByCompany         Pages[models.CompanyID, None, models.Note]
	MergesByCompany        Pages[models.CompanyID, None, models.CompanyMerge]
	LinkPagesByContact     Pages[models.ContactID, None, models.ContactInbox]
	MergesByContact        Pages[models.ContactID, None, models.ContactMerge]
	EventsByContact        Pages[models.ContactID, None, models.ContactEvent]
	DeliveriesByEndpoint   Pages[models.WebhookEndpointID, crm.DeliveryQuery, models.WebhookDelivery]
	ContactsBySegment      *SegmentContacts
	ContactGroups          *ContactGroups
}

// New returns empty loaders for one response. They read in the context of the response rather than of the first field that loads, whose
// end must not fail the others.
func New(ctx context.Context, s *crm.Service, wait time.Duration) *Loaders {
	return &Loaders{
		Account:       single(ctx, s.FindAccount),
		AllInboxes:    single(ctx, s.AllInboxes),
		Contacts:      byKey(ctx, wait, s.ContactsByID),
		Users:         byKey(ctx, wait, alone(s, (*crm.Batch).UsersByID)),
		APITokens:     byKey(ctx, wait, alone(s, (*crm.Batch).APITokensByID)),
		Inboxes:       byKey(ctx, wait, alone(s, (*crm.Batch).InboxesByID)),
		Teams:         byKey(ctx, wait, alone(s, (*crm.Batch).TeamsByID)),
		Roles:         byKey(ctx, wait, alone(s, (*crm.Batch).RolesByID)),
		Links:         byKey(ctx, wait, alone(s, (*crm.Batch).ContactInboxesByID)),
		Conversations: byKey(ctx, wait, alone(s, (*crm.Batch).ConversationsByID)),
		Messages:      byKey(ctx, wait, alone(s, (*crm.Batch).MessagesByID)),
		Attachments:   byKey(ctx, wait, alone(s, (*crm.Batch).AttachmentsByID)),
		Bots:          byKey(ctx, wait, alone(s, (*crm.Batch).BotsByID)),
		Labels:        byKey(ctx, wait, alone(s, (*crm.Batch).LabelsByID)),
		Notes:         byKey(ctx, wait, alone(s, (*crm.Batch).NotesByID)),
		CsatResponses: byKey(ctx, wait, alone(s, (*crm.Batch).CsatResponsesByID)),
		Companies:     byKey(ctx, wait, s.CompaniesByID),
		Merges:        byKey(ctx, wait, s.MergesByID),
		CompanyMerges: byKey(ctx, wait, alone(s, (*crm.Batch).CompanyMergesByID)),
		Events:        byKey(ctx, wait, s.EventsByID),
		Segments:      byKey(ctx, wait, alone(s, (*crm.Batch).SegmentsByID)),
		Endpoints:     byKey(ctx, wait, alone(s, (*crm.Batch).WebhookEndpointsByID)),
		Deliveries:    byKey(ctx, wait, alone(s, (*crm.Batch).WebhookDeliveriesByID)),
		Definitions:   byKey(ctx, wait, alone(s, (*crm.Batch).DefinitionsByID)),
		Jobs:          byKey(ctx, wait, s.JobsByID),

		LabelsByContact:            byKey(ctx, wait, alone(s, (*crm.Batch).LabelsByContact)),
		InboxesByContact:           byKey(ctx, wait, alone(s, (*crm.Batch).InboxesByContact)),
		PointsByContact:            byKey(ctx, wait, alone(s, allPoints)),
		LinksByContact:             byKey(ctx, wait, alone(s, (*crm.Batch).ContactInboxesByContact)),
		ConsentsByContact:          byKey(ctx, wait, alone(s, (*crm.Batch).ConsentsByContact)),
		TeamsByUser:                byKey(ctx, wait, alone(s, (*crm.Batch).TeamsByUser)),
		MembersByTeam:              byKey(ctx, wait, alone(s, (*crm.Batch).MembersByTeam)),
		LabelsByConversation:       byKey(ctx, wait, alone(s, (*crm.Batch).LabelsByConversation)),
		AttachmentsByMessage:       byKey(ctx, wait, alone(s, (*crm.Batch).AttachmentsByMessage)),
		LegacyIDs:                  byKey(ctx, wait, alone(s, crm.LegacyIDs[models.RecordID])),
		PresenceByContact:          byKey(ctx, wait, alone(s, (*crm.Batch).PresenceByContact)),
		LastMessageByConversation:  byKey(ctx, wait, alone(s, (*crm.Batch).LastMessageByConversation)),
		CsatResponseByConversation: byKey(ctx, wait, alone(s, (*crm.Batch).CsatResponseByConversation)),
		ContactsCountByLabel:       byKey(ctx, wait, alone(s, (*crm.Batch).CountContactsByLabel)),
		FailuresByJob:              byKey(ctx, wait, s.FailuresByJob),
		FilterBySegment:            byKey(ctx, wait, s.FiltersBySegment),
		SegmentsByUse:              byKey(ctx, wait, s.UsagesByKey),
		WarningsByJob:              byKey(ctx, wait, s.WarningsByJob),

		ConversationsByContact: pages(ctx, wait, s, (*crm.Batch).ConversationsByContact, crm.ConversationQuery.Key),
		MessagesByContact:      simplePages(ctx, wait, s, (*crm.Batch).MessagesByContact),
		AttachmentsByContact:   simplePages(ctx, wait, s, (*crm.Batch).AttachmentsByContact),
		NotesByContact:         simplePages(ctx, wait, s, (*crm.Batch).NotesByContact),
		CsatResponsesByContact: simplePages(ctx, wait, s, (*crm.Batch).CsatResponsesByContact),
		MessagesByConversation: simplePages(ctx, wait, s, (*crm.Batch).MessagesByConversation),
		ContactsByCompany:      simplePages(ctx, wait, s, (*crm.Batch).ContactsByCompany),
		ConversationsByCompany: pages(ctx, wait, s, (*crm.Batch).ConversationsByCompany, crm.ConversationQuery.Key),
		NotesByCompany:         simplePages(ctx, wait, s, (*crm.Batch).NotesByCompany),
		MergesByCompany:        simplePages(ctx, wait, s, (*crm.Batch).MergesByCompany),
		LinkPagesByContact:     simplePages(ctx, wait, s, (*crm.Batch).LinksByContact),
		MergesByContact:        completed(ctx, wait, s, (*crm.Batch).MergesByContact, s.MergePagesByContact),
		EventsByContact:        uncounted(ctx, wait, s.EventsByContact),
		DeliveriesByEndpoint:   pages(ctx, wait, s, (*crm.Batch).DeliveriesByEndpoint, crm.DeliveryQuery.Key),
		ContactsBySegment:      segmentContacts(ctx, wait, s),
		ContactGroups:          contactGroups(ctx, wait, s),
	}
}

// allPoints are each contact's addresses of all kinds.
func allPoints(b *crm.Batch, ids []models.ContactID, set crm.Columns) map[models.ContactID][]*models.ContactPoint {
	return b.PointsByContact(ids, set)
}

type contextKey struct{}

// With returns a context in which fields load through new loaders, which are created on first use.
func With(ctx context.Context, s *crm.Service, wait time.Duration) context.Context {
	return context.WithValue(ctx, contextKey{}, sync.OnceValue(func() *Loaders { return New(ctx, s, wait) }))
}

// From returns the loaders of the response that ctx belongs to.
func From(ctx context.Context) *Loaders {
	return ctx.Value(contextKey{}).(func() *Loaders)()
}
