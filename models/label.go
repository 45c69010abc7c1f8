package models

// Label is a word that contacts and conversations are marked with.
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

// DefaultLabelColor is the colour of a label when nobody said.
const DefaultLabelColor = "#1f93ff"

// LabelCreateInput is a new label.
type LabelCreateInput struct {
	Title         string
	Color         *string
	Description   *string
	ShowOnSidebar *bool
}

// LabelUpdateInput changes a label: nil leaves alone.
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
