package models

// ContactMergeInput merges contacts into one that survives.
type ContactMergeInput struct {
	Into             ContactID
	From             []ContactID
	Choices          []*MergeChoice
	ExpectedVersions []*ExpectedVersion
}

// MergeChoice names the contact whose value of a field wins.
type MergeChoice struct {
	Field     string
	ContactID ContactID
}

// ExpectedVersion is the version that a contact must have.
type ExpectedVersion struct {
	ID      ContactID
	Version int
}

// ContactUnmergeInput names a merge to undo.
type ContactUnmergeInput struct{ MergeID ContactMergeID }

// ContactMerge is the record of a merge.
type ContactMerge struct {
	ID        ContactMergeID
	IntoID    ContactID
	Sources   []*MergedSource
	ByUser    *UserID
	ByToken   *APITokenID
	CreatedAt DateTime
	UndoneAt  *DateTime
	// Undoable is true if the merge can be undone.
	Undoable bool
	// Automatic is true if a rule of the account merged them, not a person or program.
	Automatic bool
}

// MergedSource is a contact that was merged into the survivor.
type MergedSource struct {
	ID       ContactID
	Snapshot JSON
	Moved    *MovedCounts
}

// MovedCounts counts the records that a merge moves to the survivor.
type MovedCounts struct{ Conversations, Messages, ContactInboxes, Notes, CsatResponses, Labels int }

// Plus returns the sum of two counts.
func (m MovedCounts) Plus(o MovedCounts) MovedCounts {
	return MovedCounts{m.Conversations + o.Conversations, m.Messages + o.Messages, m.ContactInboxes + o.ContactInboxes,
		m.Notes + o.Notes, m.CsatResponses + o.CsatResponses, m.Labels + o.Labels}
}

// ContactMergePreview is what a merge would do.
type ContactMergePreview struct {
	Fields   []*MergeField
	Moved    *MovedCounts
	Blockers []UserError
}

// MergeField is one field of the merged contact: its value, the contact that it comes from, and the values that are dropped.
type MergeField struct {
	Field   string
	Value   JSON
	From    *ContactID
	Dropped []*MergeAlternative
}

// MergeAlternative is a value that a merge drops.
type MergeAlternative struct {
	ContactID ContactID
	Value     JSON
}

// MergeConflict is a value that undoing a merge could not restore.
type MergeConflict struct {
	Field       string
	KeptValue   JSON
	MergedValue JSON
}

// ContactMergePayload answers contactMerge.
type ContactMergePayload struct {
	Contact *Contact
	Merge   *ContactMerge
	Failures
}

// ContactUnmergePayload answers contactUnmerge.
type ContactUnmergePayload struct {
	Contacts []*Contact
	Kept     []*MergeConflict
	Failures
}

// IsNode marks the type for GraphQL.
func (ContactMerge) IsNode() {}
