package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kith/internal/store"
	"kith/internal/trace"
)

// The outcomes of a run of a job.
const (
	outcomeDone    = "done"
	outcomeLater   = "later" // it asked to be run again at another time
	outcomeFailed  = "failed"
	outcomeStopped = "stopped" // cancelled, or cut off by the end of the server
)

// metrics counts runs of jobs. Their kinds are those of the program.
type metrics struct {
	runs    *prometheus.CounterVec   // kind, outcome
	seconds *prometheus.HistogramVec // kind
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "kith", Subsystem: "jobs", Name: "runs_total",
			Help: "Runs of jobs by kind and outcome: done, later (it asked for another run), failed, stopped."}, []string{"kind", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "kith", Subsystem: "jobs", Name: "run_seconds",
			Help: "Time that runs of jobs took.", Buckets: []float64{.005, .025, .1, .5, 1, 5, 15, 60, 300, 1800}}, []string{"kind"}),
	}
	if reg != nil {
		reg.MustRegister(m.runs, m.seconds)
	}
	return m
}

// observer is around each run of a job.
type observer struct {
	river.WorkerMiddlewareDefaults
	tracer  *trace.Tracer
	metrics *metrics
}

// Work runs a job, within the trace that has asked for it.
func (o *observer) Work(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
	ctx, span := o.tracer.Start(ctx, store.JobParent(job.Metadata), trace.Consumer, "job "+job.Kind, trace.String("kith.job.kind", job.Kind),
		trace.String("kith.job.queue", job.Queue), trace.Int("kith.job.attempt", job.Attempt))
	started := time.Now()
	outcome := outcomeFailed // of a panic, which goes on its way
	defer func() {
		o.metrics.runs.WithLabelValues(job.Kind, outcome).Inc()
		o.metrics.seconds.WithLabelValues(job.Kind).Observe(time.Since(started).Seconds())
		span.Set(trace.String("kith.job.outcome", outcome))
		if outcome == outcomeFailed {
			span.Fail(outcome)
		}
		span.End()
	}()
	err := work(ctx)
	outcome = outcomeOf(ctx, err)
	return err
}

func outcomeOf(ctx context.Context, err error) string {
	var later *rivertype.JobSnoozeError
	var cancelled *rivertype.JobCancelError
	switch {
	case err == nil:
		return outcomeDone
	case errors.As(err, &later):
		return outcomeLater
	case errors.As(err, &cancelled), ctx.Err() != nil && !errors.Is(err, context.DeadlineExceeded):
		return outcomeStopped
	}
	return outcomeFailed
}
