package store

import (
	"github.com/jackc/pgx/v5"

	"kith/models/typeid"
)

// Batch gathers reads that go to the database together, in one round trip. What the functions that add to it return is filled by
// Send, which also returns what was wrong with their arguments.
type Batch struct {
	*Session
	reads []read
	err   error
}

// NewBatch returns an empty batch of a session.
func NewBatch(q Querier) *Batch { return &Batch{Session: q.session()} }

// Send sends what was gathered; the batch is empty afterwards. Statements that are planned with their values go one by one.
func (b *Batch) Send() error {
	if b.err != nil {
		return b.explain(b.err)
	}
	reads := b.reads
	b.reads = nil
	together := &pgx.Batch{}
	for _, r := range reads {
		if r.customPlan || r.unnamed || len(reads) == 1 {
			if err := r.send(b.Session); err != nil {
				return err
			}
			continue
		}
		r, err := b.seen(r)
		if err != nil {
			return err
		}
		together.Queue(rebind(r.text), driverValues(r.args)...).Query(r.collect)
	}
	if together.Len() == 0 {
		return nil
	}
	return b.conn.sendBatch(b.ctx, together)
}

func (b *Batch) add(r read) { b.reads = append(b.reads, r) }

// After has fn follow what was added last.
func (b *Batch) After(fn func()) {
	if len(b.reads) == 0 {
		return // an argument was wrong
	}
	last := &b.reads[len(b.reads)-1]
	done := last.done
	last.done = func() {
		if done != nil {
			done()
		}
		fn()
	}
}

// Fail makes Send return the first error.
func (b *Batch) Fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Err returns what Send will refuse.
func (b *Batch) Err() error { return b.err }

// Where adds the rows that a WHERE, ORDER BY and LIMIT clause leaves.
func Where[T any](b *Batch, t Table[T], set Columns, clauses string, args []any, each func(*T)) {
	b.add(t.where(set, clauses, args, each))
}

// ByID adds rows by their ids, keyed by id.
func ByID[K typeid.Key, T any](b *Batch, t Table[T], ids []K, set Columns) map[K]*T {
	found := make(map[K]*T, len(ids))
	var id K
	alias := t.Alias()
	b.add(t.read(set, "SELECT "+t.Selected(set)+", "+alias+".id FROM "+t.From+" WHERE "+alias+".account_id = ? AND "+alias+".id = "+AnyID,
		[]any{b.Account, IDs[K](ids).Literal()}, func(row *T) { found[id] = row }, &id))
	return found
}

// ListsBy adds a list for each owner: the statement selects the owner after the columns of the set.
func ListsBy[K typeid.Key, T any](b *Batch, t Table[T], owners []K, set Columns, text string) map[K][]*T {
	found := make(map[K][]*T, len(owners))
	for _, owner := range owners {
		found[owner] = []*T{}
	}
	var owner K
	b.add(t.read(set, text, []any{b.Account, IDs[K](owners).Literal()}, func(row *T) { found[owner] = append(found[owner], row) }, &owner))
	return found
}

// OneBy adds at most one row for each owner.
func OneBy[K typeid.Key, T any](b *Batch, t Table[T], owners []K, set Columns, column string) map[K]*T {
	found := make(map[K]*T, len(owners))
	var owner K
	b.add(t.read(set, "SELECT "+t.Selected(set)+", "+column+" FROM "+t.From+" WHERE "+t.Alias()+".account_id = ? AND "+column+" = "+AnyID,
		[]any{b.Account, IDs[K](owners).Literal()}, func(row *T) { found[owner] = row }, &owner))
	return found
}
