package models

import (
	"maps"
	"slices"
)

// valueChange appends the change of a value if it differs.
func valueChange(to []*FieldChange, field string, was, is any) []*FieldChange {
	before, after := jsonOrNil(was), jsonOrNil(is)
	if equalJSON(before, after) {
		return to
	}
	return append(to, &FieldChange{Field: field, From: before, To: after})
}

// jsonOrNil is a value as JSON, nil for null.
func jsonOrNil(v any) JSON {
	if j := mustJSON(v); !j.isNull() {
		return j
	}
	return nil
}

// keyChanges appends the differences between two JSON objects, key by key, sorted by name.
func keyChanges(to []*FieldChange, prefix string, was, is JSON) []*FieldChange {
	before, after := Mergeable{}, Mergeable{}
	before.spread(prefix, *objectOrEmpty(was))
	after.spread(prefix, *objectOrEmpty(is))
	fields := slices.AppendSeq(slices.Collect(maps.Keys(before)), maps.Keys(after))
	slices.Sort(fields)
	for _, field := range slices.Compact(fields) {
		if !equalJSON(before[field], after[field]) {
			to = append(to, &FieldChange{Field: field, From: before[field], To: after[field]})
		}
	}
	return to
}

// ConversationChangeEvents returns the events of a change of a conversation: of its status, of who works on it, and of everything else.
// more are the changes of records that belong to it, such as labels. Last activity, waiting time and first reply do not count.
func ConversationChangeEvents(before, after *Conversation, more ...*FieldChange) (events []*ContactEvent) {
	var status, assigned, rest []*FieldChange
	status = valueChange(status, "status", before.Status, after.Status)
	status = valueChange(status, "snoozedUntil", before.SnoozedUntil, after.SnoozedUntil)
	status = valueChange(status, "snoozedUntilReply", before.SnoozedUntilReply, after.SnoozedUntilReply)
	assigned = valueChange(assigned, "assigneeId", before.AssigneeID, after.AssigneeID)
	assigned = valueChange(assigned, "teamId", before.TeamID, after.TeamID)
	assigned = valueChange(assigned, "assigneeBotId", before.AssigneeBotID, after.AssigneeBotID)
	rest = valueChange(rest, "priority", before.Priority(), after.Priority())
	rest = valueChange(rest, "contactId", before.ContactID, after.ContactID)
	rest = valueChange(rest, "contactInboxId", before.ContactInboxID, after.ContactInboxID)
	rest = append(keyChanges(rest, customPrefix, before.CustomAttributes, after.CustomAttributes), more...)
	for _, part := range []struct {
		kind    ContactEventType
		changes []*FieldChange
	}{{ConversationUpdated, rest}, {ConversationStatusChanged, status}, {ConversationAssigned, assigned}} {
		if len(part.changes) > 0 {
			events = append(events, NewConversationEvent(part.kind, after, part.changes))
		}
	}
	return events
}

// Changes returns the differences between two states of a message.
func (m *Message) Changes(before *Message) (changes []*FieldChange) {
	changes = valueChange(changes, "content", before.Content, m.Content)
	changes = valueChange(changes, "contentAttributes", before.ContentAttributes(), m.ContentAttributes())
	changes = valueChange(changes, "status", before.Status, m.Status)
	return valueChange(changes, "sourceId", before.SourceID, m.SourceID)
}
