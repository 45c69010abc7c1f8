package models

import (
	"net/netip"

	"github.com/99designs/gqlgen/graphql"
)

// Place is a geographic location; unknown parts are blank.
type Place struct{ City, Country, CountryCode string }

// CleanIPAddress parses an IP address; blank input gives the zero address.
func CleanIPAddress(s *string) (netip.Addr, *Error) {
	if s == nil {
		return netip.Addr{}, nil
	}
	address, err := netip.ParseAddr(*s)
	if err != nil || address.Zone() != "" {
		return netip.Addr{}, Errorf(Invalid, "The IP address must be like 203.0.113.7 or 2001:db8::7.").At("ipAddress")
	}
	return address.Unmap(), nil
}

// Locatable reports whether an address can be located: addresses of private networks cannot.
func Locatable(address netip.Addr) bool { return address.IsGlobalUnicast() && !address.IsPrivate() }

// Placed returns the changes by which a place fills in the contact's blank fields; none if the contact is known to be in another country.
func (c *Contact) Placed(p Place) ContactUpdateInput {
	in := ContactUpdateInput{ID: c.ID}
	country := deref(c.CountryCode)
	if country == "" {
		country, _ = CountryCode(deref(c.AdditionalAttributes.Country))
	}
	if country != "" && country != p.CountryCode {
		return in
	}
	if code, known := CountryCode(p.CountryCode); known && code == p.CountryCode && c.CountryCode == nil {
		in.CountryCode = graphql.OmittableOf(&p.CountryCode)
	}
	var add AdditionalAttributesInput
	if c.AdditionalAttributes.Country == nil && p.Country != "" {
		add.Country = graphql.OmittableOf(&p.Country)
	}
	if c.AdditionalAttributes.City == nil && c.Location == "" && p.City != "" {
		add.City = graphql.OmittableOf(&p.City)
	}
	in.AdditionalAttributes = graphql.OmittableOf(&add)
	return in
}
