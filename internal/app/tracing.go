package app

import (
	"os"

	"github.com/prometheus/client_golang/prometheus"

	"kith/internal/trace"
)

// trace returns what records traces and adds the loop that sends them; nil where OpenTelemetry's variables name no collector.
func (a *App) trace(metrics prometheus.Registerer) (*trace.Tracer, error) {
	options, err := trace.FromEnvironment(os.Getenv)
	if err != nil || options.Endpoint == nil {
		return nil, err
	}
	options.Version, options.Log = version(), a.log
	tracer := trace.New(options)
	metrics.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "kith_trace_spans_sent_total", Help: "Spans that the collector has taken."},
			func() float64 { sent, _ := tracer.Sent(); return float64(sent) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "kith_trace_spans_dropped_total",
			Help: "Spans that were lost because the collector did not take them in time."},
			func() float64 { _, dropped := tracer.Sent(); return float64(dropped) }),
	)
	a.loops = append(a.loops, tracer.Run)
	a.log.Info("traces are sent", "collector", options.Endpoint.Host)
	return tracer, nil
}
