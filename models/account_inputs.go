package models

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// Feature flags of an account.
const (
	FeatureIPLookup = "ip_lookup"
	FeatureCRMv2    = "crm_v2"
)

// AccountUpdateInput changes the account. A nil field is left unchanged, except that an explicit null disables the nightly cleanup.
type AccountUpdateInput struct {
	Name              *string
	Features          []string
	DefaultRegion     *string
	StaleCleanupAfter graphql.Omittable[*string]
}

// UserCreateInput is a new user.
type UserCreateInput struct {
	Name     string
	Email    string
	Role     Role
	Password *string
}

// UserUpdateInput changes a user; nil fields are left unchanged.
type UserUpdateInput struct {
	ID       UserID
	Name     *string
	Role     *Role
	Password *string
	// CurrentPassword is the user's old one, for a user who changes their own.
	CurrentPassword *string
	Availability    *Availability
}

// ApiTokenCreateInput is a new API token.
type ApiTokenCreateInput struct {
	Name string
	Role Role
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
	if in.Name != nil {
		name, e := needText(*in.Name, MaxName)
		errs.Add(atField(e, "name"))
		a.Name = name
	}
	if in.Features != nil {
		a.Features = slices.Compact(slices.Sorted(slices.Values(in.Features)))
		for _, feature := range a.Features {
			if feature != FeatureIPLookup && feature != FeatureCRMv2 {
				errs.Add(Errorf(Invalid, "The switches are %s and %s.", FeatureIPLookup, FeatureCRMv2).At("features"))
			}
		}
	}
	if in.DefaultRegion != nil {
		region := strings.ToUpper(strings.TrimSpace(*in.DefaultRegion))
		if code, ok := CountryCode(region); !ok || code != region {
			errs.Add(Errorf(Invalid, "The region must be ISO 3166-1 alpha-2, such as US.").At("defaultRegion"))
		}
		a.DefaultRegion = region
	}
	return errs.OrNil()
}

// Apply sets a new user's values; it returns every rule that the input breaks.
func (u *User) Apply(in UserCreateInput) error {
	var errs Errors
	var e *Error
	u.Role = in.Role
	u.Name, e = needText(in.Name, MaxName)
	errs.Add(atField(e, "name"))
	email, e := CleanEmail(&in.Email)
	if e == nil && email == nil {
		e = Errorf(Required, "A user needs an email.")
	}
	errs.Add(atField(e, "email"))
	u.Email = deref(email)
	return errs.OrNil()
}

// Change changes a user.
func (u *User) Change(in UserUpdateInput) error {
	if in.Name != nil {
		name, e := needText(*in.Name, MaxName)
		if e != nil {
			return e.At("name")
		}
		u.Name = name
	}
	if in.Role != nil {
		u.Role = *in.Role
	}
	if in.Availability != nil {
		u.Availability = *in.Availability
	}
	return nil
}

// Apply sets a new API token's values.
func (t *APIToken) Apply(in ApiTokenCreateInput) error {
	name, e := needText(in.Name, MaxName)
	t.Name = name
	if e != nil {
		return e.At("name")
	}
	return nil
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
