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
		tx.Audit(models.AuditContactUnmerged, in.MergeID)
		labelChanges, err := diffLabels(tx, u.survivor.ID, func() error { return u.restoreLabels(tx) })
		if err != nil {
			return err
		}
		tx.Emit(models.ContactUnmergeEvents(u.survivor, contacts[0], contacts[1:], labelChanges)...)
		return errors.Join(u.cleanAvatars(tx), u.restoreChildren(tx), u.leadLinks(tx), u.keepConversations(tx), u.restoreAliases(tx),
			u.restorePresence(tx), u.recount(tx),
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
	seen, err := merges.First(tx.sees(), "g.account_id = ? AND g.id = ?", tx.Account, id)
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
	known, err := companiesFor(tx, []*change{{contact: c}})
	if err != nil {
		return err
	}
	company := ""
	if found := known.of(c, false); found != nil {
		c.CompanyID, company = &found.ID, found.Name
	} else {
		c.CompanyID = nil
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
