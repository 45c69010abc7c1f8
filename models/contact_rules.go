package models

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/address"
)

// Bounds of a contact.
const (
	MaxText           = 255
	MaxReferer        = 2048
	MaxSocialProfiles = 32
	MaxLabels         = 100
)

var networkRule = regexp.MustCompile(`\A[a-z0-9_-]{1,64}\z`)

// Patch returns the creation as changes to an empty contact; null and absent mean the same.
func (in ContactCreateInput) Patch() ContactUpdateInput {
	var patch ContactUpdateInput
	for _, f := range createdFields {
		f.create(&in, &patch)
	}
	return patch
}

// createdFields are the fields that a creation accepts.
var createdFields = fieldsWhere(func(f contactField) bool { return f.create != nil })

// Given is a field that is set in a change.
func Given[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func given[T any](p *T) graphql.Omittable[*T] {
	if p == nil {
		return graphql.Omittable[*T]{}
	}
	return graphql.OmittableOf(p)
}

func givenJSON(j JSON) graphql.Omittable[JSON] {
	if j.isNull() {
		return graphql.Omittable[JSON]{}
	}
	return graphql.OmittableOf(j)
}

func (j JSON) isNull() bool { return len(j) == 0 || string(j) == "null" }

// Apply changes the contact's own values as the input says, and the values derived from them: blank addresses become nil, a blank name is
// composed of its parts, the location follows the city and the country code the country unless they were set explicitly, and a visitor who
// is identified becomes a lead. It returns every rule that the input breaks; the contact must not be stored then. region is the default
// region of phone numbers without a country code. The caller changes company, block and labels, which are records of their own.
func (c *Contact) Apply(in ContactUpdateInput, region string) error {
	p := &patch{in: in, region: region, before: c.AdditionalAttributes, nameBefore: c.nameOfParts()}
	c.Points = c.points()
	for _, f := range appliedFields {
		f.apply(c, p)
	}
	c.composeName(p)
	c.promote()
	return p.errs.OrNil()
}

// appliedFields are the fields that a change accepts, in the order in which they are applied.
var appliedFields = rearranged(fieldsWhere(func(f contactField) bool { return f.apply != nil }),
	func(f contactField) string { return f.name }, func(f contactField) string { return f.appliedAfter })

// promote turns a visitor who has an email, a phone number or a social profile into a lead.
func (c *Contact) promote() {
	if c.ContactType == Visitor && (c.Email != nil || c.PhoneNumber != nil || len(c.AdditionalAttributes.SocialProfiles) > 0) {
		c.ContactType = Lead
	}
}

// followCity updates the location to the city when the additional attributes change, unless the location was set explicitly.
func (c *Contact) followCity(p *patch) {
	if p.in.AdditionalAttributes.IsSet() && (c.Location == "" || c.Location == deref(p.before.City)) {
		c.Location = deref(c.AdditionalAttributes.City)
	}
}

// followCountry updates the country code to the country in the same way.
func (c *Contact) followCountry(p *patch) {
	derived, _ := CountryCode(deref(p.before.Country))
	if p.in.AdditionalAttributes.IsSet() && (c.CountryCode == nil || *c.CountryCode == derived) {
		code, _ := CountryCode(deref(c.AdditionalAttributes.Country))
		c.CountryCode = orNil(code)
	}
}

func (a *AdditionalAttributes) apply(in *AdditionalAttributesInput) (errs Errors) {
	if in == nil {
		*a = AdditionalAttributes{}
		return nil
	}
	for _, f := range attributeTexts {
		if v, ok := f.given(in).ValueOK(); ok {
			s, e := cleanText(new(address.Line(deref(v))), f.max)
			errs.Add(atField(e, "additionalAttributes", f.name))
			*f.at(a) = orNil(s)
		}
	}
	if v, ok := in.SocialProfiles.ValueOK(); ok {
		profiles, e := cleanProfiles(v)
		errs.Add(e)
		a.SocialProfiles = profiles
	}
	if v, ok := in.Other.ValueOK(); ok {
		if v.isNull() {
			a.Rest = nil
			return errs
		}
		patched := a.Rest
		changes, e := attributeMap(v)
		if e == nil {
			patched, e = patchAttributes(a.Rest, changes, MaxOtherAttributes, MaxOtherBytes)
		}
		if e != nil {
			errs.Add(e.At(append([]string{"additionalAttributes", "other"}, e.Field...)...))
		}
		a.Rest = patched
	}
	return errs
}

func cleanProfiles(in []SocialProfile) ([]SocialProfile, *Error) {
	if len(in) > MaxSocialProfiles {
		return nil, Errorf(Limit, "There can be at most %d social profiles.", MaxSocialProfiles).At("additionalAttributes", "socialProfiles")
	}
	var out []SocialProfile
	for i, p := range in {
		path := []string{"additionalAttributes", "socialProfiles", strconv.Itoa(i)}
		p.Network = strings.ToLower(strings.TrimSpace(p.Network))
		if !networkRule.MatchString(p.Network) {
			return nil, Errorf(Invalid, "A network has 1 to 64 letters, digits, _ and -.").At(append(path, "network")...)
		}
		handle, e := cleanText(&p.Handle, MaxText)
		if e != nil {
			return nil, e.At(append(path, "handle")...)
		}
		if handle == "" {
			continue
		}
		out = append(out, SocialProfile{Network: p.Network, Handle: handle})
	}
	slices.SortStableFunc(out, func(a, b SocialProfile) int { return cmp.Compare(a.Network, b.Network) })
	return out, nil
}

// CleanEmail returns the canonical form of an email, in which users and bootstrap settings have it; blank becomes nil. See address.Email.
func CleanEmail(v *string) (*string, *Error) {
	text := address.Trim(deref(v))
	if text == "" {
		return nil, nil
	}
	email, ok := address.Email(text)
	switch {
	case ok:
		return &email.Key, nil
	case utf8.RuneCountInString(text) > MaxText:
		return nil, Errorf(TooLong, "An email has at most %d characters.", MaxText)
	}
	return nil, Errorf(Invalid, "An email is local@domain, without spaces.")
}

// EmailKey returns the canonical form of the email that somebody signs in with or a user is looked up by, with which emails of users are
// stored. What is not an email alone is only trimmed and in lower case, so that it finds nobody.
func EmailKey(email string) string {
	email = strings.ToLower(address.Trim(email))
	if strings.ContainsAny(email, "<>:") { // a name beside the email, or a scheme before it
		return email
	}
	if canonical, ok := address.Email(email); ok {
		return canonical.Key
	}
	return email
}

// DomainKey returns the canonical form of a host name.
func DomainKey(domain string) string { return address.Domain(domain) }

func cleanCountryCode(v *string, _ string) (string, *Error) {
	code := strings.ToUpper(strings.TrimSpace(deref(v)))
	if known, ok := CountryCode(code); code != "" && (!ok || known != code) {
		return code, Errorf(Invalid, "The country code must be ISO 3166-1 alpha-2, such as US.")
	}
	return code, nil
}

func cleanShortText(v *string, _ string) (string, *Error) { return cleanLine(v) }

// cleanLine is cleanText for names and other texts of one line of at most MaxText characters, such as people type into a form: white space
// of any kind becomes a space, and what can't be seen is left out: control characters, and format characters but the joiners that some
// scripts and emoji need. A text of which nothing can be seen is blank.
func cleanLine(v *string) (string, *Error) {
	return cleanText(new(address.Line(deref(v))), MaxText)
}

// cleanText trims a text and checks its length in characters.
func cleanText(v *string, limit int) (string, *Error) {
	s := strings.TrimSpace(deref(v))
	if strings.ContainsRune(s, 0) {
		return "", Errorf(Invalid, "A NUL character can't be stored.")
	}
	if utf8.RuneCountInString(s) > limit {
		return "", Errorf(TooLong, "At most %d characters are allowed.", limit)
	}
	return s, nil
}

func atField(e *Error, field ...string) *Error {
	if e != nil {
		e.Field = field
	}
	return e
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// CompanyDomain returns the domain of the contact's preferred email; blank without an email or for a free mail provider.
func (c *Contact) CompanyDomain() string { return companyDomainOf(c.Email) }

func companyDomainOf(email *string) string {
	clean, _ := CleanEmail(email)
	_, domain, _ := strings.Cut(deref(clean), "@")
	if address.FreeMail(domain) {
		return ""
	}
	return domain
}

// CompanyDomains returns what CompanyDomain may be after the change.
func (in ContactUpdateInput) CompanyDomains() (domains []string) {
	add := func(email *string) {
		if domain := companyDomainOf(email); domain != "" {
			domains = append(domains, domain)
		}
	}
	add(in.Email.Value())
	for _, point := range in.Emails.Value() {
		add(&point.Value)
	}
	return domains
}

// SetBlocked blocks or unblocks the contact. Blocking again keeps who blocked it and when; a new reason replaces the old one.
func (c *Contact) SetBlocked(blocked bool, reason *string, by *Viewer, now DateTime) {
	switch {
	case blocked:
		if !c.Blocked {
			c.Blocked, c.BlockedAt, c.BlockedByUserID, c.BlockedByTokenID = true, &now, by.UserID, by.TokenID
		}
		if reason != nil {
			c.BlockReason = reason
		}
	case !blocked:
		c.Blocked, c.BlockReason, c.BlockedAt, c.BlockedByUserID, c.BlockedByTokenID = false, nil, nil, nil, nil
	}
}

// Derive computes the sort and search keys of the contact. company is the name of the linked company, blank without one.
func (c *Contact) Derive(company string) {
	if company == "" {
		company = deref(c.AdditionalAttributes.CompanyName)
	}
	c.Keys = ContactKeys{
		NameKey: FoldKey(c.Name), MiddleNameKey: FoldKey(c.MiddleName), LastNameKey: FoldKey(c.LastName), CompanyKey: FoldKey(company),
		CityKey: FoldKey(deref(c.AdditionalAttributes.City)), CountryKey: FoldKey(deref(c.AdditionalAttributes.Country)),
	}
	found := c.searched(company)
	c.Keys.Search, c.Keys.SearchWords, c.Keys.SearchKeys = found.Text, orNil(found.Words), orNil(found.Keys)
}
