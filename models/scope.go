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
