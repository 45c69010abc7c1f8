package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
)

// DeleteContactInbox removes a link between a contact and an inbox. Conversations that use it answer to the contact's current address
// from then on. NotFound; BlockedByRule if there is a conversation and no other link that it could use.
func (s *Service) DeleteContactInbox(ctx context.Context, in models.ContactInboxDeleteInput) error {
	return s.write(ctx, models.PermContactUpdate, func(tx *Tx) error {
		link, err := lockLink(tx, in.ID)
		if err != nil {
			return err
		}
		users, err := store.Rows[models.ContactID](tx, `
			SELECT DISTINCT v.contact_id
			FROM conversations v
			WHERE v.account_id = ? AND v.contact_inbox_id = ?`, tx.Account, link.ID)
		if err != nil {
			return err
		}
		for _, id := range users {
			if err := replaceLink(tx, link, id); err != nil {
				return err
			}
		}
		tx.Emit(models.NewLinkEvent(models.InboxUnlinked, link))
		tx.Audit(models.AuditContactInboxDeleted, in.ID)
		return store.Delete[models.ContactInbox](tx, link.ID)
	})
}

// lockLink locks the contact of a link and the contacts whose conversations use it, and thereby the link.
func lockLink(tx *Tx, id models.ContactInboxID) (*models.ContactInbox, error) {
	const involved = `
		SELECT ci.contact_id FROM contact_inboxes ci WHERE ci.account_id = ? AND ci.id = ?
		UNION
		SELECT v.contact_id FROM conversations v WHERE v.account_id = ? AND v.contact_inbox_id = ?`
	seen, err := tx.seesRow("contact_inboxes", id)
	if err != nil {
		return nil, err
	}
	if !seen {
		return nil, models.Errorf(models.NotFound, "There is no such link.").At("id")
	}
	before, err := store.Rows[models.ContactID](tx, involved, tx.Account, id, tx.Account, id)
	if err != nil {
		return nil, err
	}
	if len(before) == 0 {
		return nil, models.Errorf(models.NotFound, "There is no such link.").At("id")
	}
	locked, err := lockAll(tx, before)
	if err != nil {
		return nil, err
	}
	for _, c := range locked {
		tx.locked[c.ID] = *c
	}
	after, err := store.Rows[models.ContactID](tx, involved, tx.Account, id, tx.Account, id)
	if err != nil {
		return nil, err
	}
	for _, c := range after {
		if _, ok := tx.locked[c]; !ok {
			return nil, store.ErrMoved
		}
	}
	link, err := contactInboxes.First(tx, "ci.account_id = ? AND ci.id = ?", tx.Account, id)
	if err == nil && link == nil {
		err = store.ErrMoved
	}
	return link, err
}

// replaceLink has the conversations of a locked contact that use a link use another one to the same inbox.
func replaceLink(tx *Tx, link *models.ContactInbox, contact models.ContactID) error {
	owner, ok := tx.locked[contact]
	if !ok {
		return store.ErrMoved
	}
	inbox, err := inboxes.First(tx, "i.account_id = ? AND i.id = ?", tx.Account, link.InboxID)
	if err != nil {
		return err
	}
	other, err := contactInboxes.First(tx, linksOfContact+"AND ci.id <> ? ORDER BY ci.source_id = ? DESC, ci.created_at, ci.id LIMIT 1",
		tx.Account, contact, link.InboxID, link.ID, owner.SourceIn(inbox.ChannelType))
	if err != nil {
		return err
	}
	if address := owner.SourceIn(inbox.ChannelType); other == nil && address != "" && address != link.SourceID {
		other, err = linkInbox(tx, &owner, link.InboxID, nil, nil)
	}
	if err != nil && !isTaken(err) {
		return err
	}
	if other == nil {
		return models.Errorf(models.BlockedByRule,
			"A conversation needs the link, because its contact has no other address in the inbox; add one first.").At("id")
	}
	return useLink(tx, link, other, contact)
}

// useLink has the conversations of a locked contact use another link, and emits their events.
func useLink(tx *Tx, link, other *models.ContactInbox, contact models.ContactID) error {
	const theirs = "account_id = ? AND contact_id = ? AND contact_inbox_id = ?"
	changed, err := conversations.List(tx, theirs+" ORDER BY v.id", tx.Account, contact, link.ID)
	if err != nil {
		return err
	}
	for _, v := range changed {
		before := *v
		v.ContactInboxID, v.Version, v.UpdatedAt = other.ID, v.Version+1, tx.Now
		tx.Emit(models.ConversationChangeEvents(&before, v)...)
	}
	return tx.Exec("UPDATE conversations SET contact_inbox_id = ?, version = version + 1, updated_at = ? WHERE "+theirs,
		other.ID, tx.Now, tx.Account, contact, link.ID)
}
