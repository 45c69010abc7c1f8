package crm

import (
	"context"

	"kith/models"
	"kith/page"
	"kith/typeid"
)

var notes = table[models.Note]{
	from:    "notes n",
	columns: "n.account_id, n.id, n.contact_id, n.author_id, n.content, n.created_at, n.updated_at",
	fields: func(n *models.Note) []any {
		return []any{&n.AccountID, &n.ID, &n.ContactID, &n.AuthorID, &n.Content, &n.CreatedAt, &n.UpdatedAt}
	},
}

var newestNotes = page.Order{Name: "contact.notes", ID: "n.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "n.created_at", Kind: page.Time, Desc: true}}}

const notesOfContact = "n.account_id = ? AND n.contact_id = parent.id"

// NotesByID returns the notes that exist, by id.
func (s *Service) NotesByID(ctx context.Context, ids []models.NoteID) (map[models.NoteID]*models.Note, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return byID(r, notes, ids, func(n *models.Note) models.NoteID { return n.ID })
}

// NotesByContact returns a page of the notes about each contact, newest first.
func (s *Service) NotesByContact(ctx context.Context, ids []models.ContactID, a page.Args) (map[models.ContactID]*models.NoteConnection, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return pagesOf(r, notes, newestNotes, a, ids, notesOfContact, r.Account)
}

// CountNotesByContact counts the notes about each contact up to limit+1.
func (s *Service) CountNotesByContact(ctx context.Context, ids []models.ContactID, limit int) (map[models.ContactID]int, error) {
	r, err := s.read(ctx)
	if err != nil {
		return nil, err
	}
	return countsOf(r, notes.from, limit, ids, notesOfContact, r.Account)
}

// CreateNote writes a note about a contact in the viewer's name.
func (s *Service) CreateNote(ctx context.Context, in models.NoteCreateInput) (*models.Note, error) {
	var note *models.Note
	err := s.write(ctx, models.PermNote, func(tx *Tx) error {
		contact, err := lockContactAt(tx, in.ContactID, "contactId")
		if err != nil {
			return err
		}
		note = &models.Note{AccountID: tx.Account, ID: typeid.New[models.NoteID](), ContactID: contact.ID,
			AuthorID: tx.Viewer.UserID, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := note.Apply(in.Content); err != nil {
			return err
		}
		return tx.Create(note).Error
	})
	return note, err
}

// UpdateNote changes the text of a note.
func (s *Service) UpdateNote(ctx context.Context, in models.NoteUpdateInput) (*models.Note, error) {
	var note *models.Note
	err := s.write(ctx, models.PermNote, func(tx *Tx) error {
		var err error
		if note, err = lock(tx, notes, in.ID, "note"); err != nil {
			return err
		}
		if err := note.Apply(in.Content); err != nil {
			return err
		}
		note.UpdatedAt = tx.Now
		return save(tx, note, in.ID)
	})
	return note, err
}

// DeleteNote removes a note.
func (s *Service) DeleteNote(ctx context.Context, id models.NoteID) error {
	return s.write(ctx, models.PermNote, func(tx *Tx) error {
		if _, err := lock(tx, notes, id, "note"); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM notes WHERE account_id = ? AND id = ?", tx.Account, id).Error
	})
}
