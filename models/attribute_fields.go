package models

import "github.com/99designs/gqlgen/graphql"

// attributeText is an additional attribute that holds a text of at most max characters, with its name in the API.
type attributeText struct {
	name  string
	max   int
	at    func(*AdditionalAttributes) **string
	given func(*AdditionalAttributesInput) *graphql.Omittable[*string]
}

// attributeTexts are all of them, in the order of the API.
var attributeTexts = []attributeText{
	{"companyName", MaxText, func(a *AdditionalAttributes) **string { return &a.CompanyName },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.CompanyName }},
	{"jobTitle", MaxText, func(a *AdditionalAttributes) **string { return &a.JobTitle },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.JobTitle }},
	{"city", MaxText, func(a *AdditionalAttributes) **string { return &a.City },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.City }},
	{"country", MaxText, func(a *AdditionalAttributes) **string { return &a.Country },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.Country }},
	{"browser", MaxText, func(a *AdditionalAttributes) **string { return &a.Browser },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.Browser }},
	{"browserVersion", MaxText, func(a *AdditionalAttributes) **string { return &a.BrowserVersion },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.BrowserVersion }},
	{"platform", MaxText, func(a *AdditionalAttributes) **string { return &a.Platform },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.Platform }},
	{"referer", MaxReferer, func(a *AdditionalAttributes) **string { return &a.Referer },
		func(in *AdditionalAttributesInput) *graphql.Omittable[*string] { return &in.Referer }},
}

// attributeColumns are the columns of the additional attributes: texts, social profiles and everything else.
var attributeColumns = func() (columns []sheetField) {
	for _, f := range attributeTexts {
		columns = append(columns, sheetField{name: f.name,
			value: func(c *Contact, _ []string) any { return *f.at(&c.AdditionalAttributes) },
			read: func(r *ImportRow, cell string) *Error {
				*f.given(r.more()) = graphql.OmittableOf(&cell)
				return nil
			}})
	}
	return append(columns,
		sheetField{name: "socialProfiles", after: "country", read: readProfiles,
			value: func(c *Contact, _ []string) any { return c.AdditionalAttributes.SocialProfiles }},
		sheetField{name: "other", value: func(c *Contact, _ []string) any { return c.AdditionalAttributes.Rest }, read: readOther})
}()
