package crm

import (
	"context"
	"errors"
	"strings"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Tx is the transaction of one use case in the viewer's account. Helpers that write take a Tx, so that none can be called outside
// of write.
type Tx struct {
	*store.Tx
	Viewer *models.Viewer
	// Now is the time that everything written in the transaction gets.
	Now models.DateTime
	// locked are the contacts as they were when they were locked.
	locked map[models.ContactID]models.Contact
	// emitted are the events that are not stored yet, lastSeq is the number of the last stored event.
	emitted []*models.ContactEvent
	lastSeq int64
	// hashes makes the hashes under which addresses are suppressed.
	hashes hasher
	// sight is what the viewer sees; nil for everything.
	sight *visibility
	// endsCredentials is set when a credential of the account ends or changes.
	endsCredentials bool
}

// write runs fn in a transaction if the viewer has the permission, and commits when fn returns nil. It retries on conflicts with
// other transactions, so fn must have no effects except on the database and on variables that it sets anew each time. The last
// statements store the events that fn emitted; after the commit their readers are notified.
func (s *Service) write(ctx context.Context, perm models.Permission, fn func(*Tx) error) error {
	viewer, err := permitted(ctx, perm)
	if err != nil {
		return err
	}
	sight, err := s.visibilityOf(ctx, viewer)
	if err != nil {
		return err
	}
	var tx *Tx
	err = s.db.Write(ctx, viewer.AccountID, func(begun *store.Tx) error {
		tx = &Tx{Tx: begun, Viewer: viewer, Now: models.At(s.now()), hashes: s.hashes, sight: sight,
			locked: map[models.ContactID]models.Contact{}}
		if err := applyClaim(tx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return tx.deferEvents()
	})
	switch {
	case err != nil:
	case tx.lastSeq > 0:
		for _, notify := range s.listeners {
			notify(tx.Account, tx.lastSeq)
		}
	case s.onQuietCommit != nil:
		s.onQuietCommit(tx.Account)
	}
	if err == nil && tx.endsCredentials {
		s.credentialsChanged(tx.Account)
	}
	return err
}

// reader returns the transaction as a reader, for helpers that only read. It sees what the transaction needs, whatever the viewer sees.
func (tx *Tx) reader() reader { return reader{Session: &tx.Session, Viewer: tx.Viewer} }

// sees returns the transaction as a reader of what the viewer sees. Whatever an input names is looked up by it.
func (tx *Tx) sees() reader { return reader{Session: tx.sight.over(&tx.Session), Viewer: tx.Viewer} }

// visible returns a further condition for a contact c that the viewer sees, and its arguments.
func (tx *Tx) visible() (string, []any) {
	if tx.sight == nil || tx.sight.contacts.SQL == "" {
		return "", nil
	}
	return " AND (" + tx.sight.contacts.SQL + ")", tx.sight.contacts.Args
}

// dryRun runs fn and rolls back what it stored and emitted.
func (tx *Tx) dryRun(fn func() error) error {
	emitted := tx.emitted
	err := tx.DryRun(fn)
	tx.emitted = emitted
	return err
}

// statement is a statement with its arguments.
type statement struct {
	sql  string
	args []any
}

// runAll runs statements one after the other.
func runAll(tx *Tx, statements []statement) error {
	for _, s := range statements {
		if err := tx.Exec(s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// lock locks a record until the transaction ends and returns it. NotFound at id if it does not exist.
func lock[T any, K typeid.Key](tx *Tx, id K, noun string) (*T, error) {
	row, err := store.Lock[T](tx, id)
	if err == nil && row != nil && tx.sight != nil {
		var seen bool
		if seen, err = tx.seesRow(store.NameOf[T](tx), id); !seen {
			row = nil
		}
	}
	if err == nil && row == nil {
		err = models.Errorf(models.NotFound, "There is no such %s.", noun).At("id")
	}
	return row, err
}

// referredGone reports whether a row was rejected because its label was deleted, or its company deleted or merged; a retry looks them up
// again. Contacts don't need this, because whoever refers to one has locked it.
func referredGone(err error) bool {
	at := store.ConstraintOf(err)
	return store.IsForeignKey(err) && (strings.HasSuffix(at, "labels_label_fkey") || at == "contacts_company_fkey")
}

// explain translates an error of the store to the error that clients get.
func explain(err error) error {
	var argument *page.Error
	switch {
	case errors.As(err, &argument):
		return models.Errorf(models.Invalid, "%s", argument.Message).At(argument.Field)
	case errors.Is(err, store.ErrBusy):
		return models.Errorf(models.Unavailable, "The records are being changed by others; send the request again.")
	}
	return constraintError(err)
}

// seesRow reports whether the viewer sees a row.
func (tx *Tx) seesRow(table string, id any) (bool, error) {
	return store.One[bool](tx.sees(), "SELECT EXISTS (SELECT FROM "+table+" t WHERE t.account_id = ? AND t.id = ?)", tx.Account, id)
}
