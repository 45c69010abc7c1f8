package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// MaxMergeSources bounds the sources of one merge.
const MaxMergeSources = 100

// mergedFields are the fields of which a merge keeps one contact's value, in the order of a preview; mergeScalars are their names.
var (
	mergedFields = fieldsWhere(func(f contactField) bool { return f.merged })
	mergeScalars = fieldNames(mergedFields)
)

// Maps that are merged key by key, named `customAttributes.KEY` in previews and choices.
const (
	customPrefix     = "customAttributes."
	additionalPrefix = "additionalAttributes."
	otherPrefix      = "additionalAttributes.other."
	// avatarField shows the picture by its path.
	avatarField = "avatarUrl"
	// socialField is united instead of chosen.
	socialField = "additionalAttributes.socialProfiles"
)

// Mergeable holds the mergeable values of a contact by field: scalars by name, attributes as `customAttributes.KEY`. Blank values are left
// out.
type Mergeable map[string]JSON

// Mergeable returns the mergeable values of the contact.
func (c *Contact) Mergeable() Mergeable {
	m := Mergeable{}
	for _, f := range mergedFields {
		if value := f.flat(c); value != nil {
			m[f.name] = value
		}
	}
	m.spread(customPrefix, c.CustomAttributes)
	m.spreadAdditional(&c.AdditionalAttributes)
	return m
}

// spreadAdditional adds the non-blank additional attributes.
func (m Mergeable) spreadAdditional(a *AdditionalAttributes) {
	for _, f := range attributeTexts {
		if s := deref(*f.at(a)); s != "" {
			m[additionalPrefix+f.name] = mustJSON(s)
		}
	}
	if len(a.SocialProfiles) > 0 {
		m[socialField] = mustJSON(a.SocialProfiles)
	}
	m.spread(otherPrefix, a.Other())
}

// spread adds the values of an object under their keys.
func (m Mergeable) spread(prefix string, object JSON) {
	if len(object) <= len("{}") {
		return
	}
	var keys map[string]json.RawMessage
	if json.Unmarshal(object, &keys) != nil {
		return
	}
	for key, value := range keys {
		switch string(value) {
		case "null", `""`, "{}", "[]":
		default:
			m[prefix+key] = mustJSON(value)
		}
	}
}

// SetFields sets the contact's mergeable fields to the given values; fields without a value become blank.
func (c *Contact) SetFields(m Mergeable) error {
	for _, f := range mergedFields {
		var text string
		_ = json.Unmarshal(m[f.name], &text) // which is none of a field without a value
		if err := f.set(c, text); err != nil {
			return err
		}
	}
	custom, additional, other := map[string]json.RawMessage{}, map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for field, value := range m {
		switch {
		case strings.HasPrefix(field, customPrefix):
			custom[strings.TrimPrefix(field, customPrefix)] = json.RawMessage(value)
		case strings.HasPrefix(field, otherPrefix):
			other[strings.TrimPrefix(field, otherPrefix)] = json.RawMessage(value)
		case strings.HasPrefix(field, additionalPrefix):
			additional[strings.TrimPrefix(field, additionalPrefix)] = json.RawMessage(value)
		}
	}
	if len(other) > 0 {
		rest, err := json.Marshal(other)
		if err != nil {
			return err
		}
		additional["other"] = rest
	}
	b, err := json.Marshal(additional)
	if err != nil {
		return err
	}
	c.AdditionalAttributes = AdditionalAttributes{}
	if err := json.Unmarshal(b, &c.AdditionalAttributes); err != nil {
		return err
	}
	c.CustomAttributes, err = json.Marshal(custom)
	return err
}

// Merged returns the survivor after a merge, with a line for each field. The winning value of each field and attribute is the chosen one,
// else the survivor's, else that of the first source that has one. Social profiles are united by network. The more advanced type wins, the
// contact is blocked if any of them was (by the first block), the earliest creation and the latest activity are kept, and ratings are
// added up.
func Merged(into *Contact, from []*Contact, choices []*MergeChoice) (*Contact, []*MergeField, error) {
	all := append([]*Contact{into}, from...)
	values := make([]Mergeable, len(all))
	var fields []string
	for i, c := range all {
		values[i] = c.Mergeable()
		for field := range values[i] {
			fields = append(fields, field)
		}
	}
	chosen, err := checkChoices(all, choices)
	if err != nil {
		return nil, nil, err
	}
	merged := *into
	flat := Mergeable{}
	var lines []*MergeField
	for _, field := range mergeOrder(fields) {
		line := mergeField(field, all, values, chosen)
		lines = append(lines, line)
		if line.From != nil {
			flat[field] = line.Value
		}
	}
	if err := merged.SetFields(flat); err != nil {
		return nil, nil, err
	}
	if len(merged.CustomAttributes) > MaxJSON {
		return nil, nil, Errorf(TooLong, "Together the custom attributes have more than %d bytes; remove some first.", MaxJSON).At("from")
	}
	merged.AdditionalAttributes.SocialProfiles = unitedProfiles(all)
	for _, line := range lines {
		if line.Field == socialField {
			line.Value, line.Dropped = merged.Mergeable()[socialField], []*MergeAlternative{}
		}
	}
	merged.SetPoints(mergedPoints(&merged, all))
	nameAddresses(&merged, all, lines)
	if len(merged.Points) > MaxPoints {
		return nil, nil, Errorf(Limit, "Together the contacts have %d addresses; a contact has at most %d.", len(merged.Points),
			MaxPoints).At("from")
	}
	for _, c := range from {
		merged.absorb(c)
	}
	merged.choose(all, chosen)
	return &merged, append(lines, stateLines(&merged, all, chosen)...), nil
}

