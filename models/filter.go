package models

// Availability is whether somebody is there.
type Availability string

// The availabilities.
const (
	Online  Availability = "ONLINE"
	Busy    Availability = "BUSY"
	Offline Availability = "OFFLINE"
)

// Valid reports whether a is one of the availabilities.
func (a Availability) Valid() bool { return a == Online || a == Busy || a == Offline }

// ResolvedRule says what makes a contact a resolved one.
type ResolvedRule string

// The rules.
const (
	// ResolvedIdentified asks for an email, a phone number or an identifier.
	ResolvedIdentified ResolvedRule = "IDENTIFIED"
	// ResolvedLeads asks for a lead, as the second version of the CRM does.
	ResolvedLeads ResolvedRule = "LEADS"
)

// Valid reports whether r is one of the rules.
func (r ResolvedRule) Valid() bool { return r == ResolvedIdentified || r == ResolvedLeads }

// A filter is stored as JSON in the shape of its GraphQL input. A list that is there but empty asks for something else than
// one that is absent, so only absent ones are left out.

// ContactFilter says which contacts a list has: those for which everything that is set holds.
type ContactFilter struct {
	And              []ContactFilter         `json:"and,omitzero"`
	Or               []ContactFilter         `json:"or,omitzero"`
	Not              *ContactFilter          `json:"not,omitzero"`
	IDs              []ContactID             `json:"ids,omitzero"`
	Name             *StringFilter           `json:"name,omitzero"`
	Email            *StringFilter           `json:"email,omitzero"`
	PhoneNumber      *StringFilter           `json:"phoneNumber,omitzero"`
	Identifier       *StringFilter           `json:"identifier,omitzero"`
	CompanyName      *StringFilter           `json:"companyName,omitzero"`
	JobTitle         *StringFilter           `json:"jobTitle,omitzero"`
	City             *StringFilter           `json:"city,omitzero"`
	Country          *StringFilter           `json:"country,omitzero"`
	CountryCode      *StringFilter           `json:"countryCode,omitzero"`
	ContactType      *ContactTypeFilter      `json:"contactType,omitzero"`
	Blocked          *bool                   `json:"blocked,omitzero"`
	Availability     *Availability           `json:"availability,omitzero"`
	Resolved         *ResolvedRule           `json:"resolved,omitzero"`
	StaleSince       *DateTime               `json:"staleSince,omitzero"`
	CreatedAt        *DateTimeFilter         `json:"createdAt,omitzero"`
	UpdatedAt        *DateTimeFilter         `json:"updatedAt,omitzero"`
	LastActivityAt   *DateTimeFilter         `json:"lastActivityAt,omitzero"`
	Labels           *LabelsFilter           `json:"labels,omitzero"`
	CompanyID        *CompanyID              `json:"companyId,omitzero"`
	InboxID          *InboxID                `json:"inboxId,omitzero"`
	CustomAttributes []CustomAttributeFilter `json:"customAttributes,omitzero"`
	Conversations    *ConversationsFilter    `json:"conversations,omitzero"`
	CsatAverage      *NumberFilter           `json:"csatAverage,omitzero"`
}

// StringFilter says what a text must be like.
type StringFilter struct {
	Eq          *string  `json:"eq,omitzero"`
	Ne          *string  `json:"ne,omitzero"`
	In          []string `json:"in,omitzero"`
	Nin         []string `json:"nin,omitzero"`
	Contains    *string  `json:"contains,omitzero"`
	NotContains *string  `json:"notContains,omitzero"`
	StartsWith  *string  `json:"startsWith,omitzero"`
	EndsWith    *string  `json:"endsWith,omitzero"`
	IsNull      *bool    `json:"isNull,omitzero"`
}

// NumberFilter says what a number must be like.
type NumberFilter struct {
	Eq     *float64  `json:"eq,omitzero"`
	Ne     *float64  `json:"ne,omitzero"`
	Lt     *float64  `json:"lt,omitzero"`
	Lte    *float64  `json:"lte,omitzero"`
	Gt     *float64  `json:"gt,omitzero"`
	Gte    *float64  `json:"gte,omitzero"`
	In     []float64 `json:"in,omitzero"`
	IsNull *bool     `json:"isNull,omitzero"`
}

// DateTimeFilter says when an instant must be. WithinLast and OlderThan are ISO 8601 durations back from now.
type DateTimeFilter struct {
	Eq         *DateTime `json:"eq,omitzero"`
	Lt         *DateTime `json:"lt,omitzero"`
	Lte        *DateTime `json:"lte,omitzero"`
	Gt         *DateTime `json:"gt,omitzero"`
	Gte        *DateTime `json:"gte,omitzero"`
	WithinLast *string   `json:"withinLast,omitzero"`
	OlderThan  *string   `json:"olderThan,omitzero"`
	IsNull     *bool     `json:"isNull,omitzero"`
}

// BooleanFilter says what a truth value must be.
type BooleanFilter struct {
	Eq     *bool `json:"eq,omitzero"`
	IsNull *bool `json:"isNull,omitzero"`
}

// ContactTypeFilter says how far a contact must be known.
type ContactTypeFilter struct {
	Eq  *ContactType  `json:"eq,omitzero"`
	In  []ContactType `json:"in,omitzero"`
	Nin []ContactType `json:"nin,omitzero"`
}

// LabelsFilter says which labels a record must have, by title.
type LabelsFilter struct {
	Any     []string `json:"any,omitzero"`
	All     []string `json:"all,omitzero"`
	None    []string `json:"none,omitzero"`
	IsEmpty *bool    `json:"isEmpty,omitzero"`
}

// CustomAttributeFilter says what one of the account's own attributes must be like.
type CustomAttributeFilter struct {
	Key     string          `json:"key"`
	Text    *StringFilter   `json:"text,omitzero"`
	Number  *NumberFilter   `json:"number,omitzero"`
	Boolean *BooleanFilter  `json:"boolean,omitzero"`
	Date    *DateTimeFilter `json:"date,omitzero"`
	List    *ListFilter     `json:"list,omitzero"`
	IsNull  *bool           `json:"isNull,omitzero"`
}

// ListFilter says which values a list must have.
type ListFilter struct {
	Any  []string `json:"any,omitzero"`
	All  []string `json:"all,omitzero"`
	None []string `json:"none,omitzero"`
}

// ConversationsFilter says which conversations a contact must have.
type ConversationsFilter struct {
	Some  *ConversationFilter `json:"some,omitzero"`
	Every *ConversationFilter `json:"every,omitzero"`
	None  *ConversationFilter `json:"none,omitzero"`
	Count *NumberFilter       `json:"count,omitzero"`
}

// ConversationFilter says which conversations a list has: those for which everything that is set holds.
type ConversationFilter struct {
	Status         []ConversationStatus   `json:"status,omitzero"`
	InboxID        *InboxID               `json:"inboxId,omitzero"`
	AssigneeID     *UserID                `json:"assigneeId,omitzero"`
	Labels         *LabelsFilter          `json:"labels,omitzero"`
	Priority       []ConversationPriority `json:"priority,omitzero"`
	CreatedAt      *DateTimeFilter        `json:"createdAt,omitzero"`
	LastActivityAt *DateTimeFilter        `json:"lastActivityAt,omitzero"`
}
