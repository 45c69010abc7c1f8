package resolvers

import (
	"context"
	"kith/models"
	"kith/models/typeid"
)

// UserInvite is the resolver for the userInvite field.
func (r *mutationResolver) UserInvite(ctx context.Context, input models.UserInviteInput) (*models.UserLinkPayload, error) {
	link, err := r.CRM.InviteUser(ctx, input)
	return respond(err, &models.UserLinkPayload{Link: link})
}

// UserPasswordReset is the resolver for the userPasswordReset field.
func (r *mutationResolver) UserPasswordReset(ctx context.Context, input models.UserPasswordResetInput) (*models.UserLinkPayload, error) {
	link, err := r.CRM.ResetPassword(ctx, input.ID)
	return respond(err, &models.UserLinkPayload{Link: link})
}

// UserLinkAccept is the resolver for the userLinkAccept field.
func (r *mutationResolver) UserLinkAccept(ctx context.Context, input models.UserLinkAcceptInput) (*models.UserLinkAcceptPayload, error) {
	email, err := r.CRM.AcceptLink(ctx, input)
	return respond(err, &models.UserLinkAcceptPayload{Email: &email})
}

// UserDeactivate is the resolver for the userDeactivate field.
func (r *mutationResolver) UserDeactivate(ctx context.Context, input models.UserDeactivateInput) (*models.UserDeactivatePayload, error) {
	user, reassigned, err := r.CRM.DeactivateUser(ctx, input)
	return respond(err, &models.UserDeactivatePayload{User: user, ReassignedConversations: &reassigned})
}

// UserReactivate is the resolver for the userReactivate field.
func (r *mutationResolver) UserReactivate(ctx context.Context, input models.UserReactivateInput) (*models.UserPayload, error) {
	user, err := r.CRM.ReactivateUser(ctx, input)
	return respond(err, &models.UserPayload{User: user})
}

// SessionRevoke is the resolver for the sessionRevoke field.
func (r *mutationResolver) SessionRevoke(ctx context.Context, input models.SessionRevokeInput) (*models.SessionRevokePayload, error) {
	return respond(r.CRM.RevokeSession(ctx, input.ID), &models.SessionRevokePayload{RevokedID: &input.ID})
}

// UserSignOut is the resolver for the userSignOut field.
func (r *mutationResolver) UserSignOut(ctx context.Context, input models.UserSignOutInput) (*models.UserSignOutPayload, error) {
	ended, err := r.CRM.SignOutUser(ctx, input)
	return respond(err, &models.UserSignOutPayload{EndedSessions: &ended})
}

// SecondFactorSetUp is the resolver for the secondFactorSetUp field.
func (r *mutationResolver) SecondFactorSetUp(ctx context.Context, input models.SecondFactorSetUpInput) (*models.SecondFactorSetUpPayload, error) {
	secret, url, err := r.CRM.SetUpSecondFactor(ctx, input)
	return respond(err, &models.SecondFactorSetUpPayload{Secret: &secret, URL: &url})
}

// SecondFactorConfirm is the resolver for the secondFactorConfirm field.
func (r *mutationResolver) SecondFactorConfirm(ctx context.Context, input models.SecondFactorConfirmInput) (*models.RecoveryCodesPayload, error) {
	codes, err := r.CRM.ConfirmSecondFactor(ctx, input.Code)
	return respond(err, &models.RecoveryCodesPayload{RecoveryCodes: codes})
}

// SecondFactorRemove is the resolver for the secondFactorRemove field.
func (r *mutationResolver) SecondFactorRemove(ctx context.Context, input models.SecondFactorRemoveInput) (*models.UserPayload, error) {
	user, err := r.CRM.RemoveSecondFactor(ctx, input)
	return respond(err, &models.UserPayload{User: user})
}

// RecoveryCodesReplace is the resolver for the recoveryCodesReplace field.
func (r *mutationResolver) RecoveryCodesReplace(ctx context.Context, input models.RecoveryCodesReplaceInput) (*models.RecoveryCodesPayload, error) {
	codes, err := r.CRM.ReplaceRecoveryCodes(ctx, input.Code)
	return respond(err, &models.RecoveryCodesPayload{RecoveryCodes: codes})
}

// UserSessions is the resolver for the userSessions field.
func (r *queryResolver) UserSessions(ctx context.Context, userID string) ([]*models.UserSession, error) {
	return r.CRM.ListSessions(ctx, typeid.Read[models.UserID](userID))
}
