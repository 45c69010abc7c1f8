package crm

import (
	"slices"
	"strings"

	"kith/internal/store"
	"kith/models"
)

// lockMatches locks the contacts that have a key of a row, or whose id is in the file.
func (m *importer) lockMatches() ([]*models.Contact, error) {
	var wanted []models.PointKey
	ids := store.IDs[models.ContactID]{}
	for _, row := range m.rows {
		wanted = append(wanted, row.Keys()...)
		if row.ID != nil {
			ids = append(ids, *row.ID)
		}
	}
	var err error
	if m.suppressed, err = suppressedAmong(m.tx, wanted); err != nil {
		return nil, err
	}
	sharers, err := m.lookForSharers()
	if err != nil {
		return nil, err
	}
	live := map[models.ContactID]models.ContactID{}
	selection, args := selectKeys("p.contact_id"), append([]any{m.tx.Account}, keysArgs(m.tx.Account, wanted)...)
	if len(ids) > 0 {
		if live, err = resolveMerged(m.tx.sees(), ids); err != nil {
			return nil, err
		}
		for asked, id := range live {
			if asked != id {
				ids = append(ids, id)
			}
		}
	}
	if ids = append(ids, sharers...); len(ids) > 0 {
		selection += " UNION ALL SELECT unnest(?::uuid[])"
		args = append(args, ids)
	}
	visible, visibleArgs := m.tx.visible()
	locked, err := lockWhere(m.tx, contactsToChange, "c.account_id = ? AND c.id = ANY (ARRAY ("+selection+`))`+visible+`
		ORDER BY c.id
		FOR UPDATE OF c`, append(args, visibleArgs...)...)
	m.byID = map[models.ContactID]*models.Contact{}
	for _, c := range locked {
		m.byID[c.ID] = c
	}
	for asked, id := range live {
		m.byID[asked] = m.byID[id]
	}
	return locked, err
}

// match is the contact of a row.
type match struct {
	contact *models.Contact
	fresh   bool
	// shared are the addresses of the row that belong to other contacts, and which this one shares with them.
	shared map[models.PointKey]bool
}

// match returns the contact that a row is about, or a new one: the one with its id, else the one with its identifier, email or phone
// number, in this order. A contact that was found by a weaker key is another person's if it has a stronger key that differs: the row makes
// a contact of its own, which shares the weaker address. What can't be decided is recorded in the row as an error.
func (m *importer) match(row *models.ImportRow) match {
	broken := row.Broken[:len(row.Broken):len(row.Broken)]
	contact, rejected := m.search(row)
	found := match{contact: contact, shared: map[models.PointKey]bool{}}
	if contact == nil {
		found.contact, found.fresh = newContact(m.tx), true
	}
	for _, key := range row.Keys() {
		if m.suppressed[key] {
			row.Broken.Add(suppressedError(key))
		}
		other := m.found[key]
		if other == nil && contact == nil && m.shared[key] && !m.task.Own() {
			found.shared[key] = true
			row.Warn(row.FieldOf(key), "%s is shared by others; it is stored as a shared address.", nounOf(key.Kind))
		}
		if other == nil || other == contact || contact != nil && contact.Point(key) != nil {
			continue
		}
		strong := key.Kind != models.PointPhone && m.task.Matches(models.KeyOf(key.Kind)) && !rejected
		switch {
		case key.Kind == models.PointIdentifier || isUpsert(row):
			row.Broken.Add(&models.Error{Code: models.Taken, Field: []string{key.Field()}, Contact: other,
				Message: "Another contact, " + other.ID.String() + ", has " + strings.ToLower(nounOf(key.Kind)[:1]) + nounOf(key.Kind)[1:] + "."})
		case strong && contact != nil:
			row.Broken.Add(twoContacts(contact, other))
		default:
			found.shared[key] = true
			row.Warn(row.FieldOf(key), "%s is that of %s, who is somebody else; it is stored as a shared address.", nounOf(key.Kind), other.ID)
		}
	}
	row.Broken = append(broken, row.Locate(row.Broken[len(broken):])...)
	m.judge(row, found)
	return found
}

func twoContacts(a, b *models.Contact) *models.Error {
	return models.Errorf(models.Invalid, "The row is about two contacts: %s and %s; merge them, or correct it.", a.ID, b.ID)
}

func nounOf(kind models.PointKind) string {
	return map[models.PointKind]string{models.PointEmail: "The email", models.PointPhone: "The phone number",
		models.PointIdentifier: "The identifier"}[kind]
}

// search looks for the contact of a row; rejected says that the one with a weaker key is somebody else.
func (m *importer) search(row *models.ImportRow) (contact *models.Contact, rejected bool) {
	if row.ID != nil && m.task.Matches(models.ImportByID) && m.byID[*row.ID] != nil {
		return m.byID[*row.ID], false
	}
	if key, ok := row.Upsert(); ok {
		return m.found[key], false
	}
	var stronger []models.PointKey
	for _, kind := range models.KeyKinds() {
		if !m.task.Matches(models.KeyOf(kind)) {
			continue
		}
		keys := row.KeysOf(kind)
		for _, key := range keys {
			c, others := m.holder(row, key)
			rejected = rejected || others
			if c != nil && contact != nil && c != contact {
				row.Broken.Add(twoContacts(contact, c))
				return contact, false
			}
			if c != nil {
				contact = c
			}
		}
		if contact != nil {
			if contact.DiffersIn(stronger) {
				return nil, true
			}
			return contact, false
		}
		stronger = append(stronger, keys...)
	}
	return m.searchShared(row), rejected
}

func isUpsert(row *models.ImportRow) bool {
	_, ok := row.Upsert()
	return ok
}

// judge applies the mode of the import to what was found.
func (m *importer) judge(row *models.ImportRow, found match) {
	switch {
	case len(row.Broken) > 0:
	case isUpsert(row):
	case m.task.Mode == models.ImportCreate && !found.fresh:
		row.Broken.Add(&models.Error{Code: models.Taken, Field: []string{}, Contact: found.contact,
			Message: "There is such a contact already: " + found.contact.ID.String() + "; import in the mode UPSERT to change it."})
	case m.task.Mode == models.ImportUpdate && found.fresh:
		row.Broken.Add(models.Errorf(models.NotFound, "There is no contact with a key of this row; import in the mode UPSERT to create it."))
	case !found.fresh || len(row.Keys()) > len(found.shared) || slices.Contains(m.task.MatchBy, models.ImportByID):
	case len(found.shared)+len(row.SharedKeys()) == 0:
		row.Warn("", "The row has no key, so it was created; importing it again makes another contact.")
	case !row.Named():
		row.Warn("", "The row has neither a key of its own nor a name, so it was created; importing it again makes another contact.")
	}
}
