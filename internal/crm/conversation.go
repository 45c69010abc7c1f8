package crm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var conversations = store.NewTable[models.Conversation]("conversations v")

var conversationKeys = map[models.ConversationOrderField]page.Key{
	models.ConversationByActivity: {Expr: "v.last_activity_at", Kind: page.Time},
	models.ConversationByCreation: {Expr: "v.created_at", Kind: page.Time},
	models.ConversationByPriority: {Expr: "v.priority", Kind: page.Integer},
	models.ConversationByWaiting:  {Expr: "v.waiting_since", Kind: page.Time, Nullable: true},
}

// conversationOrder is the requested order, latest activity first by default.
func conversationOrder(list string, by models.ConversationOrder) page.Order {
	if by.Field == "" {
		by = models.ConversationOrder{Field: models.ConversationByActivity, Direction: models.Desc}
	}
	k := conversationKeys[by.Field]
	k.Name, k.Desc = string(by.Field), by.Direction == models.Desc
	return page.Order{Name: list, Keys: []page.Key{k}, ID: "v.id"}
}

// ConversationsByID returns the conversations that exist, by id.
func (b *Batch) ConversationsByID(ids []models.ConversationID, set Columns) map[models.ConversationID]*models.Conversation {
	return store.ByID(b.Batch, conversations, ids, set)
}

// FindConversation returns the conversation with a key, nil if there is none.
func (s *Service) FindConversation(ctx context.Context, by models.ConversationBy) (*models.Conversation, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	if by.ID != nil {
		return conversations.First(r, "v.account_id = ? AND v.id = ?", r.Account, *by.ID)
	}
	return conversations.First(r, "v.account_id = ? AND v.display_id = ?", r.Account, by.DisplayID)
}

const conversationsOfContact = "v.account_id = ? AND v.contact_id = parent.id"

// ConversationQuery selects and sorts the conversations of a list.
type ConversationQuery struct {
	Filter  *models.ConversationFilter
	OrderBy models.ConversationOrder
}

// Key distinguishes queries.
func (q ConversationQuery) Key() (string, error) {
	b, err := json.Marshal(q)
	return string(b), err
}

// conversations returns the list of the query's conversations within scope; the batch fails if it is not valid.
func (b *Batch) conversations(q ConversationQuery, name, scope string, args ...any) List[models.Conversation] {
	l, err := b.compileConversations(q, name, scope, args...)
	if err != nil {
		b.Fail(err)
	}
	return l
}

func (b *Batch) compileConversations(q ConversationQuery, name, scope string, args ...any) (List[models.Conversation], error) {
	l := List[models.Conversation]{Batch: b.Batch, Table: conversations, Where: scope, Args: args, Order: conversationOrder(name, q.OrderBy)}
	if q.Filter == nil {
		return l, nil
	}
	options, err := b.service.filterOptions(b.reader(), b.Account, q.Filter)
	if err != nil {
		return l, err
	}
	clause, err := filter.Conversations(q.Filter, options)
	if err != nil {
		return l, underField(err, "filter")
	}
	l.Where, l.Args = scope+" AND ("+clause.SQL+")", append(l.Args, clause.Args...)
	return l, nil
}

// Conversations are the account's conversations.
func (b *Batch) Conversations(q ConversationQuery) List[models.Conversation] {
	l := b.conversations(q, "conversations", "v.account_id = ?", b.Account)
	if q.Filter != nil {
		l.Table = l.Table.PlannedByValue()
	}
	return l
}

// ListConversations returns a page of the account's conversations.
func (s *Service) ListConversations(ctx context.Context, a page.Args, q ConversationQuery) (*models.ConversationConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Conversation] { return b.Conversations(q) })
}

// ConversationsByContact are each contact's conversations.
func (b *Batch) ConversationsByContact(ids []models.ContactID, q ConversationQuery) Lists[models.ContactID, models.Conversation] {
	return Lists[models.ContactID, models.Conversation]{List: b.conversations(q, "contact.conversations", conversationsOfContact, b.Account),
		Parents: ids}
}

// CreateConversation starts a conversation with a contact. With a blocked contact it is stored as resolved; the contact is locked,
// so a concurrent block happens either before or after.
func (s *Service) CreateConversation(ctx context.Context, in models.ConversationCreateInput) (*models.Conversation, error) {
	var conversation *models.Conversation
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		contact, err := lockContactAt(tx, in.ContactID, "contactId")
		if err != nil {
			return err
		}
		conversation = &models.Conversation{AccountID: tx.Account, ID: typeid.New[models.ConversationID](), Version: 1,
			ContactID: contact.ID, InboxID: in.InboxID, AssigneeID: in.AssigneeID, TeamID: in.TeamID, CustomAttributes: models.JSON("{}"),
			LastActivityAt: tx.Now, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		broken, err := checkAttributes(tx, models.ConversationAttribute, in.CustomAttributes)
		if err = errors.Join(err, broken.OrNil()); err != nil {
			return err
		}
		if err := conversation.Apply(in, contact.Blocked); err != nil {
			return err
		}
		if err := checkAssignee(tx, in.AssigneeID); err != nil {
			return err
		}
		if err := checkTeam(tx, in.TeamID); err != nil {
			return err
		}
		if conversation.ContactInboxID, err = replyLink(tx, contact, in); err != nil {
			return err
		}
		if conversation.DisplayID, err = nextDisplayID(tx); err != nil {
			return err
		}
		if err := store.Create(tx, conversation); err != nil {
			return err
		}
		tx.Emit(models.NewConversationEvent(models.ConversationCreated, conversation, []*models.FieldChange{}))
		return addLabels(tx, conversationLabels, conversation.ID.UUID, in.Labels)
	})
	return conversation, err
}

