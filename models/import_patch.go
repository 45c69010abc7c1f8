package models

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
)

// PatchFor returns the change that the row makes to a contact, which may be new. shared are the addresses of the row that belong to other
// contacts, and which this one shares with them; company is the linked company, nil if the row's is a name only.
func (r *ImportRow) PatchFor(c *Contact, fresh bool, shared map[PointKey]bool, company *CompanyID) ContactUpdateInput {
	patch, blankOnly := r.Patch, !fresh && r.task.Overwrite == OverwriteBlankOnly
	if company != nil {
		patch.CompanyID = graphql.OmittableOf(company)
		if given := patch.AdditionalAttributes.Value(); given != nil {
			more := *given
			more.CompanyName = graphql.Omittable[*string]{}
			patch.AdditionalAttributes = graphql.OmittableOf(&more)
		}
	}
	if blankOnly {
		patch = patch.filling(c)
	}
	for _, rule := range []pointRule{emailRule, phoneRule, identifierRule} {
		r.givePoints(&patch, rule, c, fresh, blankOnly, shared)
	}
	return patch
}

// givePoints adds the addresses of a kind to the change: the only one replaces the preferred one of the contact, several are added.
func (r *ImportRow) givePoints(patch *ContactUpdateInput, rule pointRule, c *Contact, fresh, blankOnly bool, shared map[PointKey]bool) {
	var list []ContactPointInput
	replaces := true
	for _, p := range r.points {
		if p.kind != rule.kind {
			continue
		}
		in, has := p.in, c.Point(p.key)
		if shared[p.key] && has == nil {
			in.Shared = new(true)
		}
		if has != nil && blankOnly && has.Label != "" {
			in.Label = nil
		}
		if p.main && !fresh && !blankOnly && has == nil && in.Shared == nil {
			in.Preferred = new(true)
		}
		replaces = replaces && p.main && in.Label == nil && in.System == nil && in.Shared == nil
		list = append(list, in)
	}
	switch {
	case len(list) == 0:
	case len(list) == 1 && replaces && (!blankOnly || len(c.PointsOf(rule.kind)) == 0):
		*rule.one(patch) = graphql.OmittableOf(&list[0].Value)
	default:
		*rule.all(patch) = graphql.OmittableOf(list)
	}
}

// filling returns what of the change fills in values that the contact does not have.
func (in ContactUpdateInput) filling(c *Contact) ContactUpdateInput {
	if c.Name != "" || c.MiddleName != "" || c.LastName != "" {
		in.Name, in.MiddleName, in.LastName = graphql.Omittable[*string]{}, graphql.Omittable[*string]{}, graphql.Omittable[*string]{}
	}
	keepText(&in.Location, &c.Location)
	keepText(&in.CountryCode, c.CountryCode)
	in.ContactType, in.Blocked = graphql.Omittable[*ContactType]{}, graphql.Omittable[*bool]{}
	if c.CompanyID != nil {
		in.CompanyID = graphql.Omittable[*CompanyID]{}
	}
	if given := in.AdditionalAttributes.Value(); given != nil {
		more := *given
		for _, f := range attributeTexts {
			keepText(f.given(&more), *f.at(&c.AdditionalAttributes))
		}
		if len(c.AdditionalAttributes.SocialProfiles) > 0 {
			more.SocialProfiles = graphql.Omittable[[]SocialProfile]{}
		}
		more.Other = missing(more.Other, c.AdditionalAttributes.Rest)
		in.AdditionalAttributes = graphql.OmittableOf(&more)
	}
	in.CustomAttributes = missing(in.CustomAttributes, c.CustomAttributes)
	return in
}

func keepText(given *graphql.Omittable[*string], has *string) {
	if has != nil && *has != "" {
		*given = graphql.Omittable[*string]{}
	}
}

// missing returns the keys of a change of attributes that are not among those stored.
func missing(given graphql.Omittable[JSON], stored JSON) graphql.Omittable[JSON] {
	var changes, has map[string]json.RawMessage
	if !given.IsSet() || json.Unmarshal(given.Value(), &changes) != nil {
		return given
	}
	_ = json.Unmarshal(stored, &has) // none stored are no object
	for key := range has {
		delete(changes, key)
	}
	return graphql.OmittableOf(mustJSON(changes))
}
