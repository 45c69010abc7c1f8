package models

import (
	"strconv"

	"github.com/99designs/gqlgen/graphql"
)

// Bounds of teams.
const (
	// MaxTeams is how many teams an account has at most.
	MaxTeams = 200
	// MaxTeamMembers is how many users a team has at most.
	MaxTeamMembers = 500
)

// Team is a group of users to whom conversations are assigned.
type Team struct {
	AccountID   int64
	ID          TeamID
	Version     int
	Name        string
	Description string
	CreatedAt   DateTime `gorm:"autoCreateTime:false"`
	UpdatedAt   DateTime `gorm:"autoUpdateTime:false"`
}

// TeamMember says that a user is in a team.
type TeamMember struct {
	AccountID int64
	TeamID    TeamID
	UserID    UserID
}

// TeamCreateInput is a new team.
type TeamCreateInput struct {
	Name        string
	Description *string
	MemberIDs   []UserID
}

// TeamUpdateInput changes a team: what is not set stays, what is set to nil is cleared.
type TeamUpdateInput struct {
	ID              TeamID
	ExpectedVersion *int
	Name            graphql.Omittable[*string]
	Description     graphql.Omittable[*string]
	MemberIDs       graphql.Omittable[[]UserID]
}

// Patch returns the changes that make a new team.
func (in TeamCreateInput) Patch() TeamUpdateInput {
	return TeamUpdateInput{Name: given(&in.Name), Description: given(in.Description), MemberIDs: graphql.OmittableOf(in.MemberIDs)}
}

// TeamDeleteInput names a team to delete.
type TeamDeleteInput struct{ ID TeamID }

// TeamPayload answers teamCreate and teamUpdate.
type TeamPayload struct {
	Team *Team
	Failures
}

// TeamDeletePayload answers teamDelete.
type TeamDeletePayload struct {
	DeletedID *TeamID
	Failures
}

// Apply changes a team; it returns every rule that the input breaks. The caller stores the members.
func (t *Team) Apply(in TeamUpdateInput) error {
	var errs Errors
	if v := filled(in.Name, "name", &errs); v != nil {
		name, e := needLine(*v)
		errs.Add(atField(e, "name"))
		t.Name = name
	}
	if v, ok := in.Description.ValueOK(); ok {
		description, e := cleanText(v, MaxDescription)
		errs.Add(atField(e, "description"))
		t.Description = description
	}
	if ids, _ := in.MemberIDs.ValueOK(); len(ids) > MaxTeamMembers {
		errs.Add(Errorf(Limit, "A team has at most %d members.", MaxTeamMembers).At("memberIds"))
	}
	return errs.OrNil()
}

// NoSuchMember is the error for a member of a team who is no user of the account.
func NoSuchMember(i int) *Error {
	return Errorf(NotFound, "There is no such user.").At("memberIds", strconv.Itoa(i))
}

// IsNode marks the type for GraphQL.
func (Team) IsNode() {}

// Revision returns the place of the version.
func (t *Team) Revision() *int { return &t.Version }

// UsageKey is the key of a team.
func (t *Team) UsageKey() string { return t.ID.String() }
