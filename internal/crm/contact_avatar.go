package crm

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
)

// avatarTimeout is how long stored pictures are kept before a contact refers to them.
const avatarTimeout = time.Hour

// FetchAvatar are the arguments of the job that fetches a contact's picture.
type FetchAvatar struct {
	// By requested the picture; the job runs with the permissions that By had then.
	By        models.Viewer
	ContactID models.ContactID
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

// RequestContactAvatar enqueues a job that fetches a contact's picture, and returns the unchanged contact. NotFound.
func (s *Service) RequestContactAvatar(ctx context.Context, in models.ContactAvatarSetInput) (*models.Contact, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.changeLocked(ctx, models.PermContactUpdate, in.ID, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		return nil, tx.Enqueue(FetchAvatar{By: *tx.Viewer, ContactID: c.ID, URL: *in.Picture.URL, AskedAt: tx.Now}, nil)
	})
}

// MaySetContactAvatar returns an error if the viewer may not set the contact's picture. It is called before a picture is fetched.
// NotFound.
func (s *Service) MaySetContactAvatar(ctx context.Context, id models.ContactID) error {
	if _, err := permitted(ctx, models.PermContactUpdate); err != nil {
		return err
	}
	found, err := s.ContactsByID(ctx, []models.ContactID{id})
	if err == nil && found[id] == nil {
		err = models.Errorf(models.NotFound, "There is no such contact.").At("id")
	}
	return err
}

// ReserveContactAvatar enqueues, before a picture is stored under a name, a job that deletes it unless a contact uses it by then.
// It is not part of a mutation, as clients can't see anything of it. NotFound.
func (s *Service) ReserveContactAvatar(ctx context.Context, id models.ContactID, name string) error {
	if err := s.MaySetContactAvatar(ctx, id); err != nil {
		return err
	}
	work := CleanAvatars{Account: models.ViewerFrom(ctx).AccountID, Names: []string{name}}
	_, err := s.db.Queue().Insert(ctx, work, &river.InsertOpts{ScheduledAt: s.now().Add(avatarTimeout)})
	return err
}

// SetContactAvatar sets a contact's picture to the files stored under a name. requested is when the picture was requested: a
// picture requested later is not overwritten. NotFound.
func (s *Service) SetContactAvatar(
	ctx context.Context, id models.ContactID, name string, requested models.DateTime,
) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, id, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		if c.AvatarSetAt != nil && c.AvatarSetAt.After(requested.Time) {
			return nil, nil
		}
		old := c.Avatar
		c.Avatar, c.AvatarSetAt = &name, &requested
		return nil, cleanAvatars(tx, old)
	})
}

// RemoveContactAvatar removes a contact's picture and discards one that is still being fetched. NotFound.
func (s *Service) RemoveContactAvatar(ctx context.Context, in models.ContactAvatarRemoveInput) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, in.ID, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		old := c.Avatar
		c.Avatar, c.AvatarSetAt = nil, &tx.Now
		return nil, cleanAvatars(tx, old)
	})
}

// cleanAvatars enqueues a job that deletes those of the pictures which are no longer used.
func cleanAvatars(tx *Tx, names ...*string) error {
	work := CleanAvatars{Account: tx.Account}
	for _, name := range names {
		if name != nil {
			work.Names = append(work.Names, *name)
		}
	}
	if work.Names == nil {
		return nil
	}
	return tx.Enqueue(work, nil)
}

// cleanDeletedAvatars enqueues the cleanup of the pictures of contacts that are being deleted, and of the pictures that their merge
// records refer to.
func cleanDeletedAvatars(tx *Tx, ids store.IDs[models.ContactID]) error {
	names, err := store.Rows[*string](tx, withMerged+`
		SELECT DISTINCT v.name
		FROM gone
		LEFT JOIN contacts c ON c.account_id = ? AND c.id = gone.id
		LEFT JOIN contact_merges m ON m.account_id = ? AND m.into_id = gone.id
		LEFT JOIN contact_merge_sources s ON s.account_id = m.account_id AND s.merge_id = m.id
		CROSS JOIN LATERAL (VALUES (c.avatar), (m.before->>'avatar'), (m.after->>'avatar'), (s.stored->>'avatar')) v (name)
		WHERE v.name IS NOT NULL`, ids, tx.Account, tx.Account, tx.Account)
	if err != nil {
		return err
	}
	return cleanAvatars(tx, names...)
}

// UnusedAvatars returns those of an account's pictures that no contact has and that undoing a merge could not restore. It is called
// by the system, not by a viewer.
func (s *Service) UnusedAvatars(ctx context.Context, account int64, names []string) ([]string, error) {
	return store.Rows[string](s.system(ctx), `
		SELECT asked.name
		FROM unnest(?::text[]) AS asked (name)
		WHERE NOT EXISTS (SELECT FROM contacts c WHERE c.account_id = ? AND c.avatar = asked.name)
			AND NOT EXISTS (SELECT FROM contact_merges m WHERE m.account_id = ? AND m.before->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (SELECT FROM contact_merges m WHERE m.account_id = ? AND m.after->>'avatar' = asked.name AND m.undone_at IS NULL)
			AND NOT EXISTS (
				SELECT FROM contact_merge_sources s
				JOIN contact_merges m ON m.account_id = s.account_id AND m.id = s.merge_id
				WHERE s.account_id = ? AND s.stored->>'avatar' = asked.name AND m.undone_at IS NULL)`,
		names, account, account, account, account)
}
