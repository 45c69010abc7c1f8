package events

import "sync"

// localBus notifies within this process. Of the notifications of an account that wait, the highest number is passed on.
type localBus struct {
	mu      sync.Mutex
	waiting map[int64]int64
	wake    chan struct{} // holds one signal while something may be waiting
	closing chan struct{}
	close   func()
	running sync.WaitGroup
}

// NewBus returns a bus for a single node.
func NewBus() Bus {
	b := &localBus{waiting: map[int64]int64{}, wake: make(chan struct{}, 1), closing: make(chan struct{})}
	b.close = sync.OnceFunc(func() { close(b.closing) })
	return b
}

func (b *localBus) Notify(account, seq int64) {
	b.mu.Lock()
	b.waiting[account] = max(b.waiting[account], seq)
	b.mu.Unlock()
	signal(b.wake)
}

func (b *localBus) Listen(fn func(account, seq int64)) error {
	b.running.Go(func() {
		for {
			select {
			case <-b.closing:
				return
			case <-b.wake:
			}
			for account, seq := range b.take() {
				fn(account, seq)
			}
		}
	})
	return nil
}

// take returns what is waiting.
func (b *localBus) take() map[int64]int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.waiting
	b.waiting = map[int64]int64{}
	return taken
}

func (b *localBus) Close() {
	b.close()
	b.running.Wait()
}
