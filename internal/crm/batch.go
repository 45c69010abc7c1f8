package crm

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kith/models/typeid"
)

// Batch gathers reads for one viewer that go to the database together, in one round trip. What its methods return is filled by
// Send, which also tells what was wrong with their arguments.
type Batch struct {
	reader
	service *Service
	reads   []read
	err     error
}

// Batch returns an empty batch for a viewer who may see the account.
func (s *Service) Batch(ctx context.Context) (*Batch, error) {
	r, err := s.read(ctx)
	return s.batch(r), err
}

func (s *Service) batch(r reader) *Batch { return &Batch{reader: r, service: s} }

// Send sends what was gathered; the batch is empty afterwards. Statements that are planned with their values go one by one.
func (b *Batch) Send() error {
	if b.err != nil {
		return b.err
	}
	reads := b.reads
	b.reads = nil
	together := &pgx.Batch{}
	for _, r := range reads {
		if r.replan || len(reads) == 1 {
			if err := r.alone(b.DB); err != nil {
				return err
			}
			continue
		}
		together.Queue(numbered(r.text), r.args...).Query(r.collect)
	}
	if together.Len() == 0 {
		return nil
	}
	return b.Statement.ConnPool.(poolConnection).pgx.SendBatch(b.Statement.Context, together).Close()
}

func (b *Batch) add(r read) { b.reads = append(b.reads, r) }

// after has fn follow what was added last.
func (b *Batch) after(fn func()) {
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

// fail makes Send return the first error.
func (b *Batch) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Read sends one read of a batch by itself.
func Read[K, R any](ctx context.Context, s *Service, keys []K, add func(*Batch, []K, Columns) R) (found R, err error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return found, err
	}
	found = add(b, keys, AllColumns)
	return found, b.Send()
}

// byID reads rows by their ids, keyed by id.
func byID[K typeid.Key, T any](b *Batch, t table[T], ids []K, set Columns) map[K]*T {
	found := make(map[K]*T, len(ids))
	var id K
	alias := t.alias()
	b.add(t.read(set, "SELECT "+t.selected(set)+", "+alias+".id FROM "+t.from+" WHERE "+alias+".account_id = ? AND "+alias+".id = "+anyOf,
		[]any{b.Account, idArray[K](ids).literal()}, func(row *T) { found[id] = row }, &id))
	return found
}

// listsBy reads a list for each owner: the statement selects the owner after the columns of the set.
func listsBy[K typeid.Key, T any](b *Batch, t table[T], owners []K, set Columns, text string) map[K][]*T {
	found := make(map[K][]*T, len(owners))
	for _, owner := range owners {
		found[owner] = []*T{}
	}
	var owner K
	b.add(t.read(set, text, []any{b.Account, idArray[K](owners).literal()}, func(row *T) { found[owner] = append(found[owner], row) }, &owner))
	return found
}

// oneBy reads at most one row for each owner.
func oneBy[K typeid.Key, T any](b *Batch, t table[T], owners []K, set Columns, column string) map[K]*T {
	found := make(map[K]*T, len(owners))
	var owner K
	b.add(t.read(set, "SELECT "+t.selected(set)+", "+column+" FROM "+t.from+" WHERE "+t.alias()+".account_id = ? AND "+column+" = "+anyOf,
		[]any{b.Account, idArray[K](owners).literal()}, func(row *T) { found[owner] = row }, &owner))
	return found
}
