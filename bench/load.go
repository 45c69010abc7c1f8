package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// turn is what was measured of one server in its turn: requests a second, milliseconds that they took, and milliseconds of CPU
// that each cost.
type turn struct{ rate, p50, p95, p99, serverCPU, postgresCPU float64 }

func (t turn) cpu() float64 { return t.serverCPU + t.postgresCPU }

// measure gives each server its turns, one after the other, and returns the medians by server; none for a server that does not
// serve the operation.
func (b *bench) measure(ctx context.Context, op operation, connections int) (map[*server]turn, error) {
	turns := map[*server][]turn{}
	for round := range b.rounds {
		for i := range b.servers {
			s := b.servers[(round+i)%len(b.servers)] // what runs before a turn matters, so each round begins with another one
			if !s.serves(op) {
				continue
			}
			t, err := b.load(ctx, s, op, connections)
			if err != nil {
				return nil, err
			}
			turns[s] = append(turns[s], t)
		}
	}
	medians := map[*server]turn{}
	for s, all := range turns {
		medians[s] = median(all)
	}
	return medians, nil
}

// serves reports whether a server knows the operation: a hand-written transaction is the same whoever writes the JSON.
func (s *server) serves(op operation) bool { return s.kind != jsonLimit || !op.write }

// load asks one server as fast as it answers: a closed loop on each connection.
func (b *bench) load(ctx context.Context, s *server, op operation, connections int) (turn, error) {
	all := make([]*connection, connections)
	for i := range all {
		var err error
		if all[i], err = s.connect(); err != nil {
			return turn{}, err
		}
		defer func() { _ = all[i].Close() }()
		if _, err := all[i].ask(op.request(s.kind, b.next(op))); err != nil {
			return turn{}, err
		}
	}
	serverBefore, postgresBefore := cpu(s.Process.Pid), cpuOfChildren(b.postmaster)
	begin := time.Now()
	var mu sync.Mutex
	var took []float64
	loops, ctx := errgroup.WithContext(ctx)
	for _, c := range all {
		loops.Go(func() error {
			var own []float64
			for ok := true; ok; ok = ctx.Err() == nil && time.Since(begin) < b.turn {
				request := op.request(s.kind, b.next(op))
				asked := time.Now()
				if _, err := c.ask(request); err != nil {
					return err
				}
				own = append(own, float64(time.Since(asked).Microseconds())/1000)
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
			return ctx.Err()
		})
	}
	if err := loops.Wait(); err != nil {
		return turn{}, err
	}
	elapsed := time.Since(begin).Seconds()
	slices.Sort(took)
	n := len(took)
	return turn{
		rate: float64(n) / elapsed, p50: took[n/2], p95: took[n*95/100], p99: took[n*99/100],
		serverCPU:   (cpu(s.Process.Pid) - serverBefore) / float64(n),
		postgresCPU: (cpuOfChildren(b.postmaster) - postgresBefore) / float64(n),
	}, nil
}

// next returns a number that the operation has not been asked with.
func (b *bench) next(op operation) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked[op.name]++
	return b.asked[op.name]
}

// median returns the median of each figure.
func median(turns []turn) turn {
	of := func(figure func(turn) float64) float64 {
		var all []float64
		for _, t := range turns {
			all = append(all, figure(t))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return turn{
		rate:        of(func(t turn) float64 { return t.rate }),
		p50:         of(func(t turn) float64 { return t.p50 }),
		p95:         of(func(t turn) float64 { return t.p95 }),
		p99:         of(func(t turn) float64 { return t.p99 }),
		serverCPU:   of(func(t turn) float64 { return t.serverCPU }),
		postgresCPU: of(func(t turn) float64 { return t.postgresCPU }),
	}
}
