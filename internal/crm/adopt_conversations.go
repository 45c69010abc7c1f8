package crm

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// Reasons for rejecting rows whose parent the account does not have.
const (
	noContact      = "There is no such contact."
	noInbox        = "There is no such inbox."
	noConversation = "There is no such conversation."
)

func (a *adoption) adoptConversations(rows Seed) error {
	if len(rows.Conversations) == 0 {
		return nil
	}
	fit, err := a.placedConversations(rows.Conversations)
	if err != nil {
		return err
	}
	labelled := map[models.ConversationID][]models.LabelID{}
	for _, l := range rows.ConversationLabels {
		labelled[l.ConversationID] = append(labelled[l.ConversationID], l.LabelID)
	}
	fresh, err := settle(a, conversations, fit,
		func(v *models.Conversation) (models.ConversationID, uuid.UUID) { return v.ID, v.ID.UUID },
		func(stored *models.Conversation, row models.Conversation) (string, error) {
			return "", a.changeConversation(stored, row, labelled[row.ID])
		})
	if err != nil {
		return err
	}
	if err := a.linkConversations(fit, fresh); err != nil {
		return err
	}
	if err := a.numberConversations(fit, fresh); err != nil {
		return err
	}
	if err := storeNew(a, conversations, fresh); err != nil {
		return err
	}
	stored := map[models.ConversationID]bool{}
	for _, v := range fresh {
		stored[v.ID] = true
	}
	links := slices.DeleteFunc(slices.Clone(rows.ConversationLabels), func(l ConversationLabel) bool { return !stored[l.ConversationID] })
	return insert(a.Tx, links, func(l *ConversationLabel) { l.AccountID = a.Account }, unlessThere)
}

// changeConversation gives a conversation the values and labels of the other system. Its number and its link stay.
func (a *adoption) changeConversation(stored *models.Conversation, row models.Conversation, labelled []models.LabelID) error {
	row.AccountID, row.Version, row.DisplayID, row.ContactInboxID = stored.AccountID, stored.Version, stored.DisplayID, stored.ContactInboxID
	if row.LastActivityAt.Before(stored.LastActivityAt.Time) {
		row.LastActivityAt = stored.LastActivityAt
	}
	moved := stored.ContactID != row.ContactID
	if moved {
		to := row.ContactID
		if err := moveConversation(a.Tx, stored, to); err != nil {
			return err
		}
	}
	*stored = row
	err := a.Exec("DELETE FROM conversation_labels WHERE account_id = ? AND conversation_id = ? AND label_id <> ALL(?)", a.Account, row.ID,
		store.IDs[models.LabelID](labelled))
	if err != nil {
		return err
	}
	return linkLabels(a.Tx, conversationLabels, row.ID.UUID, labelled)
}

// placedConversations returns the conversations whose contact and inbox the account has.
func (a *adoption) placedConversations(rows []models.Conversation) ([]models.Conversation, error) {
	owners, in := make([]models.ContactID, len(rows)), make([]uuid.UUID, len(rows))
	for i, v := range rows {
		owners[i], in[i] = v.ContactID, v.InboxID.UUID
	}
	live, err := a.lockLive(owners)
	if err != nil {
		return nil, err
	}
	known, err := inboxes.Present(a, in)
	return fitting(a, conversations, rows, func(v *models.Conversation) string {
		owner, ok := live[v.ContactID]
		switch {
		case !ok:
			return noContact
		case !known[v.InboxID.UUID]:
			return noInbox
		}
		v.ContactID = owner
		return ""
	}), err
}

// linkConversations creates the missing link between contact and inbox for conversations without one. The link gets the id of the
// conversation.
func (a *adoption) linkConversations(rows, fresh []models.Conversation) error {
	ids := make([]uuid.UUID, len(rows))
	for i, v := range rows {
		ids[i] = v.ContactInboxID.UUID
	}
	known, err := contactInboxes.Present(a, ids)
	if err != nil {
		return err
	}
	for _, v := range rows {
		if !known[v.ContactInboxID.UUID] {
			a.reject(v.ID.UUID, "contactInbox", "", "There was no link between the contact and the inbox; one was made.")
		}
	}
	var links []models.ContactInbox
	for i := range fresh {
		v := &fresh[i]
		if known[v.ContactInboxID.UUID] {
			continue
		}
		v.ContactInboxID = typeid.Of[models.ContactInboxID](v.ID.UUID)
		links = append(links, models.ContactInbox{ID: v.ContactInboxID, ContactID: v.ContactID, InboxID: v.InboxID,
			SourceID: v.ID.String(), CreatedAt: v.CreatedAt})
	}
	return insert(a.Tx, links, func(l *models.ContactInbox) { l.AccountID = a.Account })
}

// numberConversations gives the next free numbers to conversations whose numbers are taken.
func (a *adoption) numberConversations(rows, fresh []models.Conversation) error {
	ids, numbers := make(store.IDs[models.ConversationID], len(rows)), make([]int, len(rows))
	wanted := map[models.ConversationID]int{}
	for i, v := range rows {
		ids[i], numbers[i], wanted[v.ID] = v.ID, v.DisplayID, v.DisplayID
	}
	found, err := conversations.List(a, "v.account_id = ? AND (v.id = ANY(?) OR v.display_id = ANY(?))", a.Account, ids, numbers)
	if err != nil {
		return err
	}
	taken := map[int]bool{}
	renumbered := func(id models.ConversationID, number int) {
		a.reject(id.UUID, "displayId", strconv.Itoa(number), "Another conversation has this number; it got the next free one.")
	}
	for _, v := range found {
		taken[v.DisplayID] = true
		if number, own := wanted[v.ID]; own && number != v.DisplayID {
			renumbered(v.ID, number)
		}
	}
	var homeless []*models.Conversation
	for i := range fresh {
		if v := &fresh[i]; taken[v.DisplayID] {
			renumbered(v.ID, v.DisplayID)
			homeless = append(homeless, v)
		}
	}
	if len(homeless) == 0 {
		return nil
	}
	last, err := takeDisplayIDs(a.Tx, len(homeless))
	for i, v := range homeless {
		v.DisplayID = last + i + 1
	}
	return err
}
