package transport

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"time"

	"kith/models"
)

// caller is who sent a request, and their budget.
type caller struct {
	viewer *models.Viewer
	// expires is when the viewer's credential ends; the zero time is never.
	expires time.Time
	// refused says why there is no viewer.
	refused error
	bucket  *bucket
	// identify asks anew who presents the credential.
	identify identification
	// credentials is the version of the account's credentials at the last time that the caller was identified.
	credentials atomic.Int64
}

// identification tells who presents a credential, and until when; as Config.Viewer.
type identification func(context.Context) (*models.Viewer, time.Time, error)

func (s *Server) caller(r *http.Request) *caller {
	identify := func(ctx context.Context) (*models.Viewer, time.Time, error) {
		return s.config.Viewer(r.WithContext(ctx))
	}
	viewer, expires, err := s.config.Viewer(r)
	if err != nil || viewer == nil {
		return &caller{refused: err, bucket: s.budgets.of(remoteKey(r))}
	}
	return s.signedIn(viewer, expires, identify)
}

func (s *Server) signedIn(viewer *models.Viewer, expires time.Time, identify identification) *caller {
	c := &caller{viewer: viewer, expires: expires, bucket: s.budgets.of("viewer " + viewer.Key()), identify: identify}
	c.credentials.Store(viewer.Credentials)
	return c
}

// check reports whether what the caller presented still stands for the same viewer in the same role. Connections last, so they ask
// this again and again.
func (c *caller) check(ctx context.Context) error {
	_, err := c.renew(ctx)
	return err
}

// renew is check, and returns when the credential ends now: that of a session that is in use moves.
func (c *caller) renew(ctx context.Context) (time.Time, error) {
	if c.viewer == nil {
		return time.Time{}, nil
	}
	now, expires, err := c.identify(ctx)
	if err == nil && (now == nil || now.AccountID != c.viewer.AccountID || !now.HasRightsOf(c.viewer) || now.Key() != c.viewer.Key()) {
		err = models.Errorf(models.Unauthenticated, "Your sign-in has ended, or your role has changed. Sign in again.")
	}
	if err == nil {
		c.credentials.Store(now.Credentials)
	}
	return expires, err
}

// signedOut reports whether a check has found that the caller is no longer the same; that it can't be asked right now says nothing.
func signedOut(err error) bool {
	var refused *models.Error
	return errors.As(err, &refused) && refused.Code == models.Unauthenticated
}

// unknown says why there is no viewer.
func (c *caller) unknown() error {
	if c.refused != nil {
		return c.refused
	}
	return models.Errorf(models.Unauthenticated, "Sign in: send a token as \"Authorization: Bearer TOKEN\", or the session cookie.")
}

// context adds to ctx what resolvers may ask about the caller.
func (c *caller) context(ctx context.Context, limit int) context.Context {
	if c.viewer == nil {
		return ctx
	}
	return models.WithRateLimit(models.WithViewer(ctx, c.viewer), func() models.RateLimit {
		points, full := c.bucket.remaining()
		return models.RateLimit{Limit: limit, Remaining: points, ResetAt: models.At(full)}
	})
}
