package webhook

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kith/models"
)

// Metrics counts attempts. They have no label for accounts or receivers.
type Metrics struct {
	attempts *prometheus.CounterVec // status
	duration prometheus.Histogram
}

// NewMetrics creates and registers the collectors.
func NewMetrics(reg prometheus.Registerer) *Metrics {
	m := &Metrics{
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "kith", Subsystem: "webhook", Name: "attempts_total",
			Help: "Tries of deliveries by class of HTTP status: 2xx, 3xx, 4xx, 5xx, or none without an answer.",
		}, []string{"status"}),
		duration: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "kith", Subsystem: "webhook", Name: "attempt_seconds",
			Help: "Time from the beginning of a try to the end of its answer.", Buckets: []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 15},
		}),
	}
	for _, status := range []string{"2xx", "3xx", "4xx", "5xx", "none"} {
		m.attempts.WithLabelValues(status) // shown before the first, so that its increase is seen
	}
	reg.MustRegister(m.attempts, m.duration)
	return m
}

func (m *Metrics) observe(a models.WebhookAnswer, took time.Duration) {
	status := "none"
	if a.Status != 0 {
		status = strconv.Itoa(a.Status/100) + "xx"
	}
	m.attempts.WithLabelValues(status).Inc()
	m.duration.Observe(took.Seconds())
}
