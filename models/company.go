package models

import "github.com/99designs/gqlgen/graphql"

// Company is an organisation that contacts belong to.
type Company struct {
	AccountID        int64
	ID               CompanyID
	Version          int
	Name             string
	NameKey          *string
	Domain           *string
	Description      string
	CustomAttributes JSON
	// MoreAttributes is what programs know of the company; empty if nothing.
	MoreAttributes JSON `gorm:"column:additional_attributes"`
	// LastActivityAt is when a contact of the company was last active as far as another system knew; nil if unknown.
	LastActivityAt *DateTime
	// Avatar is the name under which the picture's files are stored; AvatarSetAt is when the picture was last set or removed. Without a
	// picture they are left out of JSON, by whose hash imports tell that a company has changed in another system.
	Avatar      *string   `json:",omitempty"`
	AvatarSetAt *DateTime `json:",omitempty"`
	CreatedAt   DateTime  `gorm:"autoCreateTime:false"`
	UpdatedAt   DateTime  `gorm:"autoUpdateTime:false"`
}

// CompanyCreateInput is a new company.
type CompanyCreateInput struct {
	Name             string
	Domain           *string
	Description      *string
	CustomAttributes JSON
}

// CompanyUpdateInput changes a company: what is not set stays, what is set to nil is cleared.
type CompanyUpdateInput struct {
	ID               CompanyID
	ExpectedVersion  *int
	Name             graphql.Omittable[*string]
	Domain           graphql.Omittable[*string]
	Description      graphql.Omittable[*string]
	CustomAttributes graphql.Omittable[JSON]
}

// CompanyDeleteInput names a company to delete.
type CompanyDeleteInput struct{ ID CompanyID }

// CompanyDeletePayload answers companyDelete.
type CompanyDeletePayload struct {
	DeletedID *CompanyID
	Failures
}

// CompanyPayload answers the mutations of a company.
type CompanyPayload struct {
	Company *Company
	Failures
}

// IsNode marks the type for GraphQL.
func (Company) IsNode() {}

// AdditionalAttributes returns what programs know of the company.
func (c *Company) AdditionalAttributes() *JSON { return objectOrEmpty(c.MoreAttributes) }
