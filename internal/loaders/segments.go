package loaders

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// SegmentContacts loads the contacts of segments: those of all segments with the same arguments share a statement.
type SegmentContacts struct {
	ctx  context.Context
	wait time.Duration
	crm  *crm.Service

	mu     sync.Mutex
	pages  map[string]*dataloadgen.Loader[crm.StoredFilter, *models.ContactConnection]
	counts map[string]*dataloadgen.Loader[crm.StoredFilter, int]
}

func segmentContacts(ctx context.Context, wait time.Duration, s *crm.Service) *SegmentContacts {
	return &SegmentContacts{ctx: ctx, wait: wait, crm: s, pages: map[string]*dataloadgen.Loader[crm.StoredFilter, *models.ContactConnection]{},
		counts: map[string]*dataloadgen.Loader[crm.StoredFilter, int]{}}
}

// Load returns a page of a segment's contacts. A filter that is not valid any more fails alone.
func (l *SegmentContacts) Load(ctx context.Context, s *models.Segment, a page.Args, orderBy []*models.ContactOrder) (
	*models.ContactConnection, error,
) {
	order, err := json.Marshal(orderBy)
	if err != nil {
		return nil, err
	}
	of := crm.StoredFilterOf(s)
	loaded, err := loaderOf(l, l.pages, a.Key()+string(order), func(keys []crm.StoredFilter) ([]*models.ContactConnection, []error) {
		return l.crm.ContactPagesOfSegments(l.ctx, keys, a, orderBy)
	}).Load(ctx, of)
	if err != nil {
		return nil, err
	}
	connection := *loaded // fields that ask for the same page share what was loaded
	connection.Counter = func(ctx context.Context, limit int) (int, error) {
		return loaderOf(l, l.counts, strconv.Itoa(limit), func(keys []crm.StoredFilter) ([]int, []error) {
			return l.crm.CountContactsOfSegments(l.ctx, keys, limit)
		}).Load(ctx, of)
	}
	return &connection, nil
}

// loaderOf returns the loader for some arguments.
func loaderOf[T any](l *SegmentContacts, loaders map[string]*dataloadgen.Loader[crm.StoredFilter, T], key string,
	fetch func([]crm.StoredFilter) ([]T, []error),
) *dataloadgen.Loader[crm.StoredFilter, T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	loader, ok := loaders[key]
	if !ok {
		loader = dataloadgen.NewLoader(func(_ context.Context, keys []crm.StoredFilter) ([]T, []error) { return fetch(keys) },
			dataloadgen.WithWait(l.wait))
		loaders[key] = loader
	}
	return loader
}
