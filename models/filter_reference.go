package models

import "strings"

// ReferenceKind is a kind of record that filters name.
type ReferenceKind string

// The kinds.
const (
	LabelReference   ReferenceKind = "LABEL"
	CompanyReference ReferenceKind = "COMPANY"
	InboxReference   ReferenceKind = "INBOX"
	UserReference    ReferenceKind = "USER"
	TeamReference    ReferenceKind = "TEAM"
)

// FilterReference is a place in a filter that names a record.
type FilterReference struct {
	Kind ReferenceKind
	// Path leads to the id or title in the filter.
	Path []string
	// ID is the public id of the record; blank for a label that is named by its title.
	ID string
	// Title is the title of a label that is named by it.
	Title string
}

// DeadReference is a place in a stored filter that names a record which does not exist.
type DeadReference struct {
	Kind ReferenceKind
	Path []string
	// Value is the id of the record, or the title of a label that there has never been.
	Value string
	// Message says what the condition means now, and what to do.
	Message string
}

// Dead describes the reference as one to a record that does not exist.
func (r FilterReference) Dead() *DeadReference {
	return &DeadReference{Kind: r.Kind, Path: r.Path, Value: r.value(), Message: r.missing()}
}

func (r FilterReference) value() string {
	if r.ID == "" {
		return r.Title
	}
	return r.ID
}

func (r FilterReference) missing() string {
	noun := strings.ToLower(string(r.Kind))
	if r.ID == "" {
		return "There is no label with the title \"" + r.Title + "\"; create it, or correct the title."
	}
	return "There is no " + noun + " with the id " + r.ID + "; it may have been deleted. Choose another one, or remove the condition."
}

// Invalid is the error of a filter that names a record which does not exist.
func (r FilterReference) Invalid() *Error {
	return Errorf(Invalid, "%s", r.missing()).At(r.Path...)
}

// SegmentUsage says which segments name a record in their filters.
type SegmentUsage struct {
	// Count is the number of all of them, other people's private ones included.
	Count int
	// Segments are those that the viewer sees, the first 100 by name.
	Segments []*Segment
}

// The keys by which segments are found that use a record. They are stored with the segment.

// UsageKey is the key of a label.
func (l *Label) UsageKey() string { return l.ID.String() }

// UsageKey is the key of a company.
func (c *Company) UsageKey() string { return c.ID.String() }

// UsageKey is the key of an inbox.
func (i *Inbox) UsageKey() string { return i.ID.String() }

// UsageKey is the key of a user.
func (u *User) UsageKey() string { return u.ID.String() }

// UsageKey is the key of a definition; filters name attributes of contacts by their keys.
func (d *CustomAttributeDefinition) UsageKey() string {
	if d.Model != ContactAttribute {
		return ""
	}
	return AttributeUsageKey(d.Key)
}

// AttributeUsageKey is the key of a custom attribute of contacts.
func AttributeUsageKey(key string) string { return customPrefix + AttributeKey(key) }
