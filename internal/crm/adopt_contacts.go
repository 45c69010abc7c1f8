package crm

import (
	"slices"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
)

func (a *adoption) adoptContacts(rows Seed) error {
	if len(rows.Contacts) == 0 {
		return nil
	}
	all := stampSeeded(a.Tx, rows.Contacts, models.PointFromChatwoot)
	all, err := a.withoutGone(all)
	if err != nil {
		return err
	}
	all, err = a.joinContacts(all, rows.ContactLabels)
	if err != nil {
		return err
	}
	if err := a.leaveTaken(all); err != nil {
		return err
	}
	if err := a.deriveAdopted(all); err != nil {
		return err
	}
	fresh, err := a.neverSeen(all)
	if err != nil {
		return err
	}
	if err := a.changeContacts(all, rows.ContactLabels); err != nil {
		return err
	}
	if err := a.storeContacts(fresh); err != nil {
		return err
	}
	for _, c := range fresh {
		a.remember(c.ID.UUID, c.ID.UUID, 1)
	}
	if err := queueSeeded(a.Tx, fresh); err != nil {
		return err
	}
	if err := a.storeContactLabels(fresh, rows.ContactLabels); err != nil {
		return err
	}
	return a.emitCreated(fresh)
}

// storeContacts stores contacts that are new, with their addresses.
func (a *adoption) storeContacts(rows []models.Contact) error {
	if err := storeNew(a, contacts, rows); err != nil {
		return err
	}
	all := allPoints(pointersTo(rows)...)
	if len(all) == 0 {
		return nil
	}
	err := store.CreateAll(a.Tx, all)
	if store.IsUnique(err) {
		return store.ErrMoved
	}
	return err
}

// takenReasons say why an address of a kind is left out.
var takenReasons = map[models.PointKind]string{models.PointEmail: "Another contact has this email.",
	models.PointPhone: "Another contact has this phone number.", models.PointIdentifier: "Another contact has this identifier."}

// leaveTaken leaves out the addresses that another contact of the account, or an earlier row, already has.
func (a *adoption) leaveTaken(rows []models.Contact) error {
	var wanted []models.PointKey
	for i := range rows {
		wanted = append(wanted, rows[i].PointKeys()...)
	}
	holder, err := holdersOf(a, a.Account, wanted)
	if err != nil {
		return err
	}
	erased, err := suppressedAmong(a.Tx, wanted)
	if err != nil {
		return err
	}
	for i := range rows {
		c := &rows[i]
		kept := []models.ContactPoint{}
		for _, p := range c.Points {
			key := p.PointKey()
			if erased[key] && !p.Shared {
				a.reject(c.ID.UUID, key.Field(), "", suppressedMessage)
				continue
			}
			if id, taken := holder[key]; taken && id != c.ID && !p.Shared {
				a.reject(c.ID.UUID, key.Field(), p.Value, takenReasons[p.Kind])
				continue
			}
			if !p.Shared {
				holder[key] = c.ID
			}
			kept = append(kept, p)
		}
		c.SetPoints(kept)
	}
	return nil
}

// deriveAdopted computes the sort keys and the search text of the contacts from their values and the names of their companies.
func (a *adoption) deriveAdopted(rows []models.Contact) error {
	var ids []models.CompanyID
	for _, c := range rows {
		if c.CompanyID != nil {
			ids = append(ids, *c.CompanyID)
		}
	}
	b := store.NewBatch(a)
	employers := store.ByID(b, companies, ids, AllColumns)
	if err := b.Send(); err != nil {
		return err
	}
	if err := followMerged(a.Tx, employers, ids); err != nil {
		return err
	}
	for i := range rows {
		c := &rows[i]
		var company string
		if c.CompanyID != nil {
			if employer := employers[*c.CompanyID]; employer != nil {
				c.CompanyID, company = &employer.ID, employer.Name
			} else {
				a.reject(c.ID.UUID, "companyId", "", "There is no such company.")
				c.CompanyID = nil
			}
		}
		c.Derive(company)
	}
	return nil
}

