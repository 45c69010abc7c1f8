package loaders

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"kith/internal/crm"
	"kith/models/page"
	"kith/models/typeid"
)

// Single loads one value once.
type Single[T any] func() (T, error)

func single[T any](ctx context.Context, fetch func(context.Context) (T, error)) Single[T] {
	return sync.OnceValues(func() (T, error) { return fetch(ctx) })
}

// ByKey loads a value for each key, zero for a key that has none.
type ByKey[K comparable, T any] struct {
	loader *dataloadgen.Loader[K, T]
}

func byKey[K comparable, T any](ctx context.Context, wait time.Duration, fetch func(context.Context, []K) (map[K]T, error)) ByKey[K, T] {
	return ByKey[K, T]{dataloadgen.NewLoader(func(_ context.Context, keys []K) ([]T, []error) {
		found, err := fetch(ctx, keys)
		if err != nil {
			return nil, []error{err}
		}
		values := make([]T, len(keys))
		for i, k := range keys {
			values[i] = found[k]
		}
		return values, nil
	}, dataloadgen.WithWait(wait))}
}

// alone sends a single read of a batch.
func alone[K, R any](s *crm.Service, read func(*crm.Batch, []K, crm.Columns) R) func(context.Context, []K) (R, error) {
	return func(ctx context.Context, keys []K) (R, error) { return crm.Read(ctx, s, keys, read) }
}

// Load returns the value of a key.
func (l ByKey[K, T]) Load(ctx context.Context, key K) (T, error) { return l.loader.Load(ctx, key) }

// LoadAll returns the values of keys, in their order.
func (l ByKey[K, T]) LoadAll(ctx context.Context, keys []K) ([]T, error) {
	return l.loader.LoadAll(ctx, keys)
}

// LoadOptional returns the value of a key, zero without one.
func (l ByKey[K, T]) LoadOptional(ctx context.Context, key *K) (T, error) {
	if key == nil {
		var none T
		return none, nil
	}
	return l.loader.Load(ctx, *key)
}

// None is the query type of lists without arguments of their own.
type None struct{}

// Pages loads a page of children for each parent. Parents with the same arguments and the same query share a statement.
type Pages[K comparable, Q, T any] struct {
	ctx    context.Context
	wait   time.Duration
	fetch  func(context.Context, []K, page.Args, Q) (map[K]*page.Connection[*T], error)
	count  func(context.Context, []K, int, Q) (map[K]int, error)
	key    func(Q) (string, error)
	shared *shared[K, T]
}

type shared[K comparable, T any] struct {
	mu     sync.Mutex
	pages  map[string]ByKey[K, *page.Connection[*T]]
	counts map[string]ByKey[K, int]
}

func pages[K typeid.Key, Q, T any](ctx context.Context, wait time.Duration, s *crm.Service, list func(*crm.Batch, []K, Q) crm.Lists[K, T],
	key func(Q) (string, error)) Pages[K, Q, T] {
	fetch := func(ctx context.Context, keys []K, a page.Args, q Q) (map[K]*page.Connection[*T], error) {
		return crm.Read(ctx, s, keys, func(b *crm.Batch, keys []K, set crm.Columns) map[K]*page.Connection[*T] {
			return list(b, keys, q).Pages(a, set)
		})
	}
	count := func(ctx context.Context, keys []K, limit int, q Q) (map[K]int, error) {
		return crm.Read(ctx, s, keys, func(b *crm.Batch, keys []K, _ crm.Columns) map[K]int { return list(b, keys, q).Counts(limit) })
	}
	return Pages[K, Q, T]{ctx, wait, fetch, count, key, newShared[K, T]()}
}

func newShared[K comparable, T any]() *shared[K, T] {
	return &shared[K, T]{pages: map[string]ByKey[K, *page.Connection[*T]]{}, counts: map[string]ByKey[K, int]{}}
}

func simplePages[K typeid.Key, T any](ctx context.Context, wait time.Duration, s *crm.Service,
	list func(*crm.Batch, []K) crm.Lists[K, T]) Pages[K, None, T] {
	return pages(ctx, wait, s, func(b *crm.Batch, keys []K, _ None) crm.Lists[K, T] { return list(b, keys) }, noKey)
}

// completed makes pages of lists whose rows are completed by further statements, which fetch sends.
func completed[K typeid.Key, T any](ctx context.Context, wait time.Duration, s *crm.Service, list func(*crm.Batch, []K) crm.Lists[K, T],
	fetch func(context.Context, []K, page.Args) (map[K]*page.Connection[*T], error)) Pages[K, None, T] {
	p := simplePages(ctx, wait, s, list)
	p.fetch = func(ctx context.Context, keys []K, a page.Args, _ None) (map[K]*page.Connection[*T], error) {
		return fetch(ctx, keys, a)
	}
	return p
}

// uncounted makes pages of lists that have no count.
func uncounted[K comparable, T any](ctx context.Context, wait time.Duration,
	fetch func(context.Context, []K, page.Args) (map[K]*page.Connection[*T], error)) Pages[K, None, T] {
	return Pages[K, None, T]{ctx: ctx, wait: wait, key: noKey, shared: newShared[K, T](),
		fetch: func(ctx context.Context, keys []K, a page.Args, _ None) (map[K]*page.Connection[*T], error) {
			return fetch(ctx, keys, a)
		}}
}

func noKey(None) (string, error) { return "", nil }

// Load returns a parent's page.
func (p Pages[K, Q, T]) Load(ctx context.Context, parent K, a page.Args, q Q) (*page.Connection[*T], error) {
	key, err := p.key(q)
	if err != nil {
		return nil, err
	}
	loaded, err := p.pagesFor(key, a, q).Load(ctx, parent)
	if err != nil {
		return nil, err
	}
	connection := *loaded // fields that ask for the same page share what was loaded
	connection.Counter = func(ctx context.Context, limit int) (int, error) {
		return p.countsFor(key, limit, q).Load(ctx, parent)
	}
	return &connection, nil
}

func (p Pages[K, Q, T]) pagesFor(key string, a page.Args, q Q) ByKey[K, *page.Connection[*T]] {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	key += a.Key()
	l, ok := p.shared.pages[key]
	if !ok {
		l = byKey(p.ctx, p.wait, func(ctx context.Context, keys []K) (map[K]*page.Connection[*T], error) {
			return p.fetch(ctx, keys, a, q)
		})
		p.shared.pages[key] = l
	}
	return l
}

func (p Pages[K, Q, T]) countsFor(key string, limit int, q Q) ByKey[K, int] {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	key += strconv.Itoa(limit)
	l, ok := p.shared.counts[key]
	if !ok {
		l = byKey(p.ctx, p.wait, func(ctx context.Context, keys []K) (map[K]int, error) {
			return p.count(ctx, keys, limit, q)
		})
		p.shared.counts[key] = l
	}
	return l
}
