package crm

import (
	"encoding/json"

	"github.com/google/uuid"

	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

// RowID is the id of a row of a window, whatever its noun.
type RowID = uuid.UUID

// Window is the beginning of a list of contacts or conversations.
type Window struct {
	// Contacts or Conversations is the query; the other one is nil.
	Contacts      *ContactQuery
	Conversations *ConversationQuery
	// Viewer is who asks for it; its rights decide which rows it finds.
	Viewer *models.Viewer
	// First is how many rows the window has at most.
	First int
	// CountLimit is how far the list is counted, 0 for not at all.
	CountLimit int

	// Rows and Count are what was read, Err is why nothing was: a segment or filter that is not valid.
	Rows  []ListRow
	Count int
	Err   error

	uses filter.Uses
	list *windowList
}

// ListRow is what decides whether a row of a window has changed.
type ListRow struct {
	ID             RowID
	Version        int
	LastActivityAt *models.DateTime
	// Rest is what changes without a new version, besides the last activity.
	Rest string
}

// windowList is the list of a window, whatever its noun.
type windowList struct {
	page     func(page.Args) (store.Statement, error)
	count    func(limit int) store.Statement
	matching func(ids store.IDs[RowID]) store.Statement
}

// MaxCount is how far a list can be counted.
const MaxCount = store.MaxCount

// listed returns the list of a window; id is the column of the ids, rest the expression of ListRow.Rest.
func listed[T any](l List[T], columns store.Columns, id, rest string) *windowList {
	return &windowList{
		page:  func(a page.Args) (store.Statement, error) { return l.Statement(a, columns, rest+" AS rest") },
		count: l.CountStatement,
		matching: func(ids store.IDs[RowID]) store.Statement {
			return store.Statement{Text: "SELECT " + id + " FROM " + l.Table.From + " WHERE " + l.Where + " AND " + id + " = ANY(?)",
				Args: append(l.Args[:len(l.Args):len(l.Args)], ids)}
		},
	}
}

// columnsNamed are columns of a table, for ListRow.
func columnsNamed[T any](t store.Table[T], names ...string) (set Columns) {
	for _, name := range names {
		column, _, _ := t.Column(name)
		set |= column
	}
	return set
}

// Key is equal for windows that have the same rows at every moment: of the same query, for viewers with the same rights over it.
func (w *Window) Key() string {
	var who string
	if w.Contacts != nil && w.Contacts.Segment != nil {
		who = w.Viewer.Key() // its owner alone may see it
	}
	var limits *models.Limits
	if w.Viewer.Restricted() {
		limits = w.Viewer.Limits
	}
	key, err := json.Marshal([]any{w.Contacts, w.Conversations, w.First, w.CountLimit, who, limits})
	if err != nil {
		panic(err) // inputs always marshal
	}
	return string(key)
}

// limit adds what the condition of the viewer's role depends on.
func (w *Window) limit() {
	if !w.Viewer.Restricted() || w.Viewer.Limits.Contacts == nil {
		return
	}
	of := filter.UsesOf(w.Viewer.Limits.Contacts)
	for field := range of.Fields {
		w.uses.Fields[field] = true
	}
	w.uses.Clock = w.uses.Clock || of.Clock
}

// DependsOnClock reports whether rows can come and go without a write.
func (w *Window) DependsOnClock() bool { return w.uses.Clock }

// usesAny reports whether the list depends on one of the fields.
func (w *Window) usesAny(fields []string) bool {
	for _, field := range fields {
		if w.uses.Fields[field] {
			return true
		}
	}
	return false
}

// ChangedBy reports whether an event can have changed what is read of the window; has says whether a row is in it.
func (w *Window) ChangedBy(e *models.ContactEvent, has func(RowID) bool) bool {
	if w.Conversations != nil {
		return w.talkChangedBy(e)
	}
	return w.contactsChangedBy(e, has(e.ContactID.UUID))
}

// TouchedBy reports whether a touch can have changed what is read of the window; has says whether a row is in it.
func (w *Window) TouchedBy(t Touch, has func(RowID) bool) bool {
	if w.Conversations != nil {
		return w.talkTouchedBy(t)
	}
	return w.contactsTouchedBy(t, has(t.Contact.UUID))
}
