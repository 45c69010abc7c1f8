package resolvers_test

import (
	"runtime"
	"runtime/metrics"
	"testing"

	"kith/internal/crmtest"
)

// wide has a list of 1,000 elements, each of which has a list of its own: gqlgen starts a goroutine for each element of each, up to
// worker_limit (gqlgen.yml) of one list at once.
const wide = `{ contactGroups(by: COMPANY, limit: 1000) { key count company { name }
	contacts(first: 5) { nodes { id name labels { title } } } } }`

// BenchmarkWideAnswer answers it, and reports the most goroutines and the most memory of their stacks and of the heap.
func BenchmarkWideAnswer(b *testing.B) {
	w := crmtest.SharedWorld(b)
	w.Exec(b, `
		WITH c AS (
			INSERT INTO companies (account_id, id, name, name_key, created_at, updated_at)
			SELECT $1, gen_random_uuid(), 'Company ' || i, 'company ' || i, now(), now() FROM generate_series(1, 1000) i
			RETURNING id)
		INSERT INTO contacts (account_id, id, version, contact_type, name, name_key, search, company_id, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'VISITOR', 'Contact ' || i, 'contact ' || i, 'contact ' || i, c.id, now(), now()
		FROM c, generate_series(1, 5) i`, w.Home.Key)
	api := w.API(b)
	ask := func() {
		if answer := api.Ask(b, w.Home.Administrator, wide, nil); len(answer.Errors) > 0 {
			b.Fatalf("%.400s", answer.Body)
		}
	}
	ask()
	w.Statements.Reset()
	ask()
	statements := len(w.Statements.List())
	runtime.GC()
	p := watchPeaks()
	for b.Loop() {
		ask()
	}
	goroutines, stacks, heap := p.stop()
	b.ReportMetric(float64(goroutines), "goroutines")
	b.ReportMetric(float64(stacks)/1e6, "stacks-MB")
	b.ReportMetric(float64(heap)/1e6, "heap-MB")
	b.ReportMetric(float64(statements), "statements")
}

// peaks looks all the time at how much there is of what.
type peaks struct {
	stopped, ended           chan struct{}
	goroutines, stacks, heap uint64
}

func watchPeaks() *peaks {
	p := &peaks{stopped: make(chan struct{}), ended: make(chan struct{})}
	samples := []metrics.Sample{{Name: "/sched/goroutines:goroutines"}, {Name: "/memory/classes/heap/stacks:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"}}
	go func() {
		defer close(p.ended)
		for {
			select {
			case <-p.stopped:
				return
			default:
			}
			metrics.Read(samples)
			p.goroutines = max(p.goroutines, samples[0].Value.Uint64())
			p.stacks = max(p.stacks, samples[1].Value.Uint64())
			p.heap = max(p.heap, samples[2].Value.Uint64())
			runtime.Gosched()
		}
	}()
	return p
}

func (p *peaks) stop() (goroutines, stacks, heap uint64) {
	close(p.stopped)
	<-p.ended
	return p.goroutines, p.stacks, p.heap
}
