package models

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// AccountUpdateInput changes the account: what is not set stays, what is set to nil is cleared.
type AccountUpdateInput struct {
	ExpectedVersion   *int
	Name              graphql.Omittable[*string]
	Features          graphql.Omittable[[]AccountFeature]
	DefaultRegion     graphql.Omittable[*string]
	TimeZone          graphql.Omittable[*string]
	StaleCleanupAfter graphql.Omittable[*string]
	// VisitorRetentionDays and MessageRetentionMonths are for how long visitors and messages are kept; nil for good.
	VisitorRetentionDays   graphql.Omittable[*int]
	MessageRetentionMonths graphql.Omittable[*int]
	// DuplicateMergeRule replaces the rule as a whole.
	DuplicateMergeRule graphql.Omittable[*DuplicateMergeRuleInput]
}

// AccountNamed returns the changes that make a new account.
func AccountNamed(name, region string) AccountUpdateInput {
	return AccountUpdateInput{Name: given(&name), DefaultRegion: given(&region)}
}

// UserCreateInput is a new user.
type UserCreateInput struct {
	Name     string
	Email    string
	Role     Role
	Password *string
}

// UserUpdateInput changes a user: what is not set stays; none of the fields can be cleared.
type UserUpdateInput struct {
	ID              UserID
	ExpectedVersion *int
	Name            graphql.Omittable[*string]
	Email           graphql.Omittable[*string]
	Role            graphql.Omittable[*Role]
	RoleID          graphql.Omittable[*RoleID]
	Password        graphql.Omittable[*string]
	// CurrentPassword is the user's old one, for a user who changes their own password or email.
	CurrentPassword *string
	Availability    graphql.Omittable[*Availability]
}

// ApiTokenRevokeInput names an API token to revoke.
type ApiTokenRevokeInput struct{ ID APITokenID }

// AccountPayload answers accountUpdate.
type AccountPayload struct {
	Account *Account
	Failures
}

// UserPayload answers the mutations of a user.
type UserPayload struct {
	User *User
	Failures
}

// ApiTokenPayload answers apiTokenCreate.
type ApiTokenPayload struct {
	ApiToken *APIToken
	Token    *string
	Failures
}

// ApiTokenRevokePayload answers apiTokenRevoke.
type ApiTokenRevokePayload struct {
	RevokedID *APITokenID
	Failures
}

// Apply changes an account; it returns every rule that the input breaks.
func (a *Account) Apply(in AccountUpdateInput) error {
	var errs Errors
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		a.Name = name
	}
	if v, ok := in.Features.ValueOK(); ok {
		a.Enabled = slices.Compact(slices.Sorted(slices.Values(v)))
	}
	if v := filled(in.DefaultRegion, "defaultRegion", &errs); v != nil {
		region := strings.ToUpper(strings.TrimSpace(*v))
		if code, ok := CountryCode(region); !ok || code != region {
			errs.Add(Errorf(Invalid, "The region must be ISO 3166-1 alpha-2, such as US.").At("defaultRegion"))
		}
		a.DefaultRegion = region
	}
	if v := filled(in.TimeZone, "timeZone", &errs); v != nil {
		name := strings.TrimSpace(*v)
		if _, ok := TimeZone(name); !ok {
			errs.Add(UnknownTimeZone())
		}
		a.TimeZone = name
	}
	if n, ok := in.VisitorRetentionDays.ValueOK(); ok {
		a.VisitorRetentionDays = n
	}
	if n, ok := in.MessageRetentionMonths.ValueOK(); ok {
		a.MessageRetentionMonths = n
	}
	errs = append(errs, a.Retention().Check()...)
	return errs.OrNil()
}

// UnknownTimeZone is the error for the name of a time zone that there is not.
func UnknownTimeZone() *Error {
	return Errorf(Invalid, "The time zone must have an IANA name, such as Europe/Berlin or UTC.").At("timeZone")
}

// Apply sets a new user's values; it returns every rule that the input breaks.
func (u *User) Apply(in UserCreateInput) error {
	var errs Errors
	var e *Error
	u.Role = in.Role
	u.Name, e = needLine(in.Name)
	errs.Add(atField(e, "name"))
	u.Email, e = userEmail(in.Email)
	errs.Add(atField(e, "email"))
	return errs.OrNil()
}

// userEmail reads the email of a user, who needs one.
func userEmail(text string) (string, *Error) {
	email, e := CleanEmail(&text)
	if e == nil && email == nil {
		e = Errorf(Required, "A user needs an email.")
	}
	return deref(email), e
}

// Change changes a user; it returns every rule that the input breaks.
func (u *User) Change(in UserUpdateInput) error {
	var errs Errors
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		u.Name = name
	}
	if v := filled(in.Email, "email", &errs); v != nil {
		email, e := userEmail(*v)
		errs.Add(atField(e, "email"))
		u.Email = email
	}
	if v := filled(in.Role, "role", &errs); v != nil {
		u.Role = *v
		if u.Role == Administrator {
			u.RoleID = nil
		}
	}
	if v, ok := in.RoleID.ValueOK(); ok {
		if u.RoleID = v; v != nil && in.Role.Value() == nil {
			u.Role = Agent
		}
		if v != nil && u.Role == Administrator {
			errs.Add(Errorf(Invalid, "An administrator may do everything and has no other role.").At("roleId"))
		}
	}
	if v := filled(in.Availability, "availability", &errs); v != nil {
		u.Availability = *v
	}
	filled(in.Password, "password", &errs) // the caller stores its hash
	return errs.OrNil()
}

// Bounds of a password, in characters.
const (
	MinPassword = 10
	MaxPassword = 1024
)

// CheckPassword rejects a password that is too short or too long.
func CheckPassword(password string) *Error {
	if n := utf8.RuneCountInString(password); n < MinPassword || len(password) > MaxPassword {
		return Errorf(Invalid, "A password has %d to %d characters.", MinPassword, MaxPassword).At("password")
	}
	return nil
}