// neverSeen returns the contacts that the account neither has nor, according to its event log, ever had.
func (a *adoption) neverSeen(rows []models.Contact) ([]models.Contact, error) {
	fresh, err := missing(a, contacts, rows)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(fresh))
	for i, c := range fresh {
		ids[i] = c.ID.UUID
	}
	seen, err := store.IDSet(a, "SELECT e.contact_id FROM contact_events e WHERE e.account_id = ? AND e.contact_id = ANY(?)",
		a.Account, store.IDs[uuid.UUID](ids))
	return slices.DeleteFunc(fresh, func(c models.Contact) bool { return seen[c.ID.UUID] || a.before[c.ID.UUID] != nil }), err
}

// storeContactLabels stores the labels of the given contacts.
func (a *adoption) storeContactLabels(rows []models.Contact, contactLabels []ContactLabel) error {
	fresh := map[models.ContactID]bool{}
	for _, c := range rows {
		fresh[c.ID] = true
	}
	links := slices.DeleteFunc(slices.Clone(contactLabels), func(l ContactLabel) bool { return !fresh[l.ContactID] })
	return insert(a.Tx, links, func(l *ContactLabel) { l.AccountID = a.Account }, unlessThere)
}

func (a *adoption) emitCreated(rows []models.Contact) error {
	ids := make([]models.ContactID, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	titles, err := titlesByContact(a.Tx, ids)
	for _, c := range rows {
		a.Emit(models.NewContactEvent(models.ContactCreated, &c, append(c.Changes(nil), models.LabelChange(nil, titles[c.ID])...)))
	}
	return err
}

// canonicalSources changes the source ids that are addresses to their canonical form.
func (a *adoption) canonicalSources(links []models.ContactInbox) error {
	ids := make(store.IDs[models.InboxID], len(links))
	for i, l := range links {
		ids[i] = l.InboxID
	}
	found, err := inboxes.List(a, "i.account_id = ? AND i.id = ANY(?)", a.Account, ids)
	channels := make(map[models.InboxID]models.ChannelType, len(found))
	for _, i := range found {
		channels[i.ID] = i.ChannelType
	}
	for i := range links {
		links[i].SourceID = models.SourceKeyIn(channels[links[i].InboxID], links[i].SourceID)
	}
	return err
}

func (a *adoption) adoptContactInboxes(rows Seed) error {
	if len(rows.ContactInboxes) == 0 {
		return nil
	}
	if err := a.canonicalSources(rows.ContactInboxes); err != nil {
		return err
	}
	n := len(rows.ContactInboxes)
	owners, in, sources := make([]models.ContactID, n), make([]uuid.UUID, n), make([]string, n)
	for i, l := range rows.ContactInboxes {
		owners[i], in[i], sources[i] = l.ContactID, l.InboxID.UUID, l.SourceID
	}
	live, err := a.lockLive(owners)
	if err != nil {
		return err
	}
	known, err := inboxes.Present(a, in)
	if err != nil {
		return err
	}
	found, err := contactInboxes.List(a, "ci.account_id = ? AND (ci.inbox_id, ci.source_id) IN (SELECT * FROM unnest(?::uuid[], ?::text[]))",
		a.Account, store.IDs[uuid.UUID](in), sources)
	if err != nil {
		return err
	}
	holder := map[models.SourceKey]models.ContactInboxID{}
	for _, l := range found {
		holder[models.SourceKey{InboxID: l.InboxID, SourceID: l.SourceID}] = l.ID
	}
	fit := fitting(a, contactInboxes, rows.ContactInboxes, func(l *models.ContactInbox) string {
		owner, ok := live[l.ContactID]
		source := models.SourceKey{InboxID: l.InboxID, SourceID: l.SourceID}
		switch id, taken := holder[source]; {
		case !ok:
			return noContact
		case !known[l.InboxID.UUID]:
			return noInbox
		case taken && id != l.ID:
			return "The inbox already has this source id."
		}
		l.ContactID, holder[source] = owner, l.ID
		return ""
	})
	fresh, err := settle(a, contactInboxes, fit, func(l *models.ContactInbox) (models.ContactInboxID, uuid.UUID) { return l.ID, l.ID.UUID },
		func(stored *models.ContactInbox, row models.ContactInbox) (string, error) {
			row.AccountID = stored.AccountID
			*stored = row
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, contactInboxes, fresh)
}
