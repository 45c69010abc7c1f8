package demo

import (
	"fmt"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/models"
	"kith/models/typeid"
)

// subject is a contact in the making, with what only its maker knows.
type subject struct {
	models.Contact
	person
	company string
	links   map[models.InboxID]models.ContactInboxID
}

// addContact makes one contact with everything that belongs to it.
func (b *builder) addContact() {
	s := &subject{links: map[models.InboxID]models.ContactInboxID{}}
	kind := []models.ContactType{models.Visitor, models.Lead, models.Customer}[b.weighted(20, 42, 38)]
	var in models.ContactCreateInput
	if kind == models.Visitor {
		in = b.visitor(s)
	} else {
		in = b.identified(s, kind)
	}
	s.AccountID, s.ID, s.Version, s.ContactType = b.AccountID, typeid.Of[models.ContactID](b.id(s.CreatedAt)), 1, models.Visitor
	s.UpdatedAt, s.CustomAttributes = s.CreatedAt, models.JSON("{}")
	check(s.Apply(in.Patch(), s.country.code))
	s.CompanyID = in.CompanyID
	if changes := b.weighted(45, 25, 15, 10, 5); changes > 0 {
		s.Version += changes
		s.UpdatedAt = b.within(s.CreatedAt, b.now)
	}
	spammer := kind != models.Customer && b.IntN(1000) < 16
	b.addConversations(s, spammer)
	if spammer {
		b.block(s)
	}
	b.labelContact(s)
	b.addNotes(s)
	s.Derive(s.company)
	b.world.Contacts = append(b.world.Contacts, s.Contact)
}

// visitor is somebody who opened the chat and has not said who they are.
func (b *builder) visitor(s *subject) models.ContactCreateInput {
	s.person = b.person(b.country())
	s.CreatedAt = b.ago(min(b.lasting(10*time.Minute, years), b.lasting(10*time.Minute, years)))
	var called string
	if b.chance(70) {
		called = fmt.Sprintf("%s-%s-%d", pick(b.dice, adjectives), pick(b.dice, things), b.between(10, 999))
	}
	attributes := b.browsing()
	if b.chance(75) {
		b.locate(s, attributes)
	}
	return models.ContactCreateInput{Name: orNil(called), AdditionalAttributes: attributes}
}

// identified is somebody with a name and an address.
func (b *builder) identified(s *subject, kind models.ContactType) models.ContactCreateInput {
	age := b.lasting(10*time.Minute, years-120*day)
	if kind == models.Lead {
		age = min(age, b.lasting(10*time.Minute, years-120*day))
	}
	s.CreatedAt = b.ago(age)
	s.person = b.person(b.country())
	in := models.ContactCreateInput{ContactType: &kind, AdditionalAttributes: &models.AdditionalAttributesInput{}}
	if b.chance(25) {
		in.AdditionalAttributes = b.browsing()
	}
	domain := pick(b.dice, b.providers)
	if b.chance(55) {
		domain = b.employ(s, &in)
	}
	in.Name = &s.full
	if b.chance(60) {
		in.LastName = ptr(s.last())
	}
	b.locate(s, in.AdditionalAttributes)
	b.reach(s, &in, domain)
	if kind == models.Customer && b.chance(85) || b.chance(8) {
		in.Identifier = ptr(fmt.Sprintf("shop_%010x", b.Uint64()&0xffffffffff))
	}
	in.CustomAttributes = b.customAttributes(kind, age)
	return in
}

// employ gives the contact a job at a company and returns the company's domain.
func (b *builder) employ(s *subject, in *models.ContactCreateInput) string {
	works := b.employer()
	if b.chance(80) {
		s.person = b.person(works.country)
	}
	s.company, in.CompanyID = works.Name, &works.ID
	in.AdditionalAttributes.CompanyName = graphql.OmittableOf(&works.Name)
	in.AdditionalAttributes.JobTitle = graphql.OmittableOf(ptr(pick(b.dice, jobTitles)))
	return *works.Domain
}

