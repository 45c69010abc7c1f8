package models

import (
	"context"
	"slices"
)

// Role is what a user or an API token may do in its account.
type Role string

// The roles.
const (
	Administrator Role = "ADMINISTRATOR"
	Agent         Role = "AGENT"
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == Administrator || r == Agent }

// Permission names an action that a role may perform.
type Permission string

// The permissions, one a use case or a family of them.
const (
	PermView          Permission = "view"
	PermContactCreate Permission = "contact.create"
	PermContactUpdate Permission = "contact.update"
	PermContactBlock  Permission = "contact.block"
	PermContactMerge  Permission = "contact.merge"
	PermContactDelete Permission = "contact.delete"
	PermContactErase  Permission = "contact.erase"
	PermContactImport Permission = "contact.import"
	PermContactExport Permission = "contact.export"
	PermConverse      Permission = "conversation.write"
	// PermConversationDelete covers whole conversations; single messages need PermConverse.
	PermConversationDelete Permission = "conversation.delete"
	PermNote               Permission = "note.write"
	PermLabelCreate        Permission = "label.create"
	PermCompanyWrite       Permission = "company.write"
	PermInboxWrite         Permission = "inbox.write"
	PermTeamWrite          Permission = "team.write"
	PermAdminister         Permission = "account.administer"
	// PermLabelWrite covers changing and deleting labels, PermLabelCreate also creating labels by using them.
	PermLabelWrite      Permission = "label.write"
	PermDefinitionWrite Permission = "definition.write"
	PermSegmentWrite    Permission = "segment.write"
	PermAccountWrite    Permission = "account.write"
	PermWebhook         Permission = "webhook.write"
	PermAudit           Permission = "audit.read"
	// PermSelf covers changes to one's own user.
	PermSelf Permission = "self.write"
)

// agentPermissions is what an agent may do; an administrator may do everything.
var agentPermissions = []Permission{
	PermView, PermContactCreate, PermContactUpdate, PermContactBlock, PermContactMerge,
	PermConverse, PermNote, PermCompanyWrite, PermSegmentWrite, PermSelf,
}

// Viewer is the caller: the account, the role, and exactly one of user and API token.
type Viewer struct {
	AccountID int64
	// Region is the account's default region for phone numbers, ISO 3166-1 alpha-2.
	Region  string
	Role    Role
	UserID  *UserID
	TokenID *APITokenID
	// AllowedFrom are the networks from which the viewer's API token is accepted; none for all.
	AllowedFrom []string
	// Scopes are what the viewer's API token may be used for; nil for everything that the role allows.
	Scopes ScopeList
	// Limits are those of a role of the account's own; nil for administrators and agents.
	Limits *Limits
	// Session is the SHA-256 of the session's cookie, nil for callers without a session.
	Session []byte
	// Credentials is how often credentials of the account had changed when the viewer was read.
	Credentials int64
}

// Can reports whether the viewer's role includes p, and the scopes of its token too.
func (v *Viewer) Can(p Permission) bool {
	return v.Scopes.allow(permissionScopes[p]) && v.roleAllows(p)
}

func (v *Viewer) roleAllows(p Permission) bool {
	if v.Limits != nil {
		return v.Limits.allows(p)
	}
	return v.Role == Administrator || v.Role == Agent && slices.Contains(agentPermissions, p)
}

// Refusal is the error of a viewer who can't do what a permission covers: it says whether the role or a scope is missing.
func (v *Viewer) Refusal(p Permission) *Error {
	if needed := permissionScopes[p]; !v.Scopes.allow(needed) {
		return Errorf(Forbidden, "The token lacks the scope %s, which %s needs.", alternatives(needed), p)
	}
	return Errorf(Forbidden, "Your role does not allow %s; ask an administrator.", p)
}

// Is reports whether the viewer is a user.
func (v *Viewer) Is(user UserID) bool { return v.UserID != nil && *v.UserID == user }

// ViewerPermissions are what a caller may do in the account.
type ViewerPermissions struct {
	CreateContacts, UpdateContacts, BlockContacts, MergeContacts, DeleteContacts, EraseContacts, ImportContacts bool
	ExportContacts, WriteConversations, WriteNotes, WriteCompanies, WriteSegments, CreateLabels, WriteLabels    bool
	WriteInboxes, WriteTeams, WriteAttributeDefinitions, WriteWebhooks, WriteAccount                            bool
}

// ViewerCan returns what the viewer may do in its account.
func (v *Viewer) ViewerCan() *ViewerPermissions {
	return &ViewerPermissions{
		CreateContacts: v.Can(PermContactCreate), UpdateContacts: v.Can(PermContactUpdate), BlockContacts: v.Can(PermContactBlock),
		MergeContacts: v.Can(PermContactMerge), DeleteContacts: v.Can(PermContactDelete), EraseContacts: v.Can(PermContactErase),
		ImportContacts: v.Can(PermContactImport), ExportContacts: v.Can(PermContactExport),
		WriteConversations: v.Can(PermConverse), WriteNotes: v.Can(PermNote),
		WriteCompanies: v.Can(PermCompanyWrite), WriteSegments: v.Can(PermSegmentWrite), CreateLabels: v.Can(PermLabelCreate),
		WriteLabels: v.Can(PermLabelWrite), WriteInboxes: v.Can(PermInboxWrite), WriteTeams: v.Can(PermTeamWrite),
		WriteAttributeDefinitions: v.Can(PermDefinitionWrite), WriteWebhooks: v.Can(PermWebhook), WriteAccount: v.Can(PermAccountWrite),
	}
}

// Key identifies the caller for budgets and idempotency keys: the public id of its user or token.
func (v *Viewer) Key() string {
	if v.UserID != nil {
		return v.UserID.String()
	}
	return v.TokenID.String()
}

type viewerKey struct{}

// WithViewer returns a context in which v is the caller.
func WithViewer(ctx context.Context, v *Viewer) context.Context {
	return context.WithValue(ctx, viewerKey{}, v)
}

// ViewerFrom returns the caller, or nil for an anonymous request.
func ViewerFrom(ctx context.Context) *Viewer {
	v, _ := ctx.Value(viewerKey{}).(*Viewer)
	return v
}
