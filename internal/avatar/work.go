package avatar

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/crm"
	"kith/models"
)

// fetchAttempts is how often a picture is fetched in the background if its server does not answer.
const fetchAttempts = 4

// Work registers the background workers with a queue.
func (s *Service) Work(known *river.Workers) {
	river.AddWorker(known, &fetcher{service: s})
	river.AddWorker(known, &cleaner{service: s})
}

// fetcher sets pictures that were given by URL.
type fetcher struct {
	river.WorkerDefaults[crm.FetchAvatar]
	service *Service
}

// Work fetches one picture. A failure is only logged, because no client waits for it any more.
func (f *fetcher) Work(ctx context.Context, job *river.Job[crm.FetchAvatar]) error {
	s, want := f.service, job.Args
	content, err := s.fetch(ctx, want.URL)
	if err == nil {
		err = s.keep(models.WithViewer(ctx, &want.By), want, content)
	}
	if final(err) || job.Attempt >= fetchAttempts && err != nil {
		s.log.WarnContext(ctx, "a picture was not fetched", "account", want.By.AccountID, "contact", want.ContactID, "company", want.CompanyID,
			"error", err)
		return river.JobCancel(err)
	}
	return err
}

// keep gives a fetched picture to whom it was requested for.
func (s *Service) keep(ctx context.Context, want crm.FetchAvatar, content []byte) error {
	var err error
	switch {
	case want.CompanyID != nil:
		_, err = assign(ctx, s, s.crm.CompanyPicture(*want.CompanyID), content, want.AskedAt)
	case want.ContactID != nil:
		_, err = assign(ctx, s, s.crm.ContactPicture(*want.ContactID), content, want.AskedAt)
	}
	return err
}

// NextRetry waits a few minutes for a server that does not answer.
func (f *fetcher) NextRetry(job *river.Job[crm.FetchAvatar]) time.Time {
	return f.service.now().Add(time.Duration(job.Attempt*job.Attempt) * time.Minute)
}

// final reports whether another attempt would be useless.
func final(err error) bool {
	var refused *models.Error
	return errors.As(err, &refused) && refused.Code != models.Unavailable
}

// cleaner deletes unused pictures.
type cleaner struct {
	river.WorkerDefaults[crm.CleanAvatars]
	service *Service
}

// Work deletes those of the given pictures that are unused. Names are never reused, so they stay unused.
func (c *cleaner) Work(ctx context.Context, job *river.Job[crm.CleanAvatars]) error {
	s := c.service
	unused, err := s.crm.UnusedAvatars(ctx, job.Args.Account, job.Args.Names)
	errs := []error{err}
	for _, name := range unused {
		if !nameRule.MatchString(name) { // below which there might be those of others
			continue
		}
		errs = append(errs, s.files.DeleteBelow(ctx, folder(name)))
	}
	return errors.Join(errs...)
}
