package models

import "slices"

// ContactConsentSetInput is what a person said about being contacted at an address.
type ContactConsentSetInput struct {
	ContactID       ContactID
	PointID         *ContactPointID
	Address         *AddressInput
	Purpose         string
	State           ConsentState
	Proof           *string
	GivenAt         *DateTime
	ExpectedVersion *int
}

// Point returns the address of the contact that the input names. Invalid, NotFound.
func (in ContactConsentSetInput) Point(c *Contact, region string) (*ContactPoint, error) {
	field, point := "pointId", (*ContactPoint)(nil)
	switch {
	case (in.PointID == nil) == (in.Address == nil):
		return nil, Errorf(Invalid, "Give exactly one of pointId and address.").At(field)
	case in.PointID != nil:
		point = c.pointByID(*in.PointID)
	default:
		key, err := in.Address.Key(region)
		if err != nil {
			return nil, err
		}
		field, point = "address", c.Point(key)
	}
	if point == nil {
		return nil, Errorf(NotFound, "The contact has no such address.").At(field)
	}
	return point, nil
}

// Read returns the consent that the input tells, without its address and who records it; one whose state is ConsentUnknown says nothing.
// Invalid, Required, TooLong.
func (in ContactConsentSetInput) Read(now DateTime) (*Consent, error) {
	var errs Errors
	purpose, err := ReadPurpose(in.Purpose)
	if err != nil {
		errs = append(errs, err.(*Error))
	}
	proof, e := cleanText(in.Proof, MaxConsentProof)
	c := &Consent{Purpose: purpose, State: in.State, Proof: proof, GivenAt: now, RecordedAt: now}
	errs.Add(atField(e, "proof"))
	switch {
	case in.State == ConsentGranted && e == nil && proof == "":
		errs.Add(Errorf(Required, "Say where and how it was granted.").At("proof"))
	case in.State == ConsentUnknown && in.Proof != nil:
		errs.Add(Errorf(Invalid, "There is no proof of what is not known.").At("proof"))
	}
	switch {
	case in.GivenAt == nil:
	case in.State == ConsentUnknown:
		errs.Add(Errorf(Invalid, "What is not known was not said at any time.").At("givenAt"))
	case in.GivenAt.After(now.Time):
		errs.Add(Errorf(Invalid, "This is in the future.").At("givenAt"))
	default:
		c.GivenAt = At(in.GivenAt.Time)
	}
	return c, errs.OrNil()
}

// Replaces returns the consent that an address has for the purpose of c among its consents, nil if there is none. BlockedByRule if that is
// a refusal, and c was granted no later; Limit if the address has no room for another purpose.
func (c *Consent) Replaces(among []*Consent) (*Consent, error) {
	at := slices.IndexFunc(among, func(s *Consent) bool { return s.Purpose == c.Purpose })
	switch {
	case at < 0 && c.State != ConsentUnknown && len(among) >= MaxConsentPurposes:
		return nil, Errorf(Limit, "An address has consents for at most %d purposes.", MaxConsentPurposes).At("purpose")
	case at < 0:
		return nil, nil
	case c.State == ConsentGranted && among[at].State == ConsentRefused && !c.GivenAt.After(among[at].GivenAt.Time):
		return nil, Errorf(BlockedByRule, "It was refused at %s; only a later grant replaces that.",
			among[at].GivenAt.Format(dateTimeLayout)).At("givenAt")
	}
	return among[at], nil
}

// consentSnapshot is a consent in the form in which events record it.
type consentSnapshot struct {
	ID      ContactPointID `json:"id"`
	Kind    PointKind      `json:"kind"`
	System  string         `json:"system,omitempty"`
	Value   string         `json:"value"`
	Purpose string         `json:"purpose"`
	State   ConsentState   `json:"state"`
	Proof   string         `json:"proof"`
	GivenAt DateTime       `json:"givenAt"`
}

// ConsentChange returns the change from one consent of an address to another, either of which may say nothing; none if they say the same.
func (p *ContactPoint) ConsentChange(from, to *Consent) []*FieldChange {
	said := func(c *Consent) JSON {
		if c == nil || c.State == ConsentUnknown {
			return nil
		}
		return mustJSON(consentSnapshot{p.ID, p.Kind, p.System, p.Value, c.Purpose, c.State, c.Proof, c.GivenAt})
	}
	was, is := said(from), said(to)
	if equalJSON(was, is) {
		return nil
	}
	return []*FieldChange{{Field: "consents", From: was, To: is}}
}

// pointByID returns the contact's address with an id, nil if it has none.
func (c *Contact) pointByID(id ContactPointID) *ContactPoint {
	for _, p := range c.points() {
		if p.ID == id {
			return &p
		}
	}
	return nil
}
