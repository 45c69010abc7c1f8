package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
)

// StoredFilter is a segment and its filter as JSON: segments that were read at different times may have different ones.
type StoredFilter struct {
	Segment models.SegmentID
	Filter  string
}

// StoredFilterOf returns the filter of a segment.
func StoredFilterOf(s *models.Segment) StoredFilter { return StoredFilter{s.ID, string(s.Filter)} }

// ContactPagesOfSegments returns a page of the contacts of each segment, in one statement for up to 50, and what was wrong with each
// filter. A page has no count; CountContactsOfSegments counts.
func (s *Service) ContactPagesOfSegments(ctx context.Context, of []StoredFilter, a page.Args, orderBy []*models.ContactOrder,
) ([]*models.ContactConnection, []error) {
	return readSegments(ctx, s, of, orderBy, func(lists store.Several[models.Contact]) []*models.ContactConnection {
		return lists.Pages(a, AllColumns)
	})
}

// CountContactsOfSegments counts the contacts of each segment up to limit+1, in one statement for up to 50.
func (s *Service) CountContactsOfSegments(ctx context.Context, of []StoredFilter, limit int) ([]int, []error) {
	return readSegments(ctx, s, of, nil, func(lists store.Several[models.Contact]) []int { return lists.Counts(limit) })
}

// readSegments reads something of the contacts of each segment.
func readSegments[T any](ctx context.Context, s *Service, of []StoredFilter, orderBy []*models.ContactOrder,
	read func(store.Several[models.Contact]) []T,
) ([]T, []error) {
	found, errs := make([]T, len(of)), make([]error, len(of))
	b, err := s.Batch(ctx)
	if err != nil {
		return found, []error{err}
	}
	lists, at, err := b.segmentLists(of, orderBy, errs)
	if err != nil {
		return found, []error{err}
	}
	good := read(lists)
	if err := b.Send(); err != nil {
		return found, []error{err}
	}
	for i, place := range at {
		found[place] = good[i]
	}
	return found, errs
}

// segmentLists returns the lists of the segments whose filters are valid and their places; it sets the errors of the others.
func (b *Batch) segmentLists(of []StoredFilter, orderBy []*models.ContactOrder, errs []error) (
	lists store.Several[models.Contact], at []int, err error,
) {
	queries := make([]ContactQuery, len(of))
	for i, stored := range of {
		queries[i].OrderBy = orderBy
		queries[i].Filter, errs[i] = (&models.Segment{Filter: models.JSON(stored.Filter)}).ContactFilter()
	}
	all, err := b.compileEach(queries, errs)
	if err != nil {
		return lists, nil, err
	}
	for i, list := range all {
		if errs[i] == nil {
			lists.Lists, at = append(lists.Lists, list), append(at, i)
		}
	}
	return lists, at, nil
}
