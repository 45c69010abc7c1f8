package crm

import (
	"context"
	"slices"

	"gorm.io/gorm/clause"

	"kith/internal/store"
	"kith/models"
)

// Seed holds rows of an account that are stored unchanged. Conversations are numbered from 1. Labels and definitions that the
// account already has, by title and by key, are used instead of the seed's own.
type Seed struct {
	// Origin is where the rows come from; Adopt remembers it.
	Origin             Origin
	Users              []models.User
	Bots               []models.Bot
	Teams              []models.Team
	TeamMembers        []models.TeamMember
	Inboxes            []models.Inbox
	Labels             []models.Label
	Definitions        []models.CustomAttributeDefinition
	Companies          []models.Company
	Contacts           []models.Contact
	ContactInboxes     []models.ContactInbox
	Conversations      []models.Conversation
	Messages           []models.Message
	Attachments        []models.Attachment
	Notes              []models.Note
	CsatResponses      []models.CsatResponse
	ContactLabels      []ContactLabel
	ConversationLabels []ConversationLabel
	Segments           []models.Segment
}

// ContactLabel links a contact to a label.
type ContactLabel struct {
	AccountID int64
	ContactID models.ContactID
	LabelID   models.LabelID
}

// ConversationLabel links a conversation to a label.
type ConversationLabel struct {
	AccountID      int64
	ConversationID models.ConversationID
	LabelID        models.LabelID
}

// Seed stores rows in the viewer's account, all or none. Taken if the account already has one of the users, by id or email, which
// means that the rows were stored before.
func (s *Service) Seed(ctx context.Context, rows Seed) error {
	return s.write(ctx, models.PermAdminister, func(tx *Tx) error {
		if err := refuseSeeded(tx, rows.Users); err != nil {
			return err
		}
		ownLabels, err := seedLabels(tx, rows.Labels)
		if err != nil {
			return err
		}
		seeded := stampSeeded(tx, rows.Contacts, models.PointFromAPI)
		var numbered int // the last conversation number of the account
		for _, store := range []func() error{
			func() error { return insert(tx, rows.Users, func(r *models.User) { r.AccountID = tx.Account }) },
			func() error { return insert(tx, rows.Inboxes, func(r *models.Inbox) { r.AccountID = tx.Account }) },
			func() error {
				return insert(tx, rows.Definitions, func(r *models.CustomAttributeDefinition) { r.AccountID = tx.Account }, unlessThere)
			},
			func() error { return insert(tx, rows.Companies, func(r *models.Company) { r.AccountID = tx.Account }) },
			func() error { return insertSeeded(tx, seeded) },
			func() error { return queueSeeded(tx, seeded) },
			func() error {
				for _, c := range seeded {
					tx.Emit(models.NewContactEvent(models.ContactCreated, &c, c.Changes(nil)))
				}
				return nil
			},
			func() error {
				return insert(tx, rows.ContactInboxes, func(r *models.ContactInbox) { r.AccountID = tx.Account })
			},
			func() error {
				return insert(tx, rows.ContactLabels, func(r *ContactLabel) { r.AccountID, r.LabelID = tx.Account, ownLabels[r.LabelID] })
			},
			func() error { return insert(tx, rows.Notes, func(r *models.Note) { r.AccountID = tx.Account }) },
			func() (err error) {
				numbered, err = takeDisplayIDs(tx, len(rows.Conversations))
				return err
			},
			func() error {
				return insert(tx, rows.Conversations, func(r *models.Conversation) { r.AccountID, r.DisplayID = tx.Account, r.DisplayID+numbered })
			},
			func() error { return insert(tx, rows.Messages, func(r *models.Message) { r.AccountID = tx.Account }) },
			func() error {
				return insert(tx, rows.ConversationLabels, func(r *ConversationLabel) { r.AccountID, r.LabelID = tx.Account, ownLabels[r.LabelID] })
			},
			func() error {
				return insert(tx, rows.CsatResponses, func(r *models.CsatResponse) { r.AccountID = tx.Account })
			},
			func() error { return insert(tx, rows.Segments, func(r *models.Segment) { r.AccountID = tx.Account }) },
		} {
			if err := store(); err != nil {
				return err
			}
		}
		return nil
	})
}

// unlessThere skips rows that the account already has.
var unlessThere = clause.OnConflict{DoNothing: true}

// insert stores copies of the rows in batches, after own has adapted each to the account.
func insert[T any](tx *Tx, rows []T, own func(*T), how ...clause.Expression) error {
	if len(rows) == 0 {
		return nil
	}
	rows = slices.Clone(rows) // a retry needs them unchanged
	for i := range rows {
		own(&rows[i])
		first(&rows[i])
	}
	return store.CreateAll(tx, rows, how...)
}

// first gives a row without a version the first one.
func first(row any) {
	if v, ok := row.(models.Versioned); ok && *v.Revision() == 0 {
		*v.Revision() = 1
	}
}

// stampSeeded returns copies of contacts that are to be stored in the account, with the ids of their addresses.
func stampSeeded(tx *Tx, rows []models.Contact, source models.PointSource) []models.Contact {
	rows = slices.Clone(rows)
	for i := range rows {
		c := &rows[i]
		c.AccountID = tx.Account
		first(c)
		c.ReadColumns()
		c.StampPoints(source, c.CreatedAt)
	}
	return rows
}

// insertSeeded stores contacts with their addresses.
func insertSeeded(tx *Tx, rows []models.Contact) error {
	if len(rows) == 0 {
		return nil
	}
	if err := store.CreateAll(tx, rows); err != nil {
		return err
	}
	if all := allPoints(pointersTo(rows)...); len(all) > 0 {
		return store.CreateAll(tx, all)
	}
	return nil
}

func queueSeeded(tx *Tx, rows []models.Contact) error {
	ids := make([]models.ContactID, len(rows))
	for i, c := range rows {
		ids[i] = c.ID
	}
	return queueDuplicates(tx, ids...)
}

func refuseSeeded(tx *Tx, rows []models.User) error {
	ids, emails := make(store.IDs[models.UserID], len(rows)), make([]string, len(rows))
	for i, u := range rows {
		ids[i], emails[i] = u.ID, u.Email
	}
	found, err := users.List(tx, "u.account_id = ? AND (u.id = ANY(?) OR u.email = ANY(?)) LIMIT 1", tx.Account, ids, emails)
	if err == nil && len(found) > 0 {
		err = models.Errorf(models.Taken, "The account has this data already: %s works there. Choose another seed for more.", found[0].Name)
	}
	return err
}

// seedLabels creates the labels that the account does not have and returns the id of the account's own label for each id.
func seedLabels(tx *Tx, rows []models.Label) (map[models.LabelID]models.LabelID, error) {
	if err := insert(tx, rows, func(r *models.Label) { r.AccountID = tx.Account }, unlessThere); err != nil {
		return nil, err
	}
	titles := make([]string, len(rows))
	for i, row := range rows {
		titles[i] = row.Title
	}
	known, err := labelsByTitle(tx, titles)
	if err != nil {
		return nil, err
	}
	ownLabels := make(map[models.LabelID]models.LabelID, len(rows))
	for _, row := range rows {
		ownLabels[row.ID] = known[row.Title].ID
	}
	return ownLabels, nil
}

// takeDisplayIDs reserves the account's next n conversation numbers and returns the number before them.
func takeDisplayIDs(tx *Tx, n int) (int, error) {
	last, err := store.One[int](tx,
		"UPDATE account_counters SET conversations = conversations + ? WHERE account_id = ? RETURNING conversations", n, tx.Account)
	return last - n, err
}
