package crm

import (
	"context"
	"errors"
	"fmt"

	"kith/internal/store"
	"kith/models"
)

// UpdateConversation changes a conversation. NotFound, StaleVersion.
func (s *Service) UpdateConversation(ctx context.Context, in models.ConversationUpdateInput) (*models.Conversation, error) {
	var conversation *models.Conversation
	err := s.write(ctx, models.PermConverse, func(tx *Tx) error {
		var err error
		var to *models.Contact
		if conversation, to, err = lockToChange(tx, in); err != nil {
			return err
		}
		before := *conversation
		if err := changeConversation(tx, conversation, in); err != nil {
			return err
		}
		if to != nil && to.ID != conversation.ContactID {
			if err := moveConversation(tx, conversation, to.ID); err != nil {
				return err
			}
		}
		conversation.UpdatedAt = tx.Now
		if err := store.Save(tx, conversation, conversation.ID); err != nil {
			return err
		}
		labelled, err := relabelConversation(tx, conversation.ID, in)
		tx.Emit(models.ConversationChangeEvents(&before, conversation, labelled...)...)
		return err
	})
	return conversation, err
}

// relabelConversation replaces the labels of a locked conversation if the input has some, and returns the change.
func relabelConversation(tx *Tx, id models.ConversationID, in models.ConversationUpdateInput) ([]*models.FieldChange, error) {
	titles, ok := in.Labels.ValueOK()
	if !ok {
		return nil, nil
	}
	before, err := conversationTitles(tx, id)
	if err != nil {
		return nil, err
	}
	if err := setLabels(tx, conversationLabels, id.UUID, titles); err != nil {
		return nil, err
	}
	after, err := conversationTitles(tx, id)
	return models.LabelChange(before, after), err
}

// lockToChange locks a conversation and, if it is to be moved, the contact that it is moved to.
func lockToChange(tx *Tx, in models.ConversationUpdateInput) (conversation *models.Conversation, to *models.Contact, err error) {
	if id := in.ContactID.Value(); id != nil {
		conversation, to, err = lockToMove(tx, in.ID, *id)
	} else {
		conversation, _, err = lockConversation(tx, in.ID, "id")
	}
	if err != nil {
		return nil, nil, err
	}
	return conversation, to, models.Advance(conversation, in.ExpectedVersion)
}

// lockToMove locks the contact of a conversation and the contact that it is moved to.
func lockToMove(tx *Tx, id models.ConversationID, to models.ContactID) (*models.Conversation, *models.Contact, error) {
	seen, err := findConversation(tx, id, "id")
	if err != nil {
		return nil, nil, err
	}
	locked, err := lockContacts(tx, []models.ContactID{seen.ContactID, to},
		func(i int) []string { return []string{[]string{"id", "contactId"}[i]} })
	if err != nil {
		return nil, nil, err
	}
	conversation, err := conversationWith(tx, id, locked[0])
	return conversation, locked[1], err
}

func changeConversation(tx *Tx, v *models.Conversation, in models.ConversationUpdateInput) error {
	if patch, ok := in.CustomAttributes.ValueOK(); ok {
		broken, err := checkAttributes(tx, models.ConversationAttribute, patch)
		if err = errors.Join(err, broken.OrNil()); err != nil {
			return err
		}
	}
	before := v.Status
	if err := v.Change(in, tx.Now); err != nil {
		return err
	}
	if team, ok := in.TeamID.ValueOK(); ok {
		if err := checkTeam(tx, team); err != nil {
			return err
		}
		v.TeamID = team
	}
	id, ok := in.AssigneeID.ValueOK()
	switch {
	case ok:
		if err := checkAssignee(tx, id); err != nil {
			return err
		}
		v.AssigneeID = id
	case before == models.Resolved && v.Status != models.Resolved && v.AssigneeID != nil:
		active, err := store.Rows[models.UserID](tx, activeUser, tx.Account, *v.AssigneeID)
		if err != nil {
			return err
		}
		if len(active) == 0 {
			v.AssigneeID = nil
		}
	}
	return nil
}

// activeUser selects a user who was not deactivated. Resolved conversations keep their assignee when the user leaves, and are assigned to
// nobody when they are opened again. The lock makes it wait for a deactivation that is under way.
const activeUser = "SELECT id FROM users WHERE account_id = ? AND id = ? AND deactivated_at IS NULL FOR KEY SHARE"

// moveConversation moves a locked conversation to another locked contact, with the messages of the former contact and the rating.
// The link that replies are sent through stays the same.
func moveConversation(tx *Tx, v *models.Conversation, to models.ContactID) error {
	from := v.ContactID
	v.ContactID = to
	if err := tx.Exec("UPDATE messages SET sender_contact_id = ? WHERE account_id = ? AND conversation_id = ? AND sender_contact_id = ?",
		to, tx.Account, v.ID, from); err != nil {
		return err
	}
	rating, err := csatResponses.First(tx, "r.account_id = ? AND r.conversation_id = ?", tx.Account, v.ID)
	if err != nil || rating == nil {
		return err
	}
	if err := tx.Exec("UPDATE csat_responses SET contact_id = ? WHERE account_id = ? AND id = ?", to, tx.Account, rating.ID); err != nil {
		return err
	}
	if err := countRating(tx, from, rating.Rating, -1); err != nil {
		return err
	}
	return countRating(tx, to, rating.Rating, +1)
}

// countRating adds a rating to the counts of its locked contact.
func countRating(tx *Tx, contact models.ContactID, rating, by int) error {
	return tx.Exec(fmt.Sprintf("UPDATE contacts SET csat%[1]d = csat%[1]d + ? WHERE account_id = ? AND id = ?", rating), by,
		tx.Account, contact)
}
