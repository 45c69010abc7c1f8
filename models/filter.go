package models

// Availability is whether a contact or user is online.
type Availability string

// The availabilities.
const (
	Online  Availability = "ONLINE"
	Busy    Availability = "BUSY"
	Offline Availability = "OFFLINE"
)

// Valid reports whether a is one of the availabilities.
func (a Availability) Valid() bool { return a == Online || a == Busy || a == Offline }

// ResolvedRule defines which contacts count as resolved.
type ResolvedRule string

// The rules.
const (
	// ResolvedIdentified requires an email, a phone number or an identifier.
	ResolvedIdentified ResolvedRule = "IDENTIFIED"
	// ResolvedLeads requires a lead, as the second version of the CRM does.
	ResolvedLeads ResolvedRule = "LEADS"
)

// Valid reports whether r is one of the rules.
func (r ResolvedRule) Valid() bool { return r == ResolvedIdentified || r == ResolvedLeads }

// A filter is stored as JSON in the form of its GraphQL input. Empty and absent lists mean different things, so only absent lists are left
// out.

// ContactFilter selects contacts that satisfy every condition that is set.
type ContactFilter struct {
	And              []ContactFilter         `json:"and,omitzero"`
	Or               []ContactFilter         `json:"or,omitzero"`
	Not              *ContactFilter          `json:"not,omitzero"`
	IDs              []ContactID             `json:"ids,omitzero"`
	Name             *StringFilter           `json:"name,omitzero"`
	MiddleName       *StringFilter           `json:"middleName,omitzero"`
	LastName         *StringFilter           `json:"lastName,omitzero"`
	Email            *StringFilter           `json:"email,omitzero"`
	PhoneNumber      *StringFilter           `json:"phoneNumber,omitzero"`
	Identifier       *StringFilter           `json:"identifier,omitzero"`
	CompanyName      *StringFilter           `json:"companyName,omitzero"`
	JobTitle         *StringFilter           `json:"jobTitle,omitzero"`
	Referer          *StringFilter           `json:"referer,omitzero"`
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
	CompanyID        *IDFilter               `json:"companyId,omitzero"`
	InboxID          *IDFilter               `json:"inboxId,omitzero"`
	CustomAttributes []CustomAttributeFilter `json:"customAttributes,omitzero"`
	Conversations    *ConversationsFilter    `json:"conversations,omitzero"`
	CsatAverage      *NumberFilter           `json:"csatAverage,omitzero"`
}

// StringFilter is a condition on a text.
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
	// IgnoreCase has the other operators ignore case where they would not.
	IgnoreCase *bool `json:"ignoreCase,omitzero"`
}

// Caseless reports whether operators that would not ignore case have to.
func (f *StringFilter) Caseless() bool { return f.IgnoreCase != nil && *f.IgnoreCase }

// NumberFilter is a condition on a number.
type NumberFilter struct {
	Eq     *float64  `json:"eq,omitzero"`
	Ne     *float64  `json:"ne,omitzero"`
	Lt     *float64  `json:"lt,omitzero"`
	Lte    *float64  `json:"lte,omitzero"`
	Gt     *float64  `json:"gt,omitzero"`
	Gte    *float64  `json:"gte,omitzero"`
	In     []float64 `json:"in,omitzero"`
	Nin    []float64 `json:"nin,omitzero"`
	IsNull *bool     `json:"isNull,omitzero"`
}

// DateTimeFilter is a condition on an instant. WithinLast and OlderThan are ISO 8601 durations before now, WithinNext is one after it.
type DateTimeFilter struct {
	Eq         *DateTime `json:"eq,omitzero"`
	Ne         *DateTime `json:"ne,omitzero"`
	Lt         *DateTime `json:"lt,omitzero"`
	Lte        *DateTime `json:"lte,omitzero"`
	Gt         *DateTime `json:"gt,omitzero"`
	Gte        *DateTime `json:"gte,omitzero"`
	WithinLast *string   `json:"withinLast,omitzero"`
	WithinNext *string   `json:"withinNext,omitzero"`
	OlderThan  *string   `json:"olderThan,omitzero"`
	During     *Period   `json:"during,omitzero"`
	IsNull     *bool     `json:"isNull,omitzero"`
}

// DateFilter is a condition on a day. The durations are ISO 8601: WithinLast and WithinNext count today, OlderThan is what comes before
// WithinLast.
type DateFilter struct {
	Eq         *Date   `json:"eq,omitzero"`
	Ne         *Date   `json:"ne,omitzero"`
	Lt         *Date   `json:"lt,omitzero"`
	Lte        *Date   `json:"lte,omitzero"`
	Gt         *Date   `json:"gt,omitzero"`
	Gte        *Date   `json:"gte,omitzero"`
	WithinLast *string `json:"withinLast,omitzero"`
	WithinNext *string `json:"withinNext,omitzero"`
	OlderThan  *string `json:"olderThan,omitzero"`
	During     *Period `json:"during,omitzero"`
	// AnniversaryWithinNext and AnniversaryDuring are the same for the days with its month and day in any year.
	AnniversaryWithinNext *string `json:"anniversaryWithinNext,omitzero"`
	AnniversaryDuring     *Period `json:"anniversaryDuring,omitzero"`
	IsNull                *bool   `json:"isNull,omitzero"`
}

