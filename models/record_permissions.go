package models

import "context"

// ContactPermissions returns what the viewer may do with a contact of its account.
func (v *Viewer) ContactPermissions() *ContactPermissions {
	return &ContactPermissions{
		Update:   v.may("contactUpdate", PermContactUpdate),
		Delete:   v.may("contactDelete", PermContactDelete),
		Merge:    v.may("contactMerge", PermContactMerge),
		Block:    v.may("contactBlock", PermContactBlock),
		Export:   v.may("contactsExport", PermContactExport),
		Erase:    v.may("contactErase", PermContactErase),
		Converse: v.may("conversationCreate", PermConverse),
		Note:     v.may("noteCreate", PermNote),
	}
}

// RecordPermissions are what a viewer may do with a record, by the viewer's role and scopes, and by the record's own state.
type RecordPermissions struct{ Update, Delete bool }

// RemovalPermissions are what a viewer may do with a record that is only ever removed.
type RemovalPermissions struct{ Delete bool }

// UserPermissions are what a viewer may do with a user.
type UserPermissions struct{ Update, Deactivate, Reactivate, ResetPassword, SignOut bool }

// JobPermissions are what a viewer may do with a job.
type JobPermissions struct{ Cancel, Undo bool }

// CsatResponsePermissions are what a viewer may do with a rating.
type CsatResponsePermissions struct{ Review bool }

// ContactMergePermissions are what a viewer may do with the record of a merge.
type ContactMergePermissions struct{ Undo bool }

// CompanyMergePermissions are what a viewer may do with the record of a merge of companies.
type CompanyMergePermissions struct{ Undo bool }

// may reports whether the viewer may run a mutation that needs a permission.
func (v *Viewer) may(mutation string, p Permission) bool {
	return v.Can(p) && v.Lacks("Mutation", mutation) == nil
}

// mayChange returns what the viewer in a context may do with a record whose mutations begin with the name of its noun.
func mayChange(ctx context.Context, noun string, update, remove Permission) *RecordPermissions {
	v := ViewerFrom(ctx)
	return &RecordPermissions{Update: v.may(noun+"Update", update), Delete: v.may(noun+"Delete", remove)}
}

// ViewerCan returns what the viewer may do with the conversation.
func (Conversation) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "conversation", PermConverse, PermConversationDelete)
}

// ViewerCan returns what the viewer may do with the message: one that was deleted can't be changed.
func (m *Message) ViewerCan(ctx context.Context) *RecordPermissions {
	can := mayChange(ctx, "message", PermConverse, PermConverse)
	can.Update = can.Update && m.DeletedAt == nil
	return can
}

// ViewerCan returns what the viewer may do with the note.
func (Note) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "note", PermNote, PermNote)
}

// ViewerCan returns what the viewer may do with the company.
func (Company) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "company", PermCompanyWrite, PermCompanyWrite)
}

// ViewerCan returns what the viewer may do with the segment, which is nothing if it belongs to somebody else.
func (s *Segment) ViewerCan(ctx context.Context) *RecordPermissions {
	if !s.ChangeableBy(ViewerFrom(ctx)) {
		return &RecordPermissions{}
	}
	return mayChange(ctx, "segment", PermSegmentWrite, PermSegmentWrite)
}

// ViewerCan returns what the viewer may do with the label.
func (Label) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "label", PermLabelWrite, PermLabelWrite)
}

// ViewerCan returns what the viewer may do with the inbox.
func (Inbox) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "inbox", PermInboxWrite, PermInboxWrite)
}

// ViewerCan returns what the viewer may do with the team.
func (Team) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "team", PermTeamWrite, PermTeamWrite)
}

// ViewerCan returns what the viewer may do with the role.
func (CustomRole) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "role", PermAccountWrite, PermAccountWrite)
}

// ViewerCan returns what the viewer may do with the definition.
func (CustomAttributeDefinition) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "customAttributeDefinition", PermDefinitionWrite, PermDefinitionWrite)
}

// ViewerCan returns what the viewer may do with the endpoint.
func (WebhookEndpoint) ViewerCan(ctx context.Context) *RecordPermissions {
	return mayChange(ctx, "webhookEndpoint", PermWebhook, PermWebhook)
}

