package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"kith/models/address"
)

// MaxPointLabel is the maximum number of characters of the label of an address.
const MaxPointLabel = 64

var systemRule = regexp.MustCompile(`\A[a-z0-9][a-z0-9._-]{0,63}\z`)

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

// single gives a contact one address. Null takes the preferred one away, and so does a blank text, unless addresses are added: then it is a
// cell of a file, or an upsert's, that says nothing.
func (r pointRule) single(own []ContactPoint, value *string, besideList bool, p *patch) []ContactPoint {
	own = slices.Clone(own)
	current := slices.IndexFunc(own, func(p ContactPoint) bool { return p.Preferred })
	if value == nil || address.Trim(*value) == "" {
		if current >= 0 && !besideList && (value == nil || !p.in.adding) {
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
