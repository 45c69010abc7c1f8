package crm

import (
	"context"
	"errors"
	"fmt"

	"kith/internal/store"
	"kith/models"
)

// unmerge is a merge that is being undone.
type unmerge struct {
	id       models.ContactMergeID
	survivor *models.Contact
	before   *models.Contact
	after    *models.Contact
	sources  []*source
	// beforePoints are the addresses that the survivor had before the merge, recorded those that the sources had.
	beforePoints, recorded []models.ContactPoint
	kept                   []*models.MergeConflict
}

// UnmergeContacts moves back what a merge moved and restores its sources under their old ids; records that were added later stay
// with the survivor. It returns the survivor and the sources, and what could not be restored. NotFound; BlockedByRule, with the
// reason, if the merge was already undone, the survivor no longer exists, or other contacts were merged into it later, which must
// be undone first.
func (s *Service) UnmergeContacts(ctx context.Context, in models.ContactUnmergeInput) ([]*models.Contact, []*models.MergeConflict, error) {
	var contacts []*models.Contact
	var u *unmerge
	err := s.write(ctx, models.PermContactMerge, func(tx *Tx) error {
		var err error
		if u, err = lockMerge(tx, in.MergeID); err != nil {
			return err
		}
		if contacts, err = u.restoreContacts(tx); err != nil {
			return err
		}
		labelChanges, err := diffLabels(tx, u.survivor.ID, func() error { return u.restoreLabels(tx) })
		if err != nil {
			return err
		}
		tx.Emit(models.ContactUnmergeEvents(u.survivor, contacts[0], contacts[1:], labelChanges)...)
		return errors.Join(u.cleanAvatars(tx), u.restoreChildren(tx), u.leadLinks(tx), u.keepConversations(tx), u.restoreAliases(tx), u.restorePresence(tx), u.recount(tx),
			tx.Exec("UPDATE contact_merges SET undone_at = ? WHERE account_id = ? AND id = ?", tx.Now, tx.Account, u.id))
	})
	if err != nil {
		return nil, nil, err
	}
	ids := make([]models.ContactID, len(contacts))
	for i, c := range contacts {
		ids[i] = c.ID
	}
	found, err := s.ContactsByID(ctx, ids)
	for i, id := range ids {
		if c := found[id]; c != nil { // otherwise it was merged in the meantime
			contacts[i] = c
		}
	}
	return contacts, u.kept, err
}

// cleanAvatars enqueues the cleanup of the pictures that only the undone merge referred to.
func (u *unmerge) cleanAvatars(tx *Tx) error {
	names := []*string{u.before.Avatar, u.after.Avatar}
	for _, s := range u.sources {
		names = append(names, s.contact.Avatar)
	}
	return cleanAvatars(tx, names...)
}

// lockMerge locks the survivor of a merge and thereby the merge: whoever undoes a merge holds the lock of the survivor. The merge
// is read before the survivor can be locked, so it is read again afterwards.
func lockMerge(tx *Tx, id models.ContactMergeID) (*unmerge, error) {
	notFound := models.Errorf(models.NotFound, "There is no such merge.").At("mergeId")
	seen, err := merges.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
	if err != nil {
		return nil, err
	}
	if seen == nil {
		return nil, notFound
	}
	survivor, err := lockOne(tx, seen.IntoID)
	if err != nil {
		return nil, err
	}
	m, err := merges.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
	switch {
	case err != nil:
		return nil, err
	case m == nil:
		return nil, notFound
	case m.UndoneAt != nil:
		return nil, models.Errorf(models.BlockedByRule, "The merge was undone already.").At("mergeId")
	case survivor == nil:
		return nil, models.Errorf(models.BlockedByRule,
			"The contact that survived has been deleted, or merged into another one; undo that merge first.").At("mergeId")
	case !m.Undoable:
		return nil, models.Errorf(models.BlockedByRule,
			"Other contacts were merged into this one later; undo those merges first, the latest before the others.").At("mergeId")
	}
	u := &unmerge{id: id, survivor: survivor}
	if u.before, err = storedContact(tx, id, "before"); err != nil {
		return nil, err
	}
	if u.after, err = storedContact(tx, id, "after"); err != nil {
		return nil, err
	}
	if u.sources, err = mergeSources.List(tx, "s.account_id = ? AND s.merge_id = ? ORDER BY s.position", tx.Account, id); err != nil {
		return nil, err
	}
	return u, u.readPoints(tx)
}

