package crm

import (
	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
)

func (a *adoption) adoptMessages(rows Seed) error {
	if len(rows.Messages) == 0 {
		return nil
	}
	in := make([]uuid.UUID, len(rows.Messages))
	var senders []models.ContactID
	for i, m := range rows.Messages {
		in[i] = m.ConversationID.UUID
		if m.SenderContactID != nil {
			senders = append(senders, *m.SenderContactID)
		}
	}
	owners, live, err := a.lockConversations(in, senders)
	if err != nil {
		return err
	}
	fit := fitting(a, messages, rows.Messages, func(m *models.Message) string {
		if _, known := owners[m.ConversationID]; !known {
			return noConversation
		}
		if m.SenderContactID == nil {
			return ""
		}
		if sender, ok := live[*m.SenderContactID]; ok {
			m.SenderContactID = &sender
			return ""
		}
		a.reject(m.ID.UUID, "sender", "", noContact)
		m.SenderContactID = nil
		return ""
	})
	if err := a.noteActivity(fit); err != nil {
		return err
	}
	return storeMissing(a, messages, fit)
}

// noteActivity sets the last activity of locked contacts to the time of their latest messages.
func (a *adoption) noteActivity(rows []models.Message) error {
	latest := map[models.ContactID]models.DateTime{}
	for _, m := range rows {
		if id := m.SenderContactID; id != nil && m.MessageType == models.Incoming && m.CreatedAt.After(latest[*id].Time) {
			latest[*id] = m.CreatedAt
		}
	}
	if len(latest) == 0 {
		return nil
	}
	ids, at := make(store.IDs[models.ContactID], 0, len(latest)), make([]string, 0, len(latest))
	for id, t := range latest {
		ids, at = append(ids, id), append(at, t.Format("2006-01-02T15:04:05.999999Z07:00"))
	}
	return a.Exec(`
		UPDATE contacts c
		SET last_activity_at = said.at
		FROM unnest(?::uuid[], ?::text[]::timestamptz[]) AS said (id, at)
		WHERE c.account_id = ? AND c.id = said.id AND coalesce(c.last_activity_at, '-infinity') < said.at - make_interval(secs => ?)`,
		ids, at, a.Account, models.ActivityInterval.Seconds())
}

func (a *adoption) adoptNotes(rows Seed) error {
	if len(rows.Notes) == 0 {
		return nil
	}
	owners := make([]models.ContactID, len(rows.Notes))
	for i, n := range rows.Notes {
		owners[i] = n.ContactID
	}
	live, err := a.lockLive(owners)
	if err != nil {
		return err
	}
	return storeMissing(a, notes, fitting(a, notes, rows.Notes, func(n *models.Note) string {
		owner, ok := live[n.ContactID]
		if !ok {
			return noContact
		}
		n.ContactID = owner
		return ""
	}))
}

func (a *adoption) adoptCsatResponses(rows Seed) error {
	if len(rows.CsatResponses) == 0 {
		return nil
	}
	fit, err := a.placedRatings(rows.CsatResponses)
	if err != nil {
		return err
	}
	fresh, err := missing(a, csatResponses, fit)
	if err != nil {
		return err
	}
	for _, r := range fresh {
		if err := countRating(a.Tx, r.ContactID, r.Rating, +1); err != nil {
			return err
		}
	}
	return storeNew(a, csatResponses, fresh)
}

// placedRatings returns the first rating of each conversation that the account has, as a rating by the contact of the conversation.
func (a *adoption) placedRatings(rows []models.CsatResponse) ([]models.CsatResponse, error) {
	by, in := make([]models.ContactID, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		by[i], in[i] = r.ContactID, r.ConversationID.UUID
	}
	owners, live, err := a.lockConversations(in, by)
	if err != nil {
		return nil, err
	}
	found, err := csatResponses.List(a, "r.account_id = ? AND r.conversation_id = ANY(?)", a.Account, store.IDs[uuid.UUID](in))
	rated := map[models.ConversationID]models.CsatResponseID{}
	for _, r := range found {
		rated[r.ConversationID] = r.ID
	}
	return fitting(a, csatResponses, rows, func(r *models.CsatResponse) string {
		owner, known := owners[r.ConversationID]
		if !known {
			return noConversation
		}
		if id, taken := rated[r.ConversationID]; taken && id != r.ID {
			return "The conversation already has a rating."
		}
		if live[r.ContactID] != owner {
			a.reject(r.ID.UUID, "contact", "", "The rating was by another contact than the conversation's; it is by that one.")
		}
		r.ContactID, rated[r.ConversationID] = owner, r.ID
		return ""
	}), err
}
