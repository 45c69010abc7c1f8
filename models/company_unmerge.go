package models

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// companyFields are the fields of a company that a merge can change or that it looks at, in the order of a preview; the attributes follow.
var companyFields = []string{"name", "domain", "description", avatarField, "lastActivityAt"}

// mergeable holds the values of the company by field, attributes as `customAttributes.KEY`. Blank fields are left out.
func (c *Company) mergeable() Mergeable {
	m := Mergeable{}
	for field, value := range map[string]string{"name": c.Name, "domain": deref(c.Domain), "description": c.Description,
		avatarField: deref(c.picture())} {
		if value != "" {
			m[field] = mustJSON(value)
		}
	}
	if c.LastActivityAt != nil {
		m["lastActivityAt"] = mustJSON(c.LastActivityAt)
	}
	for prefix, attributes := range map[string]JSON{customPrefix: c.CustomAttributes, additionalPrefix: c.MoreAttributes} {
		var keys map[string]json.RawMessage
		if len(attributes) > 0 && json.Unmarshal(attributes, &keys) == nil {
			for key, value := range keys {
				m[prefix+key] = mustJSON(value)
			}
		}
	}
	return m
}

// companyOrder sorts fields of companies: those of every company, then attributes by name.
func companyOrder(all ...Mergeable) []string {
	var attributes []string
	for _, m := range all {
		for field := range m {
			if !slices.Contains(companyFields, field) {
				attributes = append(attributes, field)
			}
		}
	}
	slices.Sort(attributes)
	return append(slices.Clone(companyFields), slices.Compact(attributes)...)
}

// CompanyMergeFields returns the lines of a preview: what the survivor has before and after the merge, and what is dropped of the company
// that ends.
func CompanyMergeFields(before, after, ended *Company) []*CompanyMergeField {
	was, given, lost := before.mergeable(), after.mergeable(), ended.mergeable()
	lines := []*CompanyMergeField{}
	for _, field := range companyOrder(given, lost) {
		line := &CompanyMergeField{Field: field, Before: was[field], After: given[field]}
		if value := lost[field]; value != nil && !bytes.Equal(value, given[field]) {
			line.Dropped = value
		}
		lines = append(lines, line)
	}
	return lines
}

// UnmergedCompany takes from the survivor what a merge gave it: before and after are the company around the merge, now is its current
// state. A value that has changed since stays, and is returned as a conflict with the value that would have been restored.
func UnmergedCompany(before, after, now *Company) (*Company, []*MergeConflict, error) {
	was, given, is := before.mergeable(), after.mergeable(), now.mergeable()
	fields := companyOrder(was, given)
	fields = slices.DeleteFunc(fields, func(field string) bool { return field == "name" || field == "lastActivityAt" })
	restored, kept := undoneFields(fields, was, given, is)
	c := *now
	if restored["domain"] == nil {
		c.Domain = nil
	}
	if restored["description"] == nil {
		c.Description = ""
	}
	if restored[avatarField] == nil {
		c.Avatar = nil
	}
	var err error
	if c.CustomAttributes, err = attributesOf(restored, customPrefix); err != nil {
		return nil, nil, err
	}
	if more, err := attributesOf(restored, additionalPrefix); err != nil {
		return nil, nil, err
	} else if len(now.MoreAttributes) > 0 {
		c.MoreAttributes = more
	}
	if equalInstants(now.LastActivityAt, after.LastActivityAt) {
		c.LastActivityAt = before.LastActivityAt
	}
	return &c, kept, nil
}

// attributesOf returns the attributes under a prefix as an object.
func attributesOf(m Mergeable, prefix string) (JSON, error) {
	keys := map[string]json.RawMessage{}
	for field, value := range m {
		if key, ok := strings.CutPrefix(field, prefix); ok {
			keys[key] = json.RawMessage(value)
		}
	}
	return json.Marshal(keys)
}

// KeptDomain says that a restored company does not get its domain back, because another one has it now.
func KeptDomain(domain string) *MergeConflict {
	return &MergeConflict{Field: "domain", MergedValue: mustJSON(domain)}
}

// KeptContact says that a contact stayed in the company in which it is since a merge; nil stands for none.
func KeptContact(id ContactID, now *CompanyID, ended CompanyID) *MergeConflict {
	kept := &MergeConflict{Field: "contacts." + id.String(), MergedValue: mustJSON(ended)}
	if now != nil {
		kept.KeptValue = mustJSON(now)
	}
	return kept
}
