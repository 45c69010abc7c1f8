package models

// CsatResponse is a rating that a contact gave for a conversation.
type CsatResponse struct {
	AccountID       int64
	ID              CsatResponseID
	Version         int
	ConversationID  ConversationID
	ContactID       ContactID
	Rating          int
	Feedback        string
	AssignedAgentID *UserID
	// ReviewNotes is what a user of the account wrote about the rating, ReviewedAt and ReviewedByID when and who.
	ReviewNotes  string
	ReviewedAt   *DateTime
	ReviewedByID *UserID
	CreatedAt    DateTime `gorm:"autoCreateTime:false"`
}

// CsatResponseCreateInput is a rating.
type CsatResponseCreateInput struct {
	ConversationID ConversationID
	Rating         int
	Feedback       *string
}

// CsatResponseReviewInput is what the team thinks of a rating.
type CsatResponseReviewInput struct {
	ID              CsatResponseID
	ExpectedVersion *int
	ReviewNotes     string
}

// Review writes the notes; it returns every rule that the input breaks.
func (r *CsatResponse) Review(in CsatResponseReviewInput, by *UserID, now DateTime) error {
	notes, e := cleanText(&in.ReviewNotes, MaxFeedback)
	if e != nil {
		return e.At("reviewNotes")
	}
	r.ReviewNotes, r.ReviewedByID, r.ReviewedAt = notes, by, &now
	return nil
}

// CsatResponsePayload answers the mutations of a rating.
type CsatResponsePayload struct {
	CsatResponse *CsatResponse
	Failures
}

// IsNode marks the type for GraphQL.
func (CsatResponse) IsNode() {}
