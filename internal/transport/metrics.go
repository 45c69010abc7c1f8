package transport

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts what the transports do. Every label takes few values, none of them the client's words.
type Metrics struct {
	operations *prometheus.CounterVec   // transport, type, code
	duration   *prometheus.HistogramVec // transport, type
	inFlight   prometheus.Gauge
	refused    *prometheus.CounterVec // code
	points     prometheus.Counter
	documents  *prometheus.CounterVec // result
	persisted  *prometheus.CounterVec // result
	sockets    prometheus.Gauge
	streams    prometheus.Gauge
	running    prometheus.Gauge // operations on sockets and streams
	overflows  prometheus.Counter
	closes     *prometheus.CounterVec // code
	throttled  prometheus.Counter
}

// NewMetrics makes the collectors and registers them.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	opts := func(name, help string) prometheus.Opts {
		return prometheus.Opts{Namespace: "kith", Subsystem: "graphql", Name: name, Help: help}
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts(opts(name, help)))
	}
	counters := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts(opts(name, help)), labels)
	}
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts(opts(name, help)))
	}
	m := &Metrics{
		operations: counters("operations_total", "Operations by transport, type and the code of the first error, or OK.", "transport", "type",
			"code"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "kith", Subsystem: "graphql", Name: "operation_seconds",
			Help:    "Time from the request to the answer of queries and mutations.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"transport", "type"}),
		inFlight:  gauge("in_flight", "Operations being executed, subscriptions included."),
		refused:   counters("refused_total", "Requests refused before execution, by code.", "code"),
		points:    counter("points_total", "Points that queries and mutations have cost."),
		documents: counters("documents_total", "Look-ups of checked documents: hit or miss.", "result"),
		persisted: counters("persisted_total", "Look-ups of documents by hash: trusted, hit or miss.", "result"),
		sockets:   gauge("sockets", "Open WebSockets."),
		streams:   gauge("streams", "Open event streams."),
		running:   gauge("connection_operations", "Operations running on sockets and event streams."),
		throttled: counter("events_throttled_total", "Events that waited because their caller had spent the budget for events."),
		overflows: counter("overflows_total", "Operations ended because their reader was too slow."),
		closes:    counters("socket_closes_total", "Sockets closed by the server, by close code.", "code"),
	}
	m.closes.WithLabelValues(strconv.Itoa(closeTryAgain)) // shown before the first, so that its increase is seen
	reg.MustRegister(m.operations, m.duration, m.inFlight, m.refused, m.points, m.documents, m.persisted,
		m.sockets, m.streams, m.running, m.overflows, m.closes, m.throttled)
	return m
}

// finished records one operation's end.
func (m *Metrics) finished(transport, kind, code string, took time.Duration) {
	m.operations.WithLabelValues(transport, kind, code).Inc()
	if kind == "query" || kind == "mutation" {
		m.duration.WithLabelValues(transport, kind).Observe(took.Seconds())
	}
}
