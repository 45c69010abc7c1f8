package models

import "strings"

// searched returns what searches look through. company is the name of the contact's company, blank without one.
func (c *Contact) searched(company string) SearchText {
	var b searchBuilder
	names := c.searchedNames()
	for _, name := range names {
		b.line(name)
	}
	points := c.points()
	for _, p := range points {
		b.line(p.Value)
		if p.Key != p.Value {
			b.line(p.Key)
		}
	}
	b.line(company)
	for _, name := range names {
		b.name(name)
	}
	for _, p := range points {
		b.point(p)
	}
	b.joinParts(b.spell(company, true))
	return b.built()
}

// point adds the words of an address. Those of an email before its @ may be misspelt.
func (b *searchBuilder) point(p ContactPoint) {
	local, domain := p.Value, ""
	if p.Kind == PointEmail {
		local, domain, _ = strings.Cut(p.Value, "@")
	}
	b.spell(local, p.Kind == PointEmail)
	b.spell(domain, false)
	if p.Key != p.Value {
		b.spell(p.Key, false)
	}
}
