package avatar

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/riverqueue/river"

	"kith/crm"
	"kith/egress"
	"kith/models"
)

const (
	// maxRedirects is how many addresses a picture may be behind; each is checked like the first.
	maxRedirects = 3
	// fetchAttempts is how often a picture is asked for when its server does not answer.
	fetchAttempts = 4
)

// errNoPicture is an answer that will not get better.
var errNoPicture = errors.New("avatar: no picture is there")

// Work lets a queue do what was left to be done.
func (s *Service) Work(known *river.Workers) {
	river.AddWorker(known, &fetcher{service: s})
	river.AddWorker(known, &cleaner{service: s})
}

// fetcher gives contacts the pictures that were asked for by URL.
type fetcher struct {
	river.WorkerDefaults[crm.FetchAvatar]
	service *Service
}

// Work fetches one picture.
func (f *fetcher) Work(ctx context.Context, job *river.Job[crm.FetchAvatar]) error {
	s, want := f.service, job.Args
	content, err := s.fetch(ctx, want.URL)
	if err == nil {
		_, err = s.set(models.WithViewer(ctx, &want.By), want.ContactID, content, want.AskedAt)
	}
	var refused *models.Error
	if errors.Is(err, errNoPicture) || errors.Is(err, egress.ErrRefused) || errors.As(err, &refused) && refused.Code != models.Unavailable || job.Attempt >= fetchAttempts && err != nil {
		return river.JobCancel(err)
	}
	return err
}

// NextRetry gives a server that does not answer a few minutes.
func (f *fetcher) NextRetry(job *river.Job[crm.FetchAvatar]) time.Time {
	return f.service.now().Add(time.Duration(job.Attempt*job.Attempt) * time.Minute)
}

// fetch returns what a URL leads to.
func (s *Service) fetch(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNoPicture, err)
	}
	req.Header.Set("Accept", "image/jpeg, image/png, image/gif, image/webp")
	req.Header.Set("User-Agent", "Kith")
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode >= 500:
		return nil, fmt.Errorf("avatar: the server answered %d", resp.StatusCode)
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%w: the server answered %d", errNoPicture, resp.StatusCode)
	}
	return read(resp.Body)
}

// following returns a client that follows a few redirects.
func following(client *http.Client) *http.Client {
	c := *client
	c.CheckRedirect = func(_ *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("%w: more than %d redirects", errNoPicture, maxRedirects)
		}
		return nil
	}
	return &c
}

// cleaner removes pictures that nobody needs.
type cleaner struct {
	river.WorkerDefaults[crm.CleanAvatars]
	service *Service
}

// Work removes those pictures that are of no use now. Names are never used again, so they are of none later.
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
