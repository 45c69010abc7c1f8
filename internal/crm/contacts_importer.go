package crm

import (
	"cmp"
	"errors"

	"kith/models"
	"kith/models/typeid"
)

// importer applies rows to contacts. It reads everything that the rows need at once and applies them one by one in memory, so that
// a row can match a contact that an earlier row created. New contacts are inserted while further rows are applied, changed ones are
// updated afterwards.
type importer struct {
	tx   *Tx
	task *models.ImportTask
	// job is the job whose changes can be undone, nil without one.
	job *models.Job
	// source is where new addresses come from.
	source models.PointSource
	// rows are the rows still to be applied, did is the outcome of the others.
	rows []*models.ImportRow
	did  chunk
	// told is called with the outcome of each row, if it is not nil.
	told        func(row *models.ImportRow, contact *models.Contact, outcome models.RowOutcome)
	kinds       map[string]models.AttributeType
	definitions []*models.CustomAttributeDefinition
	companies   companySet
	byName      map[string][]*models.Company
	labels      map[string]*models.Label
	// found maps addresses to contacts, byID the ids in the file to them.
	found map[models.PointKey]*models.Contact
	byID  map[models.ContactID]*models.Contact
	// shared are the addresses of rows that contacts share, sharing those of these contacts that have the name of a row.
	shared  map[models.PointKey]bool
	sharing map[models.PointKey][]*models.Contact
	// titles are the current label titles of the contacts.
	titles map[models.ContactID][]string
	links  labelLinks
	// consents are those of the addresses of rows and locked contacts, if rows tell any; stated are those to be stored.
	consents map[models.PointKey][]*models.Consent
	stated   []toldConsent
	// clean are the stored contacts that no row has changed.
	clean map[models.ContactID]bool
	// suppressed are the addresses of rows that are those of erased contacts.
	suppressed map[models.PointKey]bool
	dirty      []*models.Contact
	made       []*models.Contact
	// points are the addresses that the locked contacts had.
	points []models.ContactPoint
}

// newImporter returns an importer for a task. Phone numbers are read in the region of the account if the task names none.
func newImporter(tx *Tx, task *models.ImportTask) *importer {
	task.Region = cmp.Or(task.Region, tx.Viewer.Region)
	return &importer{tx: tx, task: task, source: models.PointFromImport}
}

// run applies rows, whose first has the number first.
func (m *importer) run(first int, rows []models.ImportCells) error {
	if err := m.readDefinitions(m.task.AttributeKeys()); err != nil {
		return err
	}
	for i, record := range rows {
		m.rows = append(m.rows, m.task.ReadRow(first+i, record, m.kinds))
	}
	return m.applyAll()
}

// applyAll applies the rows.
func (m *importer) applyAll() error {
	m.did.processed = len(m.rows)
	if err := m.look(); err != nil {
		return err
	}
	return m.store()
}

// readDefinitions reads the definitions of custom attributes.
func (m *importer) readDefinitions(keys []string) (err error) {
	m.definitions, err = definitionsOf(m.tx, models.ContactAttribute, keys)
	m.kinds = map[string]models.AttributeType{}
	for _, d := range m.definitions {
		m.kinds[d.Key] = d.Type
	}
	return err
}

