package live

import (
	"context"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// Request is what a client asks for.
type Request struct {
	Query crm.ContactQuery
	// First and CountLimit are nil for the defaults.
	First, CountLimit *int
	// Have is nil for a snapshot.
	Have []*models.ContactListHave
}

// Contacts sends a list of contacts and its changes until the context ends. Invalid as crm.ListContacts.
func (h *Hub) Contacts(ctx context.Context, r Request) (<-chan models.ContactListChange, error) {
	var has []have
	if r.Have != nil {
		has = make([]have, len(r.Have))
	}
	for i, row := range r.Have {
		has[i] = have{row.ID.UUID, row.Version, row.LastActivityAt}
	}
	return list(ctx, h, crm.Window{Contacts: &r.Query}, r.First, r.CountLimit, has, "contact", ofContacts)
}

// ofContacts words a message about contacts.
func ofContacts(m message) models.ContactListChange {
	switch {
	case m.reset != "":
		return &models.ContactListReset{Reason: m.reset}
	case m.nodes != nil:
		return &models.ContactListSnapshot{Cursor: m.at, Nodes: nodesOf[models.Contact](m.nodes), Count: m.count}
	}
	ops := make([]models.ContactListOp, len(m.steps))
	for i, s := range m.steps {
		id, after := typeid.Of[models.ContactID](s.id), idOf[models.ContactID](s.after)
		switch s.kind {
		case insertion:
			ops[i] = &models.ContactListInsert{After: after, Node: s.node.(*models.Contact)}
		case move:
			ops[i] = &models.ContactListMove{ContactID: id, After: after}
		case update:
			ops[i] = &models.ContactListUpdate{Node: s.node.(*models.Contact)}
		case removal:
			ops[i] = &models.ContactListRemove{ContactID: id, Reason: s.fate.Reason, Into: idOf[models.ContactID](s.fate.Into)}
		}
	}
	return &models.ContactListPatch{From: m.from, Cursor: m.at, Ops: ops, Count: m.count}
}
