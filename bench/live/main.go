// Live measures how soon subscribers receive changes. It starts Kith with a private database of its own, opens sockets of which
// each follows one contact, changes contacts at a steady rate, and prints how long it takes from a request to the sockets that follow
// its contact, and what a socket costs.
//
//	go run ./bench/live -sockets 1000 -rate 200 -followers 10
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

type options struct {
	sockets, followers, rate int
	length                   time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var o options
	flag.IntVar(&o.sockets, "sockets", 1000, "open sockets, each with one subscription")
	flag.IntVar(&o.followers, "followers", 10, "sockets that follow the same contact")
	flag.IntVar(&o.rate, "rate", 200, "changes a second")
	flag.DurationVar(&o.length, "length", 10*time.Second, "how long contacts are changed")
	flag.Parse()
	if err := run(ctx, o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "live:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out io.Writer) error {
	s, err := start(ctx, o)
	if err != nil {
		return err
	}
	defer s.stop()
	contacts, err := s.createContacts(ctx, max(1, o.sockets/o.followers))
	if err != nil {
		return err
	}
	before := s.memory()
	heard := &times{}
	if err := s.openSockets(ctx, o, contacts, heard); err != nil {
		return err
	}
	after := s.memory()
	answered, written, err := s.change(ctx, o, contacts)
	if err != nil {
		return err
	}
	expected := written * min(o.followers, o.sockets)
	for deadline := time.Now().Add(time.Minute); heard.count() < expected && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Fprintf(out, "%d sockets, %d KiB each; %d changes, %.0f a second, each heard by %d\n",
		o.sockets, (after-before)/o.sockets, written, float64(written)/o.length.Seconds(), o.followers)
	fmt.Fprintf(out, "request to answer  p50 %v  p99 %v\n", answered.part(50), answered.part(99))
	fmt.Fprintf(out, "request to socket  p50 %v  p99 %v  (%d of %d heard)\n", heard.part(50), heard.part(99), heard.count(), expected)
	return nil
}

// change changes contacts at the rate, each name being the instant of its request.
func (s *server) change(ctx context.Context, o options, contacts []string) (*times, int, error) {
	answered, written := &times{}, 0
	tick := time.NewTicker(time.Second / time.Duration(o.rate))
	defer tick.Stop()
	var writing errgroup.Group
	writing.SetLimit(32)
	for end := time.After(o.length); ; written++ {
		select {
		case <-end:
			return answered, written, writing.Wait()
		case <-ctx.Done():
			return nil, 0, ctx.Err()
		case <-tick.C:
		}
		asked := time.Now() // not when there is room for the request: waiting is part of what a client sees
		writing.Go(func() error {
			defer answered.since(asked)
			return s.rename(ctx, contacts[written%len(contacts)], asked)
		})
	}
}

// times are durations of one kind.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) since(begin time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, time.Since(begin))
}

func (t *times) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.all)
}

// part returns the duration that so many per cent do not exceed.
func (t *times) part(percent int) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.all) == 0 {
		return 0
	}
	slices.Sort(t.all)
	return t.all[(len(t.all)-1)*percent/100].Round(100 * time.Microsecond)
}