// readPoints reads the addresses that the merge recorded.
func (u *unmerge) readPoints(tx *Tx) error {
	b := store.NewBatch(tx)
	store.Where(b, survivorPoints, AllColumns, "g.account_id = ? AND g.id = ?", []any{tx.Account, u.id},
		func(p *models.ContactPoint) { u.beforePoints = append(u.beforePoints, *p) })
	store.Where(b, sourcePoints, AllColumns, "s.account_id = ? AND s.merge_id = ? ORDER BY "+pointOrder, []any{tx.Account, u.id},
		func(p *models.ContactPoint) { u.recorded = append(u.recorded, *p) })
	return b.Send()
}

// storedContact reads the survivor as the merge recorded it.
func storedContact(tx *Tx, id models.ContactMergeID, column string) (*models.Contact, error) {
	t := contactsToChange.In("contact_merges g CROSS JOIN LATERAL jsonb_populate_record(NULL::contacts, g." + column + ") c")
	return t.First(tx, "g.account_id = ? AND g.id = ?", tx.Account, id)
}

// restoreContacts saves the survivor without the values that it got from the merge, and then the sources, to which some of its
// addresses go back.
func (u *unmerge) restoreContacts(tx *Tx) ([]*models.Contact, error) {
	survivor, kept, err := models.Unmerged(u.before, u.after, u.survivor)
	if err != nil {
		return nil, err
	}
	var sources []*models.Contact
	for _, s := range u.sources {
		c := s.contact
		sources = append(sources, &c)
	}
	lost, err := u.takenSince(tx)
	if err != nil {
		return nil, err
	}
	u.kept = append(kept, models.UnmergePoints(survivor, sources, u.beforePoints, u.recorded, lost)...)
	if err := u.derive(tx, survivor); err != nil {
		return nil, err
	}
	if err := storeContact(tx, survivor); err != nil {
		return nil, err
	}
	contacts := []*models.Contact{survivor}
	for _, c := range sources {
		if err := u.derive(tx, c); err != nil {
			return nil, err
		}
		c.Version++
		c.UpdatedAt = tx.Now
		insert, args := contactsToChange.Insert(c)
		tx.Defer(insert, args...)
		contacts = append(contacts, c)
	}
	tx.Defer(queueDuplicate, tx.Account, idsOf(sources))
	savePoints(tx, u.survivor.Points, allPoints(contacts...))
	return contacts, tx.Flush()
}

// takenSince returns which of the recorded addresses other contacts than the survivor have now.
func (u *unmerge) takenSince(tx *Tx) (map[models.PointKey]bool, error) {
	keys := make([]models.PointKey, len(u.recorded))
	for i, p := range u.recorded {
		keys[i] = p.PointKey()
	}
	holders, err := holdersOf(tx, tx.Account, keys)
	taken := make(map[models.PointKey]bool, len(holders))
	for key, id := range holders {
		taken[key] = id != u.survivor.ID
	}
	return taken, err
}

// derive computes the sort keys and the search text of a contact. A company or a blocking user that no longer exists is left out.
func (u *unmerge) derive(tx *Tx, c *models.Contact) error {
	company := ""
	if c.CompanyID != nil {
		found, err := companies.First(tx, "co.account_id = ? AND co.id = ?", tx.Account, *c.CompanyID)
		if err != nil {
			return err
		}
		if found == nil {
			c.CompanyID = nil
		} else {
			company = found.Name
		}
	}
	if c.BlockedByUserID != nil {
		user, err := users.First(tx, "u.account_id = ? AND u.id = ?", tx.Account, *c.BlockedByUserID)
		if err != nil {
			return err
		}
		if user == nil {
			c.BlockedByUserID = nil
		}
	}
	if c.BlockedByTokenID != nil {
		token, err := apiTokens.First(tx, "t.account_id = ? AND t.id = ?", tx.Account, *c.BlockedByTokenID)
		if err != nil {
			return err
		}
		if token == nil {
			c.BlockedByTokenID = nil
		}
	}
	c.Derive(company)
	return nil
}

