package crm

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
)

// pictureTimeout is how long stored pictures are kept before a record refers to them.
const pictureTimeout = time.Hour

// FetchAvatar are the arguments of the job that fetches a picture: that of a contact or, if CompanyID is given, that of a company.
type FetchAvatar struct {
	// By requested the picture; the job runs with the permissions that By had then.
	By        models.Viewer
	ContactID *models.ContactID `json:",omitempty"`
	CompanyID *models.CompanyID `json:",omitempty"`
	URL       string
	AskedAt   models.DateTime
}

// Kind returns the name of the job kind.
func (FetchAvatar) Kind() string { return "fetch_avatar" }

// CleanAvatars are the arguments of the job that deletes pictures which are no longer used.
type CleanAvatars struct {
	Account int64
	Names   []string
}

// Kind names the work in the queue.
func (CleanAvatars) Kind() string { return "clean_avatars" }

// Picture is the picture of one contact or company, a record of type T. All of its methods return NotFound, at id, for a viewer who does
// not see the record, and Forbidden for one who may not change it.
type Picture[T any] struct {
	service *Service
	// of says whose picture a job fetches.
	of FetchAvatar
	// check returns an error if the viewer may not set the picture.
	check func(ctx context.Context) error
	// change locks the record, changes its picture and returns it.
	change func(ctx context.Context, change func(tx *Tx, name **string, setAt **models.DateTime) error) (*T, error)
}

// ContactPicture is the picture of a contact.
func (s *Service) ContactPicture(id models.ContactID) Picture[models.Contact] {
	return Picture[models.Contact]{service: s, of: FetchAvatar{ContactID: &id},
		check: func(ctx context.Context) error {
			return mayChange(ctx, models.PermContactUpdate, id, "contact", s.ContactsByID)
		},
		change: func(ctx context.Context, change func(*Tx, **string, **models.DateTime) error) (*models.Contact, error) {
			return s.changeLocked(ctx, models.PermContactUpdate, id, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
				return nil, change(tx, &c.Avatar, &c.AvatarSetAt)
			})
		}}
}

// CompanyPicture is the picture of a company. Its version increases when the picture changes.
func (s *Service) CompanyPicture(id models.CompanyID) Picture[models.Company] {
	return Picture[models.Company]{service: s, of: FetchAvatar{CompanyID: &id},
		check: func(ctx context.Context) error {
			return mayChange(ctx, models.PermCompanyWrite, id, "company", s.CompaniesByID)
		},
		change: func(ctx context.Context, change func(*Tx, **string, **models.DateTime) error) (*models.Company, error) {
			var company *models.Company
			err := s.write(ctx, models.PermCompanyWrite, func(tx *Tx) error {
				var err error
				if company, err = lockLiveCompany(tx, id); err != nil {
					return err
				}
				before := company.Avatar
				if err := change(tx, &company.Avatar, &company.AvatarSetAt); err != nil {
					return err
				}
				if company.Avatar != before {
					company.Version++
					company.UpdatedAt = tx.Now
				}
				return store.Save(tx, company, company.ID)
			})
			return company, err
		}}
}

// mayChange returns an error if the viewer lacks a permission or does not see a record.
func mayChange[K comparable, T any](
	ctx context.Context, perm models.Permission, id K, noun string, find func(context.Context, []K) (map[K]*T, error),
) error {
	if _, err := permitted(ctx, perm); err != nil {
		return err
	}
	found, err := find(ctx, []K{id})
	if err == nil && found[id] == nil {
		err = models.Errorf(models.NotFound, "There is no such %s.", noun).At("id")
	}
	return err
}

// Check returns an error if the viewer may not set the picture. It is called before one is fetched.
func (p Picture[T]) Check(ctx context.Context) error { return p.check(ctx) }

// Request enqueues a job that fetches the picture from a URL, and returns the unchanged record.
func (p Picture[T]) Request(ctx context.Context, url string) (*T, error) {
	return p.change(ctx, func(tx *Tx, _ **string, _ **models.DateTime) error {
		work := p.of
		work.By, work.URL, work.AskedAt = *tx.Viewer, url, tx.Now
		return tx.Enqueue(work, nil)
	})
}

// Reserve enqueues, before a picture is stored under a name, a job that deletes it unless it is used by then. It is not part of a mutation,
// as clients can't see anything of it.
func (p Picture[T]) Reserve(ctx context.Context, name string) error {
	if err := p.check(ctx); err != nil {
		return err
	}
	work := CleanAvatars{Account: models.ViewerFrom(ctx).AccountID, Names: []string{name}}
	_, err := p.service.db.Queue().Insert(ctx, work, &river.InsertOpts{ScheduledAt: p.service.now().Add(pictureTimeout)})
	return err
}

// Set sets the picture to the files stored under a name. requested is when it was requested: a picture requested later is not overwritten.
func (p Picture[T]) Set(ctx context.Context, name string, requested models.DateTime) (*T, error) {
	return p.change(ctx, func(tx *Tx, stored **string, setAt **models.DateTime) error {
		if *setAt != nil && (*setAt).After(requested.Time) {
			return nil
		}
		old := *stored
		*stored, *setAt = &name, &requested
		return cleanAvatars(tx, old)
	})
}

// Remove removes the picture and discards one that is still being fetched.
func (p Picture[T]) Remove(ctx context.Context) (*T, error) {
	return p.change(ctx, func(tx *Tx, stored **string, setAt **models.DateTime) error {
		old := *stored
		*stored, *setAt = nil, &tx.Now
		return cleanAvatars(tx, old)
	})
}
