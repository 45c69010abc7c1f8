package models

import "context"

// ContactGroupKey is what makes a group of contacts.
type ContactGroupKey string

// The keys.
const (
	GroupByType    ContactGroupKey = "CONTACT_TYPE"
	GroupByLabel   ContactGroupKey = "LABEL"
	GroupByCountry ContactGroupKey = "COUNTRY"
	GroupByCompany ContactGroupKey = "COMPANY"
	GroupByInbox   ContactGroupKey = "INBOX"
	GroupByBlocked ContactGroupKey = "BLOCKED"
	GroupByMonth   ContactGroupKey = "CREATED_MONTH"
)

// ContactGroup is a group of contacts.
type ContactGroup struct {
	// Key is what the contacts have in common; for records their public id.
	Key       string
	LabelID   *LabelID
	CompanyID *CompanyID
	InboxID   *InboxID
	Count     int
	// Newest returns a page of the group's contacts; the groups of one list share its statement.
	Newest func(ctx context.Context, first int) (*ContactConnection, error)
}

// Contacts returns the newest contacts of the group.
func (g *ContactGroup) Contacts(ctx context.Context, first int) (*ContactConnection, error) {
	return g.Newest(ctx, first)
}
