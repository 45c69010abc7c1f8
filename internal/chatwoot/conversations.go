package chatwoot

import (
	"context"
	"strconv"
	"time"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

var conversations = query{table: "conversations", columns: []column{ref("display_id"), ref("contact_id"), ref("inbox_id"),
	ref("contact_inbox_id"), ref("assignee_id"), ref("assignee_agent_bot_id"), ref("team_id"), ref("status"), integer("priority"),
	instant("snoozed_until"),
	object("custom_attributes"), object("additional_attributes"), moment("last_activity_at"), instant("waiting_since"),
	instant("first_reply_created_at"), moment("created_at"), moment("updated_at")}, from: "conversations v WHERE v.account_id = $1"}

type conversation struct {
	record
	ContactID, InboxID, ContactInboxID, AssigneeID, AssigneeAgentBotID, TeamID int64
	DisplayID                                                                  int
	Status                                                                     int64
	Priority                                                                   *int64
	SnoozedUntil, WaitingSince, FirstReplyCreatedAt                            *time.Time
	CustomAttributes, AdditionalAttributes                                     string
	LastActivityAt, CreatedAt, UpdatedAt                                       time.Time
}

var (
	statuses   = map[int64]models.ConversationStatus{0: models.Open, 1: models.Resolved, 2: models.Pending, 3: models.Snoozed}
	priorities = map[int64]models.ConversationPriority{0: models.Low, 1: models.Medium, 2: models.High, 3: models.Urgent}
)

func (im *importer) bringConversations(ctx context.Context) error {
	last, err := im.source.lastDisplayID(ctx, im.Chatwoot)
	if err != nil {
		return err
	}
	if err := im.crm.ReserveDisplayIDs(ctx, last); err != nil {
		return err
	}
	return bring(ctx, im, conversations, func(chunk []conversation) (rows crm.Seed, err error) {
		for _, v := range chunk {
			rows.Conversations = append(rows.Conversations, im.conversation(v))
		}
		labelled, err := im.source.taggings(ctx, "Conversation", keys(chunk))
		for _, t := range labelled {
			if id, ok := im.row(t.Owner).label(t.Name); ok {
				rows.ConversationLabels = append(rows.ConversationLabels,
					crm.ConversationLabel{ConversationID: im.conversationID(t.Owner), LabelID: id})
			}
		}
		return rows, err
	})
}

// lastDisplayID returns the highest number of an account's conversations.
func (s *source) lastDisplayID(ctx context.Context, account int64) (last int, err error) {
	err = s.tx.QueryRow(ctx, "SELECT coalesce(max(display_id), 0) FROM conversations WHERE account_id = $1", account).Scan(&last)
	return last, err
}

func (im *importer) conversationID(id int64) models.ConversationID {
	return typeid.Of[models.ConversationID](im.ids.of("conversations", id))
}

func (im *importer) conversation(v conversation) models.Conversation {
	r := im.row(v.ID)
	status, known := statuses[v.Status]
	if !known {
		r.misfit("status", strconv.FormatInt(v.Status, 10), "The status is unknown; the conversation is open.")
		status = models.Open
	}
	own := models.Conversation{ID: im.conversationID(v.ID), Version: 1, DisplayID: v.DisplayID, ContactID: im.contactID(v.ContactID),
		InboxID: im.inboxID(v.InboxID), ContactInboxID: im.contactInboxID(v.ContactInboxID), AssigneeID: r.user("assignee", v.AssigneeID),
		TeamID:           r.team(v.TeamID),
		Status:           status,
		CustomAttributes: r.custom(models.ConversationAttribute, v.CustomAttributes),
		MoreAttributes:   orEmpty(r.object("additionalAttributes", v.AdditionalAttributes)),
		WaitingSince:     since(v.WaitingSince), FirstReplyAt: since(v.FirstReplyCreatedAt),
		LastActivityAt: models.At(v.LastActivityAt), CreatedAt: models.At(v.CreatedAt), UpdatedAt: models.At(v.UpdatedAt)}
	if status == models.Snoozed {
		own.SnoozedUntil, own.SnoozedUntilReply = since(v.SnoozedUntil), v.SnoozedUntil == nil
	}
	if bot, known := im.bots["AgentBot"][v.AssigneeAgentBotID]; known && own.AssigneeID == nil {
		own.AssigneeBotID = &bot
	}
	if v.Priority != nil {
		if own.Urgency, known = priorities[*v.Priority]; !known {
			r.misfit("priority", strconv.FormatInt(*v.Priority, 10), "The priority is unknown; the conversation has none.")
		}
	}
	return own
}
