package models

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
)

// contactFields are the fields of contacts in the order of a snapshot. Company, block, labels and pictures are not among them: they are
// records of their own, with use cases of their own.
var contactFields = []contactField{
	exported("", contactField{name: "id", value: func(c *Contact) any { return &c.ID }, snapshot: true, column: true}),
	{name: "version", value: func(c *Contact) any { return &c.Version }, snapshot: true, column: true},
	contactTypeField,
	textField("name", func(c *Contact) *string { return &c.Name },
		func(in *ContactCreateInput) *string { return in.Name },
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.Name }),
	textField("middleName", func(c *Contact) *string { return &c.MiddleName },
		func(in *ContactCreateInput) *string { return in.MiddleName },
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.MiddleName }),
	textField("lastName", func(c *Contact) *string { return &c.LastName },
		func(in *ContactCreateInput) *string { return in.LastName },
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.LastName }),
	pointField("email", func(c *Contact) **string { return &c.Email }, emailRule,
		func(in *ContactCreateInput) (*string, []ContactPointInput) { return in.Email, in.Emails }),
	pointField("phoneNumber", func(c *Contact) **string { return &c.PhoneNumber }, phoneRule,
		func(in *ContactCreateInput) (*string, []ContactPointInput) { return in.PhoneNumber, in.PhoneNumbers }),
	pointField("identifier", func(c *Contact) **string { return &c.Identifier }, identifierRule,
		func(in *ContactCreateInput) (*string, []ContactPointInput) { return in.Identifier, in.Identifiers }),
	pointsField(emailRule, "email"),
	pointsField(phoneRule, "phoneNumber"),
	pointsField(identifierRule, "identifier"),
	{name: "points", value: func(c *Contact) any { return snapshotOf(c.points()) }, snapshot: true},
	textField("location", func(c *Contact) *string { return &c.Location },
		func(in *ContactCreateInput) *string { return in.Location },
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.Location }).follows("additionalAttributes", (*Contact).followCity),
	optionalField("countryCode", func(c *Contact) **string { return &c.CountryCode }, cleanCountryCode,
		func(in *ContactCreateInput) *string { return in.CountryCode },
		func(in *ContactUpdateInput) *graphql.Omittable[*string] { return &in.CountryCode }).follows("location", (*Contact).followCountry),
	{name: "additionalAttributes", value: func(c *Contact) any { return &c.AdditionalAttributes }, snapshot: true,
		create: func(in *ContactCreateInput, to *ContactUpdateInput) {
			to.AdditionalAttributes = given(in.AdditionalAttributes)
		},
		apply: func(c *Contact, p *patch) bool {
			v, ok := p.in.AdditionalAttributes.ValueOK()
			if ok {
				p.errs = append(p.errs, c.AdditionalAttributes.apply(v)...)
			}
			return ok
		},
		columns: attributeColumns},
	{name: "customAttributes", value: func(c *Contact) any { return &c.CustomAttributes }, snapshot: true, column: true,
		create: func(in *ContactCreateInput, to *ContactUpdateInput) {
			to.CustomAttributes = givenJSON(in.CustomAttributes)
		},
		apply: func(c *Contact, p *patch) bool {
			v, ok := p.in.CustomAttributes.ValueOK()
			if ok {
				patched, e := ChangeAttributes(c.CustomAttributes, v, p.in.ReplaceCustomAttributes)
				p.errs.Add(e)
				c.CustomAttributes = patched
			}
			return ok
		}},
	{name: labelsField, columns: []sheetField{
		{name: labelsField, value: func(_ *Contact, labels []string) any { return labels }, read: readLabels}}},
	companyField,
	imported("", readBlocked, contactField{name: blockedField, value: func(c *Contact) any { return &c.Blocked },
		snapshot: true, tracked: true, column: true,
		create: func(in *ContactCreateInput, to *ContactUpdateInput) { to.Blocked = given(in.Blocked) },
		apply: func(_ *Contact, p *patch) bool { // the viewer and the time of a block are not values of the input
			filled(p.in.Blocked, "blocked", &p.errs)
			return false
		}}),
	{name: blockReasonField, value: func(c *Contact) any { return c.BlockReason },
		text: func(c *Contact) string { return deref(c.BlockReason) }, tracked: true},
	{name: avatarField, value: func(c *Contact) any { return c.picture() }, text: func(c *Contact) string { return deref(c.picture()) },
		set: func(c *Contact, at string) error {
			c.Avatar = pictureNamed(at)
			return nil
		}, snapshot: true, merged: true, tracked: true},
	exported("", contactField{name: "lastActivityAt", value: func(c *Contact) any { return c.LastActivityAt }, snapshot: true, column: true}),
	exported("", contactField{name: "createdAt", value: func(c *Contact) any { return &c.CreatedAt }, snapshot: true, column: true}),
	exported("", contactField{name: "updatedAt", value: func(c *Contact) any { return &c.UpdatedAt }, snapshot: true, column: true}),
}

var contactTypeField = imported("identifier", readType, contactField{name: "contactType",
	value:  func(c *Contact) any { return &c.ContactType },
	text:   func(c *Contact) string { return string(c.ContactType) },
	create: func(in *ContactCreateInput, to *ContactUpdateInput) { to.ContactType = given(in.ContactType) },
	apply: func(c *Contact, p *patch) bool {
		v := filled(p.in.ContactType, "contactType", &p.errs)
		if v != nil {
			c.ContactType = *v
		}
		return v != nil
	},
	snapshot: true, tracked: true, column: true})

var companyField = exported(blockedField, contactField{name: "companyId", value: func(c *Contact) any { return c.CompanyID },
	text: func(c *Contact) string {
		if c.CompanyID == nil {
			return ""
		}
		return c.CompanyID.String()
	},
	set: func(c *Contact, id string) error {
		if c.CompanyID = nil; id == "" {
			return nil
		}
		c.CompanyID = &CompanyID{}
		return json.Unmarshal(mustJSON(id), c.CompanyID)
	},
	create:   func(in *ContactCreateInput, to *ContactUpdateInput) { to.CompanyID = given(in.CompanyID) },
	snapshot: true, merged: true, tracked: true})
