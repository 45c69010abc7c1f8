package models

import "encoding/json"

// CompanyMergeInput names a company that is merged into another.
type CompanyMergeInput struct {
	Into, From                           CompanyID
	ExpectedVersion, ExpectedFromVersion *int
}

// CompanyUnmergeInput names a merge to undo.
type CompanyUnmergeInput struct{ MergeID CompanyMergeID }

// CompanyMerge is the record of a merge.
type CompanyMerge struct {
	ID     CompanyMergeID
	IntoID CompanyID
	// FromID is the company that was merged, Stored its row as it was then.
	FromID CompanyID
	Stored JSON
	// Contacts is how many contacts moved, Domains how many domains.
	Contacts, Domains int
	ByUser            *UserID
	ByToken           *APITokenID
	CreatedAt         DateTime
	UndoneAt          *DateTime
	// Undoable is true if the merge can be undone.
	Undoable bool
}

// CompanyMoved is how much a merge moves; Contacts is nil for whom it is none of their business.
type CompanyMoved struct {
	Contacts *int
	Domains  int
}

// CompanyMergePreview is what a merge would do.
type CompanyMergePreview struct {
	Fields   []*CompanyMergeField
	Moved    *CompanyMoved
	Blockers []UserError
}

// CompanyMergeField is a field of the survivor, and what it loses of the company that ends.
type CompanyMergeField struct {
	Field                  string
	Before, After, Dropped JSON
}

// CompanyMergePayload answers companyMerge.
type CompanyMergePayload struct {
	Company  *Company
	MergedID *CompanyID
	Merge    *CompanyMerge
	Failures
}

// NewCompanyMergePayload returns the answer of a merge; merge is nil if it failed.
func NewCompanyMergePayload(survivor *Company, merge *CompanyMerge) *CompanyMergePayload {
	p := &CompanyMergePayload{Company: survivor, Merge: merge}
	if merge != nil {
		p.MergedID = &merge.FromID
	}
	return p
}

// CompanyUnmergePayload answers companyUnmerge.
type CompanyUnmergePayload struct {
	Companies []*Company
	Kept      []*MergeConflict
	Failures
}

// IsNode marks the type for GraphQL.
func (CompanyMerge) IsNode() {}

// MergedID is the id of the company that ended.
func (m *CompanyMerge) MergedID() *CompanyID { return &m.FromID }

// Snapshot returns the values of the company that ended.
func (m *CompanyMerge) Snapshot() (*JSON, error) {
	var row struct {
		Version              int
		Name, Description    string
		Domain, Avatar       *string
		CustomAttributes     JSON      `json:"custom_attributes"`
		AdditionalAttributes JSON      `json:"additional_attributes"`
		LastActivityAt       *DateTime `json:"last_activity_at"`
		CreatedAt            DateTime  `json:"created_at"`
	}
	if err := json.Unmarshal(m.Stored, &row); err != nil {
		return nil, err
	}
	shown := mustJSON(struct {
		ID                   CompanyID `json:"id"`
		Version              int       `json:"version"`
		Name                 string    `json:"name"`
		Domain               *string   `json:"domain"`
		Description          string    `json:"description"`
		AvatarURL            *string   `json:"avatarUrl"`
		CustomAttributes     JSON      `json:"customAttributes"`
		AdditionalAttributes *JSON     `json:"additionalAttributes"`
		LastActivityAt       *DateTime `json:"lastActivityAt"`
		CreatedAt            DateTime  `json:"createdAt"`
	}{m.FromID, row.Version, row.Name, row.Domain, row.Description, pictureOf(row.Avatar), row.CustomAttributes,
		objectOrEmpty(row.AdditionalAttributes), row.LastActivityAt, row.CreatedAt})
	return &shown, nil
}

// MovedFor returns how much a merge moves, as far as a viewer may know: one who sees only some contacts does not learn how many there are.
func MovedFor(v *Viewer, contacts, domains int) *CompanyMoved {
	moved := &CompanyMoved{Domains: domains}
	if !v.Restricted() {
		moved.Contacts = &contacts
	}
	return moved
}
