package crm

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"kith/internal/store"
	"kith/models"
)

// avatarTimeout is how long pictures that are stored may wait for the contact that they are for.
const avatarTimeout = time.Hour

// FetchAvatar is the work of fetching a contact's picture.
type FetchAvatar struct {
	// By asked for it, with the rights of then.
	By        models.Viewer
	ContactID models.ContactID
	URL       string
	AskedAt   models.DateTime
}

// Kind names the work in the queue.
func (FetchAvatar) Kind() string { return "fetch_avatar" }

// CleanAvatars is the work of removing pictures that nobody needs any more.
type CleanAvatars struct {
	Account int64
	Names   []string
}

// Kind names the work in the queue.
func (CleanAvatars) Kind() string { return "clean_avatars" }

// RequestContactAvatar leaves word that a contact's picture is to be fetched, and returns the contact as it is. NotFound.
func (s *Service) RequestContactAvatar(ctx context.Context, in models.ContactAvatarSetInput) (*models.Contact, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.changeLocked(ctx, models.PermContactUpdate, in.ID, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		return nil, tx.Enqueue(FetchAvatar{By: *tx.Viewer, ContactID: c.ID, URL: *in.URL, AskedAt: tx.Now}, nil)
	})
}

// MaySetContactAvatar reports, as an error, that the viewer may not give the contact a picture. It is for asking before one is fetched.
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

// ReserveContactAvatar makes sure, before a picture for a contact is stored under a name, that it is removed again if nothing comes of it.
// NotFound. It belongs to no mutation: nothing that a client sees has happened yet.
func (s *Service) ReserveContactAvatar(ctx context.Context, id models.ContactID, name string) error {
	if err := s.MaySetContactAvatar(ctx, id); err != nil {
		return err
	}
	work := CleanAvatars{Account: models.ViewerFrom(ctx).AccountID, Names: []string{name}}
	_, err := s.db.Queue().Insert(ctx, work, &river.InsertOpts{ScheduledAt: s.now().Add(avatarTimeout)})
	return err
}

// SetContactAvatar gives a contact the pictures that are stored under a name, as was asked for at an instant: what was asked for later
// stays. NotFound.
func (s *Service) SetContactAvatar(ctx context.Context, id models.ContactID, name string, asked models.DateTime) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, id, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		if c.AvatarSetAt != nil && c.AvatarSetAt.After(asked.Time) {
			return nil, nil
		}
		old := c.Avatar
		c.Avatar, c.AvatarSetAt = &name, &asked
		return nil, cleanAvatars(tx, old)
	})
}

// RemoveContactAvatar takes a contact's picture away, and one that is still being fetched. NotFound.
func (s *Service) RemoveContactAvatar(ctx context.Context, in models.ContactAvatarRemoveInput) (*models.Contact, error) {
	return s.changeLocked(ctx, models.PermContactUpdate, in.ID, nil, func(tx *Tx, c *models.Contact) ([]*models.FieldChange, error) {
		old := c.Avatar
		c.Avatar, c.AvatarSetAt = nil, &tx.Now
		return nil, cleanAvatars(tx, old)
	})
}

// cleanAvatars leaves word that pictures may be needed no more.
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

// cleanDeletedAvatars leaves word of the pictures of a contact that is being deleted, and of those that its merges remember.
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

// UnusedAvatars returns those of an account's pictures that no contact has and no merge could give back; it serves the system, not a
// viewer.
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
