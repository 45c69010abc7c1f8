package crm

import (
	"slices"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
)

// joinContacts finds the contacts that the account had before the import: by their email or identifier or, without either, by their phone
// number. Such a row becomes no contact of its own: its id leads to the contact from now on, which takes over what it did not have.
// It returns the other rows.
func (a *adoption) joinContacts(rows []models.Contact, labelled []ContactLabel) ([]models.Contact, error) {
	if a.origin.System == "" {
		return rows, nil
	}
	same, err := a.sameContacts(rows)
	if err != nil || len(same) == 0 {
		return rows, err
	}
	var ids []models.ContactID
	for _, id := range same {
		ids = append(ids, id)
	}
	locked, err := lockAll(a.Tx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[models.ContactID]*models.Contact{}
	for _, c := range locked {
		a.locked[c.ID], byID[c.ID] = *c, c
	}
	var others []models.Contact
	for _, row := range rows {
		into := byID[same[row.ID]]
		if same[row.ID].UUID != uuid.Nil && into == nil {
			return nil, store.ErrMoved
		}
		if into == nil {
			others = append(others, row)
			continue
		}
		joined, err := a.join(into, row, labelled)
		if err != nil {
			return nil, err
		}
		byID[into.ID] = joined
	}
	return others, nil
}

// withoutGone leaves out what was brought over before and is no contact of its own any more: it was deleted or merged here, or the account
// had it and it has not changed in the other system since.
func (a *adoption) withoutGone(rows []models.Contact) ([]models.Contact, error) {
	var ids []uuid.UUID
	for _, row := range rows {
		if a.before[row.ID.UUID] != nil {
			ids = append(ids, row.ID.UUID)
		}
	}
	if len(ids) == 0 {
		return rows, nil
	}
	present, err := contacts.Present(a, ids)
	return slices.DeleteFunc(rows, func(row models.Contact) bool {
		was := a.before[row.ID.UUID]
		return was != nil && !present[row.ID.UUID] && (was.RecordID == was.Origin || !a.joins(&row))
	}), err
}

// sameContacts returns which rows are contacts that did not come from the same system, by the ids of the rows. Rows that were brought over
// before stay what they became.
func (a *adoption) sameContacts(rows []models.Contact) (map[models.ContactID]models.ContactID, error) {
	var keys []models.PointKey
	for i := range rows {
		if a.joins(&rows[i]) {
			keys = append(keys, rows[i].PointKeys()...)
		}
	}
	holder, err := holdersOf(a, a.Account, keys)
	if err != nil || len(holder) == 0 {
		return nil, err
	}
	var ids store.IDs[models.ContactID]
	for _, id := range holder {
		ids = append(ids, id)
	}
	brought, err := store.IDSet(a, `
		SELECT lr.record_id FROM legacy_records lr
		WHERE lr.account_id = ? AND lr.record_id = ANY (ARRAY (SELECT unnest(?::uuid[]))) AND lr.origin = lr.record_id`, a.Account, ids)
	if err != nil {
		return nil, err
	}
	same := map[models.ContactID]models.ContactID{}
	for i := range rows {
		if !a.joins(&rows[i]) {
			continue
		}
		for _, key := range rows[i].PointKeys() {
			known, found := holder[key]
			if !found || brought[known.UUID] || known == rows[i].ID || key.Kind == models.PointPhone && len(rows[i].PointKeys()) > 1 {
				continue
			}
			same[rows[i].ID] = known
			break
		}
	}
	return same, nil
}

// joins reports whether a row may be a contact that the account has: it is new, or was found to be one and has changed there since.
func (a *adoption) joins(row *models.Contact) bool {
	was := a.before[row.ID.UUID]
	return was == nil || was.RecordID != was.Origin && was.Fingerprint != a.prints[row.ID.UUID]
}

// join adds what a locked contact does not have.
func (a *adoption) join(into *models.Contact, row models.Contact, labelled []ContactLabel) (*models.Contact, error) {
	joined, _, err := models.Merged(into, []*models.Contact{&row}, nil)
	if err != nil { // together they break a limit
		a.reject(row.ID.UUID, "", "", "Another contact has its address and can't take over its values: "+err.Error())
		joined = into
	}
	joined.CsatCounts, joined.ID, joined.CreatedAt = into.CsatCounts, into.ID, into.CreatedAt
	kept := []models.ContactPoint{}
	for _, p := range joined.Points {
		if into.Point(p.PointKey()) == nil {
			p.ContactID = into.ID
			taken, err := holdersOf(a, a.Account, []models.PointKey{p.PointKey()})
			if err != nil {
				return nil, err
			}
			if _, is := taken[p.PointKey()]; is && !p.Shared {
				a.reject(row.ID.UUID, p.PointKey().Field(), p.Value, takenReasons[p.Kind])
				continue
			}
		}
		kept = append(kept, p)
	}
	joined.SetPoints(kept)
	name, err := companyName(a.Tx, joined)
	if err != nil {
		return nil, err
	}
	joined.Derive(name)
	changes, err := a.relabel(joined.ID, row.ID, labelled, false)
	if err != nil {
		return nil, err
	}
	if err := saveContacts(a.Tx, []edited{{contact: joined, otherChanges: changes}}); err != nil {
		return nil, err
	}
	a.locked[joined.ID] = *joined
	err = a.Exec("INSERT INTO contact_aliases (account_id, id, contact_id, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		a.Account, row.ID, joined.ID, a.Now)
	a.Joined++
	a.remember(row.ID.UUID, joined.ID.UUID, 0)
	return joined, err
}

// relabel gives a contact the labels of a row, and takes the others from it if they are replaced. It returns the change.
func (a *adoption) relabel(id, row models.ContactID, labelled []ContactLabel, replace bool) ([]*models.FieldChange, error) {
	before, err := titlesByContact(a.Tx, []models.ContactID{id})
	if err != nil {
		return nil, err
	}
	var wanted store.IDs[models.LabelID]
	for _, l := range labelled {
		if l.ContactID == row {
			wanted = append(wanted, l.LabelID)
		}
	}
	if replace {
		err := a.Exec("DELETE FROM contact_labels WHERE account_id = ? AND contact_id = ? AND label_id <> ALL(?)", a.Account, id, wanted)
		if err != nil {
			return nil, err
		}
	}
	if err := linkLabels(a.Tx, contactLabels, id.UUID, wanted); err != nil {
		return nil, err
	}
	after, err := titlesByContact(a.Tx, []models.ContactID{id})
	slices.Sort(before[id])
	slices.Sort(after[id])
	return models.LabelChange(before[id], after[id]), err
}

// changeContacts changes the contacts that have changed in the other system and not here.
func (a *adoption) changeContacts(rows []models.Contact, labelled []ContactLabel) error {
	if a.origin.System == "" {
		return nil
	}
	var ids []models.ContactID
	byID := map[models.ContactID]models.Contact{}
	for _, row := range rows {
		if was := a.before[row.ID.UUID]; was == nil || was.Fingerprint != a.prints[row.ID.UUID] && was.Origin == was.RecordID {
			ids, byID[row.ID] = append(ids, row.ID), row
		}
	}
	locked, err := lockAll(a.Tx, ids)
	if err != nil {
		return err
	}
	var all []edited
	for _, c := range locked {
		if !a.due(c.ID.UUID, c.Version) {
			continue
		}
		a.locked[c.ID] = *c
		changed := takeOver(c, byID[c.ID])
		changes, err := a.relabel(c.ID, c.ID, labelled, true)
		if err != nil {
			return err
		}
		all = append(all, edited{contact: changed, otherChanges: changes})
	}
	if err := saveContacts(a.Tx, all); err != nil {
		return err
	}
	for _, e := range all {
		a.Changed++
		a.remember(e.contact.ID.UUID, e.contact.ID.UUID, e.contact.Version)
	}
	return nil
}

// takeOver returns a stored contact with the values of the other system. Equal addresses keep their ids and what is known of them.
func takeOver(stored *models.Contact, row models.Contact) *models.Contact {
	row.AccountID, row.Version, row.CsatCounts = stored.AccountID, stored.Version, stored.CsatCounts
	row.Avatar, row.AvatarSetAt = stored.Avatar, stored.AvatarSetAt
	if row.LastActivityAt == nil || stored.LastActivityAt != nil && stored.LastActivityAt.After(row.LastActivityAt.Time) {
		row.LastActivityAt = stored.LastActivityAt
	}
	if row.Blocked && stored.Blocked {
		row.BlockReason, row.BlockedAt = stored.BlockReason, stored.BlockedAt
		row.BlockedByUserID, row.BlockedByTokenID = stored.BlockedByUserID, stored.BlockedByTokenID
	}
	points := slices.Clone(row.Points)
	for i, p := range points {
		if own := stored.Point(p.PointKey()); own != nil {
			preferred := p.Preferred
			points[i] = *own
			points[i].Preferred = preferred
		}
	}
	row.SetPoints(points)
	return &row
}