// reach gives the contact addresses: an email, a phone number or both, and seldom nothing but a social profile.
func (b *builder) reach(s *subject, in *models.ContactCreateInput, domain string) {
	email, number, profile := b.chance(90), b.chance(58), b.chance(22)
	if number {
		n, ok := b.numbers[s.country.code].next()
		if number = ok; ok {
			in.PhoneNumber = &n
		}
	}
	if email || !number && !profile {
		in.Email = ptr(b.address(s.person, domain))
	}
	if profile {
		handle := latin(s.given.latin) + pick(b.dice, []string{"", "_", "."}) + latin(s.family.latin)
		profiles := []models.SocialProfile{{Network: pick(b.dice, networks), Handle: handle}}
		if b.chance(25) {
			profiles = append(profiles, models.SocialProfile{Network: "website", Handle: handle + ".example"})
		}
		in.AdditionalAttributes.SocialProfiles = graphql.OmittableOf(profiles)
	}
}

// locate says where the contact lives.
func (b *builder) locate(s *subject, a *models.AdditionalAttributesInput) {
	a.City = graphql.OmittableOf(ptr(pick(b.dice, strings.Split(s.country.cities, ", "))))
	a.Country = graphql.OmittableOf(ptr(s.country.name))
}

// browsing is what the chat widget knows.
func (b *builder) browsing() *models.AdditionalAttributesInput {
	browser := pick(b.dice, browsers)
	return &models.AdditionalAttributesInput{
		Browser: graphql.OmittableOf(ptr(browser[0])), Platform: graphql.OmittableOf(ptr(browser[1])),
		BrowserVersion: graphql.OmittableOf(ptr(fmt.Sprintf("%d.%d", b.between(118, 142), b.between(0, 9)))),
		Other:          graphql.OmittableOf(object(map[string]any{"referrer": "https://shop.example" + pick(b.dice, pages)})),
	}
}

// block blocks a contact that the team does not want to hear from.
func (b *builder) block(s *subject) {
	at := s.CreatedAt
	if s.LastActivityAt != nil {
		at = *s.LastActivityAt
	}
	at = b.within(at, models.At(at.Add(min(6*time.Hour, b.now.Sub(at.Time)))))
	user := pick(b.dice, b.world.Users).ID
	s.SetBlocked(true, ptr(pick(b.dice, blockReasons)), &models.Viewer{UserID: &user}, at)
	s.Version++
	if at.After(s.UpdatedAt.Time) {
		s.UpdatedAt = at
	}
}

// labelContact marks some contacts.
func (b *builder) labelContact(s *subject) {
	mark := func(title string, percent int) {
		if b.chance(percent) {
			b.world.ContactLabels = append(b.world.ContactLabels,
				crm.ContactLabel{AccountID: b.AccountID, ContactID: s.ID, LabelID: b.labels[title]})
		}
	}
	switch s.ContactType {
	case models.Customer:
		mark("vip", 12)
		mark("churn-risk", 6)
		mark("beta", 8)
		mark("newsletter", 30)
	case models.Lead:
		mark("trial", 45)
		mark("newsletter", 20)
		mark("partner", 5)
	}
	if s.Blocked {
		mark("spam", 80)
	}
}

// addNotes writes down what the team remembers about some contacts.
func (b *builder) addNotes(s *subject) {
	if s.ContactType == models.Visitor || !b.chance(18) {
		return
	}
	for range 1 + b.weighted(70, 22, 8) {
		at, author := b.within(s.CreatedAt, b.now), pick(b.dice, b.world.Users).ID
		b.world.Notes = append(b.world.Notes, models.Note{AccountID: b.AccountID, ID: typeid.Of[models.NoteID](b.id(at)), ContactID: s.ID,
			AuthorID: &author, Content: pick(b.dice, notes), CreatedAt: at, UpdatedAt: at})
	}
}
