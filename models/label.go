package models

import "github.com/99designs/gqlgen/graphql"

// Label is a tag of contacts and conversations.
type Label struct {
	AccountID     int64
	ID            LabelID
	Version       int
	Title         string
	Color         string
	Description   string
	ShowOnSidebar bool
	CreatedAt     DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt     DateTime `gorm:"autoUpdateTime:false"`
}

// DefaultLabelColor is the colour of a label that is created without one.
const DefaultLabelColor = "#1f93ff"

// LabelCreateInput is a new label.
type LabelCreateInput struct {
	Title         string
	Color         *string
	Description   *string
	ShowOnSidebar *bool
}

// LabelUpdateInput changes a label: what is not set stays, what is set to nil is cleared.
type LabelUpdateInput struct {
	ID              LabelID
	ExpectedVersion *int
	Title           graphql.Omittable[*string]
	Color           graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	ShowOnSidebar   graphql.Omittable[*bool]
}

// Patch returns the creation as changes to an empty label.
func (in LabelCreateInput) Patch() LabelUpdateInput {
	return LabelUpdateInput{Title: given(&in.Title), Color: given(in.Color), Description: given(in.Description),
		ShowOnSidebar: given(in.ShowOnSidebar)}
}

// LabelDeleteInput names a label to delete.
type LabelDeleteInput struct{ ID LabelID }

// LabelDeletePayload answers labelDelete.
type LabelDeletePayload struct {
	DeletedID *LabelID
	Failures
}

// LabelPayload answers the mutations of a label.
type LabelPayload struct {
	Label *Label
	Failures
}

// IsNode marks the type for GraphQL.
func (Label) IsNode() {}
