package models

import (
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
)

// sheetField is a field of contacts as a column of a file.
type sheetField struct {
	name string
	// value is what an export writes: a text, a truth value, an instant, JSON, or nothing.
	value func(c *Contact, labels []string) any
	// read is what an import does with a cell that is not blank; nil for fields that only exports have.
	read func(r *ImportRow, cell string) *Error
}

// sheetOrder are the fields in the order of a default export.
var sheetOrder = []sheetField{
	{"id", func(c *Contact, _ []string) any { return c.ID.String() }, nil},
	{"name", func(c *Contact, _ []string) any { return c.Name }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.Name })},
	{"middleName", func(c *Contact, _ []string) any { return c.MiddleName }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.MiddleName })},
	{"lastName", func(c *Contact, _ []string) any { return c.LastName }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.LastName })},
	{"email", func(c *Contact, _ []string) any { return deref(c.Email) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.Email })},
	{"phoneNumber", func(c *Contact, _ []string) any { return deref(c.PhoneNumber) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.PhoneNumber })},
	{"identifier", func(c *Contact, _ []string) any { return deref(c.Identifier) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.Identifier })},
	{"contactType", func(c *Contact, _ []string) any { return string(c.ContactType) }, readType},
	{"location", func(c *Contact, _ []string) any { return c.Location }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.Location })},
	{"countryCode", func(c *Contact, _ []string) any { return deref(c.CountryCode) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.Patch.CountryCode })},
	{"companyName", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.CompanyName) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().CompanyName })},
	{"jobTitle", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.JobTitle) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().JobTitle })},
	{"city", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.City) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().City })},
	{"country", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.Country) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().Country })},
	{"socialProfiles", func(c *Contact, _ []string) any { return c.AdditionalAttributes.SocialProfiles }, readProfiles},
	{"browser", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.Browser) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().Browser })},
	{"browserVersion", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.BrowserVersion) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().BrowserVersion })},
	{"platform", func(c *Contact, _ []string) any { return deref(c.AdditionalAttributes.Platform) }, text(func(r *ImportRow) *graphql.Omittable[*string] { return &r.more().Platform })},
	{"other", func(c *Contact, _ []string) any { return c.AdditionalAttributes.Rest }, readOther},
	{"labels", func(_ *Contact, labels []string) any { return labels }, readLabels},
	{"blocked", func(c *Contact, _ []string) any { return c.Blocked }, readBlocked},
	{"companyId", func(c *Contact, _ []string) any {
		if c.CompanyID == nil {
			return ""
		}
		return c.CompanyID.String()
	}, nil},
	{"lastActivityAt", func(c *Contact, _ []string) any {
		if c.LastActivityAt == nil {
			return ""
		}
		return *c.LastActivityAt
	}, nil},
	{"createdAt", func(c *Contact, _ []string) any { return c.CreatedAt }, nil},
	{"updatedAt", func(c *Contact, _ []string) any { return c.UpdatedAt }, nil},
}

var sheetFields = func() map[string]sheetField {
	m := make(map[string]sheetField, len(sheetOrder))
	for _, f := range sheetOrder {
		m[f.name] = f
	}
	return m
}()

// more returns the additional attributes of the row, which it then changes.
func (r *ImportRow) more() *AdditionalAttributesInput {
	if !r.Patch.AdditionalAttributes.IsSet() {
		r.Patch.AdditionalAttributes = graphql.OmittableOf(&AdditionalAttributesInput{})
	}
	return r.Patch.AdditionalAttributes.Value()
}

func text(of func(*ImportRow) *graphql.Omittable[*string]) func(*ImportRow, string) *Error {
	return func(r *ImportRow, cell string) *Error {
		*of(r) = graphql.OmittableOf(&cell)
		return nil
	}
}

func readType(r *ImportRow, cell string) *Error {
	t := ContactType(strings.ToUpper(strings.TrimSpace(cell)))
	if t != Visitor && t != Lead && t != Customer {
		return Errorf(Invalid, "The type is VISITOR, LEAD or CUSTOMER.")
	}
	r.Patch.ContactType = graphql.OmittableOf(&t)
	return nil
}

func readBlocked(r *ImportRow, cell string) *Error {
	blocked, ok := readBool(strings.TrimSpace(cell))
	if !ok {
		return Errorf(Invalid, "This is true or false.")
	}
	r.Patch.Blocked = graphql.OmittableOf(&blocked)
	return nil
}

// readLabels reads titles with commas between them.
func readLabels(r *ImportRow, cell string) *Error {
	var titles []string
	for title := range strings.SplitSeq(cell, ",") {
		if strings.TrimSpace(title) != "" {
			titles = append(titles, title)
		}
	}
	clean, e := CleanLabelTitles(titles, "labels")
	r.Labels = clean
	return e
}

// readProfiles reads «network:handle» a line, or JSON.
func readProfiles(r *ImportRow, cell string) *Error {
	var profiles []SocialProfile
	if strings.HasPrefix(cell, "[") {
		if json.Unmarshal([]byte(cell), &profiles) != nil {
			return Errorf(Invalid, "Social profiles are network:handle, one a line.")
		}
	} else {
		for line := range strings.Lines(cell) {
			network, handle, ok := strings.Cut(strings.TrimSpace(line), ":")
			if !ok {
				return Errorf(Invalid, "Social profiles are network:handle, one a line.")
			}
			profiles = append(profiles, SocialProfile{Network: network, Handle: handle})
		}
	}
	r.more().SocialProfiles = graphql.OmittableOf(profiles)
	return nil
}

func readOther(r *ImportRow, cell string) *Error {
	if !json.Valid([]byte(cell)) {
		return Errorf(Invalid, "This is no JSON object.")
	}
	r.more().Other = graphql.OmittableOf(JSON(cell))
	return nil
}
