package crm

import (
	"strings"

	"kith/models"
	"kith/models/typeid"
)

// importer applies rows to contacts. It reads everything that the rows need at once and applies them one by one in memory, so that
// a row can match a contact that an earlier row created. New contacts are inserted while further rows are applied, changed ones are
// updated afterwards.
type importer struct {
	tx     *Tx
	region string
	// rows are the rows still to be applied, did is the outcome of the others.
	rows        []*models.ImportRow
	did         chunk
	kinds       map[string]models.AttributeType
	definitions []*models.CustomAttributeDefinition
	companies   companySet
	labels      map[string]*models.Label
	// found maps addresses to contacts.
	found map[models.PointKey]*models.Contact
	// titles are the current label titles of the contacts.
	titles map[models.ContactID][]string
	links  labelLinks
	// clean are the stored contacts that no row has changed.
	clean map[models.ContactID]bool
	dirty []*models.Contact
	// points are the addresses that the locked contacts had.
	points []models.ContactPoint
}

// readDefinitions reads the definitions of the custom attributes among the fields.
func (m *importer) readDefinitions(fields []string) (err error) {
	var keys []string
	for _, field := range fields {
		if key, custom := strings.CutPrefix(field, "customAttributes."); custom {
			keys = append(keys, key)
		}
	}
	m.definitions, err = definitionsOf(m.tx, models.ContactAttribute, keys)
	m.kinds = map[string]models.AttributeType{}
	for _, d := range m.definitions {
		m.kinds[d.Key] = d.Type
	}
	return err
}

// look locks the contacts that rows may match, in the order of their ids, and reads their labels and companies.
func (m *importer) look() error {
	var wanted []models.PointKey
	var titles []string
	changes := make([]*change, 0, len(m.rows))
	for _, row := range m.rows {
		wanted = append(wanted, row.Keys()...)
		titles = append(titles, row.Labels...)
		changes = append(changes, &change{contact: &models.Contact{}, in: row.Patch})
	}
	locked, err := lockWhere(m.tx, contactsToChange, "c.account_id = ? AND c.id = ANY (ARRAY ("+selectKeys("p.contact_id")+`))
		ORDER BY c.id
		FOR UPDATE OF c`, append([]any{m.tx.Account}, keysArgs(m.tx.Account, wanted)...)...)
	if err != nil {
		return err
	}
	m.clean = map[models.ContactID]bool{}
	m.found, m.points = map[models.PointKey]*models.Contact{}, allPoints(locked...)
	for _, c := range locked {
		m.clean[c.ID] = true
		m.index(c, nil)
		changes = append(changes, &change{contact: c})
	}
	if m.companies, err = companiesFor(m.tx, changes); err != nil {
		return err
	}
	m.titles = map[models.ContactID][]string{}
	if len(titles) == 0 {
		return nil
	}
	if m.titles, err = titlesByContact(m.tx, idsOf(locked)); err != nil {
		return err
	}
	m.labels, err = labelsFor(m.tx, unique(titles))
	return err
}

// index updates the lookup maps: the contact is found by its current keys and no longer by its former ones.
func (m *importer) index(c, before *models.Contact) {
	if before != nil {
		for _, key := range before.PointKeys() {
			if m.found[key] == c {
				delete(m.found, key)
			}
		}
	}
	for _, key := range c.PointKeys() {
		m.found[key] = c
	}
}

// store applies the rows and stores the contacts that they create and change.
func (m *importer) store() error {
	if err := insertContacts(m.tx, m.next, func(p []models.ContactPoint) { m.points = append(m.points, p...) }); err != nil {
		return err
	}
	if len(m.dirty) > 0 {
		if err := storeContacts(m.tx, m.dirty, m.points); err != nil {
			return err
		}
	}
	return m.links.add(m.tx)
}

// next applies rows until one creates a contact, which it returns; nil after the last row.
func (m *importer) next() (*models.Contact, error) {
	for len(m.rows) > 0 {
		row := m.rows[0]
		m.rows = m.rows[1:]
		if row.Blank() {
			continue
		}
		contact, fresh, err := m.apply(row)
		switch {
		case err != nil:
			return nil, err
		case len(row.Broken) > 0:
			m.did.failures = append(m.did.failures, failedRow(row, contact))
			continue
		}
		m.did.succeeded++
		if fresh {
			return contact, nil
		}
	}
	return nil, nil
}

// apply changes the contact of a row and emits the event, or records in the row why it failed.
func (m *importer) apply(row *models.ImportRow) (contact *models.Contact, fresh bool, err error) {
	contact, fresh = m.match(row)
	if len(row.Broken) > 0 {
		return contact, false, nil
	}
	before := *contact
	x := &change{contact: contact, in: row.Patch, region: m.region, source: models.PointFromImport}
	if err := x.apply(m.tx, m.definitions, m.companies); err != nil {
		return nil, false, err
	}
	if row.Broken = x.broken; len(row.Broken) > 0 {
		*contact = before
		if fresh {
			return nil, false, nil
		}
		return contact, false, nil
	}
	m.keep(contact, &before, fresh, row.Labels)
	return contact, fresh, nil
}

// match returns the contact that a row matches, or a new one. A row that matches two contacts fails.
func (m *importer) match(row *models.ImportRow) (contact *models.Contact, fresh bool) {
	for _, key := range row.Keys() {
		c := m.found[key]
		if c != nil && contact != nil && c != contact {
			row.Broken.Add(models.Errorf(models.Invalid, "The row is about two contacts: %s and %s; merge them, or correct it.", contact.ID, c.ID))
			return contact, false
		}
		if contact == nil {
			contact = c
		}
	}
	if contact != nil {
		return contact, false
	}
	return newContact(m.tx), true
}

// keep records a changed contact and emits its event.
func (m *importer) keep(contact, before *models.Contact, fresh bool, labels []string) {
	was := m.titles[contact.ID]
	is := models.Relabelled(was, labels, nil)
	labelChanges := models.LabelChange(was, is)
	m.links.collect(contact.ID, m.labels, is, was)
	m.titles[contact.ID] = is
	known := func(e *models.ContactEvent) *models.ContactEvent {
		if m.labels == nil && !fresh {
			return e // its labels were not read
		}
		return e.With(is)
	}
	if fresh {
		m.clean[contact.ID] = true
		m.tx.Emit(known(models.NewContactEvent(models.ContactCreated, contact, append(contact.Changes(nil), labelChanges...))))
		m.index(contact, nil)
		return
	}
	changes := append(contact.Changes(before), labelChanges...)
	if len(changes) == 0 {
		return
	}
	contact.Version++
	contact.UpdatedAt = m.tx.Now
	if m.clean[contact.ID] {
		m.clean[contact.ID], m.dirty = false, append(m.dirty, contact)
	}
	for _, e := range models.ContactChangeEvents(contact, changes) {
		m.tx.Emit(known(e))
	}
	m.index(contact, before)
}

// newContact returns a new contact that is not stored yet.
func newContact(tx *Tx) *models.Contact {
	return &models.Contact{AccountID: tx.Account, ID: typeid.New[models.ContactID](), Version: 1,
		ContactType: models.Visitor, CustomAttributes: models.JSON("{}"), CreatedAt: tx.Now, UpdatedAt: tx.Now}
}
