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
