package models

// Company is an organisation that contacts belong to.
type Company struct {
	AccountID        int64
	ID               CompanyID
	Name             string
	NameKey          *string
	Domain           *string
	Description      string
	CustomAttributes JSON
	CreatedAt        DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt        DateTime `gorm:"autoUpdateTime:false"`
}

// CompanyCreateInput is a new company.
type CompanyCreateInput struct {
	Name             string
	Domain           *string
	Description      *string
	CustomAttributes JSON
}

// CompanyPayload answers the mutations of a company.
type CompanyPayload struct {
	Company    *Company
	UserErrors []UserError
}

// IsNode marks the type for GraphQL.
func (Company) IsNode() {}
