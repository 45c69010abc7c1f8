package models

import (
	"encoding/json"
	"strconv"
)

// maxDraftPoints is how many emails, and how many phone numbers, a draft has at most.
const maxDraftPoints = 10

// Read returns the addresses of the draft and its custom attributes that are texts or numbers. It cleans the other values. Invalid if
// nothing is given.
func (d *DuplicateDraft) Read() (points []ContactPoint, attributes map[string]string, err error) {
	var errs Errors
	given := len(d.Emails) + len(d.PhoneNumbers)
	for _, v := range []struct {
		name string
		at   **string
	}{{"name", &d.Name}, {"middleName", &d.MiddleName}, {"lastName", &d.LastName}, {"companyName", &d.CompanyName}, {"city", &d.City},
		{"identifier", &d.Identifier}, {"countryCode", &d.CountryCode}} {
		text, e := cleanText(*v.at, MaxText)
		errs.Add(atField(e, v.name))
		if *v.at = orNil(text); text != "" {
			given++
		}
	}
	points = append(d.points("emails", PointEmail, d.Emails, &errs), d.points("phoneNumbers", PointPhone, d.PhoneNumbers, &errs)...)
	if d.Identifier != nil {
		p, e := readPoint(PointIdentifier, *d.Identifier, "")
		errs.Add(atField(e, "identifier"))
		points = append(points, p)
	}
	if len(d.CustomAttributes) > 0 && string(d.CustomAttributes) != "null" {
		var all map[string]any
		if len(d.CustomAttributes) > MaxJSON || json.Unmarshal(d.CustomAttributes, &all) != nil {
			errs.Add(Errorf(Invalid, "Custom attributes are an object of at most %d bytes.", MaxJSON).At("customAttributes"))
		}
		attributes = textsOf(all)
		given += len(all)
	}
	if given == 0 {
		errs.Add(Errorf(Invalid, "A draft needs at least one value."))
	}
	return points, attributes, errs.OrNil()
}

func textsOf(all map[string]any) map[string]string {
	texts := map[string]string{}
	for key, value := range all {
		switch v := value.(type) {
		case string:
			texts[AttributeKey(key)] = v
		case float64:
			texts[AttributeKey(key)] = strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return texts
}

func (d *DuplicateDraft) points(field string, kind PointKind, values []string, errs *Errors) (points []ContactPoint) {
	if len(values) > maxDraftPoints {
		errs.Add(Errorf(Limit, "At most %d are allowed.", maxDraftPoints).At(field))
		return nil
	}
	for i, value := range values {
		p, e := readPoint(kind, value, "")
		if e != nil {
			errs.Add(e.At(field, strconv.Itoa(i)))
			continue
		}
		points = append(points, p)
	}
	return points
}
