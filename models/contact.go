package models

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/phone"
)

// ContactType is the lifecycle stage of a contact.
type ContactType string

// The contact types, in the order of the lifecycle.
const (
	Visitor  ContactType = "VISITOR"
	Lead     ContactType = "LEAD"
	Customer ContactType = "CUSTOMER"
)

// PhoneStyle is a format of phone numbers.
type PhoneStyle string

// The styles.
const (
	PhoneE164          PhoneStyle = "E164"
	PhoneInternational PhoneStyle = "INTERNATIONAL"
	PhoneNational      PhoneStyle = "NATIONAL"
)

// Contact is a customer or prospect of the account.
type Contact struct {
	AccountID   int64
	ID          ContactID
	Version     int
	ContactType ContactType
	Name        string
	MiddleName  string
	LastName    string
	Email       *string
	PhoneNumber *string
	Identifier  *string
	// Points are all addresses of the contact, by kind, the preferred ones first; Email, PhoneNumber and Identifier are copies of the
	// preferred ones. Points is nil if they were not read.
	Points               []ContactPoint `gorm:"-"`
	Location             string
	CountryCode          *string
	AdditionalAttributes AdditionalAttributes
	CustomAttributes     JSON
	CompanyID            *CompanyID
	Blocked              bool
	BlockReason          *string
	BlockedByUserID      *UserID
	BlockedByTokenID     *APITokenID
	BlockedAt            *DateTime
	LastActivityAt       *DateTime
	// Avatar is the name under which the picture's files are stored; AvatarSetAt is when the picture was last set or removed.
	Avatar      *string
	AvatarSetAt *DateTime
	CsatCounts  CsatCounts  `gorm:"embedded;embeddedPrefix:csat"`
	Keys        ContactKeys `gorm:"embedded"`
	CreatedAt   DateTime    `gorm:"autoCreateTime:false"`
	UpdatedAt   DateTime    `gorm:"autoUpdateTime:false"`
}

// ContactKeys are the sort and search keys of a contact; Contact.Derive computes them.
type ContactKeys struct {
	NameKey       *string
	MiddleNameKey *string
	LastNameKey   *string
	CompanyKey    *string
	CityKey       *string
	CountryKey    *string
	// Search is what searches look through, SearchWords and SearchKeys are how they find it in spite of mistakes.
	Search      string
	SearchWords *string
	SearchKeys  *string
}

// AdditionalAttributes are enrichment kept by the system and its integrations, stored as one jsonb.
type AdditionalAttributes struct {
	CompanyName    *string         `json:"companyName,omitempty"`
	JobTitle       *string         `json:"jobTitle,omitempty"`
	City           *string         `json:"city,omitempty"`
	Country        *string         `json:"country,omitempty"`
	SocialProfiles []SocialProfile `json:"socialProfiles,omitempty"`
	Browser        *string         `json:"browser,omitempty"`
	BrowserVersion *string         `json:"browserVersion,omitempty"`
	Platform       *string         `json:"platform,omitempty"`
	Referer        *string         `json:"referer,omitempty"`
	Rest           JSON            `json:"other,omitempty"`
}

// SocialProfile is a handle in a social network.
type SocialProfile struct {
	Network string `json:"network"`
	Handle  string `json:"handle"`
}

// ContactBlock is a block in force.
type ContactBlock struct {
	Reason    *string
	ByUser    *UserID
	ByToken   *APITokenID
	BlockedAt DateTime
}

// ContactPermissions is what a viewer may do with a contact.
type ContactPermissions struct{ Update, Delete, Merge, Block, Export, Erase, Converse, Note bool }

// ContactBy is a lookup by exactly one key.
type ContactBy struct {
	ID          *ContactID
	Email       *string
	PhoneNumber *string
	Identifier  *string
	System      *string
	Source      *SourceKey
}

// SourceKey identifies a contact by its source id in an inbox.
type SourceKey struct {
	InboxID  InboxID
	SourceID string
}

// ContactOrderField is what contacts can be sorted by.
type ContactOrderField string

// The fields.
const (
	OrderName           ContactOrderField = "NAME"
	OrderLastName       ContactOrderField = "LAST_NAME"
	OrderEmail          ContactOrderField = "EMAIL"
	OrderPhoneNumber    ContactOrderField = "PHONE_NUMBER"
	OrderLastActivityAt ContactOrderField = "LAST_ACTIVITY_AT"
	OrderCreatedAt      ContactOrderField = "CREATED_AT"
	OrderUpdatedAt      ContactOrderField = "UPDATED_AT"
	OrderCompanyName    ContactOrderField = "COMPANY_NAME"
	OrderCity           ContactOrderField = "CITY"
	OrderCountry        ContactOrderField = "COUNTRY"
	OrderCsatAverage    ContactOrderField = "CSAT_AVERAGE"
)

// ContactOrder is one sort key of a list of contacts.
type ContactOrder struct {
	By        ContactOrderKey
	Direction Direction
	Nulls     Nulls
}

// ContactOrderKey is what contacts are sorted by: a field or a custom attribute.
type ContactOrderKey struct {
	Field           *ContactOrderField
	CustomAttribute *string
}

// ContactCreateInput is a new contact.
type ContactCreateInput struct {
	Name                 *string
	MiddleName           *string
	LastName             *string
	Email                *string
	PhoneNumber          *string
	Identifier           *string
	Emails               []ContactPointInput
	PhoneNumbers         []ContactPointInput
	Identifiers          []ContactPointInput
	ContactType          *ContactType
	Location             *string
	CountryCode          *string
	AdditionalAttributes *AdditionalAttributesInput
	CustomAttributes     JSON
	CompanyID            *CompanyID
	Labels               []string
	Blocked              *bool
	Inbox                *ContactInboxInput
	IPAddress            *string
}

