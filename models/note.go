package models

// Note is a text that a user wrote about a contact.
type Note struct {
	AccountID int64
	ID        NoteID
	Version   int
	ContactID ContactID
	AuthorID  *UserID
	Content   string
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// NoteCreateInput is a new note.
type NoteCreateInput struct {
	ContactID ContactID
	Content   string
}

// NoteUpdateInput is a new text for a note.
type NoteUpdateInput struct {
	ID              NoteID
	ExpectedVersion *int
	Content         string
}

// NoteDeleteInput names a note to delete.
type NoteDeleteInput struct{ ID NoteID }

// NoteDeletePayload answers noteDelete.
type NoteDeletePayload struct {
	DeletedID *NoteID
	Failures
}

// NotePayload answers the mutations of a note.
type NotePayload struct {
	Note *Note
	Failures
}

// IsNode marks the type for GraphQL.
func (Note) IsNode() {}
