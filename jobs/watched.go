package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/crm"
)

const (
	// turn is after how long a job makes room for others that wait; it goes on behind them.
	turn = 15 * time.Second
	// watchers is how many watched jobs one node runs at a time.
	watchers = 2
)

// watched does the jobs that people watch, chunk by chunk.
type watched struct {
	river.WorkerDefaults[crm.JobArgs]
	crm *crm.Service
}

// Work does chunks until the job ends or its turn is over. A chunk is stored whole or not at all, so it may be broken off anywhere.
func (w *watched) Work(ctx context.Context, job *river.Job[crm.JobArgs]) error {
	for end := time.Now().Add(turn); time.Now().Before(end); {
		more, err := w.crm.WorkJob(ctx, job.Args)
		if err != nil || !more {
			return err
		}
	}
	return river.JobSnooze(0)
}