// look locks the contacts that rows may match, in the order of their ids, and reads their labels and companies.
func (m *importer) look() error {
	var titles []string
	changes := make([]*change, 0, len(m.rows))
	for _, row := range m.rows {
		titles = append(titles, row.Labels...)
		changes = append(changes, &change{contact: &models.Contact{}, in: row.PatchFor(&models.Contact{}, true, nil, nil)})
	}
	locked, err := m.lockMatches()
	if err != nil {
		return err
	}
	m.clean = map[models.ContactID]bool{}
	m.sharing = map[models.PointKey][]*models.Contact{}
	m.found, m.points = map[models.PointKey]*models.Contact{}, allPoints(locked...)
	for _, c := range locked {
		m.clean[c.ID] = true
		m.index(c, nil)
		changes = append(changes, &change{contact: c})
	}
	if m.companies, err = companiesFor(m.tx, changes); err != nil {
		return err
	}
	if err := m.lookForCompanies(); err != nil {
		return err
	}
	if err := m.lookForConsents(locked); err != nil {
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
	m.indexShared(c)
}

// store applies the rows and stores the contacts that they create and change.
func (m *importer) store() error {
	err := insertContacts(m.tx, m.next, func(p []models.ContactPoint) { m.points = append(m.points, p...) })
	if err != nil {
		return err
	}
	if err := errors.Join(recordCreated(m.tx, m.job, m.made), recordChanged(m.tx, m.job, m.dirty, versionsOf(m.dirty, 0))); err != nil {
		return err
	}
	if len(m.dirty) > 0 {
		if err := storeContacts(m.tx, m.dirty, m.points); err != nil {
			return err
		}
	}
	return errors.Join(m.links.add(m.tx), m.storeConsents())
}

// next applies rows until one creates a contact, which it returns; nil after the last row.
func (m *importer) next() (*models.Contact, error) {
	for len(m.rows) > 0 {
		row := m.rows[0]
		m.rows = m.rows[1:]
		if row.Blank() {
			m.tell(row, nil, models.RowBlank)
			continue
		}
		contact, outcome, err := m.apply(row)
		if err != nil {
			return nil, err
		}
		m.tell(row, contact, outcome)
		if outcome == models.RowCreated {
			return contact, nil
		}
	}
	return nil, nil
}

// tell counts the outcome of a row, with its warnings.
func (m *importer) tell(row *models.ImportRow, contact *models.Contact, outcome models.RowOutcome) {
	switch outcome {
	case models.RowFailed:
		m.did.failures = append(m.did.failures, failedRow(row, contact))
	case models.RowCreated:
		m.did.created++
	case models.RowUpdated:
		m.did.updated++
	case models.RowUnchanged:
		m.did.unchanged++
	}
	if outcome != models.RowFailed {
		for _, w := range row.Told() {
			if contact != nil {
				w.ContactID = &contact.ID
			}
			m.did.warnings = append(m.did.warnings, w)
		}
	}
	if m.told != nil {
		m.told(row, contact, outcome)
	}
}

// apply changes the contact of a row and emits the event, or records in the row why it failed.
func (m *importer) apply(row *models.ImportRow) (*models.Contact, models.RowOutcome, error) {
	found := m.match(row)
	contact, fresh := found.contact, found.fresh
	failed := func() (*models.Contact, models.RowOutcome, error) {
		if fresh {
			return nil, models.RowFailed, nil
		}
		return contact, models.RowFailed, nil
	}
	if len(row.Broken) > 0 {
		return failed()
	}
	if !fresh && m.task.Overwrite == models.OverwriteNever {
		return contact, models.RowUnchanged, nil
	}
	before := *contact
	patch := row.PatchFor(contact, fresh, found.shared, m.companyOf(row, contact))
	x := &change{contact: contact, in: patch, region: m.task.Region, source: m.source}
	if err := x.apply(m.tx, m.definitions, m.companies); err != nil {
		return nil, models.RowFailed, err
	}
	if len(x.broken) > 0 {
		row.Broken = row.Locate(x.broken)
		*contact = before
		return failed()
	}
	return contact, m.keep(contact, &before, fresh, row.Labels, m.consentsOf(row, contact)), nil
}

// keep records a changed contact and emits its event.
func (m *importer) keep(contact, before *models.Contact, fresh bool, labels []string, told []*models.FieldChange) models.RowOutcome {
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
		m.made = append(m.made, contact)
		m.tx.Emit(known(models.NewContactEvent(models.ContactCreated, contact, append(append(contact.Changes(nil), labelChanges...), told...))))
		m.index(contact, nil)
		return models.RowCreated
	}
	changes := append(append(contact.Changes(before), labelChanges...), told...)
	if len(changes) == 0 {
		return models.RowUnchanged
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
	return models.RowUpdated
}

// newContact returns a new contact that is not stored yet.
func newContact(tx *Tx) *models.Contact {
	return &models.Contact{AccountID: tx.Account, ID: typeid.New[models.ContactID](), Version: 1,
		ContactType: models.Visitor, CustomAttributes: models.JSON("{}"), CreatedAt: tx.Now, UpdatedAt: tx.Now}
}
