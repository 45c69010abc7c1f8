package models

import (
	"context"

	"kith/models/page"
)

// ContactGroupKey is what contacts are grouped by.
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
	// Key is the common value of the contacts, for records their public id.
	Key       string
	LabelID   *LabelID
	CompanyID *CompanyID
	InboxID   *InboxID
	Count     int
	// Newest returns a page of the group's contacts; groups that are read together share a statement.
	Newest func(context.Context, page.Args) (*ContactConnection, error)
}

// groupPage is the default number of contacts of a group.
const groupPage = 10

// Contacts returns a page of the group's contacts, newest first.
func (g *ContactGroup) Contacts(ctx context.Context, first *int, after *page.Cursor, last *int, before *page.Cursor) (*ContactConnection,
	error) {
	if first == nil && last == nil {
		size := groupPage
		first = &size
	}
	return g.Newest(ctx, page.Args{First: first, After: after, Last: last, Before: before})
}
