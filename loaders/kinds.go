package loaders

import (
	"context"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"

	"kith/page"
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

// Load returns the value of a key.
func (l ByKey[K, T]) Load(ctx context.Context, key K) (T, error) { return l.loader.Load(ctx, key) }

// LoadOptional returns the value of a key, zero without one.
func (l ByKey[K, T]) LoadOptional(ctx context.Context, key *K) (T, error) {
	if key == nil {
		var none T
		return none, nil
	}
	return l.loader.Load(ctx, *key)
}

// None is the order of lists that have only one.
type None struct{}

// Pages loads a page of children for each parent. Parents that ask with the same arguments share a statement.
type Pages[K, O comparable, T any] struct {
	ctx    context.Context
	wait   time.Duration
	fetch  func(context.Context, []K, page.Args, O) (map[K]*page.Connection[T], error)
	count  func(context.Context, []K, int) (map[K]int, error)
	shared *shared[K, O, T]
}

type shared[K, O comparable, T any] struct {
	mu     sync.Mutex
	pages  map[asked[O]]ByKey[K, *page.Connection[T]]
	counts map[int]ByKey[K, int]
}

type asked[O comparable] struct {
	args  string
	order O
}

func pages[K, O comparable, T any](ctx context.Context, wait time.Duration,
	fetch func(context.Context, []K, page.Args, O) (map[K]*page.Connection[T], error),
	count func(context.Context, []K, int) (map[K]int, error),
) Pages[K, O, T] {
	return Pages[K, O, T]{ctx, wait, fetch, count, &shared[K, O, T]{
		pages: map[asked[O]]ByKey[K, *page.Connection[T]]{}, counts: map[int]ByKey[K, int]{},
	}}
}

func unordered[K comparable, T any](fetch func(context.Context, []K, page.Args) (map[K]*page.Connection[T], error)) func(context.Context, []K, page.Args, None) (map[K]*page.Connection[T], error) {
	return func(ctx context.Context, keys []K, a page.Args, _ None) (map[K]*page.Connection[T], error) {
		return fetch(ctx, keys, a)
	}
}

// Load returns a parent's page.
func (p Pages[K, O, T]) Load(ctx context.Context, parent K, a page.Args, order O) (*page.Connection[T], error) {
	loaded, err := p.pagesFor(a, order).Load(ctx, parent)
	if err != nil {
		return nil, err
	}
	connection := *loaded // fields that ask for the same page share what was loaded
	connection.Counter = func(ctx context.Context, limit int) (int, error) {
		return p.countsFor(limit).Load(ctx, parent)
	}
	return &connection, nil
}

func (p Pages[K, O, T]) pagesFor(a page.Args, order O) ByKey[K, *page.Connection[T]] {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	key := asked[O]{a.Key(), order}
	l, ok := p.shared.pages[key]
	if !ok {
		l = byKey(p.ctx, p.wait, func(ctx context.Context, keys []K) (map[K]*page.Connection[T], error) {
			return p.fetch(ctx, keys, a, order)
		})
		p.shared.pages[key] = l
	}
	return l
}

func (p Pages[K, O, T]) countsFor(limit int) ByKey[K, int] {
	p.shared.mu.Lock()
	defer p.shared.mu.Unlock()
	l, ok := p.shared.counts[limit]
	if !ok {
		l = byKey(p.ctx, p.wait, func(ctx context.Context, keys []K) (map[K]int, error) {
			return p.count(ctx, keys, limit)
		})
		p.shared.counts[limit] = l
	}
	return l
}
