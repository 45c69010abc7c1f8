package crm

import (
	"context"
	"errors"
	"slices"
	"time"

	"kith/internal/filter"
	"kith/models"
	"kith/models/page"
)

// ContactQuery selects and sorts the contacts of a list.
type ContactQuery struct {
	Filter  *models.ContactFilter
	Segment *models.SegmentID
	Search  *string
	OrderBy []*models.ContactOrder
	// stored is the filter of Segment, if it was read already.
	stored *models.ContactFilter
}

var errUnseen = errors.New("crm: contacts are listed for a viewer with limits by a session that sees all")

// compile returns the list of the query's contacts.
func (b *Batch) compile(q ContactQuery) (List[models.Contact], error) {
	l := List[models.Contact]{Batch: b.Batch, Table: contacts, Where: "c.account_id = ?", Args: []any{b.Account}}
	if b.Viewer.Restricted() && !b.Restricted() {
		return l, errUnseen
	}
	var err error
	if l.Order, err = contactOrder(q.OrderBy); err != nil {
		return l, err
	}
	if q.Search != nil {
		found, args, best, err := b.searched(*q.Search)
		if err != nil {
			return l, err
		}
		l.Table, l.Args = found, append(args, l.Args...)
		if len(q.OrderBy) == 0 {
			l.Order = best
		}
	}
	if keys := attributeKeys(q.OrderBy); len(keys) > 0 {
		l.Table, l.Args = withAttributes(l.Table, l.Args, keys, b.Account)
	}
	filters := []*models.ContactFilter{q.Filter}
	if q.Segment != nil && q.stored == nil {
		if q.stored, err = b.service.segmentFilter(b.reader(), *q.Segment); err != nil {
			return l, err
		}
	}
	filters = append(filters, q.stored)
	for _, f := range filters {
		if f == nil {
			continue
		}
		named, err := b.named(f)
		if err != nil {
			return l, err
		}
		if l, err = b.narrow(l, f, named); err != nil {
			return l, err
		}
	}
	return l, nil
}

// named are the records that filters name, as filter.Options takes them.
type named struct {
	labels    map[string]models.LabelID
	companies map[models.CompanyID]models.CompanyID
}

// named looks up what filters name. It does not query the database for filters that name nothing.
func (b *Batch) named(filters ...*models.ContactFilter) (n named, err error) {
	var titles []string
	var ids []models.CompanyID
	for _, f := range filters {
		titles, ids = append(titles, filter.Titles(f)...), append(ids, filter.Companies(f)...)
	}
	if n.labels, err = labelsTitled(b.reader(), slices.Compact(slices.Sorted(slices.Values(titles)))); err != nil {
		return n, err
	}
	n.companies, err = mergedCompanies(b, b.Account, ids)
	return n, err
}

// narrow returns the contacts of a list that match a filter, with what it names.
func (b *Batch) narrow(l List[models.Contact], f *models.ContactFilter, n named) (List[models.Contact], error) {
	if err := filter.Check(f); err != nil {
		return l, underField(err, "filter")
	}
	options := filter.Options{AccountID: b.Account, Now: b.service.now(), Labels: n.labels, Companies: n.companies}
	if filter.UsesZone(f) {
		var err error
		if options.Zone, err = b.timeZone(); err != nil {
			return l, err
		}
	}
	clause, err := filter.Contacts(f, options)
	if err != nil {
		return l, underField(err, "filter")
	}
	l.Table = l.Table.PlannedByValue()
	l.Where, l.Args = l.Where+" AND ("+clause.SQL+")", slices.Concat(l.Args, clause.Args)
	return l, nil
}

// compileEach returns the lists of queries without segments, and sets the errors of those that are not valid; a query that has an error
// already is left out. Whatever the number of queries, labels, companies and the time zone are looked up once.
func (b *Batch) compileEach(queries []ContactQuery, errs []error) ([]List[models.Contact], error) {
	var filters []*models.ContactFilter
	for i, q := range queries {
		if errs[i] == nil && q.Filter != nil {
			filters = append(filters, q.Filter)
		}
	}
	named, err := b.named(filters...)
	if err != nil {
		return nil, err
	}
	lists := make([]List[models.Contact], len(queries))
	for i, q := range queries {
		f := q.Filter
		if q.Filter = nil; errs[i] == nil {
			lists[i], errs[i] = b.compile(q)
		}
		if errs[i] == nil && f != nil {
			lists[i], errs[i] = b.narrow(lists[i], f, named)
		}
	}
	return lists, nil
}

// timeZone returns the account's time zone, which it reads once.
func (b *Batch) timeZone() (*time.Location, error) {
	if b.zone == nil {
		zone, err := timeZone(b.reader(), b.Account)
		if err != nil {
			return nil, err
		}
		b.zone = zone
	}
	return b.zone, nil
}

// labelsTitled returns the labels with one of the titles, as filter.Options takes them. Without titles it does not query the
// database.
func labelsTitled(r reader, titles []string) (map[string]models.LabelID, error) {
	if len(titles) == 0 {
		return nil, nil
	}
	found, err := labels.List(r, "l.account_id = ? AND l.title = ANY(?)", r.Account, titles)
	if err != nil {
		return nil, err
	}
	ids := make(map[string]models.LabelID, len(found))
	for _, l := range found {
		ids[l.Title] = l.ID
	}
	return ids, nil
}

// Contacts are the account's contacts that the query finds.
func (b *Batch) Contacts(q ContactQuery) List[models.Contact] {
	l, err := b.compile(q)
	if err != nil {
		b.Fail(err)
	}
	return l
}

// ListContacts returns a page of the account's contacts. Invalid if a filter, search or order exceeds a limit, or if the cursor is
// from another order.
func (s *Service) ListContacts(ctx context.Context, a page.Args, q ContactQuery) (*models.ContactConnection, error) {
	return pageOf(ctx, s, a, func(b *Batch) List[models.Contact] { return b.Contacts(q) })
}