// leadLinks gives the sources the links to inboxes that were made since for addresses which go back to them, and the conversations of
// the survivor that were begun since through links which go back: their replies reach the source.
func (u *unmerge) leadLinks(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			UPDATE contact_inboxes l
			SET contact_id = p.contact_id
			FROM contact_points p, inboxes i
			WHERE l.account_id = ? AND l.contact_id = ? AND i.account_id = l.account_id AND i.id = l.inbox_id
				AND p.account_id = l.account_id AND p.contact_id = ANY(?) AND p.key = l.source_id
				AND p.kind = CASE i.channel_type WHEN 'EMAIL' THEN 'EMAIL' WHEN 'SMS' THEN 'PHONE_NUMBER' WHEN 'WHATSAPP' THEN 'PHONE_NUMBER' END`,
			tx.Account, u.survivor.ID, u.sourceIDs()),
		tx.Exec(`
			WITH led AS (
				UPDATE conversations v
				SET contact_id = l.contact_id, version = version + 1, updated_at = ?
				FROM contact_inboxes l
				WHERE v.account_id = ? AND v.contact_id = ? AND l.account_id = v.account_id AND l.id = v.contact_inbox_id
					AND l.contact_id = ANY(?) AND v.created_at >= (SELECT merged_at FROM contact_merges WHERE account_id = ? AND id = ?)
				RETURNING v.id, v.contact_id
			), rated AS (
				UPDATE csat_responses r
				SET contact_id = led.contact_id
				FROM led
				WHERE r.account_id = ? AND r.conversation_id = led.id
			)
			UPDATE messages m
			SET sender_contact_id = led.contact_id
			FROM led
			WHERE m.account_id = ? AND m.conversation_id = led.id AND m.sender_contact_id = ?`,
			tx.Now, tx.Account, u.survivor.ID, u.sourceIDs(), tx.Account, u.id, tx.Account, tx.Account, u.survivor.ID))
}

// sourceIDs are the ids of the sources.
func (u *unmerge) sourceIDs() store.IDs[models.ContactID] {
	ids := make(store.IDs[models.ContactID], len(u.sources))
	for i, s := range u.sources {
		ids[i] = s.contact.ID
	}
	return ids
}

// keepConversations reports the conversations that answer to a contact who is not theirs: they were moved to or from the survivor by
// hand, or begun before the merge, and stay where they are.
func (u *unmerge) keepConversations(tx *Tx) error {
	type kept struct {
		ID   models.ConversationID
		With models.ContactID
		Link models.ContactID
	}
	all := append(u.sourceIDs(), u.survivor.ID)
	found, err := store.Rows[kept](tx, `
		SELECT v.id, v.contact_id, l.contact_id
		FROM conversations v
		JOIN contact_inboxes l ON l.account_id = v.account_id AND l.id = v.contact_inbox_id
		WHERE v.account_id = ? AND v.contact_id = ANY(?) AND l.contact_id = ANY(?) AND l.contact_id <> v.contact_id
		ORDER BY v.id`, tx.Account, all, all)
	for _, k := range found {
		u.kept = append(u.kept, models.KeptConversation(k.ID, k.With, k.Link))
	}
	return err
}

// restoreChildren moves back those of the moved rows that still belong to the survivor. Messages and ratings follow their
// conversation, including those that were added later.
func (u *unmerge) restoreChildren(tx *Tx) error {
	for _, r := range contactReferences {
		if r.moved == "" {
			continue
		}
		err := tx.Exec(fmt.Sprintf(`
			UPDATE %[1]s t
			SET %[2]s = s.contact_id
			FROM contact_merge_sources s
			WHERE s.account_id = ? AND s.merge_id = ? AND t.account_id = s.account_id AND t.id = ANY(s.%[3]s) AND t.%[2]s = ?`,
			r.table, r.column, r.moved), tx.Account, u.id, u.survivor.ID)
		if err != nil {
			return err
		}
	}
	for _, follower := range []reference{{"messages", "sender_contact_id", ""}, {"csat_responses", "contact_id", ""}} {
		err := tx.Exec(fmt.Sprintf(`
			UPDATE %[1]s t
			SET %[2]s = s.contact_id
			FROM contact_merge_sources s
			JOIN conversations v ON v.account_id = s.account_id AND v.id = ANY(s.conversations) AND v.contact_id = s.contact_id
			WHERE s.account_id = ? AND s.merge_id = ? AND t.account_id = s.account_id AND t.conversation_id = v.id AND t.%[2]s = ?`,
			follower.table, follower.column), tx.Account, u.id, u.survivor.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

// restoreLabels removes the labels that the survivor got from the merge and restores those of the sources, if they still exist.
func (u *unmerge) restoreLabels(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_labels
			WHERE account_id = ? AND contact_id = ?
				AND label_id = ANY((SELECT labels_added FROM contact_merges WHERE account_id = ? AND id = ?)::uuid[])`,
			tx.Account, u.survivor.ID, tx.Account, u.id),
		tx.Exec(`
			INSERT INTO contact_labels (account_id, contact_id, label_id)
			SELECT s.account_id, s.contact_id, l.id
			FROM contact_merge_sources s
			JOIN labels l ON l.account_id = s.account_id AND l.id = ANY(s.labels)
			WHERE s.account_id = ? AND s.merge_id = ?`, tx.Account, u.id))
}

