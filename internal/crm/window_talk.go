package crm

import (
	"kith/internal/filter"
	"kith/internal/store"
	"kith/models"
)

// talkColumns are the columns of a ListRow, as the statements of windows return them.
var talkColumns = columnsNamed(conversations, "id", "version", "last_activity_at")

// compileTalk finds the list of a window of conversations.
func (m *Moment) compileTalk(w *Window) error {
	b, err := m.batch(w.Viewer)
	if err != nil {
		return err
	}
	w.uses = filter.UsesOfConversations(w.Conversations.Filter)
	w.limit()
	l, err := b.compileConversations(*w.Conversations, "conversations", "v.account_id = ?", b.Account)
	if err != nil && !isRefusal(err) {
		return err
	}
	w.list, w.Err = listed(l, talkColumns, "v.id", "concat_ws(' ', v.contact_id, v.waiting_since, v.first_reply_at)"), err
	return nil
}

// talkChangedBy is ChangedBy for conversations. What happens to a contact matters if its conversations go with it, and to conditions on
// contacts: of their company, or of a role.
func (w *Window) talkChangedBy(e *models.ContactEvent) bool {
	switch {
	case e.ConversationID != nil:
		return true
	case e.Type == models.ContactDeleted, e.Type == models.ContactErased, e.Type == models.ContactMerged, e.Type == models.ContactUnmerged:
		return true
	}
	return e.Type.OfContact() && w.looksAtContacts()
}

// talkTouchedBy is TouchedBy for conversations.
func (w *Window) talkTouchedBy(t Touch) bool {
	return t.Kind == TouchConversation || t.Kind == TouchAccount || w.looksAtContacts()
}

// looksAtContacts reports whether the window depends on values of contacts.
func (w *Window) looksAtContacts() bool {
	return w.Viewer.Restricted() || w.uses.Fields["companyId"]
}

// talkRows is the statement that finds which conversations exist.
func (m *Moment) talkRows(ids store.IDs[RowID]) store.Statement {
	return store.Statement{Text: "SELECT v.id, NULL::uuid FROM conversations v WHERE v.account_id = ? AND v.id = ANY(?)",
		Args: []any{m.reader.Account, ids}}
}
