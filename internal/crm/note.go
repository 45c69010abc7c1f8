package crm

import (
	"context"

	"kith/internal/store"
	"kith/models"
	"kith/models/page"
	"kith/models/typeid"
)

var notes = store.NewTable[models.Note]("notes n")

var newestNotes = page.Order{Name: "contact.notes", ID: "n.id",
	Keys: []page.Key{{Name: "CREATED_AT", Expr: "n.created_at", Kind: page.Time, Desc: true}}}

const notesOfContact = "n.account_id = ? AND n.contact_id = parent.id"

// NotesByID returns the notes that exist, by id.
func (b *Batch) NotesByID(ids []models.NoteID, set Columns) map[models.NoteID]*models.Note {
	return store.ByID(b.Batch, notes, ids, set)
}

// NotesByContact are the notes about each contact, newest first.
func (b *Batch) NotesByContact(ids []models.ContactID) Lists[models.ContactID, models.Note] {
	return Lists[models.ContactID, models.Note]{List: List[models.Note]{Batch: b.Batch, Table: notes, Where: notesOfContact,
		Args: []any{b.Account}, Order: newestNotes}, Parents: ids}
}

// CreateNote adds a note to a contact with the viewer as its author.
func (s *Service) CreateNote(ctx context.Context, in models.NoteCreateInput) (*models.Note, error) {
	var note *models.Note
	err := s.write(ctx, models.PermNote, func(tx *Tx) error {
		contact, err := lockContactAt(tx, in.ContactID, "contactId")
		if err != nil {
			return err
		}
		note = &models.Note{AccountID: tx.Account, ID: typeid.New[models.NoteID](), Version: 1, ContactID: contact.ID,
			AuthorID: tx.Viewer.UserID, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := note.Apply(in.Content); err != nil {
			return err
		}
		return store.Create(tx, note)
	})
	return note, err
}

// UpdateNote changes the text of a note.
func (s *Service) UpdateNote(ctx context.Context, in models.NoteUpdateInput) (*models.Note, error) {
	var note *models.Note
	err := s.write(ctx, models.PermNote, func(tx *Tx) error {
		var err error
		if note, err = lock[models.Note](tx, in.ID, "note"); err != nil {
			return err
		}
		if err := models.Advance(note, in.ExpectedVersion); err != nil {
			return err
		}
		if err := note.Apply(in.Content); err != nil {
			return err
		}
		note.UpdatedAt = tx.Now
		return store.Save(tx, note, in.ID)
	})
	return note, err
}

// DeleteNote deletes a note.
func (s *Service) DeleteNote(ctx context.Context, id models.NoteID) error {
	return s.write(ctx, models.PermNote, func(tx *Tx) error {
		if _, err := lock[models.Note](tx, id, "note"); err != nil {
			return err
		}
		tx.Audit(models.AuditNoteDeleted, id)
		return store.Delete[models.Note](tx, id)
	})
}
