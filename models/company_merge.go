package models

import (
	"encoding/json"
	"maps"
)

// Absorb gives a company what another one has and it lacks: the domain, the description, the picture, keys of attributes, and the later
// activity. Limit or TooLong, and nothing is changed, if it would have too many attributes.
func (c *Company) Absorb(from *Company) error {
	custom, err := filledAttributes(c.CustomAttributes, from.CustomAttributes)
	if err != nil {
		return err
	}
	more, err := filledAttributes(c.MoreAttributes, from.MoreAttributes)
	if err != nil {
		return err
	}
	c.CustomAttributes, c.MoreAttributes = custom, more
	if c.Domain == nil {
		c.Domain = from.Domain
	}
	if c.Description == "" {
		c.Description = from.Description
	}
	if c.Avatar == nil {
		c.Avatar, c.AvatarSetAt = from.Avatar, from.AvatarSetAt
	}
	if from.LastActivityAt != nil && (c.LastActivityAt == nil || c.LastActivityAt.Before(from.LastActivityAt.Time)) {
		c.LastActivityAt = from.LastActivityAt
	}
	return nil
}

// filledAttributes returns attributes with the keys of others that they lack.
func filledAttributes(stored, others JSON) (JSON, error) {
	own, all := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for _, read := range []struct {
		from JSON
		into *map[string]json.RawMessage
	}{{stored, &own}, {others, &all}} {
		if len(read.from) == 0 {
			continue
		}
		if err := json.Unmarshal(read.from, read.into); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return stored, nil
	}
	maps.Copy(all, own)
	if len(all) > MaxAttributes {
		return nil, Errorf(Limit, "Both companies have more than %d attributes; remove some of one first.", MaxAttributes).At("from")
	}
	filled, err := json.Marshal(all)
	if err == nil && len(filled) > MaxJSON {
		return nil, Errorf(TooLong, "The attributes of both companies have more than %d bytes; remove some of one first.", MaxJSON).At("from")
	}
	return filled, err
}

// DomainsGot is how many domains the company has got since it was another one.
func (c *Company) DomainsGot(before *Company) int {
	if before.Domain == nil && c.Domain != nil {
		return 1
	}
	return 0
}
