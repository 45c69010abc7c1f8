package crm

import (
	"context"
	"database/sql/driver"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Columns is a set of a table's columns, and of what pages have beside their rows.
type Columns = store.Columns

// The sets that are the same for all tables: the positions of the rows, whether there are more, and everything.
const (
	Cursors    = store.Cursors
	More       = store.More
	AllColumns = store.AllColumns
)

// List is a list of the account that a batch reads by pages.
type List[T any] = store.List[T]

// Lists are the same list for each of many parents.
type Lists[K typeid.Key, T any] = store.Lists[K, T]

// Table says which columns the rows of a noun have.
type Table interface {
	// Column returns the column of a name, and where a row, which is a pointer, keeps its value.
	Column(name string) (set Columns, field func(row any) any, ok bool)
}

// Tables are those whose rows can be read in part, by the name of their GraphQL type.
var Tables = map[string]Table{
	"Contact": contacts, "Conversation": conversations, "Message": messages, "Note": notes, "Label": labels, "Inbox": inboxes,
	"ContactInbox": contactInboxes, "Company": companies, "CsatResponse": csatResponses, "User": users, "ApiToken": apiTokens,
}

// Batch gathers reads for one viewer that go to the database together, in one round trip. What its methods return is filled by
// Send, which also returns what was wrong with their arguments.
type Batch struct {
	*store.Batch
	Viewer  *models.Viewer
	service *Service
}

// Batch returns an empty batch for a viewer who may see the account.
func (s *Service) Batch(ctx context.Context) (*Batch, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return s.batch(r), nil
}

func (s *Service) batch(r reader) *Batch { return &Batch{store.NewBatch(r), r.Viewer, s} }

// reader returns the batch's session, for reads that can't wait for Send.
func (b *Batch) reader() reader { return reader{b.Session, b.Viewer} }

// Read sends one read of a batch by itself.
func Read[K, R any](ctx context.Context, s *Service, keys []K, add func(*Batch, []K, Columns) R) (found R, err error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return found, err
	}
	found = add(b, keys, AllColumns)
	return found, b.Send()
}

// pageOf sends one page of a list by itself.
func pageOf[T any](ctx context.Context, s *Service, a page.Args, list func(*Batch) List[T]) (*page.Connection[*T], error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return nil, err
	}
	l := list(b)
	if err := b.Err(); err != nil {
		return nil, err
	}
	connection := l.Page(a, AllColumns)
	return connection, b.Send()
}

// groupKey is the key of a group of contacts, which can be the parent of a page too.
type groupKey string

// String returns the key.
func (k groupKey) String() string { return string(k) }

// Value passes the key as text; it is an enum value, a code, a month or a uuid, so it needs no quotes in an array.
func (k groupKey) Value() (driver.Value, error) { return string(k), nil }

// SQLType is the type of the key in arrays.
func (k groupKey) SQLType() string { return "text" }

// emptyLists returns an empty list for every key, so that a batch answers for each.
func emptyLists[K comparable, T any](keys []K) map[K][]*T {
	m := make(map[K][]*T, len(keys))
	for _, k := range keys {
		m[k] = []*T{}
	}
	return m
}

// grouped sorts rows to their parents, keeping their order.
func grouped[K comparable, T any](keys []K, rows []*T, parent func(*T) K) map[K][]*T {
	m := emptyLists[K, T](keys)
	for _, row := range rows {
		m[parent(row)] = append(m[parent(row)], row)
	}
	return m
}
