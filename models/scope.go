package models

import (
	"database/sql/driver"
	"slices"
	"strings"
)

// TokenScope is something that an API token may be used for, as far as its role allows it.
type TokenScope string

// The scopes. One that writes includes the one that reads the same.
const (
	ContactsRead       TokenScope = "CONTACTS_READ"
	ContactsWrite      TokenScope = "CONTACTS_WRITE"
	ConversationsRead  TokenScope = "CONVERSATIONS_READ"
	ConversationsWrite TokenScope = "CONVERSATIONS_WRITE"
	SettingsRead       TokenScope = "SETTINGS_READ"
	SettingsWrite      TokenScope = "SETTINGS_WRITE"
	UsersWrite         TokenScope = "USERS_WRITE"
	Exports            TokenScope = "EXPORTS"
	Erase              TokenScope = "ERASE"
	Webhooks           TokenScope = "WEBHOOKS"
)

// TokenScopes are all scopes.
var TokenScopes = []TokenScope{
	ContactsRead, ContactsWrite, ConversationsRead, ConversationsWrite, SettingsRead, SettingsWrite, UsersWrite, Exports, Erase, Webhooks,
}

// includes are the scopes that another one includes.
var includes = map[TokenScope]TokenScope{ContactsWrite: ContactsRead, ConversationsWrite: ConversationsRead, SettingsWrite: SettingsRead}

// Includes reports whether a scope includes another one: the one that writes the one that reads the same.
func Includes(s, other TokenScope) bool { return other != "" && includes[s] == other }

// String returns a scope as people write it, such as contacts:read.
func (s TokenScope) String() string { return strings.ReplaceAll(strings.ToLower(string(s)), "_", ":") }

// ParseTokenScope reads a scope as people or the API write it.
func ParseTokenScope(text string) (TokenScope, bool) {
	s := TokenScope(strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(text)), ":", "_"))
	return s, slices.Contains(TokenScopes, s)
}

// ScopeList are the scopes of a token, stored as jsonb; nil for everything.
type ScopeList []TokenScope

// Scan reads the stored jsonb.
func (l *ScopeList) Scan(src any) error {
	if *l = nil; src == nil {
		return nil
	}
	return scanJSON(src, l)
}

// Value stores the list as jsonb.
func (l ScopeList) Value() (driver.Value, error) {
	if l == nil {
		return nil, nil
	}
	return valueJSON([]TokenScope(l))
}

// allow reports whether one of the needed scopes is among those of a token.
func (l ScopeList) allow(needed []TokenScope) bool {
	return l == nil || len(needed) == 0 || slices.ContainsFunc(l, func(s TokenScope) bool {
		return slices.ContainsFunc(needed, func(n TokenScope) bool { return s == n || Includes(s, n) })
	})
}

// cleanScopes reads the scopes of a new token: those that its creator has, who may have all.
func cleanScopes(in []TokenScope, by *Viewer) (ScopeList, *Error) {
	switch {
	case in == nil && by.Scopes != nil:
		return nil, Errorf(Forbidden, "Your token has scopes, so the new one needs some too.")
	case in == nil:
		return nil, nil
	case len(in) == 0:
		return nil, Errorf(Invalid, "Name a scope, or leave them out for a token with all rights of its role.")
	}
	scopes := slices.Compact(slices.Sorted(slices.Values(in)))
	for _, s := range scopes {
		if !by.Scopes.allow([]TokenScope{s}) {
			return nil, Errorf(Forbidden, "Your token lacks the scope %s itself.", s)
		}
	}
	return scopes, nil
}

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
