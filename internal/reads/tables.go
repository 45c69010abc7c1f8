package reads

import (
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// tables are the covered types by name.
var tables = withConnections(map[string]table{
	"Query": tableOf[struct{}](fields{
		"contact": {relation: findContact, expected: expectedContact},
		"contacts": pageOf(func(b *crm.Batch, c *call) crm.List[models.Contact] {
			q := crm.ContactQuery{Filter: optional(c, "filter", input[models.ContactFilter](c, "ContactFilter")),
				Segment: optional(c, "segment", scalar[models.SegmentID]), Search: optional(c, "search", graphql.UnmarshalString)}
			if by := optional(c, "orderBy", inputs[models.ContactOrder](c, "ContactOrder")); by != nil {
				q.OrderBy = *by
			}
			return b.Contacts(q)
		}),
		"conversations": pageOf(func(b *crm.Batch, c *call) crm.List[models.Conversation] {
			return b.Conversations(conversationQuery(c))
		}),
		"companies": pageOf(func(b *crm.Batch, c *call) crm.List[models.Company] {
			return b.Companies(optional(c, "search", graphql.UnmarshalString), optional(c, "orderBy", input[models.CompanyOrder](c, "CompanyOrder")))
		}),
		"csatResponses": pageOf(func(b *crm.Batch, c *call) crm.List[models.CsatResponse] {
			return b.CsatResponses(optional(c, "filter", input[models.CsatFilter](c, "CsatFilter")),
				optional(c, "orderBy", input[models.CsatOrder](c, "CsatOrder")))
		}),
		"messages": pageOf(func(b *crm.Batch, c *call) crm.List[models.Message] {
			return b.Messages(crm.MessageQuery{Search: required(c, "search", graphql.UnmarshalString),
				ContactID:      optional(c, "contactId", scalar[models.ContactID]),
				ConversationID: optional(c, "conversationId", scalar[models.ConversationID])})
		}),
	}).leaving(`node nodes nodeByLegacyId viewer account auditEvents company conversation customAttributeDefinitions contactGroups csatReport
		contactDuplicates contactDuplicateClusters contactDuplicatesOf companyDuplicates
		contactEvents eventCursor inboxes job jobs labels contactMergePreview companyMergePreview segments suppressed webhookEndpoints
		userSessions teams roles retentionPreview`),

	"Contact": tableOf[models.Contact](fields{
		"phoneNumberFormatted": leaf("phone_number", func(c *models.Contact, call *call) any {
			return c.PhoneNumberFormatted(required(call, "style", enum[models.PhoneStyle]))
		}),
		"additionalAttributes": object("additional_attributes",
			func(c *models.Contact, _ *call) *models.AdditionalAttributes { return &c.AdditionalAttributes }),
		"customAttribute": {needs: "custom_attributes", value: func(row any, c *call) (any, error) {
			value, err := row.(*models.Contact).CustomAttribute(required(c, "key", graphql.UnmarshalString))
			return &value, err
		}},
		"block": object("blocked block_reason blocked_by_user_id blocked_by_token_id blocked_at",
			func(c *models.Contact, _ *call) *models.ContactBlock { return c.Block() }),
		"csat": object("csat1 csat2 csat3 csat4 csat5", func(c *models.Contact, _ *call) *models.CsatSummary { return c.Csat() }),
		"viewerCan": object("", func(_ *models.Contact, c *call) *models.ContactPermissions {
			return models.ViewerFrom(c.ctx).ContactPermissions()
		}),
		"availability": valueOf(contactID, (*crm.Batch).PresenceByContact, func(p *models.Presence, _ *call) any { return p.At(time.Now()) }),
		"lastSeenAt":   valueOf(contactID, (*crm.Batch).PresenceByContact, func(p *models.Presence, _ *call) any { return p.Last() }),
		"sourceId": valueOf(contactID, (*crm.Batch).ContactInboxesByContact, func(links []*models.ContactInbox, c *call) any {
			return models.SourceIDIn(links, required(c, "inboxId", scalar[models.InboxID]))
		}),
		"avatarUrl": {needs: "id name avatar", value: func(row any, c *call) (any, error) {
			return c.avatars.ContactURL(row.(*models.Contact), optional(c, "size", graphql.UnmarshalInt))
		}},
		"company": of("Company", "company_id",
			func(c *models.Contact) *models.CompanyID { return c.CompanyID }, (*crm.Batch).CompaniesByID),
		"points":         many(contactID, allPoints),
		"emails":         many(contactID, pointsOf(models.PointEmail)),
		"phoneNumbers":   many(contactID, pointsOf(models.PointPhone)),
		"identifiers":    many(contactID, pointsOf(models.PointIdentifier)),
		"labels":         many(contactID, (*crm.Batch).LabelsByContact),
		"inboxes":        many(contactID, (*crm.Batch).InboxesByContact),
		"contactInboxes": pagesBy(contactID, plainly((*crm.Batch).LinksByContact)),
		"conversations": pagesBy(contactID, func(b *crm.Batch, ids []models.ContactID, c *call) crm.Lists[models.ContactID, models.Conversation] {
			return b.ConversationsByContact(ids, conversationQuery(c))
		}),
		"messages":      pagesBy(contactID, plainly((*crm.Batch).MessagesByContact)),
		"notes":         pagesBy(contactID, plainly((*crm.Batch).NotesByContact)),
		"csatResponses": pagesBy(contactID, plainly((*crm.Batch).CsatResponsesByContact)),
		"attachments":   pagesBy(contactID, plainly((*crm.Batch).AttachmentsByContact)),
		"legacyIds":     many(contactID, crm.LegacyIDs[models.ContactID]),
	}).showing(strings.Join(models.ContactColumns(), " ")).leaving("history mergedFrom matchedOn contactableInboxes mayContact"),
	"ContactBlock": tableOf[models.ContactBlock](fields{
		"blockedBy": either(
			of("User", "", func(b *models.ContactBlock) *models.UserID { return b.ByUser }, (*crm.Batch).UsersByID),
			of("ApiToken", "", func(b *models.ContactBlock) *models.APITokenID { return b.ByToken }, (*crm.Batch).APITokensByID)),
	}).showing("reason blockedAt"),
	"AdditionalAttributes": tableOf[models.AdditionalAttributes](fields{
		"socialProfiles": each(func(a *models.AdditionalAttributes) int { return len(a.SocialProfiles) },
			func(a *models.AdditionalAttributes, i int) any { return &a.SocialProfiles[i] }),
		"other": leaf("", func(a *models.AdditionalAttributes, _ *call) any {
			other := a.Other()
			return &other
		}),
	}).showing("companyName jobTitle city country browser browserVersion platform referer"),

	"Conversation": tableOf[models.Conversation](fields{
		"viewerCan": viewerCan("", (*models.Conversation).ViewerCan),
		"priority":  leaf("priority", func(v *models.Conversation, _ *call) any { return v.Priority() }),
		"contact": of("Contact", "contact_id",
			func(v *models.Conversation) *models.ContactID { return &v.ContactID }, (*crm.Batch).ContactsByID),
		"inbox": of("Inbox", "inbox_id", func(v *models.Conversation) *models.InboxID { return &v.InboxID }, (*crm.Batch).InboxesByID),
		"contactInbox": of("ContactInbox", "contact_inbox_id",
			func(v *models.Conversation) *models.ContactInboxID { return &v.ContactInboxID }, (*crm.Batch).ContactInboxesByID),
		"assignee":     of("User", "assignee_id", func(v *models.Conversation) *models.UserID { return v.AssigneeID }, (*crm.Batch).UsersByID),
		"team":         of("Team", "team_id", func(v *models.Conversation) *models.TeamID { return v.TeamID }, (*crm.Batch).TeamsByID),
		"labels":       many(conversationID, (*crm.Batch).LabelsByConversation),
		"messages":     pagesBy(conversationID, plainly((*crm.Batch).MessagesByConversation)),
		"lastMessage":  by(conversationID, (*crm.Batch).LastMessageByConversation),
		"csatResponse": by(conversationID, (*crm.Batch).CsatResponseByConversation),
		"assigneeBot": of("Bot", "assignee_bot_id", func(v *models.Conversation) *models.BotID { return v.AssigneeBotID },
			(*crm.Batch).BotsByID),
		"additionalAttributes": leaf("additional_attributes", func(v *models.Conversation, _ *call) any { return v.AdditionalAttributes() }),
		"legacyIds":            many(conversationID, crm.LegacyIDs[models.ConversationID]),
	}).showing("id version displayId status snoozedUntil snoozedUntilReply waitingSince firstReplyAt customAttributes lastActivityAt " +
		"createdAt updatedAt"),
	"Message": tableOf[models.Message](fields{
		"viewerCan": viewerCan("deleted_at", (*models.Message).ViewerCan),
		"conversation": of("Conversation", "conversation_id",
			func(m *models.Message) *models.ConversationID { return &m.ConversationID }, (*crm.Batch).ConversationsByID),
		"sender": either(
			of("Contact", "sender_contact_id", func(m *models.Message) *models.ContactID { return m.SenderContactID }, (*crm.Batch).ContactsByID),
			either(
				of("User", "sender_user_id", func(m *models.Message) *models.UserID { return m.SenderUserID }, (*crm.Batch).UsersByID),
				of("Bot", "sender_bot_id", func(m *models.Message) *models.BotID { return m.SenderBotID }, (*crm.Batch).BotsByID))),
		"contentAttributes": leaf("content_attributes", func(m *models.Message, _ *call) any { return m.ContentAttributes() }),
		"email":             object("content_attributes", func(m *models.Message, _ *call) *models.MessageEmail { return m.Email() }),
		"inReplyTo": of("Message", "in_reply_to_id", func(m *models.Message) *models.MessageID { return m.InReplyToID },
			(*crm.Batch).MessagesByID),
		"attachments": many(func(m *models.Message) *models.MessageID { return &m.ID }, (*crm.Batch).AttachmentsByMessage),
	}).showing("id version messageType content contentType status private sourceId createdAt updatedAt deletedAt"),
	"MessageEmail": tableOf[models.MessageEmail](fields{
		"messageId": leaf("", func(e *models.MessageEmail, _ *call) any { return e.MessageID }),
		"html":      leaf("", func(e *models.MessageEmail, _ *call) any { return e.HTML() }),
	}).showing("subject from to cc bcc replyTo"),
	"Attachment": tableOf[models.Attachment](fields{
		"viewerCan": viewerCan("", (*models.Attachment).ViewerCan),
		"meta":      leaf("details", func(a *models.Attachment, _ *call) any { return a.Meta() }),
		"message":   of("Message", "message_id", func(a *models.Attachment) *models.MessageID { return &a.MessageID }, (*crm.Batch).MessagesByID),
	}).showing("id fileType name contentType byteSize externalUrl createdAt").leaving("url"),
	"Bot": tableOf[models.Bot](fields{
		"legacyIds": many(func(b *models.Bot) *models.BotID { return &b.ID }, crm.LegacyIDs[models.BotID]),
	}).showing("id version name description createdAt"),
	"LegacyId": tableOf[models.LegacyID](fields{
		"id": leaf("", func(l *models.LegacyID, _ *call) any { return l.ID }),
	}).showing("system"),
	"Note": tableOf[models.Note](fields{
		"viewerCan": viewerCan("", (*models.Note).ViewerCan),
		"contact":   of("Contact", "contact_id", func(n *models.Note) *models.ContactID { return &n.ContactID }, (*crm.Batch).ContactsByID),
		"author":    of("User", "author_id", func(n *models.Note) *models.UserID { return n.AuthorID }, (*crm.Batch).UsersByID),
	}).showing("id version content createdAt updatedAt"),
	"CsatResponse": tableOf[models.CsatResponse](fields{
		"viewerCan": viewerCan("", (*models.CsatResponse).ViewerCan),
		"contact": of("Contact", "contact_id",
			func(r *models.CsatResponse) *models.ContactID { return &r.ContactID }, (*crm.Batch).ContactsByID),
		"conversation": of("Conversation", "conversation_id",
			func(r *models.CsatResponse) *models.ConversationID { return &r.ConversationID }, (*crm.Batch).ConversationsByID),
		"assignedAgent": of("User", "assigned_agent_id",
			func(r *models.CsatResponse) *models.UserID { return r.AssignedAgentID }, (*crm.Batch).UsersByID),
		"reviewedBy": of("User", "reviewed_by_id", func(r *models.CsatResponse) *models.UserID { return r.ReviewedByID }, (*crm.Batch).UsersByID),
	}).showing("id version rating feedback reviewNotes reviewedAt createdAt"),
	"Inbox": tableOf[models.Inbox](fields{
		"viewerCan": viewerCan("", (*models.Inbox).ViewerCan),
		"hmacToken": leaf("hmac_token", func(i *models.Inbox, c *call) any { return i.HmacToken(c.ctx) }),
		"legacyIds": many(func(i *models.Inbox) *models.InboxID { return &i.ID }, crm.LegacyIDs[models.InboxID]),
	}).showing("id version name channelType csatSurveyEnabled createdAt").leaving("usedBySegments"),
	"ContactInbox": tableOf[models.ContactInbox](fields{
		"viewerCan": viewerCan("", (*models.ContactInbox).ViewerCan),
		"contact": of("Contact", "contact_id",
			func(l *models.ContactInbox) *models.ContactID { return &l.ContactID }, (*crm.Batch).ContactsByID),
		"inbox": of("Inbox", "inbox_id", func(l *models.ContactInbox) *models.InboxID { return &l.InboxID }, (*crm.Batch).InboxesByID),
	}).showing("id sourceId hmacVerified createdAt"),
	"ContactPoint": tableOf[models.ContactPoint](fields{"viewerCan": viewerCan("", (*models.ContactPoint).ViewerCan)}).showing(
		"id kind system value label preferred shared possible verifiedAt source createdAt").leaving("consents mayContact"),
	"Label": tableOf[models.Label](fields{
		"viewerCan":     viewerCan("", (*models.Label).ViewerCan),
		"contactsCount": by(func(l *models.Label) *models.LabelID { return &l.ID }, (*crm.Batch).CountContactsByLabel),
		"legacyIds":     many(func(l *models.Label) *models.LabelID { return &l.ID }, crm.LegacyIDs[models.LabelID]),
	}).showing("id version title color description showOnSidebar createdAt").leaving("usedBySegments"),
	"Company": tableOf[models.Company](fields{
		"viewerCan": viewerCan("", (*models.Company).ViewerCan),
		"contacts":  pagesBy(companyID, plainly((*crm.Batch).ContactsByCompany)),
		"conversations": pagesBy(companyID, func(b *crm.Batch, ids []models.CompanyID, c *call) crm.Lists[models.CompanyID, models.Conversation] {
			return b.ConversationsByCompany(ids, conversationQuery(c))
		}),
		"notes":                pagesBy(companyID, plainly((*crm.Batch).NotesByCompany)),
		"legacyIds":            many(companyID, crm.LegacyIDs[models.CompanyID]),
		"additionalAttributes": leaf("additional_attributes", func(c *models.Company, _ *call) any { return c.AdditionalAttributes() }),
		"avatarUrl": {needs: "id name avatar", value: func(row any, c *call) (any, error) {
			return c.avatars.CompanyURL(row.(*models.Company), optional(c, "size", graphql.UnmarshalInt))
		}},
	}).showing("id version name domain description customAttributes lastActivityAt createdAt").leaving("usedBySegments mergedFrom"),

	"User": tableOf[models.User](fields{
		"viewerCan":         viewerCan("id deactivated_at", (*models.User).ViewerCan),
		"avatarUrl":         leaf("id name", func(u *models.User, c *call) any { return c.avatars.UserURL(u) }),
		"lastSignInAt":      leaf("id last_sign_in_at", func(u *models.User, c *call) any { return u.LastSignInAt(c.ctx) }),
		"teams":             many(func(u *models.User) *models.UserID { return &u.ID }, (*crm.Batch).TeamsByUser),
		"secondFactorSince": leaf("id second_factor_at", func(u *models.User, c *call) any { return u.SecondFactorSince(c.ctx) }),
		"legacyIds":         many(func(u *models.User) *models.UserID { return &u.ID }, crm.LegacyIDs[models.UserID]),
	}).showing("id version name email role availability deactivatedAt createdAt").leaving("usedBySegments customRole"),
	"Team": tableOf[models.Team](fields{
		"viewerCan": viewerCan("", (*models.Team).ViewerCan),
		"members":   many(func(t *models.Team) *models.TeamID { return &t.ID }, (*crm.Batch).MembersByTeam),
	}).showing("id version name description createdAt").leaving("usedBySegments"),
	"ApiToken": tableOf[models.APIToken](fields{
		"viewerCan": viewerCan("", (*models.APIToken).ViewerCan),
		"createdBy": either(
			of("User", "created_by_user_id", func(t *models.APIToken) *models.UserID { return t.CreatedByUserID }, (*crm.Batch).UsersByID),
			of("ApiToken", "created_by_token_id", func(t *models.APIToken) *models.APITokenID { return t.CreatedByTokenID },
				(*crm.Batch).APITokensByID)),
		"allowedAddresses": leaf("allowed_addresses", func(t *models.APIToken, c *call) any { return t.AllowedAddresses(c.ctx) }),
		"scopes":           leaf("scopes", func(t *models.APIToken, _ *call) any { return t.Scopes() }),
		"lastUsedAddress":  leaf("last_used_address", func(t *models.APIToken, c *call) any { return t.LastUsedAddress(c.ctx) }),
	}).showing("id name role lastFour expiresAt lastUsedAt createdAt"),
	"SocialProfile":           tableOf[models.SocialProfile](fields{}).showing("network handle"),
	"CsatSummary":             tableOf[models.CsatSummary](fields{}).showing("averageRating count distribution"),
	"ContactPermissions":      tableOf[models.ContactPermissions](fields{}).showing("update delete merge block export erase converse note"),
	"RecordPermissions":       tableOf[models.RecordPermissions](fields{}).showing("update delete"),
	"RemovalPermissions":      tableOf[models.RemovalPermissions](fields{}).showing("delete"),
	"UserPermissions":         tableOf[models.UserPermissions](fields{}).showing("update deactivate reactivate resetPassword signOut"),
	"CsatResponsePermissions": tableOf[models.CsatResponsePermissions](fields{}).showing("review"),
	"Count":                   tableOf[page.Count](fields{}).showing("value precision"),
	"PageInfo": tableOf[page.Info](fields{
		"hasNextPage":     {columns: crm.More, value: func(row any, _ *call) (any, error) { return &row.(*page.Info).HasNextPage, nil }},
		"hasPreviousPage": {columns: crm.More, value: func(row any, _ *call) (any, error) { return &row.(*page.Info).HasPreviousPage, nil }},
		"startCursor":     {columns: crm.Cursors, value: func(row any, _ *call) (any, error) { return row.(*page.Info).StartCursor(), nil }},
		"endCursor":       {columns: crm.Cursors, value: func(row any, _ *call) (any, error) { return row.(*page.Info).EndCursor(), nil }},
	}),
})

// withConnections adds the connection types of the nouns that have lists.
func withConnections(tables map[string]table) map[string]table {
	connectionTables[models.Contact]("Contact", tables)
	connectionTables[models.Conversation]("Conversation", tables)
	connectionTables[models.Message]("Message", tables)
	connectionTables[models.Attachment]("Attachment", tables)
	connectionTables[models.Note]("Note", tables)
	connectionTables[models.CsatResponse]("CsatResponse", tables)
	connectionTables[models.Company]("Company", tables)
	connectionTables[models.ContactInbox]("ContactInbox", tables)
	return tables
}

// pointsOf are each contact's addresses of a kind.
func pointsOf(kind models.PointKind) reader[models.ContactID, map[models.ContactID][]*models.ContactPoint] {
	return func(b *crm.Batch, ids []models.ContactID, set crm.Columns) map[models.ContactID][]*models.ContactPoint {
		return b.PointsByContact(ids, set, kind)
	}
}

// allPoints are each contact's addresses.
func allPoints(b *crm.Batch, ids []models.ContactID, set crm.Columns) map[models.ContactID][]*models.ContactPoint {
	return b.PointsByContact(ids, set)
}

func contactID(c *models.Contact) *models.ContactID                { return &c.ID }
func conversationID(v *models.Conversation) *models.ConversationID { return &v.ID }
func companyID(c *models.Company) *models.CompanyID                { return &c.ID }

// plainly is a list without arguments of its own.
func plainly[K typeid.Key, T any](list func(*crm.Batch, []K) crm.Lists[K, T]) func(*crm.Batch, []K, *call) crm.Lists[K, T] {
	return func(b *crm.Batch, keys []K, _ *call) crm.Lists[K, T] { return list(b, keys) }
}

func conversationQuery(c *call) crm.ConversationQuery {
	q := crm.ConversationQuery{Filter: optional(c, "filter", input[models.ConversationFilter](c, "ConversationFilter"))}
	if by := optional(c, "orderBy", input[models.ConversationOrder](c, "ConversationOrder")); by != nil {
		q.OrderBy = *by
	}
	return q
}

// expectedContact is the contact selected by its id.
func expectedContact(c *call) any {
	if by := required(c, "by", input[models.ContactBy](c, "ContactBy")); by.ID != nil {
		return &models.Contact{ID: *by.ID}
	}
	return nil
}

// findContact finds a contact by its own keys; if it is missing, it may have been merged into another.
func findContact(b *crm.Batch, c *call, _ []any) visit {
	found := b.FindContact(required(c, "by", input[models.ContactBy](c, "ContactBy")), c.columnsOf(""))
	return func(_ any, yield func(any) error) error {
		if len(*found) == 0 {
			return errPlain
		}
		return yield((*found)[0])
	}
}