// absorb takes over the values of a source that do not depend on choices.
func (c *Contact) absorb(o *Contact) {
	rank := []ContactType{Visitor, Lead, Customer}
	if slices.Index(rank, o.ContactType) > slices.Index(rank, c.ContactType) {
		c.ContactType = o.ContactType
	}
	if o.Blocked && !c.Blocked {
		c.Blocked, c.BlockReason, c.BlockedAt = true, o.BlockReason, o.BlockedAt
		c.BlockedByUserID, c.BlockedByTokenID = o.BlockedByUserID, o.BlockedByTokenID
	}
	if o.CreatedAt.Before(c.CreatedAt.Time) {
		c.CreatedAt = o.CreatedAt
	}
	if o.LastActivityAt != nil && (c.LastActivityAt == nil || o.LastActivityAt.After(c.LastActivityAt.Time)) {
		c.LastActivityAt = o.LastActivityAt
	}
	c.CsatCounts = c.CsatCounts.Plus(o.CsatCounts)
}

func unitedProfiles(all []*Contact) (united []SocialProfile) {
	for _, c := range all {
		for _, p := range c.AdditionalAttributes.SocialProfiles {
			if !slices.ContainsFunc(united, func(u SocialProfile) bool { return u.Network == p.Network }) {
				united = append(united, p)
			}
		}
	}
	return united
}

// mergeOrder sorts fields: scalars in the order of the API, then attributes by name.
func mergeOrder(fields []string) []string {
	slices.Sort(fields)
	attributes := slices.DeleteFunc(slices.Compact(fields), func(f string) bool { return slices.Contains(mergeScalars, f) })
	return append(slices.Clone(mergeScalars), attributes...)
}

func mergeField(field string, all []*Contact, values []Mergeable, chosen map[string]int) *MergeField {
	winner := -1
	for i := range all {
		if _, ok := values[i][field]; ok {
			winner = i
			break
		}
	}
	if i, ok := chosen[field]; ok {
		winner = i
	}
	line := &MergeField{Field: field, Dropped: []*MergeAlternative{}}
	if winner < 0 {
		return line
	}
	line.Value = values[winner][field]
	if line.Value != nil {
		line.From = &all[winner].ID
	}
	for i, c := range all {
		if v, ok := values[i][field]; ok && i != winner && !bytes.Equal(v, line.Value) && !isAddress(field) {
			line.Dropped = append(line.Dropped, &MergeAlternative{ContactID: c.ID, Value: v})
		}
	}
	return line
}

func checkChoices(all []*Contact, choices []*MergeChoice) (map[string]int, error) {
	chosen := map[string]int{}
	for _, choice := range choices {
		field := AttributeField(choice.Field)
		known := slices.Contains(mergeScalars, field) || stateField(field) != nil || field == labelsField ||
			strings.HasPrefix(field, customPrefix) || strings.HasPrefix(field, additionalPrefix)
		if !known || field == socialField {
			return nil, Errorf(Invalid, "%q is no field to choose; the fields are %s, and attributes such as customAttributes.KEY.",
				field, strings.Join(append(append(slices.Clone(mergeScalars), stateNames()...), labelsField), ", ")).At("choices")
		}
		i := slices.IndexFunc(all, func(c *Contact) bool { return c.ID == choice.ContactID })
		if i < 0 {
			return nil, Errorf(Invalid, "A choice must name one of the contacts that are merged.").At("choices")
		}
		chosen[field] = i
	}
	return chosen, nil
}

// snapshotFields are the fields of a snapshot.
var snapshotFields = fieldsWhere(func(f contactField) bool { return f.snapshot })

// Snapshot returns the contact in the form of the API, as events and merges record it.
func (c *Contact) Snapshot() JSON {
	var b bytes.Buffer
	b.Grow(snapshotBytes)
	values := json.NewEncoder(&b)
	next := byte('{')
	for _, f := range snapshotFields {
		b.WriteByte(next)
		next = ','
		b.WriteByte('"')
		b.WriteString(f.name)
		b.WriteString(`":`)
		if err := values.Encode(f.value(c)); err != nil {
			panic(err) // every part of it was JSON or is a plain value
		}
		b.Truncate(b.Len() - len("\n"))
	}
	b.WriteByte('}')
	return b.Bytes()
}

// snapshotBytes is the size of most snapshots.
const snapshotBytes = 1024
