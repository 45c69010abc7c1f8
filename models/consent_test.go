package models_test

import (
	"testing"

	"kith/models"
)

// TestMayContact: one grant is needed, and one refusal is enough.
func TestMayContact(t *testing.T) {
	of := func(states ...models.ConsentState) (all []*models.Consent) {
		for _, s := range states {
			all = append(all, &models.Consent{Purpose: "news", State: s})
		}
		return append(all, &models.Consent{Purpose: "calls", State: models.ConsentGranted})
	}
	granted, refused := models.ConsentGranted, models.ConsentRefused
	for _, row := range []struct {
		name     string
		consents []*models.Consent
		blocked  bool
		want     bool
	}{
		{"nothing is known", of(), false, false},
		{"granted", of(granted), false, true},
		{"refused", of(refused), false, false},
		{"granted, then refused elsewhere", of(granted, refused), false, false},
		{"refused, then granted elsewhere", of(refused, granted), false, false},
		{"blocked", of(granted), true, false},
	} {
		if got := (&models.Contact{Blocked: row.blocked}).MayContact("news", row.consents); got != row.want {
			t.Errorf("%s: %t", row.name, got)
		}
	}
}

func TestReadPurpose(t *testing.T) {
	for purpose, want := range map[string]string{" Marketing ": "marketing", "a.b_c-9": "a.b_c-9", "": "", "-a": "", "a b": "", "ä": "",
		"a\n": "a", "a\nb": ""} {
		got, err := models.ReadPurpose(purpose)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", purpose, got, err)
		}
	}
}

// TestConsentFor: one refusal decides, in whatever order.
func TestConsentFor(t *testing.T) {
	said := func(purpose string, state models.ConsentState) *models.Consent {
		return &models.Consent{Purpose: purpose, State: state}
	}
	grant, refusal := said("news", models.ConsentGranted), said("news", models.ConsentRefused)
	for want, consents := range map[models.ConsentState][][]*models.Consent{
		"":                    {nil, {said("calls", models.ConsentGranted)}},
		models.ConsentGranted: {{grant}, {grant, grant, said("calls", models.ConsentRefused)}},
		models.ConsentRefused: {{refusal}, {grant, refusal}, {refusal, grant}, {grant, refusal, grant}},
	} {
		for i, of := range consents {
			if got := models.ConsentFor("news", of); got != want {
				t.Errorf("%s %d: %s", want, i, got)
			}
		}
	}
}