// restoreAliases makes the sources available under their own ids again, and under those that led to them.
func (u *unmerge) restoreAliases(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_aliases a
			USING contact_merge_sources s
			WHERE s.account_id = ? AND s.merge_id = ? AND a.account_id = s.account_id AND a.id = s.contact_id AND a.contact_id = ?`,
			tx.Account, u.id, u.survivor.ID),
		tx.Exec(`
			UPDATE contact_aliases a
			SET contact_id = s.contact_id
			FROM contact_merge_sources s
			CROSS JOIN LATERAL jsonb_array_elements_text(s.aliases) o (id)
			WHERE s.account_id = ? AND s.merge_id = ? AND a.account_id = s.account_id AND a.id = o.id::uuid AND a.contact_id = ?`,
			tx.Account, u.id, u.survivor.ID))
}

// restorePresence restores the heartbeats of the contacts; a heartbeat that came later stays with the survivor.
func (u *unmerge) restorePresence(tx *Tx) error {
	return errors.Join(
		tx.Exec(`
			DELETE FROM contact_presence p
			USING contact_merge_sources s
			WHERE s.account_id = ? AND s.merge_id = ? AND p.account_id = s.account_id AND p.contact_id = ?
				AND p.seen_at = (s.presence ->> 'seen_at')::timestamptz`, tx.Account, u.id, u.survivor.ID),
		tx.Exec(`
			INSERT INTO contact_presence (account_id, contact_id, availability, seen_at)
			SELECT o.account_id, o.contact_id, o.availability, o.seen_at
			FROM (SELECT presence FROM contact_merge_sources WHERE account_id = ? AND merge_id = ?
				UNION ALL SELECT presence FROM contact_merges WHERE account_id = ? AND id = ?) stored
			CROSS JOIN LATERAL jsonb_populate_record(NULL::contact_presence, stored.presence) o
			WHERE stored.presence IS NOT NULL AND o.account_id = ?
			ON CONFLICT DO NOTHING`, tx.Account, u.id, tx.Account, u.id, tx.Account))
}

// recount recomputes the rating counts of all contacts of the merge.
func (u *unmerge) recount(tx *Tx) error {
	ids := store.IDs[models.ContactID]{u.survivor.ID}
	for _, s := range u.sources {
		ids = append(ids, s.contact.ID)
	}
	return tx.Exec(`
		UPDATE contacts c
		SET csat1 = n.ones, csat2 = n.twos, csat3 = n.threes, csat4 = n.fours, csat5 = n.fives
		FROM unnest(?::uuid[]) AS asked (id)
		CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE r.rating = 1) AS ones, count(*) FILTER (WHERE r.rating = 2) AS twos,
				count(*) FILTER (WHERE r.rating = 3) AS threes, count(*) FILTER (WHERE r.rating = 4) AS fours,
				count(*) FILTER (WHERE r.rating = 5) AS fives
			FROM csat_responses r
			WHERE r.account_id = ? AND r.contact_id = asked.id) n
		WHERE c.account_id = ? AND c.id = asked.id`, ids, tx.Account, tx.Account)
}
