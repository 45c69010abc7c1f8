package crm

import (
	"context"
	"time"

	"kith/models"
)

// watchInterval is how often a job that somebody watches is looked at.
const watchInterval = time.Second

// WatchJob sends a job as it is and whenever it has changed, until it has ended or the context ends. NotFound for a job that the viewer
// does not see.
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
			if err == nil && !job.UpdatedAt.Equal(told.Time) {
				select {
				case out <- job:
					told = job.UpdatedAt
				case <-ctx.Done():
					return
				}
			}
			if err == nil && job.State.Ended() {
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

func (s *Service) findJob(ctx context.Context, id models.JobID) (*models.Job, error) {
	found, err := s.JobsByID(ctx, []models.JobID{id})
	if err == nil && found[id] == nil {
		err = models.Errorf(models.NotFound, "There is no such job.").At("id")
	}
	return found[id], err
}
