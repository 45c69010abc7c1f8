package models

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/address"
	"kith/models/phone"
	"kith/models/typeid"
)

// MaxPointLabel is the maximum number of characters of the label of an address.
const MaxPointLabel = 64

var systemRule = regexp.MustCompile(`\A[a-z0-9][a-z0-9._-]{0,63}\z`)

// readPoint reads an address of a kind. The error of a blank one is Required.
func readPoint(kind PointKind, value, region string) (ContactPoint, *Error) {
	p := ContactPoint{Kind: kind, Possible: true}
	blank := address.Trim(value) == ""
	switch {
	case blank:
		return p, Errorf(Required, "This must not be blank.")
	case address.Placeholder(value):
		return p, Errorf(Invalid, "%q stands for no value; leave it out instead.", address.Trim(value))
	}
	switch kind {
	case PointEmail:
		a, ok := address.Email(value)
		switch {
		case !ok && utf8.RuneCountInString(value) > MaxText:
			return p, Errorf(TooLong, "An email has at most %d characters.", MaxText)
		case !ok:
			return p, Errorf(Invalid, "An email is local@domain, without spaces and invisible characters.")
		}
		p.Value, p.Key, p.Possible = a.Value, a.Key, a.Possible
	case PointPhone:
		number := address.Trim(value)
		key, possible, ok := phone.Read(number)
		if !ok {
			return p, Errorf(Invalid, "A phone number must be E.164: %s.", phoneHint(number, region))
		}
		p.Value, p.Key, p.Possible = key, key, possible
	default:
		identifier, ok := address.Identifier(value)
		switch {
		case !ok && utf8.RuneCountInString(value) > MaxText:
			return p, Errorf(TooLong, "At most %d characters are allowed.", MaxText)
		case !ok:
			return p, Errorf(Invalid, "An identifier has no control characters and no invisible ones.")
		}
		p.Value, p.Key = identifier, identifier
	}
	return p, nil
}

func phoneHint(number, region string) string {
	if suggestion, ok := phone.Normalize(number, region); ok {
		return fmt.Sprintf("for this one %s", suggestion)
	}
	return "such as +12125551234"
}

// ReadPointKey returns the key of an address as people write it; false if no contact can have it. Phone numbers are read in the region
// if they are not E.164.
func ReadPointKey(kind PointKind, value, system, region string) (PointKey, bool) {
	if kind == PointPhone {
		number := address.Trim(value)
		if _, _, ok := phone.Read(number); !ok {
			if normal, ok := phone.Normalize(number, region); ok {
				value = normal
			}
		}
	}
	p, e := readPoint(kind, value, region)
	return PointKey{kind, system, p.Key}, e == nil
}

// pointRule says how the inputs of contacts treat the addresses of a kind: field gives the preferred one, plural all of them.
type pointRule struct {
	kind          PointKind
	field, plural string
	one           func(*ContactUpdateInput) *graphql.Omittable[*string]
	all           func(*ContactUpdateInput) *graphql.Omittable[[]ContactPointInput]
}

// apply changes the addresses of a kind. A list replaces all of them, or is added to them if the input is one for a contact that was found
// by an address. A single address replaces the preferred one, or becomes preferred if the contact has it already, unless the contact was
// found by it; together with a list it is one more. A blank one removes the preferred address.
func (r pointRule) apply(c *Contact, p *patch) bool {
	one, hasOne := r.one(&p.in).ValueOK()
	list, hasAll := r.all(&p.in).ValueOK()
	if !hasOne && !hasAll {
		return false
	}
	var own, others []ContactPoint
	for _, point := range c.points() {
		if point.Kind == r.kind {
			own = append(own, point)
		} else {
			others = append(others, point)
		}
	}
	if hasAll {
		own = r.list(own, list, p)
	}
	if hasOne {
		own = r.single(own, one, hasAll, p)
	}
	if len(own)+len(others) > MaxPoints {
		p.errs.Add(Errorf(Limit, "A contact has at most %d addresses.", MaxPoints).At(r.plural))
		return true
	}
	c.SetPoints(append(others, own...))
	return true
}

// list replaces the addresses, or adds to them.
func (r pointRule) list(own []ContactPoint, list []ContactPointInput, p *patch) []ContactPoint {
	if len(list) > MaxPoints {
		p.errs.Add(Errorf(Limit, "A contact has at most %d addresses.", MaxPoints).At(r.plural))
		return own
	}
	given, chosen := own, -1
	if !p.in.adding {
		given = nil
	}
	for i, in := range list {
		point, e := in.read(r.kind, p.region)
		if e != nil {
			p.errs.Add(e.At(append([]string{r.plural, strconv.Itoa(i)}, e.Field...)...))
			continue
		}
		at := pointAt(given, point.PointKey())
		if at < 0 {
			if known := pointAt(own, point.PointKey()); known >= 0 {
				point = own[known]
			}
			at, given = len(given), append(slices.Clip(given), point)
		} else {
			given = slices.Clone(given)
		}
		in.change(&given[at])
		if in.Preferred != nil && *in.Preferred {
			if chosen >= 0 && chosen != at {
				p.errs.Add(Errorf(Invalid, "Only one of them can be preferred.").At(r.plural, strconv.Itoa(i), "preferred"))
			}
			chosen = at
		}
	}
	if chosen >= 0 {
		prefer(given, chosen)
	}
	return given
}

