package crm

import (
	"context"

	"github.com/google/uuid"

	"kith/internal/store"
	"kith/models"
	"kith/models/typeid"
)

// LegacyRecord says what became of a record of another system.
type LegacyRecord struct {
	AccountID int64
	// Origin is the id that is computed from the record's id in the other system, RecordID the id of the record here.
	Origin   uuid.UUID
	System   string
	Noun     models.LegacyNoun
	LegacyID string
	RecordID uuid.UUID
	// Fingerprint is that of the record as it was there, Version the version in which it was left here.
	Fingerprint int64
	Version     int
}

var (
	legacyRecords = store.NewTable[LegacyRecord]("legacy_records lr")
	legacyIDs     = store.NewTable[models.LegacyID]("legacy_records lr")
)

// LegacyIDs returns the ids that records had in other systems, by system and id; those of merged contacts and companies count for their
// survivors.
func LegacyIDs[K typeid.Key](b *Batch, ids []K, _ Columns) map[K][]*models.LegacyID {
	return store.ListsBy(b.Batch, legacyIDs, ids, AllColumns, `
		WITH asked AS (SELECT ?::bigint AS account_id, asked.id FROM unnest(?::uuid[]) AS asked (id)),
			known AS (
				SELECT account_id, id AS record_id, id FROM asked
				UNION ALL
				SELECT a.account_id, a.id, a.contact_id
				FROM asked
				JOIN contact_aliases a ON a.account_id = asked.account_id AND a.contact_id = asked.id
				UNION ALL
				SELECT a.account_id, a.id, a.company_id
				FROM asked
				JOIN company_aliases a ON a.account_id = asked.account_id AND a.company_id = asked.id)
		SELECT `+legacyIDs.Selected(AllColumns)+`, known.id
		FROM known
		JOIN legacy_records lr ON lr.account_id = known.account_id AND lr.record_id = known.record_id
		ORDER BY lr.system, length(lr.legacy_id), lr.legacy_id`)
}

// FindLegacy returns the public id of the record that another system has under a key, blank if there is none. The oldest counts if
// several were brought over under the same one.
func (s *Service) FindLegacy(ctx context.Context, key models.LegacyKey) (string, error) {
	r, err := s.read(ctx)
	if err != nil {
		return "", err
	}
	found, err := legacyRecords.First(r, "lr.account_id = ? AND lr.system = ? AND lr.noun = ? AND lr.legacy_id = ? ORDER BY lr.origin LIMIT 1",
		r.Account, key.System, string(key.Noun), key.ID)
	if err != nil || found == nil {
		return "", err
	}
	return publicID(key.Noun, found.RecordID), nil
}

// publicID is the public form of the id of a record.
func publicID(noun models.LegacyNoun, id uuid.UUID) string {
	switch noun {
	case models.LegacyUser:
		return typeid.Of[models.UserID](id).String()
	case models.LegacyBot:
		return typeid.Of[models.BotID](id).String()
	case models.LegacyLabel:
		return typeid.Of[models.LabelID](id).String()
	case models.LegacyCompany:
		return typeid.Of[models.CompanyID](id).String()
	case models.LegacyInbox:
		return typeid.Of[models.InboxID](id).String()
	case models.LegacyContact:
		return typeid.Of[models.ContactID](id).String()
	case models.LegacyConversation:
		return typeid.Of[models.ConversationID](id).String()
	case models.LegacyMessage:
		return typeid.Of[models.MessageID](id).String()
	case models.LegacyNote:
		return typeid.Of[models.NoteID](id).String()
	}
	return ""
}
