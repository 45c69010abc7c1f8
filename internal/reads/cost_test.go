package reads_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kith/internal/crmtest"
)

// dearest is how often more than the median a point may cost.
const dearest = 10

// TestPointsAreWorthTheSame asks random documents of an account with 300,000 contacts: no answer takes much more CPU time, here and in
// PostgreSQL, or many more statements for each of its points than answers usually do.
func TestPointsAreWorthTheSame(t *testing.T) {
	w := crmtest.LargeWorld(t)
	values := arguments(ids(t, w))
	maps.DeleteFunc(values, func(_ string, given []any) bool { return len(given) == 0 })
	api := w.MeteredAPI(t)
	schema := newPaths(t).schema
	documents := 300
	if testing.Short() {
		documents = 60 // the race detector looks at how, not at what it costs
	}
	var answers []*priced
	for seed := uint64(0); len(answers) < documents; seed++ {
		a := &priced{document: write(seed, schema, values)}
		if a.ask(t, w, api) {
			answers = append(answers, a)
		}
	}
	prices := map[string]func(*priced) float64{"statements": func(a *priced) float64 { return float64(a.statements) }}
	if !testing.Short() {
		prices["CPU µs"] = func(a *priced) float64 { return float64(a.cpu.Microseconds()) }
	}
	for what, of := range prices {
		perPoint := func(a *priced) float64 { return of(a) / a.points }
		slices.SortFunc(answers, func(a, b *priced) int { return int(1000 * (perPoint(a) - perPoint(b))) })
		median := perPoint(answers[len(answers)/2])
		t.Logf("%s a point: median %.1f, most %.1f", what, median, perPoint(answers[len(answers)-1]))
		for _, a := range answers {
			for again := 0; again < 10 && perPoint(a) > dearest*median; again++ { // other work on the machine can make an answer dear
				a.ask(t, w, api)
			}
			if perPoint(a) > dearest*median {
				t.Errorf("%.0f %s for %.0f points, where the median is %.1f a point: %s", of(a), what, a.points, median, a.text)
			}
		}
	}
}

// priced is a document and what its answer cost.
type priced struct {
	document
	points     float64
	statements int
	cpu        time.Duration
}

// ask asks the document a few times and keeps the cheapest answer; false if it is refused.
func (a *priced) ask(t *testing.T, w *crmtest.World, api *crmtest.API) bool {
	variables := a.sent()
	for range 5 {
		w.Statements.Reset()
		before := spent(t, w)
		answer := api.Ask(t, w.Home.Administrator, a.text, variables)
		cpu := spent(t, w) - before
		var sent struct {
			Extensions struct{ Cost struct{ Actual int } }
		}
		if err := json.Unmarshal([]byte(answer.Body), &sent); err != nil {
			t.Fatal(err)
		}
		if len(answer.Errors) > 0 {
			return false
		}
		if a.cpu == 0 || cpu < a.cpu {
			a.cpu = cpu
		}
		a.points, a.statements = float64(sent.Extensions.Cost.Actual), len(w.Statements.List())
	}
	return true
}

// spent is the CPU time that this process and its connections' processes of PostgreSQL have used.
func spent(t *testing.T, w *crmtest.World) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	sum := time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
	rows, err := w.Pool.Query(crmtest.Unrecorded(context.Background()), "SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var pid int
		if err := rows.Scan(&pid); err != nil {
			t.Fatal(err)
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/schedstat", pid))
		if err != nil {
			continue // only Linux counts in nanoseconds
		}
		ns, err := strconv.ParseInt(strings.Fields(string(stat))[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += time.Duration(ns)
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return sum
}