// conversationTitles returns the titles of the labels of a locked conversation.
func conversationTitles(tx *Tx, id models.ConversationID) ([]string, error) {
	return store.Rows[string](tx, `
		SELECT l.title
		FROM conversation_labels x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = ? AND x.conversation_id = ?
		ORDER BY l.title`, tx.Account, id)
}

const linksOfContact = "ci.account_id = ? AND ci.contact_id = ? AND ci.inbox_id = ? "

// replyLink returns the link that the replies of a conversation are sent through: the given one, or that of the contact's current
// address, or a new one.
func replyLink(tx *Tx, contact *models.Contact, in models.ConversationCreateInput) (models.ContactInboxID, error) {
	if in.ContactInboxID == nil {
		link, err := currentLink(tx, contact, in.InboxID)
		if err != nil {
			return models.ContactInboxID{}, renameField(err, "sourceId", "contactInboxId")
		}
		return link.ID, nil
	}
	link, err := contactInboxes.First(tx, linksOfContact+"AND ci.id = ?", tx.Account, contact.ID, in.InboxID, *in.ContactInboxID)
	if err == nil && link == nil {
		err = models.Errorf(models.NotFound, "The contact has no such link to the inbox.").At("contactInboxId")
	}
	if err != nil {
		return models.ContactInboxID{}, err
	}
	return link.ID, nil
}

// currentLink returns the link to an inbox through which a contact is reached now. In channels whose source ids are addresses that is
// the link of the preferred address; without one it is made, unless another contact has it. Then, and in other channels, it is the link
// of another of its addresses or else the oldest one.
func currentLink(tx *Tx, contact *models.Contact, id models.InboxID) (*models.ContactInbox, error) {
	links, err := contactInboxes.List(tx, linksOfContact+"ORDER BY ci.created_at, ci.id", tx.Account, contact.ID, id)
	if err != nil {
		return nil, err
	}
	inbox, err := inboxes.First(tx, "i.account_id = ? AND i.id = ?", tx.Account, id)
	if err != nil {
		return nil, err
	}
	var address string
	if inbox != nil {
		address = contact.SourceIn(inbox.ChannelType)
	}
	if address == "" && len(links) > 0 {
		return links[0], nil
	}
	own := map[string]bool{}
	for _, p := range contact.Points {
		own[p.Key] = true
	}
	var second *models.ContactInbox
	for _, link := range links {
		if link.SourceID == address {
			return link, nil
		}
		if second == nil && own[link.SourceID] {
			second = link
		}
	}
	link, err := linkInbox(tx, contact, id, nil, nil)
	if !isTaken(err) || len(links) == 0 {
		return link, err
	}
	return cmp.Or(second, links[0]), nil
}

// nextDisplayID returns the account's next conversation number. It is called late, because the counter is locked until the
// transaction ends.
func nextDisplayID(tx *Tx) (int, error) {
	return store.One[int](tx,
		"UPDATE account_counters SET conversations = conversations + 1 WHERE account_id = ? RETURNING conversations", tx.Account)
}

func checkAssignee(tx *Tx, id *models.UserID) error {
	if id == nil {
		return nil
	}
	// The lock makes it wait for a deactivation that is under way.
	user, err := users.First(tx, "u.account_id = ? AND u.id = ? FOR KEY SHARE", tx.Account, *id)
	if err == nil && user != nil && user.DeactivatedAt != nil {
		err = models.Errorf(models.BlockedByRule, "This user was deactivated; choose another one.").At("assigneeId")
	}
	if err == nil && user == nil {
		err = models.Errorf(models.NotFound, "There is no such user.").At("assigneeId")
	}
	return err
}

// lockConversation locks the contact of a conversation and thereby the conversation: whoever writes a conversation holds the lock
// of its contact. The conversation is read before the contact can be locked, so it is read again afterwards.
func lockConversation(tx *Tx, id models.ConversationID, field string) (*models.Conversation, *models.Contact, error) {
	seen, err := findConversation(tx, id, field)
	if err != nil {
		return nil, nil, err
	}
	contact, err := contacts.First(tx, "c.account_id = ? AND c.id = ? FOR UPDATE", tx.Account, seen.ContactID)
	if err != nil {
		return nil, nil, err
	}
	if contact == nil {
		return nil, nil, store.ErrMoved
	}
	conversation, err := conversationWith(tx, id, contact)
	return conversation, contact, err
}

func findConversation(tx *Tx, id models.ConversationID, field string) (*models.Conversation, error) {
	found, err := conversations.First(tx.sees(), "v.account_id = ? AND v.id = ?", tx.Account, id)
	if err == nil && found == nil {
		err = models.Errorf(models.NotFound, "There is no such conversation.").At(field)
	}
	return found, err
}

// conversationWith returns a conversation of a contact that is locked now. If the conversation has been moved or deleted in the
// meantime, the transaction is retried.
func conversationWith(tx *Tx, id models.ConversationID, contact *models.Contact) (*models.Conversation, error) {
	found, err := conversations.First(tx, "v.account_id = ? AND v.id = ? AND v.contact_id = ?", tx.Account, id, contact.ID)
	if err == nil && found == nil {
		err = store.ErrMoved
	}
	return found, err
}
