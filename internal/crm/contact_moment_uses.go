package crm

import (
	"strings"

	"kith/internal/filter"
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

// DependsOnClock reports whether contacts can come and go without a write.
func (w *ContactWindow) DependsOnClock() bool { return w.uses.Clock }

// usesAny reports whether the list depends on one of the fields.
func (w *ContactWindow) usesAny(fields []string) bool {
	for _, field := range fields {
		if w.uses.Fields[field] {
			return true
		}
	}
	return false
}

// TouchedBy reports whether a touch can have changed what is read of the window; inside says that its contact is in it.
func (w *ContactWindow) TouchedBy(t ContactTouch, inside bool) bool {
	fields, known := touchedFields[t.Kind]
	shown := t.Kind == TouchActivity || t.Kind == TouchRating // which an update tells
	return !known || inside && shown || w.usesAny(fields)
}

// ChangedBy reports whether an event can have changed what is read of the window; inside says that its contact is in it. A contact outside
// comes in only if a field changes on which its place or the condition depends. A search also depends on contacts that it does not find:
// misspelt words are allowed where none has them as they are written.
func (w *ContactWindow) ChangedBy(e *models.ContactEvent, inside bool) bool {
	if e.Type.OfSegment() {
		return false // which tells of a change that was told before
	}
	if inside || w.Query.Search != nil {
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
func (w *ContactWindow) changes(e *models.ContactEvent) bool {
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
