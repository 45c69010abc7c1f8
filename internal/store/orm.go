package store

import (
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kith/models/typeid"
)

// The functions of this file are for plain nouns: labels, notes, inboxes, companies, segments, definitions, users, tokens, webhooks.
// GORM's generics API finds, creates, changes and deletes them by the tags of their structs. There are no hooks, no AutoMigrate
// and no associations.

// Of returns the rows of a noun in the session's account.
func Of[T any](q Querier, how ...clause.Expression) gorm.ChainInterface[T] {
	s := q.session()
	return gorm.G[T](s.orm, how...).Where("account_id = ?", s.Account)
}

// Lock returns a row by its id and keeps others from changing it until the transaction ends; nil when there is none.
func Lock[T any, K typeid.Key](tx Querier, id K) (*T, error) {
	row, err := Of[T](tx, clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(tx.session().ctx)
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return &row, err
}

// Create stores a row.
func Create[T any](tx Querier, row *T) error {
	s := tx.session()
	return gorm.G[T](s.orm).Create(s.ctx, row)
}

// createBatch is how many rows a statement of CreateAll stores.
const createBatch = 500

// CreateAll stores many rows; how may say what becomes of those that are there already.
func CreateAll[T any](tx Querier, rows []T, how ...clause.Expression) error {
	s := tx.session()
	return gorm.G[T](s.orm, how...).CreateInBatches(s.ctx, &rows, createBatch)
}

// Save stores every column of a locked row but its key.
func Save[K typeid.Key, T any](tx Querier, row *T, id K) error {
	_, err := Of[T](tx).Where("id = ?", id).Select("*").Omit(clause.Associations, "account_id", "id").Updates(tx.session().ctx, *row)
	return err
}

// Delete deletes a row by its id.
func Delete[T any, K typeid.Key](tx Querier, id K) error {
	_, err := Of[T](tx).Where("id = ?", id).Delete(tx.session().ctx)
	return err
}
