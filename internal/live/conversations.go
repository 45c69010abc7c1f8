package live

import (
	"context"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// ConversationRequest is what a client asks for.
type ConversationRequest struct {
	Query crm.ConversationQuery
	// First and CountLimit are nil for the defaults.
	First, CountLimit *int
	// Have is nil for a snapshot.
	Have []*models.ConversationListHave
}

// Conversations sends a list of conversations and its changes until the context ends. Invalid as crm.ListConversations.
func (h *Hub) Conversations(ctx context.Context, r ConversationRequest) (<-chan models.ConversationListChange, error) {
	var has []have
	if r.Have != nil {
		has = make([]have, len(r.Have))
	}
	for i, row := range r.Have {
		has[i] = have{row.ID.UUID, row.Version, row.LastActivityAt}
	}
	return list(ctx, h, crm.Window{Conversations: &r.Query}, r.First, r.CountLimit, has, "conversation", ofConversations)
}

// ofConversations words a message about conversations.
func ofConversations(m message) models.ConversationListChange {
	switch {
	case m.reset != "":
		return &models.ConversationListReset{Reason: m.reset}
	case m.nodes != nil:
		return &models.ConversationListSnapshot{Cursor: m.at, Nodes: nodesOf[models.Conversation](m.nodes), Count: m.count}
	}
	ops := make([]models.ConversationListOp, len(m.steps))
	for i, s := range m.steps {
		id, after := typeid.Of[models.ConversationID](s.id), idOf[models.ConversationID](s.after)
		switch s.kind {
		case insertion:
			ops[i] = &models.ConversationListInsert{After: after, Node: s.node.(*models.Conversation)}
		case move:
			ops[i] = &models.ConversationListMove{ConversationID: id, After: after}
		case update:
			ops[i] = &models.ConversationListUpdate{Node: s.node.(*models.Conversation)}
		case removal:
			ops[i] = &models.ConversationListRemove{ConversationID: id, Reason: models.ConversationListReason(s.fate.Reason)}
		}
	}
	return &models.ConversationListPatch{From: m.from, Cursor: m.at, Ops: ops, Count: m.count}
}
