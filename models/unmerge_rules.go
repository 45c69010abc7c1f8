package models

import (
	"bytes"
	"maps"
)

// Unmerged removes from the survivor the values that a merge gave it: before and after are the contact around the merge, now is its
// current state. A value that has changed since stays, and is returned as a conflict with the value that would have been restored.
func Unmerged(before, after, now *Contact) (*Contact, []*MergeConflict, error) {
	was, given, is := before.Mergeable(), after.Mergeable(), now.Mergeable()
	var fields []string
	for _, m := range []Mergeable{was, given} {
		for field := range m {
			fields = append(fields, field)
		}
	}
	restored, kept := undoneFields(mergeOrder(fields), was, given, is)
	c := *now
	if err := c.SetFields(restored); err != nil {
		return nil, nil, err
	}
	if now.ContactType == after.ContactType {
		c.ContactType = before.ContactType
	}
	if now.CreatedAt == after.CreatedAt {
		c.CreatedAt = before.CreatedAt
	}
	if equalInstants(now.LastActivityAt, after.LastActivityAt) {
		c.LastActivityAt = before.LastActivityAt
	}
	if !equalInstants(before.BlockedAt, after.BlockedAt) && equalInstants(now.BlockedAt, after.BlockedAt) {
		c.takeBlock(before)
	}
	return &c, kept, nil
}

// undoneFields returns the present values without what a merge gave: was and given are the values around the merge. Those that have changed
// since stay, and are returned as conflicts.
func undoneFields(fields []string, was, given, is Mergeable) (restored Mergeable, kept []*MergeConflict) {
	restored = maps.Clone(is)
	for _, field := range fields {
		switch {
		case bytes.Equal(was[field], given[field]), bytes.Equal(was[field], is[field]): // nothing to undo
		case !bytes.Equal(is[field], given[field]):
			kept = append(kept, &MergeConflict{Field: field, KeptValue: is[field], MergedValue: was[field]})
		case was[field] == nil:
			delete(restored, field)
		default:
			restored[field] = was[field]
		}
	}
	return restored, kept
}

func equalInstants(a, b *DateTime) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(b.Time)
}

// KeptConversation says that a conversation stayed with a contact although its replies are sent to the address of another one.
func KeptConversation(id ConversationID, with, answersTo ContactID) *MergeConflict {
	return &MergeConflict{Field: "conversations." + id.String(), KeptValue: mustJSON(with), MergedValue: mustJSON(answersTo)}
}
