package models_test

import (
	"fmt"
	"strings"
	"testing"

	"kith/models"
)

func TestMatchedOn(t *testing.T) {
	t.Parallel()
	c := models.Contact{Name: "Jonathan Ferguson", MiddleName: "Lee", LastName: "Ferguson"}
	points := []*models.ContactPoint{
		{Kind: models.PointEmail, Value: "jon.ferguson@acme.example", Key: "jon.ferguson@acme.example"},
		{Kind: models.PointPhone, Value: "+12125550123", Key: "+12125550123"},
		{Kind: models.PointIdentifier, Value: "CRM-7", Key: "CRM-7"},
	}
	company := &models.Company{Name: "Acme Rockets"}
	for search, want := range map[string]string{
		"jonathn":        "NAME",
		"fergusen":       "NAME LAST_NAME EMAIL",
		"lee":            "MIDDLE_NAME",
		"acme":           "EMAIL COMPANY",
		"jonathan acme":  "NAME EMAIL COMPANY",
		"acme rockets":   "EMAIL COMPANY",
		"rokcets":        "COMPANY",
		"(212) 555-0123": "PHONE_NUMBER",
		"crm-7":          "IDENTIFIER",
		"ro":             "COMPANY",
		"mary ferguson":  "",
	} {
		fields, err := c.MatchedOn(search, points, company)
		if err != nil {
			t.Errorf("%q: %v", search, err)
		}
		if got := strings.Trim(fmt.Sprint(fields), "[]"); got != want {
			t.Errorf("%q is found in %s, not in %s", search, got, want)
		}
	}
	if _, err := c.MatchedOn("x", points, company); err == nil {
		t.Error("a letter alone is no search")
	}
}
