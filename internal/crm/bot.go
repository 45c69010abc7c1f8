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
