package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// MaxRoles is how many roles of its own an account has at most.
const MaxRoles = 100

// CustomRole is a role of the account's own: what its users may do, which contacts they see and which fields they do not.
type CustomRole struct {
	AccountID   int64
	ID          RoleID
	Version     int
	Name        string
	Description string
	// Granted are the permissions.
	Granted PermissionList `gorm:"column:permissions"`
	// ContactFilter is a ContactFilter as JSON that names labels by their ids; nil for all contacts.
	ContactFilter *JSON
	// Masked are the masked fields.
	Masked    MaskList `gorm:"column:masked_fields"`
	CreatedAt DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt DateTime `gorm:"autoUpdateTime:false"`
}

// TableName is the name of the table.
func (CustomRole) TableName() string { return "roles" }

// Limits are what a role of the account's own allows its users.
type Limits struct {
	Permissions PermissionList
	// Contacts are those that the users see; nil for all.
	Contacts *ContactFilter
	Masked   MaskList
	// TimeZone is the account's, in which the filter counts days.
	TimeZone string
}

// Scan reads the limits as the database composes them; NULL for none.
func (l *Limits) Scan(src any) error { return scanJSON(src, l) }

// LimitsOf is the expression for the limits of a user u of an account a with the role r, which LimitsFrom joins: NULL for a user without a
// role of the account's own.
const (
	LimitsOf = `CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('Permissions', r.permissions, 'Contacts', r.contact_filter,
		'Masked', r.masked_fields, 'TimeZone', a.time_zone) END`
	LimitsFrom = `
		JOIN accounts a ON a.id = u.account_id
		LEFT JOIN roles r ON r.account_id = u.account_id AND r.id = u.role_id`
)

// grantable are the permissions that a role of the account's own can have. Those that manage users, tokens and roles are left to
// administrators, since whoever has them could give themselves all others.
var grantable = []Permission{
	PermContactCreate, PermContactUpdate, PermContactBlock, PermContactMerge, PermContactDelete, PermContactErase, PermContactImport,
	PermContactExport, PermConverse, PermConversationDelete, PermNote, PermLabelCreate, PermCompanyWrite, PermInboxWrite, PermTeamWrite,
	PermLabelWrite, PermDefinitionWrite, PermSegmentWrite, PermWebhook, PermAudit,
}

// unlimited are permissions that reach all contacts and all their values, so that a role with a filter or masked fields can't have them.
var unlimited = []Permission{PermContactErase, PermWebhook, PermAudit}

// everyone are the permissions of all roles.
var everyone = []Permission{PermView, PermSelf}

// MarshalGQL writes a permission as the API names it, such as CONTACT_UPDATE.
func (p Permission) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.Quote(strings.ToUpper(strings.ReplaceAll(string(p), ".", "_"))))
}

// UnmarshalGQL reads a permission that a role can have.
func (p *Permission) UnmarshalGQL(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("%T is not a permission", v)
	}
	i := slices.IndexFunc(grantable, func(g Permission) bool { return strings.ToUpper(strings.ReplaceAll(string(g), ".", "_")) == text })
	if i < 0 {
		return fmt.Errorf("%s is not a permission that a role can have", text)
	}
	*p = grantable[i]
	return nil
}

// PermissionList is stored as jsonb.
type PermissionList []Permission

// Scan reads the stored jsonb.
func (l *PermissionList) Scan(src any) error { return scanJSON(src, l) }

// Value stores the list as jsonb.
func (l PermissionList) Value() (driver.Value, error) { return valueJSON(append([]Permission{}, l...)) }

// RoleCreateInput is a new role.
type RoleCreateInput struct {
	Name          string
	Description   *string
	Permissions   []Permission
	ContactFilter *ContactFilter
	MaskedFields  []MaskedField
}

