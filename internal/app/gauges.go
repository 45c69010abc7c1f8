package app

import (
	"context"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/crm"
	"kith/internal/events"
)

// backlogInterval is how often what waits is counted. Every server counts it by itself.
const backlogInterval = 10 * time.Second

// measure registers the metrics of the pool, of what waits, of events, of NATS and of the program.
func (a *App) measure(db *database, hub *events.Hub, bus events.Bus, metrics prometheus.Registerer) {
	metrics.MustRegister(poolMetrics{db.pool}, buildInfo())
	measureEvents(hub, metrics)
	if nats, ok := bus.(interface{ Connected() (bool, uint64) }); ok {
		measureNATS(nats.Connected, metrics)
	}
	waiting := newBacklogMetrics(metrics)
	a.loops = append(a.loops, func(ctx context.Context) error {
		ticks := time.NewTicker(backlogInterval)
		defer ticks.Stop()
		for {
			if b, err := db.crm.Backlog(ctx); err == nil {
				waiting.set(b)
			} else if ctx.Err() == nil {
				a.log.WarnContext(ctx, "the backlog was not counted", "error", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-ticks.C:
			}
		}
	})
}

func buildInfo() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "kith_build_info", Help: "Always 1, with the version as a label.",
		ConstLabels: prometheus.Labels{"version": version(), "goversion": runtime.Version()}})
	info.Set(1)
	return info
}

func measureEvents(hub *events.Hub, metrics prometheus.Registerer) {
	lag := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "kith_events_feed_lag_seconds",
		Help:    "Time from an event to its arrival in this server's feed of an account that has subscribers here.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 5, 30}})
	hub.OnRead(func(age time.Duration) { lag.Observe(age.Seconds()) })
	metrics.MustRegister(lag,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kith_events_feeds", Help: "Accounts whose event log this server follows."},
			func() float64 { feeds, _ := hub.Counts(); return float64(feeds) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kith_events_subscribers", Help: "Subscriptions to event logs on this server."},
			func() float64 { _, subscribers := hub.Counts(); return float64(subscribers) }),
	)
}

func measureNATS(connected func() (bool, uint64), metrics prometheus.Registerer) {
	metrics.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "kith_nats_connected", Help: "1 while a NATS server is reached, else 0."},
			func() float64 {
				if ok, _ := connected(); ok {
					return 1
				}
				return 0
			}),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "kith_nats_reconnects_total", Help: "Connections to NATS that were made anew."},
			func() float64 { _, reconnects := connected(); return float64(reconnects) }),
	)
}

// backlogMetrics are gauges of what waits in the database, for all servers together.
type backlogMetrics struct {
	jobs, age    *prometheus.GaugeVec // queue, state
	undispatched prometheus.Gauge
}

func newBacklogMetrics(metrics prometheus.Registerer) *backlogMetrics {
	m := &backlogMetrics{
		jobs: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_queue_jobs",
			Help: "Jobs in the queue by queue and state (available, running, retryable, scheduled), counted to 10,000."},
			[]string{"queue", "state"}),
		age: prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "kith_queue_wait_seconds",
			Help: "How long the next job that could run has been due, by queue."}, []string{"queue"}),
		undispatched: prometheus.NewGauge(prometheus.GaugeOpts{Name: "kith_webhook_undispatched_events",
			Help: "Events that have not been looked at for webhooks yet."}),
	}
	metrics.MustRegister(m.jobs, m.age, m.undispatched)
	return m
}

func (m *backlogMetrics) set(b crm.Backlog) {
	for _, q := range b.Queues {
		m.jobs.WithLabelValues(q.Queue, q.State).Set(float64(q.Jobs))
		if q.State == "available" {
			m.age.WithLabelValues(q.Queue).Set(q.Seconds)
		}
	}
	m.undispatched.Set(float64(b.Undispatched))
}

// poolMetrics reads the counters of the pool of connections when it is asked.
type poolMetrics struct{ pool *pgxpool.Pool }

var (
	poolConnections = prometheus.NewDesc("kith_db_pool_connections", "Connections to PostgreSQL by state: idle, used, opening.",
		[]string{"state"}, nil)
	poolMax      = prometheus.NewDesc("kith_db_pool_max_connections", "Most connections that the pool opens.", nil, nil)
	poolAcquires = prometheus.NewDesc("kith_db_pool_acquires_total", "Connections taken out of the pool.", nil, nil)
	poolWaits    = prometheus.NewDesc("kith_db_pool_waits_total", "Connections that somebody had to wait for.", nil, nil)
	poolWaited   = prometheus.NewDesc("kith_db_pool_wait_seconds_total", "Time that was waited for connections.", nil, nil)
)

// Describe lists the metrics.
func (poolMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{poolConnections, poolMax, poolAcquires, poolWaits, poolWaited} {
		to <- d
	}
}

// Collect reads them.
func (m poolMetrics) Collect(to chan<- prometheus.Metric) {
	s := m.pool.Stat()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value float64) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value)
	}
	gauge(poolConnections, float64(s.IdleConns()), "idle")
	gauge(poolConnections, float64(s.AcquiredConns()), "used")
	gauge(poolConnections, float64(s.ConstructingConns()), "opening")
	gauge(poolMax, float64(s.MaxConns()))
	counter(poolAcquires, float64(s.AcquireCount()))
	counter(poolWaits, float64(s.EmptyAcquireCount()))
	counter(poolWaited, s.EmptyAcquireWaitTime().Seconds())
}
