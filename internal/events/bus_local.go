package events

import "sync"

// localBus notifies within this process.
type localBus struct {
	log, credentials *mailbox
	typing           chan typed
	closing          chan struct{}
	close            func()
	running          sync.WaitGroup
}

// NewBus returns a bus for a single node.
func NewBus() Bus {
	b := &localBus{log: newMailbox(), credentials: newMailbox(), typing: make(chan typed, typingBacklog), closing: make(chan struct{})}
	b.close = sync.OnceFunc(func() { close(b.closing) })
	return b
}

func (b *localBus) Notify(account, seq int64) { b.log.put(account, seq) }

func (b *localBus) Listen(fn func(account, seq int64)) error {
	b.listen(b.log, fn)
	return nil
}

func (b *localBus) NotifyCredentials(account int64) { b.credentials.put(account, 0) }

func (b *localBus) ListenCredentials(fn func(account int64)) error {
	b.listen(b.credentials, func(account, _ int64) { fn(account) })
	return nil
}

func (b *localBus) listen(m *mailbox, fn func(account, number int64)) {
	b.running.Go(func() {
		for {
			select {
			case <-b.closing:
				return
			case <-m.wake:
			}
			for account, number := range m.take() {
				fn(account, number)
			}
		}
	})
}

func (b *localBus) Close() {
	b.close()
	b.running.Wait()
}

// mailbox holds the notifications that wait: the highest number of each account.
type mailbox struct {
	mu      sync.Mutex
	waiting map[int64]int64
	wake    chan struct{} // holds one signal while something may be waiting
}

func newMailbox() *mailbox { return &mailbox{waiting: map[int64]int64{}, wake: make(chan struct{}, 1)} }

func (m *mailbox) put(account, number int64) {
	m.mu.Lock()
	m.waiting[account] = max(m.waiting[account], number)
	m.mu.Unlock()
	signal(m.wake)
}

// take returns what is waiting, and leaves nothing.
func (m *mailbox) take() map[int64]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.waiting
	m.waiting = map[int64]int64{}
	return taken
}
