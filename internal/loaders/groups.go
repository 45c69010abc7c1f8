package loaders

import (
	"context"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"kith/internal/crm"
	"kith/models"
	"kith/models/page"
)

// ContactGroups loads groups of contacts and pages of the contacts of groups: what several fields ask for at once shares a statement.
type ContactGroups struct {
	ctx   context.Context
	wait  time.Duration
	crm   *crm.Service
	lists *dataloadgen.Loader[*crm.GroupQuery, *crm.GroupList]

	mu    sync.Mutex
	pages map[string]*dataloadgen.Loader[*crm.GroupList, []*models.ContactConnection]
}

func contactGroups(ctx context.Context, wait time.Duration, s *crm.Service) *ContactGroups {
	lists := dataloadgen.NewLoader(func(_ context.Context, keys []*crm.GroupQuery) ([]*crm.GroupList, []error) {
		queries := make([]crm.GroupQuery, len(keys))
		for i, q := range keys {
			queries[i] = *q
		}
		return s.GroupContacts(ctx, queries)
	}, dataloadgen.WithWait(wait))
	return &ContactGroups{ctx: ctx, wait: wait, crm: s, lists: lists,
		pages: map[string]*dataloadgen.Loader[*crm.GroupList, []*models.ContactConnection]{}}
}

// Load returns the groups of a query, each of which loads its contacts here. A query that is not valid fails alone.
func (l *ContactGroups) Load(ctx context.Context, q crm.GroupQuery) ([]*models.ContactGroup, error) {
	list, err := l.lists.Load(ctx, &q)
	if err != nil {
		return nil, err
	}
	for i, group := range list.Groups {
		group.Newest = func(ctx context.Context, a page.Args) (*models.ContactConnection, error) {
			loaded, err := l.pagesFor(a).Load(ctx, list)
			if err != nil {
				return nil, err
			}
			connection := *loaded[i] // fields that ask for the same page share what was loaded
			connection.Counter = func(context.Context, int) (int, error) { return group.Count, nil }
			return &connection, nil
		}
	}
	return list.Groups, nil
}

// pagesFor returns the loader for the pages with some arguments.
func (l *ContactGroups) pagesFor(a page.Args) *dataloadgen.Loader[*crm.GroupList, []*models.ContactConnection] {
	l.mu.Lock()
	defer l.mu.Unlock()
	loader, ok := l.pages[a.Key()]
	if !ok {
		loader = dataloadgen.NewLoader(func(_ context.Context, keys []*crm.GroupList) ([][]*models.ContactConnection, []error) {
			pages, err := l.crm.ContactPagesOfGroups(l.ctx, keys, a)
			if err != nil {
				return nil, []error{err}
			}
			return pages, nil
		}, dataloadgen.WithWait(l.wait))
		l.pages[a.Key()] = loader
	}
	return loader
}
