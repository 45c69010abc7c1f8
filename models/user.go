package models

import (
	"context"
	"time"
)

// Terms of the links by which users choose a password.
const (
	// InvitationLifetime is how long the link of an invitation can be used.
	InvitationLifetime = 7 * 24 * time.Hour
	// ResetLifetime is how long the link for a new password can be used.
	ResetLifetime = 24 * time.Hour
)

// LastSignInAt returns when the user last signed in, to the user and to viewers who may manage users; nil to others.
func (u *User) LastSignInAt(ctx context.Context) *DateTime { return u.ownOrManaged(ctx, u.SignedInAt) }

// SecondFactorSince returns since when the user needs a second factor, to the user and to viewers who may manage users; nil to others.
func (u *User) SecondFactorSince(ctx context.Context) *DateTime {
	return u.ownOrManaged(ctx, u.SecondFactorAt)
}

func (u *User) ownOrManaged(ctx context.Context, at *DateTime) *DateTime {
	if v := ViewerFrom(ctx); v == nil || !v.Is(u.ID) && !v.Can(PermAccountWrite) {
		return nil
	}
	return at
}

// UserInviteInput is a person who is to choose a password by a link.
type UserInviteInput struct {
	Name  string
	Email string
	Role  Role
}

// UserPasswordResetInput names a user who is to choose a new password by a link.
type UserPasswordResetInput struct{ ID UserID }

// UserLinkAcceptInput is the secret of a link and the password that its owner has chosen.
type UserLinkAcceptInput struct{ Token, Password string }

// UserDeactivateInput names a user who leaves, and who takes over their conversations.
type UserDeactivateInput struct {
	ID              UserID
	ExpectedVersion *int
	HandOverTo      *UserID
}

// UserReactivateInput names a user who comes back.
type UserReactivateInput struct {
	ID              UserID
	ExpectedVersion *int
}

// UserLink is a link by which a user chooses a password, once.
type UserLink struct {
	User *User
	// Token is the link's secret, and URL where it is used in a browser.
	Token, URL string
	ExpiresAt  DateTime
}

// UserLinkPayload answers userInvite and userPasswordReset.
type UserLinkPayload struct {
	Link *UserLink
	Failures
}

// UserLinkAcceptPayload answers userLinkAccept.
type UserLinkAcceptPayload struct {
	Email *string
	Failures
}

// UserDeactivatePayload answers userDeactivate.
type UserDeactivatePayload struct {
	User                    *User
	ReassignedConversations *int
	Failures
}
