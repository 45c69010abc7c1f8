package crm

import (
	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
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
	fresh, err := settle(a, messages, fit, func(m *models.Message) (models.MessageID, uuid.UUID) { return m.ID, m.ID.UUID },
		func(stored *models.Message, row models.Message) (string, error) {
			row.AccountID, row.Version = stored.AccountID, stored.Version
			*stored = row
			return "", nil
		})
	if err != nil {
		return err
	}
	if err := a.noteMessages(fresh); err != nil {
		return err
	}
	return storeNew(a, messages, fresh)
}

// noteMessages moves the last activity of locked conversations to their latest new messages.
func (a *adoption) noteMessages(fresh []models.Message) error {
	if a.origin.System == "" || len(fresh) == 0 {
		return nil
	}
	latest := map[models.ConversationID]models.DateTime{}
	for _, m := range fresh {
		if m.CreatedAt.After(latest[m.ConversationID].Time) {
			latest[m.ConversationID] = m.CreatedAt
		}
	}
	ids, at := instants(latest)
	return a.Exec(`
		UPDATE conversations v
		SET last_activity_at = said.at
		FROM unnest(?::uuid[], ?::text[]::timestamptz[]) AS said (id, at)
		WHERE v.account_id = ? AND v.id = said.id AND v.last_activity_at < said.at`, ids, at, a.Account)
}

// instants are ids and times as two arrays of a statement.
func instants[K typeid.Key](latest map[K]models.DateTime) (ids store.IDs[K], at []string) {
	ids, at = make(store.IDs[K], 0, len(latest)), make([]string, 0, len(latest))
	for id, t := range latest {
		ids, at = append(ids, id), append(at, t.Format("2006-01-02T15:04:05.999999Z07:00"))
	}
	return ids, at
}

// adoptAttachments stores the attachments of messages that the account has.
func (a *adoption) adoptAttachments(rows Seed) error {
	if len(rows.Attachments) == 0 {
		return nil
	}
	in := make([]uuid.UUID, len(rows.Attachments))
	for i, r := range rows.Attachments {
		in[i] = r.MessageID.UUID
	}
	known, err := messages.Present(a, in)
	if err != nil {
		return err
	}
	fit := fitting(a, attachments, rows.Attachments, func(r *models.Attachment) string {
		if !known[r.MessageID.UUID] {
			return "There is no such message."
		}
		return ""
	})
	fresh, err := settle(a, attachments, fit, func(r *models.Attachment) (models.AttachmentID, uuid.UUID) { return r.ID, r.ID.UUID },
		func(stored *models.Attachment, row models.Attachment) (string, error) {
			row.AccountID, row.FileKey = stored.AccountID, stored.FileKey
			*stored = row
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, attachments, fresh)
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
	ids, at := instants(latest)
	return a.Exec(`
		UPDATE contacts c
		SET last_activity_at = said.at
		FROM unnest(?::uuid[], ?::text[]::timestamptz[]) AS said (id, at)
		WHERE c.account_id = ? AND c.id = said.id
			AND (c.last_activity_at IS NULL OR said.at - c.last_activity_at > make_interval(secs => ?))`,
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
	fit := fitting(a, notes, rows.Notes, func(n *models.Note) string {
		owner, ok := live[n.ContactID]
		if !ok {
			return noContact
		}
		n.ContactID = owner
		return ""
	})
	fresh, err := settle(a, notes, fit, func(n *models.Note) (models.NoteID, uuid.UUID) { return n.ID, n.ID.UUID },
		func(stored *models.Note, row models.Note) (string, error) {
			row.AccountID, row.Version = stored.AccountID, stored.Version
			*stored = row
			return "", nil
		})
	if err != nil {
		return err
	}
	return storeNew(a, notes, fresh)
}

func (a *adoption) adoptCsatResponses(rows Seed) error {
	if len(rows.CsatResponses) == 0 {
		return nil
	}
	fit, err := a.placedRatings(rows.CsatResponses)
	if err != nil {
		return err
	}
	fresh, err := settle(a, csatResponses, fit, func(r *models.CsatResponse) (models.CsatResponseID, uuid.UUID) { return r.ID, r.ID.UUID },
		func(stored *models.CsatResponse, row models.CsatResponse) (string, error) {
			if err := countRating(a.Tx, stored.ContactID, stored.Rating, -1); err != nil {
				return "", err
			}
			row.AccountID, row.Version = stored.AccountID, stored.Version
			*stored = row
			return "", countRating(a.Tx, stored.ContactID, stored.Rating, +1)
		})
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
