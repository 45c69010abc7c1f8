package models

import "strconv"

// CsatResponsesExportInput selects ratings to export to a file.
type CsatResponsesExportInput struct{ Filter *CsatFilter }

// CsatExportTask is the stored description of an export of ratings.
type CsatExportTask struct {
	Filter *CsatFilter `json:"filter,omitzero"`
}

// CsatExportColumns are the columns of an export of ratings.
var CsatExportColumns = []string{"contactId", "name", "email", "phoneNumber", "rating", "feedback", "reviewNotes", "assignee", "inbox",
	"conversation", "createdAt"}

// ExportedRating is a rating of an export with the records that its columns show. The assignee is nil if there is none.
type ExportedRating struct {
	*CsatResponse
	Contact      *Contact
	Assignee     *User
	Conversation *Conversation
	Inbox        *Inbox
}

// Texts returns the texts in CsatExportColumns; what is unknown, or masked for the viewer who exports, is blank.
func (r ExportedRating) Texts() []string {
	var assignee string
	if r.Assignee != nil {
		assignee = r.Assignee.Name
	}
	return []string{r.Contact.ID.String(), r.Contact.Name, deref(r.Contact.Email), deref(r.Contact.PhoneNumber), strconv.Itoa(r.Rating),
		r.Feedback, r.ReviewNotes, assignee, r.Inbox.Name, strconv.Itoa(r.Conversation.DisplayID), r.CreatedAt.UTC().Format(dateTimeLayout)}
}
