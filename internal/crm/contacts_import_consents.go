package crm

import (
	"slices"

	"kith/models"
)

// toldConsent is a consent that an import stores for a contact.
type toldConsent struct {
	contact models.ContactID
	models.ToldConsent
}

// lookForConsents locks and reads the consents of all addresses of rows and of the contacts that they may match, if rows tell any.
func (m *importer) lookForConsents(locked []*models.Contact) error {
	if !slices.ContainsFunc(m.rows, (*models.ImportRow).TellsConsents) {
		return nil
	}
	m.consents = map[models.PointKey][]*models.Consent{}
	var kinds, systems, keys []string
	for _, row := range m.rows {
		for _, of := range row.Addresses() {
			kinds, systems, keys = append(kinds, string(of.Kind)), append(systems, of.System), append(keys, of.Key)
		}
	}
	for _, p := range allPoints(locked...) {
		kinds, systems, keys = append(kinds, string(p.Kind)), append(systems, p.System), append(keys, p.Key)
	}
	if err := waitForConsents(m.tx); err != nil {
		return err
	}
	found, err := consents.List(m.tx, `s.account_id = ?
		AND (s.kind, s.system, s.key) IN (SELECT * FROM unnest(?::text[], ?::text[], ?::text[])) ORDER BY s.purpose`,
		m.tx.Account, kinds, systems, keys)
	for _, c := range found {
		m.consents[c.PointKey()] = append(m.consents[c.PointKey()], c)
	}
	return err
}

// consentsOf notes what a row tells of the addresses of its contact, and returns the changes of the contact.
func (m *importer) consentsOf(row *models.ImportRow, contact *models.Contact) (changes []*models.FieldChange) {
	for _, t := range row.ToldOf(contact, m.consents, m.tx.Now) {
		m.stated = append(m.stated, toldConsent{contact.ID, t})
		changes = append(changes, t.Point.ConsentChange(t.Before, t.Told)...)
	}
	return changes
}

// storeConsents stores what rows have told.
func (m *importer) storeConsents() error {
	for _, t := range m.stated {
		if err := replaceConsent(m.tx, t.Point, t.contact, t.Before, t.Told); err != nil {
			return err
		}
	}
	return nil
}
