package crm

import (
	"context"
	"time"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

// Columns is a set of columns of a table, and of what pages have besides their rows.
type Columns = store.Columns

// The sets that are the same for all tables: the cursor positions of the rows, whether there are more rows, and everything.
const (
	Cursors    = store.Cursors
	More       = store.More
	AllColumns = store.AllColumns
)

// List is a list of the account's records that a batch reads page by page.
type List[T any] = store.List[T]

// Lists is the same list for each of many parents.
type Lists[K typeid.Key, T any] = store.Lists[K, T]

// Table lists the columns that can be selected for a type.
type Table interface {
	// Column returns the column with the name, and a pointer to its value in a row; the row is a pointer.
	Column(name string) (set Columns, field func(row any) any, ok bool)
}

// Tables are the tables whose rows can be read in part, by the name of their GraphQL type.
var Tables = map[string]Table{
	"Contact": contacts, "Conversation": conversations, "Message": messages, "Note": notes, "Label": labels, "Inbox": inboxes,
	"ContactInbox": contactInboxes, "ContactPoint": points, "Company": companies,
	"CsatResponse": csatResponses, "User": users, "Team": teams, "ApiToken": apiTokens, "Attachment": attachments, "Bot": bots,
}

// Batch collects reads of one viewer and sends them to the database in one round trip. Send fills what its methods returned, and
// returns the errors in their arguments.
type Batch struct {
	*store.Batch
	Viewer  *models.Viewer
	service *Service
	zone    *time.Location // the account's, once it was needed
}

// Batch returns an empty batch for a viewer who may see the account.
func (s *Service) Batch(ctx context.Context) (*Batch, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return s.batch(r), nil
}

func (s *Service) batch(r reader) *Batch {
	return &Batch{Batch: store.NewBatch(r), Viewer: r.Viewer, service: s}
}

// reader returns the session of the batch, for reads that must run before Send.
func (b *Batch) reader() reader { return reader{b.Session, b.Viewer} }

// Read runs a single read as a batch of its own.
func Read[K, R any](ctx context.Context, s *Service, keys []K, add func(*Batch, []K, Columns) R) (found R, err error) {
	b, err := s.Batch(ctx)
	if err != nil {
		return found, err
	}
	found = add(b, keys, AllColumns)
	return found, b.Send()
}

// pageOf reads one page of a list as a batch of its own.
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

// emptyLists returns an empty list for every key, so that the result of a batch has an entry for each.
func emptyLists[K comparable, T any](keys []K) map[K][]*T {
	m := make(map[K][]*T, len(keys))
	for _, k := range keys {
		m[k] = []*T{}
	}
	return m
}
