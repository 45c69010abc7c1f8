package models

// CsatOrderField is what ratings can be sorted by.
type CsatOrderField string

// The fields of ratings.
const (
	CsatByCreation CsatOrderField = "CREATED_AT"
	CsatByRating   CsatOrderField = "RATING"
)

// CsatOrder is the sort key of a list of ratings.
type CsatOrder struct {
	Field     CsatOrderField
	Direction Direction
}

// CompanyOrderField is what companies can be sorted by.
type CompanyOrderField string

// The fields of companies.
const (
	CompanyByName     CompanyOrderField = "NAME"
	CompanyByCreation CompanyOrderField = "CREATED_AT"
	CompanyByActivity CompanyOrderField = "LAST_ACTIVITY_AT"
	CompanyByContacts CompanyOrderField = "CONTACTS_COUNT"
)

// CompanyOrder is the sort key of a list of companies.
type CompanyOrder struct {
	Field     CompanyOrderField
	Direction Direction
}
