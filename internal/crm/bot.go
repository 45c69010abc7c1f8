package crm

import (
	"kith/internal/store"
	"kith/models"
)

var bots = store.NewTable[models.Bot]("bots b")

// BotsByID returns the bots that exist, by id.
func (b *Batch) BotsByID(ids []models.BotID, set Columns) map[models.BotID]*models.Bot {
	return store.ByID(b.Batch, bots, ids, set)
}

var attachments = store.NewTable[models.Attachment]("attachments at")

// AttachmentsByID returns the attachments that exist, by id.
func (b *Batch) AttachmentsByID(ids []models.AttachmentID, set Columns) map[models.AttachmentID]*models.Attachment {
	return store.ByID(b.Batch, attachments, ids, set)
}

// AttachmentsByMessage returns each message's attachments, oldest first.
func (b *Batch) AttachmentsByMessage(ids []models.MessageID, set Columns) map[models.MessageID][]*models.Attachment {
	return store.ListsBy(b.Batch, attachments, ids, set, `
		SELECT `+attachments.Selected(set)+`, at.message_id
		FROM attachments at
		WHERE at.account_id = ? AND at.message_id = `+store.AnyID+`
		ORDER BY at.message_id, at.id`)
}
