package chatwoot

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/address"
	"kith/models/phone"
	"kith/models/typeid"
)

var contacts = query{table: "contacts", columns: []column{text("name"), text("middle_name"), text("last_name"), text("email"),
	text("phone_number"), text("identifier"), integer("contact_type"), flag("blocked"), object("additional_attributes"),
	object("custom_attributes"), text("location"), text("country_code"), instant("last_activity_at"), integer("company_id"),
	moment("created_at"), moment("updated_at")}, from: "contacts c WHERE c.account_id = $1"}

type contact struct {
	record
	Name, MiddleName, LastName             string
	Email, PhoneNumber, Identifier         string
	Location, CountryCode                  string
	AdditionalAttributes, CustomAttributes string
	ContactType, CompanyID                 *int64
	Blocked                                bool
	LastActivityAt                         *time.Time
	CreatedAt, UpdatedAt                   time.Time
}

var contactTypes = map[int64]models.ContactType{0: models.Visitor, 1: models.Lead, 2: models.Customer}

func (im *importer) bringContacts(ctx context.Context) error {
	return bring(ctx, im, contacts, func(chunk []contact) (rows crm.Seed, err error) {
		for _, c := range chunk {
			if own, ok := im.contact(c); ok {
				rows.Contacts = append(rows.Contacts, own)
			}
		}
		labelled, err := im.source.taggings(ctx, "Contact", keys(chunk))
		for _, t := range labelled {
			if id, ok := im.row(t.Owner).label(t.Name); ok {
				rows.ContactLabels = append(rows.ContactLabels, crm.ContactLabel{ContactID: im.contactID(t.Owner), LabelID: id})
			}
		}
		return rows, err
	})
}

func (im *importer) contactID(id int64) models.ContactID {
	return typeid.Of[models.ContactID](im.ids.of("contacts", id))
}

func (im *importer) contact(c contact) (models.Contact, bool) {
	r := im.row(c.ID)
	kind, known := contactTypes[value(c.ContactType)]
	if !known {
		r.misfit("contactType", "", "The type is unknown; the contact is a visitor, or a lead with an address.")
		kind = models.Visitor
	}
	in := models.ContactCreateInput{
		Name: ptr(r.text("name", c.Name, models.MaxText)), MiddleName: ptr(r.text("middleName", c.MiddleName, models.MaxText)),
		LastName: ptr(r.text("lastName", c.LastName, models.MaxText)), Location: orNil(r.text("location", c.Location, models.MaxText)),
		Email: r.email(c.Email), PhoneNumber: r.phone(c.PhoneNumber), Identifier: r.identifier(c.Identifier), ContactType: &kind,
		CustomAttributes: r.custom(models.ContactAttribute, c.CustomAttributes),
	}
	in.AdditionalAttributes, in.CountryCode = r.additional(c)
	own := models.Contact{ID: im.contactID(c.ID), Version: 1, CustomAttributes: models.JSON("{}"), CreatedAt: models.At(c.CreatedAt),
		UpdatedAt: models.At(c.UpdatedAt)}
	if err := own.Apply(in.Patch(), im.viewer.Region); err != nil {
		r.refuse(err)
		return own, false
	}
	if c.CompanyID != nil {
		own.CompanyID = ptr(typeid.Of[models.CompanyID](im.ids.of("companies", *c.CompanyID)))
	}
	own.LastActivityAt = since(c.LastActivityAt)
	own.SetBlocked(c.Blocked, nil, &models.Viewer{}, own.UpdatedAt)
	return own, true
}

func (r row) email(value string) *string {
	email, refused := models.CleanEmail(&value)
	switch {
	case refused != nil:
		r.misfit("email", value, refused.Message)
		return nil
	case email == nil || r.isPlaceholder("email", value):
		return nil
	}
	return &value
}

// isPlaceholder reports whether a value stands for none, such as `n/a`, and is left out.
func (r row) isPlaceholder(field, value string) bool {
	is := address.Placeholder(value)
	if is {
		r.misfit(field, value, "This stands for no value.")
	}
	return is
}

