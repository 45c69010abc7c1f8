package models

import "strings"

// permissionScopes are the scopes of which a token needs one to do what a permission covers; permissions without an entry need none. They
// hold in the use cases, besides those of the fields of the API, which scopeTable has.
var permissionScopes = map[Permission][]TokenScope{
	PermContactCreate: {ContactsWrite}, PermContactUpdate: {ContactsWrite}, PermContactBlock: {ContactsWrite},
	PermContactMerge: {ContactsWrite}, PermContactDelete: {ContactsWrite}, PermContactImport: {ContactsWrite},
	PermContactExport: {Exports}, PermConverse: {ConversationsWrite}, PermNote: {ContactsWrite}, PermCompanyWrite: {ContactsWrite},
	PermSegmentWrite: {ContactsWrite}, PermInboxWrite: {SettingsWrite}, PermTeamWrite: {SettingsWrite}, PermLabelWrite: {SettingsWrite},
	// Labels are also created by using them.
	PermLabelCreate: {ContactsWrite, ConversationsWrite, SettingsWrite}, PermDefinitionWrite: {SettingsWrite},
	PermAccountWrite: {SettingsWrite, UsersWrite}, PermWebhook: {Webhooks},
	PermConversationDelete: {ConversationsWrite}, PermContactErase: {Erase}, PermAudit: {UsersWrite},
}

// Lacks returns an error that names the scope which the viewer's token lacks for a field of the API of a type; nil if it lacks none. A root
// field without a row in the table is for tokens without scopes.
func (v *Viewer) Lacks(typeName, field string) *Error {
	if v.Scopes == nil {
		return nil
	}
	name := typeName + "." + field
	switch typeName {
	case "Query", "Mutation", "Subscription":
		if !HasScopeRow(name) {
			return Errorf(Forbidden, "%s is for tokens without scopes.", name)
		}
	}
	needed := ScopesOfField(typeName, field)
	if v.Scopes.allow(needed) {
		return nil
	}
	return Errorf(Forbidden, "The token lacks the scope %s, which %s needs.", alternatives(needed), name)
}

// ScopesOfField returns the scopes of which a token needs one to read a field of a type; none if it needs none.
func ScopesOfField(typeName, field string) []TokenScope {
	if needed, ok := scopeTable[typeName+"."+field]; ok {
		return needed
	}
	return ScopesOfType(typeName)
}

func alternatives(scopes []TokenScope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = s.String()
	}
	return strings.Join(names, " or ")
}

// ScopesOfType returns the scopes of which a token needs one to read records of a type, or pages of them; none if it needs none.
func ScopesOfType(name string) []TokenScope {
	return scopeTable[strings.TrimSuffix(strings.TrimSuffix(name, "Connection"), "Edge")]
}

// HasScopeRow reports whether the table has a row for a type or for a field such as Query.contacts.
func HasScopeRow(name string) bool {
	_, ok := scopeTable[name]
	return ok
}
