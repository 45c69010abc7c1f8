package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// turn is what one server did while it had its turn.
type turn struct{ rate, p50, p95, serverCPU, postgresCPU float64 }

// String returns the cells of the table.
func (t turn) String() string {
	return fmt.Sprintf("%.0f | %.1f | %.1f | %.2f + %.2f", t.rate, t.p50, t.p95, t.serverCPU, t.postgresCPU)
}

// load asks one server as fast as it answers: a closed loop on each connection.
func (b *bench) load(ctx context.Context, o options, p *process, request func(int) (*http.Request, error)) (turn, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: o.connections}}
	defer client.CloseIdleConnections()
	for n := range o.connections {
		if err := ask(client, request, n); err != nil {
			return turn{}, err
		}
	}
	serverBefore, postgresBefore := cpu(p.Process.Pid), cpuOfChildren(b.postmaster)
	begin := time.Now()
	var n atomic.Int64
	var mu sync.Mutex
	var all []float64
	loops, ctx := errgroup.WithContext(ctx)
	for range o.connections {
		loops.Go(func() error {
			for ctx.Err() == nil && time.Since(begin) < o.turn {
				asked := time.Now()
				if err := ask(client, request, int(n.Add(1))); err != nil {
					return err
				}
				mu.Lock()
				all = append(all, float64(time.Since(asked).Microseconds())/1000)
				mu.Unlock()
			}
			return ctx.Err()
		})
	}
	if err := loops.Wait(); err != nil {
		return turn{}, err
	}
	elapsed := time.Since(begin)
	slices.Sort(all)
	count := float64(len(all))
	return turn{
		rate: count / elapsed.Seconds(), p50: all[len(all)/2], p95: all[len(all)*95/100],
		serverCPU:   (cpu(p.Process.Pid) - serverBefore) / count,
		postgresCPU: (cpuOfChildren(b.postmaster) - postgresBefore) / count,
	}, nil
}

// ask sends the nth request; an answer with errors is one.
func ask(client *http.Client, request func(int) (*http.Request, error), n int) error {
	r, err := request(n)
	if err != nil {
		return err
	}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	if err == nil && (answer.StatusCode != http.StatusOK || bytes.Contains(body, []byte(`"errors":`)) || len(body) < 100) {
		err = fmt.Errorf("%s: %s", answer.Status, body)
	}
	return err
}

// median returns the turn of the median rate.
func median(turns []turn) turn {
	sorted := slices.SortedFunc(slices.Values(turns), func(a, b turn) int { return cmp.Compare(a.rate, b.rate) })
	return sorted[len(sorted)/2]
}
