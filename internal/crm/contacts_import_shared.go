package crm

import (
	"slices"

	"kith/internal/store"
	"kith/models"
)

// selectSharers selects the addresses p of a kind that contacts share and that are among those given, each once with every contact that has
// one of the names, and once without if others share it.
const selectSharers = `
	SELECT DISTINCT p.kind, p.system, p.key,
		CASE WHEN c.name_key = ANY(?) THEN c.id ELSE '00000000-0000-0000-0000-000000000000' END AS contact
	FROM contact_points p
	JOIN contacts c ON (c.account_id, c.id) = (p.account_id, p.contact_id)
	WHERE p.account_id = ? AND p.kind = `

// lookForSharers finds out which addresses of the rows are shared, and returns the contacts that share them under the name of a row.
func (m *importer) lookForSharers() (store.IDs[models.ContactID], error) {
	m.shared = map[models.PointKey]bool{}
	names, keys := []string{}, []models.PointKey{}
	for _, row := range m.rows {
		if name := row.NameKey(); name != nil {
			names = append(names, *name)
		}
		keys = append(append(keys, row.Keys()...), row.SharedKeys()...)
	}
	if len(keys) == 0 {
		return nil, nil
	}
	names = unique(names)
	lists := keyLists(keys)
	found, err := store.Rows[holder](m.tx, selectSharers+`'EMAIL' AND p.key = ANY(?) AND p.shared
		UNION ALL`+selectSharers+`'PHONE_NUMBER' AND p.key = ANY(?) AND p.shared
		UNION ALL`+selectSharers+`'IDENTIFIER' AND (p.key, p.system) IN (SELECT * FROM unnest(?::text[], ?::text[])) AND p.shared`,
		names, m.tx.Account, lists[0], names, m.tx.Account, lists[1], names, m.tx.Account, lists[2], lists[3])
	var ids store.IDs[models.ContactID]
	for _, s := range found {
		m.shared[models.PointKey{Kind: models.PointKind(s.Kind), System: s.System, Key: s.Key}] = true
		if !s.Contact.IsZero() {
			ids = append(ids, s.Contact)
		}
	}
	return ids, err
}

// holder returns the contact that a key of a row finds: the one whose key it is. An address that contacts share finds the one of them that
// has the name of the row; so does a phone number that this import gave to somebody with another name. rejected says that it belongs to
// others only.
func (m *importer) holder(row *models.ImportRow, key models.PointKey) (contact *models.Contact, rejected bool) {
	owner := m.found[key]
	doubtful := m.shared[key] || owner != nil && key.Kind == models.PointPhone && m.isNew(owner)
	if !doubtful || owner != nil && (key.Kind == models.PointIdentifier || !row.NamesAnother(owner)) {
		return owner, false
	}
	contact = m.namesake(row, key)
	return contact, contact == nil
}

// isNew reports whether this import created a contact.
func (m *importer) isNew(c *models.Contact) bool {
	began := m.tx.Now
	if m.job != nil {
		began = m.job.CreatedAt
	}
	return !c.CreatedAt.Time.Before(began.Time)
}

// namesake returns the contact that shares an address and has the name of a row, nil if there is none. If there are several, the row fails.
func (m *importer) namesake(row *models.ImportRow, key models.PointKey) *models.Contact {
	var found []*models.Contact
	for _, c := range m.sharing[key] {
		if p := c.Point(key); p != nil && p.Shared && row.Names(c) {
			found = append(found, c)
		}
	}
	if len(found) > 1 {
		row.Broken.Add(models.Errorf(models.Invalid, "%d contacts have this name and share this address: %s and %s, among others; give the row "+
			"a key of its own, or merge them.", len(found), found[0].ID, found[1].ID).At(key.Field()))
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// searchShared looks for the contact of a row whose addresses are all shared, as the row says itself: the one that has one of them, and the
// name of the row.
func (m *importer) searchShared(row *models.ImportRow) *models.Contact {
	if len(row.Keys()) > 0 {
		return nil
	}
	for _, key := range row.SharedKeys() {
		if !m.task.Matches(models.KeyOf(key.Kind)) {
			continue
		}
		if owner := m.found[key]; owner != nil && row.Names(owner) {
			return owner
		}
		if c := m.namesake(row, key); c != nil || len(row.Broken) > 0 {
			return c
		}
	}
	return nil
}

// indexShared updates which contacts share which addresses.
func (m *importer) indexShared(c *models.Contact) {
	for _, p := range c.Points {
		if key := p.PointKey(); p.Shared && !slices.Contains(m.sharing[key], c) {
			m.shared[key] = true
			m.sharing[key] = append(m.sharing[key], c)
		}
	}
}