// BooleanFilter is a condition on a boolean.
type BooleanFilter struct {
	Eq     *bool `json:"eq,omitzero"`
	Ne     *bool `json:"ne,omitzero"`
	IsNull *bool `json:"isNull,omitzero"`
}

// ContactTypeFilter is a condition on the type of a contact.
type ContactTypeFilter struct {
	Eq  *ContactType  `json:"eq,omitzero"`
	Ne  *ContactType  `json:"ne,omitzero"`
	In  []ContactType `json:"in,omitzero"`
	Nin []ContactType `json:"nin,omitzero"`
}

// LabelsFilter is a condition on the labels of a record, by title. Stored filters name labels by id, so that a new title changes nothing:
// AnyIDs, AllIDs and NoneIDs mean the same as Any, All and None, and are no part of the API.
type LabelsFilter struct {
	Any     []string  `json:"any,omitzero"`
	All     []string  `json:"all,omitzero"`
	None    []string  `json:"none,omitzero"`
	IsEmpty *bool     `json:"isEmpty,omitzero"`
	AnyIDs  []LabelID `json:"anyIds,omitzero"`
	AllIDs  []LabelID `json:"allIds,omitzero"`
	NoneIDs []LabelID `json:"noneIds,omitzero"`
}

// LabelsList is one of the three lists of a LabelsFilter: its name in the API, the titles in it, and the ids in its stored form.
type LabelsList struct {
	Name   string
	Titles *[]string
	IDs    *[]LabelID
}

// Lists returns the lists of the filter.
func (f *LabelsFilter) Lists() [3]LabelsList {
	return [3]LabelsList{{"any", &f.Any, &f.AnyIDs}, {"all", &f.All, &f.AllIDs}, {"none", &f.None, &f.NoneIDs}}
}

// CustomAttributeFilter is a condition on a custom attribute.
type CustomAttributeFilter struct {
	Key     string         `json:"key"`
	Text    *StringFilter  `json:"text,omitzero"`
	Number  *NumberFilter  `json:"number,omitzero"`
	Boolean *BooleanFilter `json:"boolean,omitzero"`
	Date    *DateFilter    `json:"date,omitzero"`
	List    *ListFilter    `json:"list,omitzero"`
	IsNull  *bool          `json:"isNull,omitzero"`
}

// ListFilter is a condition on the values of a list.
type ListFilter struct {
	Any  []string `json:"any,omitzero"`
	All  []string `json:"all,omitzero"`
	None []string `json:"none,omitzero"`
}

// ConversationsFilter is a condition on the conversations of a contact.
type ConversationsFilter struct {
	Some  *ConversationFilter `json:"some,omitzero"`
	Every *ConversationFilter `json:"every,omitzero"`
	None  *ConversationFilter `json:"none,omitzero"`
	Count *NumberFilter       `json:"count,omitzero"`
}

// ConversationFilter selects conversations that satisfy every condition that is set.
type ConversationFilter struct {
	And            []ConversationFilter        `json:"and,omitzero"`
	Or             []ConversationFilter        `json:"or,omitzero"`
	Not            *ConversationFilter         `json:"not,omitzero"`
	Status         *ConversationStatusFilter   `json:"status,omitzero"`
	InboxID        *IDFilter                   `json:"inboxId,omitzero"`
	AssigneeID     *IDFilter                   `json:"assigneeId,omitzero"`
	TeamID         *IDFilter                   `json:"teamId,omitzero"`
	Labels         *LabelsFilter               `json:"labels,omitzero"`
	Priority       *ConversationPriorityFilter `json:"priority,omitzero"`
	CreatedAt      *DateTimeFilter             `json:"createdAt,omitzero"`
	LastActivityAt *DateTimeFilter             `json:"lastActivityAt,omitzero"`
	ContactID      *IDFilter                   `json:"contactId,omitzero"`
	CompanyID      *IDFilter                   `json:"companyId,omitzero"`
	DisplayID      *NumberFilter               `json:"displayId,omitzero"`
	WaitingSince   *DateTimeFilter             `json:"waitingSince,omitzero"`
}

// ConversationStatusFilter is a condition on the status of a conversation.
type ConversationStatusFilter struct {
	Eq  *ConversationStatus  `json:"eq,omitzero"`
	Ne  *ConversationStatus  `json:"ne,omitzero"`
	In  []ConversationStatus `json:"in,omitzero"`
	Nin []ConversationStatus `json:"nin,omitzero"`
}

// ConversationPriorityFilter is a condition on the priority of a conversation.
type ConversationPriorityFilter struct {
	Eq     *ConversationPriority  `json:"eq,omitzero"`
	Ne     *ConversationPriority  `json:"ne,omitzero"`
	In     []ConversationPriority `json:"in,omitzero"`
	Nin    []ConversationPriority `json:"nin,omitzero"`
	IsNull *bool                  `json:"isNull,omitzero"`
}

// IDFilter is a condition on a reference to another record. The ids are in their public form; what is no id of such a record is the
// id of none.
type IDFilter struct {
	Eq     *string  `json:"eq,omitzero"`
	Ne     *string  `json:"ne,omitzero"`
	In     []string `json:"in,omitzero"`
	Nin    []string `json:"nin,omitzero"`
	IsNull *bool    `json:"isNull,omitzero"`
}