// phone returns a number in E.164; one that is not is read as people write it in the account's region.
func (r row) phone(value string) *string {
	number := address.Trim(value)
	if key, _, ok := phone.Read(number); number == "" || ok {
		if ok && key != number {
			r.misfit("phoneNumber", value, "The number has an old form; it was stored in its present one.")
		}
		return orNil(number)
	}
	if r.isPlaceholder("phoneNumber", value) {
		return nil
	}
	read, ok := phone.Normalize(number, r.im.viewer.Region)
	if !ok {
		r.misfit("phoneNumber", value, "This is no possible phone number.")
		return nil
	}
	r.misfit("phoneNumber", value, "The number is not E.164; it was read in the account's region.")
	return &read
}

func (r row) identifier(value string) *string {
	if address.Trim(value) == "" || r.isPlaceholder("identifier", value) {
		return nil
	}
	identifier, ok := address.Identifier(value)
	switch {
	case !ok && cut(value, models.MaxText) != value:
		r.misfit("identifier", value, "The identifier is too long.")
		return nil
	case !ok:
		r.misfit("identifier", value, "The identifier has invisible characters.")
		return nil
	}
	return &identifier
}

// country returns the code of the first of several values that is a country: the code of the additional attributes, from which Chatwoot
// makes that of the contact, that one, and the name.
func (r row) country(values ...string) *string {
	var unknown string
	for _, value := range values {
		if code, ok := models.CountryCode(value); ok {
			return &code
		}
		if unknown == "" {
			unknown = strings.TrimSpace(value)
		}
	}
	if unknown != "" {
		r.misfit("countryCode", unknown, "This is no country.")
	}
	return nil
}

// additional sorts what Chatwoot and its integrations know of a contact into the named attributes; the rest stands beside them.
// It returns the code of the country too.
func (r row) additional(c contact) (*models.AdditionalAttributesInput, *string) {
	const field = "additionalAttributes"
	all := r.object(field, c.AdditionalAttributes)
	var code, name string
	_, _ = json.Unmarshal(all["country_code"], &code), json.Unmarshal(all["country"], &name) // what is no text is none
	country := r.country(code, c.CountryCode, name)
	if known, ok := models.CountryCode(code); ok && country != nil && known == *country {
		delete(all, "country_code")
	}
	in := &models.AdditionalAttributesInput{SocialProfiles: graphql.OmittableOf(r.profiles(all))}
	browser := map[string]json.RawMessage{}
	if json.Unmarshal(all["browser"], &browser) == nil {
		delete(all, "browser")
		maps.Copy(all, browser)
	}
	for key, to := range map[string]*graphql.Omittable[*string]{
		"company_name": &in.CompanyName, "job_title": &in.JobTitle, "city": &in.City, "country": &in.Country,
		"browser_name": &in.Browser, "browser_version": &in.BrowserVersion, "platform_name": &in.Platform,
		"referer": &in.Referer,
	} {
		var known string
		if json.Unmarshal(all[key], &known) != nil {
			continue // not there or no text, and stays in the rest
		}
		limit := models.MaxText
		if to == &in.Referer {
			limit = models.MaxReferer
		}
		*to = graphql.OmittableOf(ptr(r.text(field+"."+key, known, limit)))
		delete(all, key)
	}
	if len(all) > 0 {
		in.Other = graphql.OmittableOf(r.attributes(field+".other", all, patchOther))
	}
	return in, country
}

// profiles takes the social profiles out of the attributes.
func (r row) profiles(all map[string]json.RawMessage) (profiles []models.SocialProfile) {
	var given map[string]string
	if json.Unmarshal(all["social_profiles"], &given) != nil {
		return nil
	}
	for network, handle := range given {
		if strings.TrimSpace(handle) != "" {
			profiles = append(profiles, models.SocialProfile{Network: network,
				Handle: r.text("additionalAttributes.socialProfiles", handle, models.MaxText)})
		}
	}
	slices.SortFunc(profiles, func(a, b models.SocialProfile) int { return cmp.Compare(a.Network, b.Network) })
	check := new(models.Contact).Apply(models.ContactUpdateInput{AdditionalAttributes: graphql.OmittableOf(
		&models.AdditionalAttributesInput{SocialProfiles: graphql.OmittableOf(profiles)})}, "")
	if check != nil {
		return nil // they break a rule, and stay in the rest
	}
	delete(all, "social_profiles")
	return profiles
}
