package crm

import (
	"context"
	"time"

	"kith/models"
)

const (
	// watchInterval is how often a watched job is read.
	watchInterval = time.Second
	// failuresTimeout is how long the final state of a job is held back until the file of its failures, which is written after the job
	// has ended, is available.
	failuresTimeout = 30 * time.Second
)

// WatchJob sends a job immediately and after each change, until the job or the context ends. The final state includes the file of
// the failures, so that watchers need not query for it. NotFound for a job that the viewer can't see.
func (s *Service) WatchJob(ctx context.Context, id models.JobID) (<-chan *models.Job, error) {
	job, err := s.findJob(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make(chan *models.Job)
	go func() {
		defer close(out)
		tick := time.NewTicker(watchInterval)
		defer tick.Stop()
		var sent models.DateTime
		for {
			settled := err == nil && !s.awaitsFailures(job)
			if settled && !job.UpdatedAt.Equal(sent.Time) {
				select {
				case out <- job:
					sent = job.UpdatedAt
				case <-ctx.Done():
					return
				}
			}
			if settled && job.State.Ended() {
				return
			}
			select {
			case <-tick.C:
				job, err = s.findJob(ctx, id) // on an error it is read again
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// awaitsFailures reports whether the file of the failures of an ended job is still being written.
func (s *Service) awaitsFailures(job *models.Job) bool {
	return job.State.Ended() && job.Failed > 0 && job.FailuresFile == nil && s.now().Before(job.FinishedAt.Add(failuresTimeout))
}

func (s *Service) findJob(ctx context.Context, id models.JobID) (*models.Job, error) {
	found, err := s.JobsByID(ctx, []models.JobID{id})
	if err == nil && found[id] == nil {
		err = models.Errorf(models.NotFound, "There is no such job.").At("id")
	}
	return found[id], err
}
