package models

// Label is a tag of contacts and conversations.
type Label struct {
	AccountID     int64
	ID            LabelID
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

// LabelUpdateInput changes a label; nil fields are left unchanged.
type LabelUpdateInput struct {
	ID            LabelID
	Title         *string
	Color         *string
	Description   *string
	ShowOnSidebar *bool
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
