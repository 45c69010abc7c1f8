package crm_test

import (
	"slices"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestErasuresOfConsents: what is known of an address is erased with the last contact that has it, also if that contact lost it before; an
// address that others have keeps refusals, without what the erased one said as proof.
func TestErasuresOfConsents(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	shared := []models.ContactPointInput{{Value: "family@x.example", Shared: ptr(true)}}
	ada := newContact(t, w, models.ContactCreateInput{Name: ptr("Ada"), Email: ptr("ada@x.example"), PhoneNumber: ptr("+12125550100"),
		Emails: shared})
	eve := newContact(t, w, models.ContactCreateInput{Name: ptr("Eve"), Email: ptr("eve@x.example"), Emails: shared})
	say := func(c *models.Contact, address models.AddressInput, purpose string, state models.ConsentState) {
		t.Helper()
		_, _, err := w.CRM.SetConsent(ctx, models.ContactConsentSetInput{ContactID: c.ID, Address: &address, Purpose: purpose, State: state,
			Proof: ptr(c.Name + " said so")})
		if err != nil {
			t.Fatal(err)
		}
	}
	own, phone, family := models.AddressInput{Email: ada.Email}, models.AddressInput{PhoneNumber: ada.PhoneNumber},
		models.AddressInput{Email: ptr("family@x.example")}
	say(ada, own, "news", models.ConsentRefused)
	say(ada, phone, "news", models.ConsentRefused)
	say(ada, family, "news", models.ConsentRefused)
	say(ada, family, "calls", models.ConsentGranted)
	say(eve, family, "offers", models.ConsentGranted)
	say(eve, models.AddressInput{Email: eve.Email}, "news", models.ConsentRefused)
	lost := models.ContactPointRemoveInput{ContactID: ada.ID, ID: ada.PointsOf(models.PointPhone)[0].ID}
	if _, err := w.CRM.RemoveContactPoint(ctx, lost); err != nil {
		t.Fatal(err)
	}
	now := contactNow(t, w, ctx, ada.ID)
	receipt, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: ada.ID, ExpectedVersion: &now.Version})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range receipt.Removed {
		if r.Place == models.ErasedConsents && r.Count != 4 {
			t.Errorf("the receipt counts %d", r.Count)
		}
	}
	left := w.Texts(t, "SELECT concat_ws(' ', key, purpose, state, nullif(proof, '')) FROM consents ORDER BY 1")
	want := []string{"eve@x.example news REFUSED Eve said so", "family@x.example news REFUSED", "family@x.example offers GRANTED Eve said so"}
	if !slices.Equal(left, want) {
		t.Errorf("left: %q", left)
	}
	_, err = w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), PhoneNumber: ptr("+12125550100")})
	if refusal(err) != "SUPPRESSED phoneNumber" {
		t.Errorf("the address that was lost comes back: %v", err)
	}
}
