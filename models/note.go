package models

// Note is what a user wrote down about a contact.
type Note struct {
	AccountID int64
	ID        NoteID
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

// NotePayload answers the mutations of a note.
type NotePayload struct {
	Note       *Note
	UserErrors []UserError
}

// IsNode marks the type for GraphQL.
func (Note) IsNode() {}
