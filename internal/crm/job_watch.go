package crm

import (
	"context"
	"time"

	"kith/models"
)

const (
	// watchInterval is how often a job that somebody watches is looked at.
	watchInterval = time.Second
	// failuresTimeout is how long the end of a job is held back for the file with its failures, which is written behind it.
	failuresTimeout = 30 * time.Second
)

// WatchJob sends a job as it is and whenever it has changed, until it has ended or the context ends. The end comes with the file of what
// failed: whoever watches would have to ask for it otherwise. NotFound for a job that the viewer does not see.
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
		var told models.DateTime
		for {
			settled := err == nil && !s.awaitsFailures(job)
			if settled && !job.UpdatedAt.Equal(told.Time) {
				select {
				case out <- job:
					told = job.UpdatedAt
				case <-ctx.Done():
					return
				}
			}
			if settled && job.State.Ended() {
				return
			}
			select {
			case <-tick.C:
				job, err = s.findJob(ctx, id) // when the database does not answer it is looked at again
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// awaitsFailures reports whether the file with the failures of a job that has ended is about to be there.
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
