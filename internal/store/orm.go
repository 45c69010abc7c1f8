package store

import (
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"kith/models/typeid"
)

// The functions of this file are for plain nouns: labels, notes, inboxes, companies, segments, definitions, users, tokens, webhooks.
// GORM finds, creates, changes and deletes them by the tags of their structs. There are no hooks, no AutoMigrate and no associations.
// Its generics API would add 6.7 MB to the program, since it is compiled anew for each noun.

// byID is the row of a noun in the session's account.
func byID[T any, K typeid.Key](q Querier, id K) *gorm.DB {
	s := q.session()
	return s.orm.Model(new(T)).Where("account_id = ? AND id = ?", s.Account, id)
}

// Lock returns a row by its id and keeps others from changing it until the transaction ends; nil when there is none.
func Lock[T any, K typeid.Key](tx Querier, id K) (*T, error) {
	row := new(T)
	err := byID[T](tx, id).Clauses(clause.Locking{Strength: "UPDATE"}).Take(row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return row, err
}

// NameOf returns the name of a noun's table.
func NameOf[T any](q Querier) string {
	statement := &gorm.Statement{DB: q.session().orm}
	if err := statement.Parse(new(T)); err != nil {
		return "" // which no table has
	}
	return statement.Schema.Table
}

// Create stores a row.
func Create[T any](tx Querier, row *T) error { return tx.session().orm.Create(row).Error }

// createBatch is how many rows a statement of CreateAll stores.
const createBatch = 500

// CreateAll stores many rows; how may say what becomes of those that are there already.
func CreateAll[T any](tx Querier, rows []T, how ...clause.Expression) error {
	return tx.session().orm.Clauses(how...).CreateInBatches(&rows, createBatch).Error
}

// Save stores every column of a locked row but its key.
func Save[K typeid.Key, T any](tx Querier, row *T, id K) error {
	return byID[T](tx, id).Select("*").Omit(clause.Associations, "account_id", "id").Updates(row).Error
}

// Delete deletes a row by its id.
func Delete[T any, K typeid.Key](tx Querier, id K) error {
	return byID[T](tx, id).Delete(new(T)).Error
}
