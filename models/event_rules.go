package models

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
)

// Changes returns the differences between two states of a contact, field by field and attribute by attribute; before is nil for a new
// contact. Blank values are null. Values that the system maintains, such as the last activity and ratings, do not count.
func (c *Contact) Changes(before *Contact) []*FieldChange {
	if before == nil {
		before = &Contact{}
	}
	var changes []*FieldChange
	for _, f := range trackedFields {
		if f.text != nil && f.text(before) == f.text(c) {
			continue
		}
		if was, is := f.flat(before), f.flat(c); !equalJSON(was, is) {
			changes = append(changes, &FieldChange{Field: f.name, From: was, To: is})
		}
	}
	return append(append(changes, pointChanges(before, c)...), attributeChanges(before, c)...)
}

// attributeChanges returns the differences between the attributes of two states of a contact, sorted by name.
func attributeChanges(before, after *Contact) (changes []*FieldChange) {
	was, is := Mergeable{}, Mergeable{}
	if !bytes.Equal(before.CustomAttributes, after.CustomAttributes) {
		was.spread(customPrefix, before.CustomAttributes)
		is.spread(customPrefix, after.CustomAttributes)
	}
	was.spreadAdditional(&before.AdditionalAttributes)
	is.spreadAdditional(&after.AdditionalAttributes)
	fields := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(fields)
	for _, field := range slices.Compact(fields) {
		if !equalJSON(was[field], is[field]) {
			changes = append(changes, &FieldChange{Field: field, From: was[field], To: is[field]})
		}
	}
	return changes
}

// Fields that are tracked in addition to the merged ones.
const (
	blockedField     = "blocked"
	blockReasonField = "blockReason"
	labelsField      = "labels"
)

// trackedFields are the fields whose changes events list: the merged fields, then the others.
var trackedFields = append(slices.Clone(mergedFields), fieldsWhere(func(f contactField) bool { return f.tracked && !f.merged })...)

// KeepEqual restores the previous bytes of attributes whose value is unchanged, so that they do not count as changed.
func (c *Contact) KeepEqual(before *Contact) {
	if equalJSON(before.CustomAttributes, c.CustomAttributes) {
		c.CustomAttributes = before.CustomAttributes
	}
	if was, is := &before.AdditionalAttributes, &c.AdditionalAttributes; equalJSON(was.Other(), is.Other()) {
		is.Rest = was.Rest
	}
}

// equalJSON reports whether two values are equal, ignoring spaces and the order of keys.
func equalJSON(a, b JSON) bool {
	if bytes.Equal(a, b) || len(a) == 0 || len(b) == 0 {
		return bytes.Equal(a, b)
	}
	return reflect.DeepEqual(decoded(a), decoded(b))
}

func decoded(j JSON) (v any) {
	d := json.NewDecoder(bytes.NewReader(j))
	d.UseNumber() // numbers beyond float64 must not fall together
	if err := d.Decode(&v); err != nil {
		panic(err) // it was stored, or has been checked
	}
	return v
}

// LabelChange returns the change from some titles to others, none if they are the same.
func LabelChange(from, to []string) []*FieldChange {
	if slices.Equal(from, to) {
		return nil
	}
	return []*FieldChange{{Field: labelsField, From: mustJSON(orEmpty(from)), To: mustJSON(orEmpty(to))}}
}

// Relabelled returns the titles that a contact has after labels were added and removed, sorted. A title that is both added and removed is
// removed.
func Relabelled(titles, add, remove []string) []string {
	all := slices.Concat(titles, add)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(title string) bool { return slices.Contains(remove, title) })
}

// CompanyRenamed returns the changes of a contact whose company was renamed.
func CompanyRenamed(from, to string) []*FieldChange {
	return []*FieldChange{{Field: "company.name", From: mustJSON(from), To: mustJSON(to)}}
}

// ContactChangeEvents returns the events of a change; blocking and unblocking are events of their own.
func ContactChangeEvents(c *Contact, changes []*FieldChange) (events []*ContactEvent) {
	toggled := slices.ContainsFunc(changes, func(f *FieldChange) bool { return f.Field == blockedField })
	var block, rest []*FieldChange
	for _, change := range changes {
		if toggled && (change.Field == blockedField || change.Field == blockReasonField) {
			block = append(block, change)
		} else {
			rest = append(rest, change)
		}
	}
	if len(rest) > 0 {
		events = append(events, NewContactEvent(ContactUpdated, c, rest))
	}
	switch {
	case toggled && c.Blocked:
		events = append(events, NewContactEvent(ContactBlocked, c, block))
	case toggled:
		events = append(events, NewContactEvent(ContactUnblocked, c, block))
	}
	return events
}

// ContactMergeEvents returns one event for each contact of a merge: the events of the sources name the survivor, that of the survivor
// names the sources. titles are the labels of each contact before the merge, labels those of the survivor after it.
func ContactMergeEvents(
	before, survivor *Contact, sources []*Contact, titles map[ContactID][]string, labels []string,
) (events []*ContactEvent) {
	merged := NewContactEvent(ContactMerged, survivor, survivor.Changes(before))
	for _, c := range sources {
		e := NewContactEvent(ContactMerged, c, nil).With(titles[c.ID])
		e.MergedInto = &survivor.ID
		events = append(events, e)
		merged.MergedFrom = append(merged.MergedFrom, c.ID)
	}
	merged.Changes = append(merged.Changes, LabelChange(titles[survivor.ID], labels)...)
	return append(events, merged.With(labels))
}

// ContactUnmergeEvents returns one event for each contact of an undone merge, like ContactMergeEvents; labelled is the change of the
// survivor's labels.
func ContactUnmergeEvents(before, survivor *Contact, sources []*Contact, labelled []*FieldChange) (events []*ContactEvent) {
	undone := NewContactEvent(ContactUnmerged, survivor, append(survivor.Changes(before), labelled...))
	for _, c := range sources {
		e := NewContactEvent(ContactUnmerged, c, nil)
		e.MergedInto = &survivor.ID
		events = append(events, e)
		undone.MergedFrom = append(undone.MergedFrom, c.ID)
	}
	return append([]*ContactEvent{undone}, events...)
}

func orEmpty(titles []string) []string {
	if titles == nil {
		return []string{}
	}
	return titles
}

func mustJSON(v any) JSON {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // every part of it was JSON or is a plain value
	}
	return b
}