// ContactInboxInput links a new contact to an inbox.
type ContactInboxInput struct {
	InboxID  InboxID
	SourceID *string
}

// ContactUpdateInput changes a contact: what is not set stays, what is set to nil is cleared.
type ContactUpdateInput struct {
	ID                   ContactID
	ExpectedVersion      *int
	Name                 graphql.Omittable[*string]
	MiddleName           graphql.Omittable[*string]
	LastName             graphql.Omittable[*string]
	Email                graphql.Omittable[*string]
	PhoneNumber          graphql.Omittable[*string]
	Identifier           graphql.Omittable[*string]
	Emails               graphql.Omittable[[]ContactPointInput]
	PhoneNumbers         graphql.Omittable[[]ContactPointInput]
	Identifiers          graphql.Omittable[[]ContactPointInput]
	ContactType          graphql.Omittable[*ContactType]
	Location             graphql.Omittable[*string]
	CountryCode          graphql.Omittable[*string]
	AdditionalAttributes graphql.Omittable[*AdditionalAttributesInput]
	CustomAttributes     graphql.Omittable[JSON]
	// ReplaceCustomAttributes removes the custom attributes that CustomAttributes does not have.
	ReplaceCustomAttributes bool
	CompanyID               graphql.Omittable[*CompanyID]
	Blocked                 graphql.Omittable[*bool]

	// adding is true for changes of a contact that was found by one of its addresses; see Adding.
	adding bool
}

// Adding returns the change for a contact that was found by one of its addresses: addresses that the contact has stay as they are, also
// the preferred ones, and lists of addresses are added to those that it has.
func (in ContactUpdateInput) Adding() ContactUpdateInput {
	in.adding = true
	return in
}

// Clear sets fields to null by their names in the API; names of which an update has no field, such as labels, change nothing.
func (in *ContactUpdateInput) Clear(names []string) {
	fields := reflect.ValueOf(in).Elem()
	for _, name := range names {
		field := fields.FieldByNameFunc(func(member string) bool { return strings.EqualFold(member, name) })
		if !field.IsValid() || !field.CanSet() {
			continue
		}
		if omittable, ok := field.Addr().Interface().(json.Unmarshaler); ok {
			_ = omittable.UnmarshalJSON([]byte("null")) // which every type takes
		}
	}
}

// AdditionalAttributesInput patches additional attributes: what is not set stays, what is set to nil is cleared.
type AdditionalAttributesInput struct {
	CompanyName    graphql.Omittable[*string]
	JobTitle       graphql.Omittable[*string]
	City           graphql.Omittable[*string]
	Country        graphql.Omittable[*string]
	SocialProfiles graphql.Omittable[[]SocialProfile]
	Browser        graphql.Omittable[*string]
	BrowserVersion graphql.Omittable[*string]
	Platform       graphql.Omittable[*string]
	Referer        graphql.Omittable[*string]
	Other          graphql.Omittable[JSON]
}

// ContactDeleteInput names a contact to delete.
type ContactDeleteInput struct {
	ID              ContactID
	ExpectedVersion *int
	UnlessOnline    bool
}

// ContactCreatePayload answers contactCreate.
type ContactCreatePayload struct {
	Contact *Contact
	Failures
}

// ContactUpdatePayload answers contactUpdate.
type ContactUpdatePayload struct {
	Contact *Contact
	Failures
}

// ContactDeletePayload answers contactDelete.
type ContactDeletePayload struct {
	DeletedID *ContactID
	Failures
}

// IsNode marks the type for GraphQL.
func (Contact) IsNode() {}

// IsMessageSender marks the type for GraphQL.
func (Contact) IsMessageSender() {}

// Csat returns the summary of the contact's ratings.
func (c *Contact) Csat() *CsatSummary { return c.CsatCounts.Summary() }

// CustomAttribute returns the value of a custom attribute, nil if it is not set. The key may be in any form.
func (c *Contact) CustomAttribute(key string) (JSON, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(c.CustomAttributes, &all); err != nil {
		return nil, err
	}
	return JSON(all[AttributeKey(key)]), nil
}

// PhoneNumberFormatted returns the number in the given format.
func (c *Contact) PhoneNumberFormatted(style PhoneStyle) *string {
	if c.PhoneNumber == nil {
		return nil
	}
	number := *c.PhoneNumber
	switch style {
	case PhoneInternational:
		number = phone.International(number)
	case PhoneNational:
		number = phone.National(number)
	}
	return &number
}

// Block returns the block in force, nil if the contact is not blocked.
func (c *Contact) Block() *ContactBlock {
	if !c.Blocked || c.BlockedAt == nil {
		return nil
	}
	return &ContactBlock{Reason: c.BlockReason, ByUser: c.BlockedByUserID, ByToken: c.BlockedByTokenID, BlockedAt: *c.BlockedAt}
}

// Other returns the additional attributes without a field of their own, as a JSON object.
func (a AdditionalAttributes) Other() JSON {
	if a.Rest.isNull() {
		return JSON("{}")
	}
	return a.Rest
}

// Scan reads the stored jsonb.
func (a *AdditionalAttributes) Scan(src any) error { return scanJSON(src, a) }

// Value stores the attributes as jsonb.
func (a AdditionalAttributes) Value() (driver.Value, error) { return valueJSON(a) }
