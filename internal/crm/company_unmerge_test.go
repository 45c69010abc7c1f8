package crm_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// merging is two companies that are merged, with a contact each.
type merging struct {
	into, from   *models.Company
	stays, moves *models.Contact
	merge        *models.CompanyMerge
	face         string
}

func mergedPair(t *testing.T, w *crmtest.World) merging {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	m := merging{face: strings.Repeat("a", 32)}
	m.into = made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme", CustomAttributes: models.JSON(`{"plan": "pro"}`)}))
	m.from = made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "ACME GmbH", Domain: ptr("acme.com"), Description: ptr("Anvils"),
		CustomAttributes: models.JSON(`{"plan": "free", "size": 3}`)}))
	m.from = made(w.CRM.CompanyPicture(m.from.ID).Set(ctx, m.face, models.At(time.Now())))
	m.stays = made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Grace"), CompanyID: &m.into.ID}))
	m.moves = made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), CompanyID: &m.from.ID}))
	_, merge, err := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: m.into.ID, From: m.from.ID})
	if err != nil {
		t.Fatal(err)
	}
	m.merge = merge
	return m
}

func unmergeCompanies(ctx context.Context, w *crmtest.World, id models.CompanyMergeID) error {
	_, _, err := w.CRM.UnmergeCompanies(ctx, models.CompanyUnmergeInput{MergeID: id})
	return err
}

// TestMergedCompaniesAreFound: the id of a company that ended stands for the one that stayed, wherever ids of companies are taken, until
// the merge is undone.
func TestMergedCompaniesAreFound(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	w.Exec(t, "DELETE FROM companies")
	m := mergedPair(t, w)
	w.Exec(t, `INSERT INTO legacy_records (account_id, origin, system, noun, legacy_id, record_id, fingerprint, version)
		VALUES ($1, $2, 'chatwoot', 'companies', '7', $2, 0, 1)`, w.Home.Key, m.from.ID)
	named := &models.ContactFilter{CompanyID: &models.IDFilter{Eq: ptr(m.from.ID.String())}}
	segment := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "ACME", Filter: named}))
	limited := *w.Home.Agent
	limited.Limits = &models.Limits{TimeZone: "UTC", Contacts: named}
	look := func() (found *models.Company, filtered, stored, talks, seen []string, used, dead int, legacy []string) {
		t.Helper()
		byID := made2(w.CRM.CompaniesByID(ctx, []models.CompanyID{m.from.ID}))
		for i, q := range []crm.ContactQuery{{Filter: named}, {Segment: &segment.ID}} {
			for _, c := range made(w.CRM.ListContacts(ctx, page.Args{}, q)).Nodes() {
				if i == 0 {
					filtered = append(filtered, c.Name)
				} else {
					stored = append(stored, c.Name)
				}
			}
		}
		q := crm.ConversationQuery{Filter: &models.ConversationFilter{CompanyID: named.CompanyID}}
		for _, v := range made(w.CRM.ListConversations(ctx, page.Args{}, q)).Nodes() {
			talks = append(talks, contactNow(t, w, ctx, v.ContactID).Name)
		}
		for _, c := range made(w.CRM.ListContacts(crmtest.As(&limited), page.Args{}, crm.ContactQuery{})).Nodes() {
			seen = append(seen, c.Name)
		}
		usage := made2(w.CRM.UsagesByKey(ctx, []string{byID[m.from.ID].UsageKey()}))[byID[m.from.ID].UsageKey()]
		shown := made2(w.CRM.FiltersBySegment(ctx, []models.SegmentID{segment.ID}))
		b := made(w.CRM.Batch(ctx))
		ids := crm.LegacyIDs(b, []models.CompanyID{byID[m.from.ID].ID}, crm.AllColumns)
		if err := b.Send(); err != nil {
			t.Fatal(err)
		}
		for _, id := range ids[byID[m.from.ID].ID] {
			legacy = append(legacy, id.ID)
		}
		for _, names := range [][]string{filtered, stored, talks, seen} {
			slices.Sort(names)
		}
		return byID[m.from.ID], filtered, stored, talks, seen, usage.Count, len(shown[segment.ID].Dead), legacy
	}
	inbox := newInbox(t, w)
	for _, c := range []*models.Contact{m.stays, m.moves} {
		made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID}))
	}
	want := func(when string, id models.CompanyID, names ...string) {
		t.Helper()
		found, filtered, stored, talks, seen, used, dead, legacy := look()
		for what, got := range map[string][]string{"filter": filtered, "segment": stored, "conversations": talks, "role": seen} {
			if !slices.Equal(got, names) {
				t.Errorf("%s: the %s finds %q, not %q", when, what, got, names)
			}
		}
		if found.ID != id || used != 1 || dead != 0 || !slices.Equal(legacy, []string{"7"}) {
			t.Errorf("%s: found is %v, used by %d segments, %d dead references, legacy ids %v", when, found.ID, used, dead, legacy)
		}
	}
	want("merged", m.into.ID, "Ada", "Grace")

	written := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Mary"), CompanyID: &m.from.ID}))
	renamed := made(w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: m.from.ID, Description: given("More anvils")}))
	if *written.CompanyID != m.into.ID || renamed.ID != m.into.ID {
		t.Errorf("written to: %v, %v", written.CompanyID, renamed.ID)
	}
	made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: written.ID, InboxID: inbox.ID}))
	if err := w.CRM.DeleteCompany(ctx, m.from.ID); refusal(err) != "NOT_FOUND id" {
		t.Errorf("the deletion of what was merged: %v", err)
	}
	if err := unmergeCompanies(ctx, w, m.merge.ID); err != nil {
		t.Fatal(err)
	}
	want("undone", m.from.ID, "Ada")

	// The survivor of a chain is found too, and undone in reverse order.
	third := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Third"}))
	_, first, err := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: m.into.ID, From: m.from.ID})
	_, second, err2 := w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: third.ID, From: m.into.ID})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	want("merged twice", third.ID, "Ada", "Grace", "Mary")
	if err := unmergeCompanies(ctx, w, first.ID); refusal(err) != "BLOCKED_BY_RULE mergeId" {
		t.Errorf("the earlier first: %v", err)
	}
	if err := errors.Join(unmergeCompanies(ctx, w, second.ID), unmergeCompanies(ctx, w, first.ID)); err != nil {
		t.Fatal(err)
	}
	want("undone twice", m.from.ID, "Ada")
	if err := unmergeCompanies(ctx, w, first.ID); refusal(err) != "BLOCKED_BY_RULE mergeId" {
		t.Errorf("again: %v", err)
	}
}
