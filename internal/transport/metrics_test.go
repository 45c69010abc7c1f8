package transport_test

import (
	"fmt"
	"testing"
)

// metric returns the sum over a metric's series, and their number.
func (w *world) metric(name string) (sum float64, series int) {
	w.t.Helper()
	families, err := w.registry.Gather()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, m := range family.GetMetric() {
			sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			series++
		}
	}
	return sum, series
}

func TestMetrics(t *testing.T) {
	w := newWorld(t)
	for i := range 20 {
		w.query(fmt.Sprintf("query Name%d { hello }", i))
		w.query(fmt.Sprintf("{ unknown%d }", i))
		w.query("{ hello }")
	}
	for name, want := range map[string]struct {
		sum    float64
		series int
	}{
		"kith_graphql_operations_total": {60, 2}, // OK and GRAPHQL_VALIDATION_FAILED, whatever the clients call things
		"kith_graphql_refused_total":    {20, 1},
		"kith_graphql_documents_total":  {60, 2},
		"kith_graphql_points_total":     {40, 1},
		"kith_graphql_in_flight":        {0, 1},
	} {
		if sum, series := w.metric(name); sum != want.sum || series != want.series {
			t.Errorf("%s is %v in %d series", name, sum, series)
		}
	}
}
