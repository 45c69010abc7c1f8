package crm_test

import (
	"testing"

	"kith/internal/crmtest"
	"kith/models"
)

// TestRevokedTokensAreLetGo revokes a token that has blocked a contact, merged contacts and made another token: what it did stays.
func TestRevokedTokensAreLetGo(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	program, administrator := crmtest.As(w.Home.Program), crmtest.As(w.Home.Administrator)
	var ids []models.ContactID
	for range 3 {
		c, err := w.CRM.CreateContact(program, models.ContactCreateInput{})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if _, _, err := w.CRM.BlockContact(program, models.ContactBlockInput{ID: ids[0]}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.CRM.MergeContacts(program, models.ContactMergeInput{Into: ids[1], From: ids[2:]}); err != nil {
		t.Fatal(err)
	}
	into := made(w.CRM.CreateCompany(program, models.CompanyCreateInput{Name: "Into"})).ID
	from := made(w.CRM.CreateCompany(program, models.CompanyCreateInput{Name: "From"})).ID
	if _, _, err := w.CRM.MergeCompanies(program, models.CompanyMergeInput{Into: into, From: from}); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.CRM.IssueAPIToken(program, models.ApiTokenCreateInput{Name: "made", Role: models.Agent})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.RevokeAPIToken(administrator, *w.Home.Program.TokenID); err != nil {
		t.Fatal(err)
	}
	for what, sql := range map[string]string{
		"a blocked contact": "SELECT count(*) FROM contacts WHERE account_id = $1 AND blocked AND blocked_by_token_id IS NULL",
		"a merge":           "SELECT count(*) FROM contact_merges WHERE account_id = $1 AND actor_token_id IS NULL",
		"a company's merge": "SELECT count(*) FROM company_merges WHERE account_id = $1 AND actor_token_id IS NULL",
		"a token":           "SELECT count(*) FROM api_tokens WHERE account_id = $1 AND name = 'made' AND created_by_token_id IS NULL",
	} {
		if n := w.Count(t, sql, w.Home.Key); n != 1 {
			t.Errorf("%s of a revoked token: %d", what, n)
		}
	}
}