// RoleUpdateInput changes a role: what is not set stays, what is set to nil is cleared.
type RoleUpdateInput struct {
	ID              RoleID
	ExpectedVersion *int
	Name            graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	Permissions     graphql.Omittable[[]Permission]
	ContactFilter   graphql.Omittable[*ContactFilter]
	MaskedFields    graphql.Omittable[[]MaskedField]
}

// Patch returns the changes that make a new role.
func (in RoleCreateInput) Patch() RoleUpdateInput {
	return RoleUpdateInput{Name: given(&in.Name), Description: given(in.Description), Permissions: graphql.OmittableOf(in.Permissions),
		ContactFilter: graphql.OmittableOf(in.ContactFilter), MaskedFields: graphql.OmittableOf(in.MaskedFields)}
}

// RoleDeleteInput names a role to delete.
type RoleDeleteInput struct{ ID RoleID }

// RolePayload answers roleCreate and roleUpdate.
type RolePayload struct {
	Role *CustomRole
	Failures
}

// RoleDeletePayload answers roleDelete.
type RoleDeletePayload struct {
	DeletedID *RoleID
	Failures
}

// IsNode marks the type for GraphQL.
func (CustomRole) IsNode() {}

// Permissions returns what users with the role may do besides reading.
func (r *CustomRole) Permissions() []Permission { return r.Granted }

// MaskedFields returns what users with the role do not see.
func (r *CustomRole) MaskedFields() []MaskedField { return r.Masked }

// Revision returns the place of the version.
func (r *CustomRole) Revision() *int { return &r.Version }

// Filter returns the stored filter, nil for all contacts.
func (r *CustomRole) Filter() (*ContactFilter, error) {
	if r.ContactFilter == nil {
		return nil, nil
	}
	f := &ContactFilter{}
	return f, json.Unmarshal(*r.ContactFilter, f)
}

// Apply changes a role; it returns every rule that the input breaks. The caller has checked the filter and put it into its stored form.
func (r *CustomRole) Apply(in RoleUpdateInput) error {
	var errs Errors
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		r.Name = name
	}
	if v, ok := in.Description.ValueOK(); ok {
		description, e := cleanText(v, MaxDescription)
		errs.Add(atField(e, "description"))
		r.Description = description
	}
	if v, ok := in.Permissions.ValueOK(); ok {
		r.Granted = slices.Compact(slices.Sorted(slices.Values(v)))
	}
	if v, ok := in.MaskedFields.ValueOK(); ok {
		r.Masked = slices.Compact(slices.Sorted(slices.Values(v)))
	}
	if f, ok := in.ContactFilter.ValueOK(); ok {
		r.ContactFilter = nil
		if f != nil {
			stored, err := json.Marshal(f)
			if err != nil || len(stored) > MaxJSON {
				errs.Add(Errorf(TooLong, "A stored filter has at most %d bytes as JSON.", MaxJSON).At("contactFilter"))
			}
			filter := JSON(stored)
			r.ContactFilter = &filter
		}
	}
	if r.ContactFilter != nil || len(r.Masked) > 0 {
		for _, p := range r.Granted {
			if slices.Contains(unlimited, p) {
				errs.Add(Errorf(Invalid, "A role with a filter or masked fields can't have %s, which reaches all contacts.", p).At("permissions"))
			}
		}
	}
	return errs.OrNil()
}

// allows reports whether a role of the account's own includes a permission.
func (l *Limits) allows(p Permission) bool {
	return slices.Contains(everyone, p) || slices.Contains(l.Permissions, p)
}

// Restricted reports whether the viewer's role hides contacts or fields.
func (v *Viewer) Restricted() bool {
	return v != nil && v.Limits != nil && (v.Limits.Contacts != nil || len(v.Limits.Masked) > 0)
}

// HasRightsOf reports whether the roles of two viewers allow the same.
func (v *Viewer) HasRightsOf(other *Viewer) bool {
	return v.Role == other.Role && reflect.DeepEqual(v.Limits, other.Limits)
}
