package models

import (
	"database/sql/driver"
	"strings"
)

// Account is one customer of the server; nothing is shared between accounts.
type Account struct {
	// Key is what account_id means in every table.
	Key     int64
	ID      AccountID
	Version int
	Name    string
	Enabled Features
	// DefaultRegion is the ISO 3166-1 alpha-2 region that is assumed for phone numbers without a country code.
	DefaultRegion string
	// TimeZone is the IANA name of the time zone in which the account's days begin and end.
	TimeZone string
	// StaleCleanupAfter is the minimum age, an ISO 8601 duration, of the stale contacts that the nightly cleanup deletes; nil disables it.
	StaleCleanupAfter *string
	// VisitorRetentionDays and MessageRetentionMonths are for how long visitors and messages are kept; nil for good.
	VisitorRetentionDays   *int
	MessageRetentionMonths *int
	// DuplicateMergeRule says which duplicates are merged without anybody asking for it; nil merges none.
	DuplicateMergeRule *DuplicateMergeRule
	CreatedAt          DateTime
}

// AccountFeature is an optional feature of an account. It is stored in lower case.
type AccountFeature string

// FeatureIPLookup fills in where a new contact is.
const FeatureIPLookup AccountFeature = "IP_LOOKUP"

// Features are the features of an account that are switched on, stored as a text[] and read as JSON.
type Features []AccountFeature

// StringList is a list of texts that is stored as jsonb.
type StringList []string

// Scan reads the stored jsonb.
func (l *StringList) Scan(src any) error { return scanJSON(src, l) }

// Value stores the list as jsonb.
func (l StringList) Value() (driver.Value, error) {
	if l == nil {
		return "[]", nil
	}
	return valueJSON([]string(l))
}

// User is a person who works in an account.
type User struct {
	AccountID int64
	ID        UserID
	Version   int
	Name      string
	Email     string
	Role      Role
	// RoleID is the role of the account's own that the user has; nil without one.
	RoleID       *RoleID
	Availability Availability
	PasswordHash *string
	// DeactivatedAt is since when the user can't sign in; nil for everyone who can.
	DeactivatedAt *DateTime
	// SignedInAt is when the user last signed in, nil for never.
	SignedInAt *DateTime `gorm:"column:last_sign_in_at"`
	// SecondFactorAt is since when the user needs a code of an authenticator app to sign in with a password; nil without one.
	SecondFactorAt *DateTime
	CreatedAt      DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt      DateTime `gorm:"autoUpdateTime:false"`
}

// Features returns the features that are switched on.
func (a *Account) Features() []AccountFeature { return a.Enabled }

// Retention returns for how long visitors and messages are kept.
func (a *Account) Retention() Retention {
	return Retention{a.VisitorRetentionDays, a.MessageRetentionMonths}
}

// IsNode marks the type for GraphQL.
func (Account) IsNode() {}

// IsNode marks the type for GraphQL.
func (User) IsNode() {}

// IsActor marks the type for GraphQL.
func (User) IsActor() {}

// IsMessageSender marks the type for GraphQL.
func (User) IsMessageSender() {}

// IsNode marks the type for GraphQL.
func (APIToken) IsNode() {}

// IsActor marks the type for GraphQL.
func (APIToken) IsActor() {}

// Scan reads the feature flags as a JSON array.
func (f *Features) Scan(src any) error {
	if err := scanJSON(src, f); err != nil {
		return err
	}
	for i, feature := range *f {
		(*f)[i] = AccountFeature(strings.ToUpper(string(feature)))
	}
	return nil
}

// Value stores the feature flags as a text[].
func (f Features) Value() (driver.Value, error) {
	words := make([]string, len(f))
	for i, feature := range f {
		words[i] = strings.ToLower(string(feature))
	}
	return "{" + strings.Join(words, ",") + "}", nil
}
