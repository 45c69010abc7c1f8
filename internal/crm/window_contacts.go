package crm

import (
	"strings"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// orderUses are the fields of contacts that sort keys are made of, named as in filters.
var orderUses = map[models.ContactOrderField][]string{
	models.OrderName:           {"name"},
	models.OrderLastName:       {"lastName"},
	models.OrderEmail:          {"email"},
	models.OrderPhoneNumber:    {"phoneNumber"},
	models.OrderLastActivityAt: {"lastActivityAt"},
	models.OrderCreatedAt:      {"createdAt"},
	models.OrderUpdatedAt:      {"updatedAt"},
	models.OrderCompanyName:    {"companyName"},
	models.OrderCity:           {"city"},
	models.OrderCountry:        {"country"},
	models.OrderCsatAverage:    {"csatAverage"},
}

// windowColumns are the columns of a ListRow, as the statements of windows return them.
var windowColumns = columnsNamed(contacts, "id", "version", "last_activity_at")

// csat is the rating counts as one value.
const csat = "concat_ws(' ', c.csat1, c.csat2, c.csat3, c.csat4, c.csat5)"

// compileContacts finds the lists of windows of contacts of one viewer, which share what has to be looked up.
func (m *Moment) compileContacts(viewer *models.Viewer, windows []*Window) error {
	b, err := m.batch(viewer)
	if err != nil {
		return err
	}
	queries, errs := make([]ContactQuery, len(windows)), make([]error, len(windows))
	for i, w := range windows {
		queries[i] = *w.Contacts
		if queries[i].Segment != nil {
			queries[i].stored, errs[i] = m.service.segmentFilter(b.reader(), *queries[i].Segment)
		}
		w.uses = usesOf(queries[i])
		w.limit()
	}
	lists, err := b.compileEach(queries, errs)
	if err != nil {
		return err
	}
	for i, w := range windows {
		if errs[i] != nil && !isRefusal(errs[i]) {
			return errs[i]
		}
		w.list, w.Err = listed(lists[i], windowColumns, "c.id", csat), errs[i]
	}
	return nil
}

// contactRows is the statement that finds which contacts exist, and what the others were merged into.
func (m *Moment) contactRows(ids store.IDs[RowID]) store.Statement {
	return store.Statement{Text: `
		SELECT c.id, NULL::uuid
		FROM contacts c
		WHERE c.account_id = ? AND c.id = ANY(?)
		UNION ALL
		SELECT a.id, a.contact_id
		FROM contact_aliases a
		WHERE a.account_id = ? AND a.id = ANY(?)`, Args: []any{m.reader.Account, ids, m.reader.Account, ids}}
}

// usesOf finds what the list of a query depends on.
func usesOf(q ContactQuery) filter.Uses {
	uses := filter.UsesOf(q.Filter, q.stored)
	for _, by := range q.OrderBy {
		if by.By.Field == nil {
			uses.Fields["customAttributes"] = true
			continue
		}
		for _, field := range orderUses[*by.By.Field] {
			uses.Fields[field] = true
		}
	}
	if q.Search != nil && len(q.OrderBy) == 0 {
		uses.Fields["lastActivityAt"] = true // the last key of the best matches
	}
	return uses
}

// changedFields are the fields of filters that a change of an event can concern, by the first part of the name of the change. Changes that
// are not here can concern all of them.
var changedFields = map[string][]string{
	"name":             {"name", "middleName", "lastName"},
	"middleName":       {"name", "middleName", "lastName"},
	"lastName":         {"name", "middleName", "lastName"},
	"location":         {},
	"labels":           {"labels"},
	"customAttributes": {"customAttributes"},
}

// touchedFields are the fields of filters that a touch can concern; others can concern all of them.
var touchedFields = map[TouchKind][]string{
	TouchActivity:     {"lastActivityAt"},
	TouchRating:       {"csatAverage"},
	TouchConversation: {"conversations", "staleSince"},
	TouchInbox:        {"inboxId"},
	TouchPresence:     {"availability"},
}

// contactsTouchedBy is TouchedBy for contacts; inside says that the contact is in the window.
func (w *Window) contactsTouchedBy(t Touch, inside bool) bool {
	fields, known := touchedFields[t.Kind]
	shown := t.Kind == TouchActivity || t.Kind == TouchRating // which an update tells
	return !known || inside && shown || w.usesAny(fields)
}

// contactsChangedBy is ChangedBy for contacts; inside says that the contact is in the window. A contact outside
// comes in only if a field changes on which its place or the condition depends. A search also depends on contacts that it does not find:
// misspelt words are allowed where none has them as they are written.
func (w *Window) contactsChangedBy(e *models.ContactEvent, inside bool) bool {
	if e.Type.OfSegment() {
		return false // which tells of a change that was told before
	}
	if inside || w.Contacts.Search != nil {
		return true
	}
	switch e.Type {
	case models.ContactDeleted, models.ContactErased:
		return w.CountLimit > 0
	case models.ContactMerged:
		return e.MergedInto == nil || w.CountLimit > 0
	case models.ContactUpdated:
		return w.changes(e)
	}
	return true
}

// changes reports whether an update can have changed something on which the list depends.
func (w *Window) changes(e *models.ContactEvent) bool {
	if w.uses.Fields["updatedAt"] {
		return true
	}
	for _, change := range e.Changes {
		name, _, _ := strings.Cut(change.Field, ".")
		if fields, known := changedFields[name]; !known || w.usesAny(fields) {
			return true
		}
	}
	return false
}