// ViewerCan returns what the viewer may do with the address.
func (ContactPoint) ViewerCan(ctx context.Context) *RecordPermissions {
	v := ViewerFrom(ctx)
	return &RecordPermissions{Update: v.may("contactPointUpdate", PermContactUpdate), Delete: v.may("contactPointRemove", PermContactUpdate)}
}

// mayRemove returns whether the viewer in a context may run the mutation that removes a record.
func mayRemove(ctx context.Context, mutation string, p Permission) *RemovalPermissions {
	return &RemovalPermissions{Delete: ViewerFrom(ctx).may(mutation, p)}
}

// ViewerCan returns what the viewer may do with the link.
func (ContactInbox) ViewerCan(ctx context.Context) *RemovalPermissions {
	return mayRemove(ctx, "contactInboxDelete", PermContactUpdate)
}

// ViewerCan returns what the viewer may do with the attachment.
func (Attachment) ViewerCan(ctx context.Context) *RemovalPermissions {
	return mayRemove(ctx, "attachmentDelete", PermConverse)
}

// ViewerCan returns what the viewer may do with the token.
func (APIToken) ViewerCan(ctx context.Context) *RemovalPermissions {
	return mayRemove(ctx, "apiTokenRevoke", PermAccountWrite)
}

// ViewerCan returns what the viewer may do about the suppression.
func (Suppression) ViewerCan(ctx context.Context) *RemovalPermissions {
	return mayRemove(ctx, "suppressionLift", PermContactErase)
}

// ViewerCan returns what the viewer may do with the session: users end their own.
func (s *UserSession) ViewerCan(ctx context.Context) *RemovalPermissions {
	if !ViewerFrom(ctx).Is(s.UserID) {
		return mayRemove(ctx, "sessionRevoke", PermAccountWrite)
	}
	return mayRemove(ctx, "sessionRevoke", PermSelf)
}

// ViewerCan returns what the viewer may do with the rating.
func (CsatResponse) ViewerCan(ctx context.Context) *CsatResponsePermissions {
	return &CsatResponsePermissions{Review: ViewerFrom(ctx).may("csatResponseReview", PermConverse)}
}

// ViewerCan returns what the viewer may do with the merge: one that can't be undone is not undone by anybody.
func (m *ContactMerge) ViewerCan(ctx context.Context) *ContactMergePermissions {
	return &ContactMergePermissions{Undo: m.Undoable && ViewerFrom(ctx).may("contactUnmerge", PermContactMerge)}
}

// ViewerCan is that of ContactMerge for a merge of companies.
func (m *CompanyMerge) ViewerCan(ctx context.Context) *CompanyMergePermissions {
	return &CompanyMergePermissions{Undo: m.Undoable && ViewerFrom(ctx).may("companyUnmerge", PermCompanyWrite)}
}

// ViewerCan returns what the viewer may do with the user: users change and sign out themselves, and choose their passwords by userUpdate.
func (u *User) ViewerCan(ctx context.Context) *UserPermissions {
	v, active := ViewerFrom(ctx), u.DeactivatedAt == nil
	own := PermAccountWrite
	if v.Is(u.ID) {
		own = PermSelf
	}
	return &UserPermissions{
		Update:        v.may("userUpdate", own),
		Deactivate:    active && v.may("userDeactivate", PermAccountWrite),
		Reactivate:    !active && v.may("userReactivate", PermAccountWrite),
		ResetPassword: active && !v.Is(u.ID) && v.may("userPasswordReset", PermAccountWrite),
		SignOut:       v.may("userSignOut", own),
	}
}

// ViewerCan returns what the viewer may do with the job, as long as it has not ended, and afterwards.
func (j *Job) ViewerCan(ctx context.Context) *JobPermissions {
	v := ViewerFrom(ctx)
	return &JobPermissions{
		Cancel: v.may("jobCancel", PermView) && j.VisibleTo(v) && !j.State.Ended(),
		Undo:   v.may("jobUndo", PermContactUpdate) && j.CheckUndo(v) == nil,
	}
}
