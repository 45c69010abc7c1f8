package crm

import (
	"gorm.io/gorm/clause"

	"kith/models"
	"kith/models/typeid"
)

// lock returns a record and keeps others from changing it until the transaction ends. NotFound at id without one.
func lock[K typeid.Key, T any](tx *Tx, t table[T], id K, noun string) (*T, error) {
	alias := t.alias()
	row, err := t.one(tx.DB, alias+".account_id = ? AND "+alias+".id = ? FOR UPDATE", tx.Account, id)
	if err == nil && row == nil {
		err = models.Errorf(models.NotFound, "There is no such %s.", noun).At("id")
	}
	return row, err
}

// save stores every column of a locked record but its key.
func save[K typeid.Key, T any](tx *Tx, row *T, id K) error {
	return tx.Model(new(T)).Where("account_id = ? AND id = ?", tx.Account, id).
		Select("*").Omit(clause.Associations, "account_id", "id").Updates(row).Error
}
