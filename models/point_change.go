package models

import (
	"slices"

	"kith/models/typeid"
)

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
	label, labelled := in.Label.ValueOK()
	if labelled && label == nil {
		label = new("") // null clears
	}
	if _, e := cleanText(label, MaxPointLabel); e != nil {
		return PointKey{}, e.At("label")
	}
	var errs Errors
	preferred, shared, verified := filled(in.Preferred, "preferred", &errs), filled(in.Shared, "shared", &errs),
		filled(in.Verified, "verified", &errs)
	if len(errs) > 0 {
		return PointKey{}, errs[0]
	}
	if preferred != nil && !*preferred && points[at].Preferred {
		return PointKey{}, Errorf(Invalid, "One address of each kind is preferred; prefer another one instead.").At("preferred")
	}
	ContactPointInput{Label: label, Shared: shared}.change(&points[at])
	c.changePoint(points, at, preferred, verified, now)
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
