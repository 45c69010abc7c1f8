package crm_test

import (
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestStatementsGoToOneMachine reads and changes an account of a distributed database in many ways: no statement of a viewer asks more than
// the one machine that has the account, but for those that crmtest lists with their reason.
func TestStatementsGoToOneMachine(t *testing.T) {
	crmtest.NeedsCitus(t)
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for i, r := range rivals {
		_ = r.run(ctx, newScene(t, w, i)) // what it may refuse is asserted elsewhere
	}
	first := 10
	for _, q := range []crm.ContactQuery{
		{},
		{Search: ptr("ada")},
		{Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"label-tag-0"}}}},
		{Filter: &models.ContactFilter{Email: &models.StringFilter{Contains: ptr("tag-1")}}},
	} {
		p, err := w.CRM.ListContacts(ctx, page.Args{First: &first}, q)
		if err == nil {
			_, err = p.Count(ctx, 100)
		}
		if err != nil {
			t.Error(err)
		}
	}
	w.CheckRouted(t)
}