// read reads the address; the field of an error is relative to the input.
func (in ContactPointInput) read(kind PointKind, region string) (ContactPoint, *Error) {
	p, e := readPoint(kind, in.Value, region)
	if e != nil {
		return p, e.At("value")
	}
	if p.System, e = cleanSystem(in.System, kind); e != nil {
		return p, e.At("system")
	}
	if label, e := cleanText(in.Label, MaxPointLabel); e != nil {
		return p, e.At("label")
	} else if in.Label != nil {
		p.Label = label
	}
	return p, nil
}

// change applies what the input says of an address besides its value; read has checked it.
func (in ContactPointInput) change(p *ContactPoint) {
	if in.Label != nil {
		p.Label, _ = cleanText(in.Label, MaxPointLabel)
	}
	if in.Shared != nil {
		p.Shared = *in.Shared
	}
}

func cleanSystem(system *string, kind PointKind) (string, *Error) {
	s := strings.ToLower(address.Trim(deref(system)))
	switch {
	case s == "":
		return "", nil
	case kind != PointIdentifier:
		return "", Errorf(Invalid, "Only identifiers have a system.")
	case !systemRule.MatchString(s):
		return "", Errorf(Invalid, "A system has 1 to 64 letters, digits, dots, _ and -.")
	}
	return s, nil
}

// single gives a contact one address.
func (r pointRule) single(own []ContactPoint, value *string, besideList bool, p *patch) []ContactPoint {
	own = slices.Clone(own)
	current := slices.IndexFunc(own, func(p ContactPoint) bool { return p.Preferred })
	if value == nil || address.Trim(*value) == "" {
		if current >= 0 && !besideList && !p.in.adding {
			own = slices.Delete(own, current, current+1)
		}
		return own
	}
	point, e := readPoint(r.kind, *value, p.region)
	if e != nil {
		p.errs.Add(e.At(r.field))
		return own
	}
	at := pointAt(own, point.PointKey())
	switch {
	case at >= 0 && p.in.adding:
		return own
	case at >= 0:
		own[at].Value = point.Value
	case current >= 0 && !besideList && own[current].System == "":
		own[current], at = point, current
	default:
		own, at = append(own, point), len(own)
	}
	prefer(own, at)
	return own
}

// StampPoints gives new addresses their ids, their source and the time.
func (c *Contact) StampPoints(source PointSource, now DateTime) {
	for i := range c.Points {
		if p := &c.Points[i]; p.ID.IsZero() {
			p.ID, p.ContactID, p.AccountID, p.Source, p.CreatedAt = typeid.New[ContactPointID](), c.ID, c.AccountID, source, now
		}
	}
}

// AddPoint gives the contact a further address. Limit if it has as many as it may have, Taken if it has this one.
func (c *Contact) AddPoint(in ContactPointAddInput, region string, now DateTime) (PointKey, *Error) {
	one := ContactPointInput{Value: in.Value, System: in.System, Label: in.Label, Preferred: in.Preferred, Shared: in.Shared}
	p, e := one.read(in.Kind, region)
	if e != nil {
		return PointKey{}, e
	}
	points := slices.Clone(c.points())
	switch {
	case pointAt(points, p.PointKey()) >= 0:
		return PointKey{}, &Error{Code: Taken, Field: []string{"value"}, Message: "The contact has this address already.", Contact: c}
	case len(points) >= MaxPoints:
		return PointKey{}, Errorf(Limit, "A contact has at most %d addresses.", MaxPoints).At("contactId")
	}
	one.change(&p)
	points = append(points, p)
	c.changePoint(points, len(points)-1, in.Preferred, in.Verified, now)
	return p.PointKey(), nil
}

// ChangePoint changes one of the contact's addresses. NotFound.
func (c *Contact) ChangePoint(in ContactPointUpdateInput, now DateTime) (PointKey, *Error) {
	points := slices.Clone(c.points())
	at := slices.IndexFunc(points, func(p ContactPoint) bool { return p.ID == in.ID })
	if at < 0 {
		return PointKey{}, noPoint()
	}
	if _, e := cleanText(in.Label, MaxPointLabel); e != nil {
		return PointKey{}, e.At("label")
	}
	if in.Preferred != nil && !*in.Preferred && points[at].Preferred {
		return PointKey{}, Errorf(Invalid, "One address of each kind is preferred; prefer another one instead.").At("preferred")
	}
	ContactPointInput{Label: in.Label, Shared: in.Shared}.change(&points[at])
	c.changePoint(points, at, in.Preferred, in.Verified, now)
	return points[at].PointKey(), nil
}

func (c *Contact) changePoint(points []ContactPoint, at int, preferred, verified *bool, now DateTime) {
	if verified != nil {
		switch {
		case !*verified:
			points[at].VerifiedAt = nil
		case points[at].VerifiedAt == nil:
			points[at].VerifiedAt = &now
		}
	}
	if preferred != nil && *preferred {
		prefer(points, at)
	}
	c.SetPoints(points)
	c.promote()
}

// RemovePoint removes one of the contact's addresses. NotFound.
func (c *Contact) RemovePoint(id ContactPointID) *Error {
	points := slices.Clone(c.points())
	at := slices.IndexFunc(points, func(p ContactPoint) bool { return p.ID == id })
	if at < 0 {
		return noPoint()
	}
	c.SetPoints(slices.Delete(points, at, at+1))
	return nil
}

func noPoint() *Error { return Errorf(NotFound, "The contact has no such address.").At("id") }

// VerifyPoint marks an identifier as verified by a hash.
func (c *Contact) VerifyPoint(key PointKey, now DateTime) {
	points := slices.Clone(c.points())
	if at := pointAt(points, key); at >= 0 && points[at].VerifiedAt == nil {
		points[at].VerifiedAt, points[at].Source = &now, PointFromHMAC
		c.SetPoints(points)
	}
}
