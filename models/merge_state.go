package models

import (
	"bytes"
	"slices"
)

// mergeState is a field of contacts that a merge combines by a rule of its own, unless a choice says whose value is kept.
type mergeState struct {
	name  string
	value func(*Contact) any
	take  func(c, from *Contact)
}

var mergeStates = []mergeState{
	{"contactType", func(c *Contact) any { return c.ContactType }, func(c, from *Contact) { c.ContactType = from.ContactType }},
	{blockedField, func(c *Contact) any { return c.Blocked }, (*Contact).takeBlock},
	{"lastActivityAt", func(c *Contact) any { return c.LastActivityAt }, func(c, from *Contact) { c.LastActivityAt = from.LastActivityAt }},
	{"createdAt", func(c *Contact) any { return c.CreatedAt }, func(c, from *Contact) { c.CreatedAt = from.CreatedAt }},
}

func stateField(name string) *mergeState {
	for i := range mergeStates {
		if mergeStates[i].name == name {
			return &mergeStates[i]
		}
	}
	return nil
}

func stateNames() (names []string) {
	for _, f := range mergeStates {
		names = append(names, f.name)
	}
	return names
}

// takeBlock gives a contact the block of another one, or none.
func (c *Contact) takeBlock(from *Contact) {
	c.Blocked, c.BlockReason, c.BlockedAt = from.Blocked, from.BlockReason, from.BlockedAt
	c.BlockedByUserID, c.BlockedByTokenID = from.BlockedByUserID, from.BlockedByTokenID
}

// choose gives the merged contact what choices say. A visitor with an address is a lead nevertheless.
func (c *Contact) choose(all []*Contact, chosen map[string]int) {
	for _, f := range mergeStates {
		if i, ok := chosen[f.name]; ok {
			f.take(c, all[i])
		}
	}
	c.promote()
}

// stateLines returns the lines of a preview for what a merge combines, and for the lists of addresses.
func stateLines(merged *Contact, all []*Contact, chosen map[string]int) (lines []*MergeField) {
	for _, kind := range pointKinds {
		if points := merged.PointsOf(kind); len(points) > 0 {
			values := make([]string, len(points))
			for i, p := range points {
				values[i] = p.Value
			}
			lines = append(lines, &MergeField{Field: pluralFields[kind], Value: mustJSON(values), Dropped: []*MergeAlternative{}})
		}
	}
	for _, f := range mergeStates {
		line := &MergeField{Field: f.name, Value: mustJSON(f.value(merged)), Dropped: []*MergeAlternative{}}
		if string(line.Value) == "null" {
			line.Value = nil
		}
		at := slices.IndexFunc(all, func(c *Contact) bool { return bytes.Equal(mustJSON(f.value(c)), mustJSON(f.value(merged))) })
		if i, ok := chosen[f.name]; ok {
			at = i
		}
		if at >= 0 && line.Value != nil {
			line.From = &all[at].ID
		}
		for _, c := range all {
			if v := mustJSON(f.value(c)); string(v) != "null" && !bytes.Equal(v, line.Value) {
				line.Dropped = append(line.Dropped, &MergeAlternative{ContactID: c.ID, Value: v})
			}
		}
		lines = append(lines, line)
	}
	return lines
}
