package crm_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// shownFilter returns the filter of a segment as the API shows it, and the paths of its dead references.
func shownFilter(t *testing.T, w *crmtest.World, ctx context.Context, id models.SegmentID) (string, []string) {
	t.Helper()
	found, err := w.CRM.FiltersBySegment(ctx, []models.SegmentID{id})
	if err != nil || found[id] == nil {
		t.Fatal(found, err)
	}
	var dead []string
	for _, reference := range found[id].Dead {
		dead = append(dead, string(reference.Kind)+" "+strings.Join(reference.Path, "."))
	}
	return string(found[id].Filter), dead
}

// TestSegmentsFollowLabels renames and deletes labels that a segment names: a protected contact stays protected.
func TestSegmentsFollowLabels(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	safe := made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "do-not-touch"}))
	vip := made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "vip"}))
	protected := newContact(t, w, models.ContactCreateInput{Name: ptr("Protected"), Labels: []string{"do-not-touch", "vip"}})
	other := newContact(t, w, models.ContactCreateInput{Name: ptr("Other")})
	none := models.ContactFilter{Labels: &models.LabelsFilter{None: []string{" Do-Not-Touch "}}}
	segment := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "Open", Filter: &none, Shared: true}))
	some := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "VIPs", Shared: true,
		Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"vip"}, All: []string{"vip", "do-not-touch"}}}}))
	target := models.ContactTarget{Segment: &segment.ID}
	deletion := models.ContactsBulkDeleteInput{Target: target, DryRun: true}

	rename := func(label *models.Label, title string) {
		made(w.CRM.UpdateLabel(ctx, models.LabelUpdateInput{ID: label.ID, Title: given(title)}))
	}
	rename(safe, "hands-off")
	rename(vip, "key-account")
	wantListed(t, w, other.ID, crm.ContactQuery{Segment: &segment.ID})
	wantListed(t, w, protected.ID, crm.ContactQuery{Segment: &some.ID})
	if shown, dead := shownFilter(t, w, ctx, some.ID); dead != nil ||
		shown != `{"labels":{"any":["key-account"],"all":["key-account","hands-off"]}}` {
		t.Errorf("shown as %s, dead: %v", shown, dead)
	}
	job := made(w.CRM.BulkDeleteContacts(ctx, deletion))
	update := models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &none}, Set: models.ContactBulkSet{Blocked: given(true)}}
	if _, err := w.CRM.BulkUpdateContacts(ctx, update); refusal(err) != "INVALID target.filter.labels.none.0" {
		t.Errorf("a title that no label has any more: %v", err)
	}
	update.Target.Filter = &models.ContactFilter{Labels: &models.LabelsFilter{None: []string{"hands-off"}}}
	waiting := made(w.CRM.BulkUpdateContacts(ctx, update))

	if err := w.CRM.DeleteLabel(ctx, safe.ID); err != nil {
		t.Fatal(err)
	}
	shown, dead := shownFilter(t, w, ctx, segment.ID)
	if shown != `{"labels":{"none":["`+safe.ID.String()+`"]}}` || !slices.Equal(dead, []string{"LABEL labels.none.0"}) {
		t.Errorf("after the deletion: %s, dead: %v", shown, dead)
	}
	if _, dead := shownFilter(t, w, ctx, some.ID); !slices.Equal(dead, []string{"LABEL labels.all.1"}) {
		t.Errorf("dead: %v", dead)
	}
	if _, err := w.CRM.BulkDeleteContacts(ctx, deletion); refusal(err) != "INVALID target.segment.labels.none.0" {
		t.Errorf("a delete by a segment that has lost its label: %v", err)
	}
	for _, job := range []*models.Job{job, waiting} {
		done := work(t, w, job)
		if done.State != models.JobFailed || done.Succeeded != 0 {
			t.Errorf("a job that was started before the label was deleted: %+v", done)
		}
	}
	if contactNow(t, w, ctx, protected.ID).Blocked || contactNow(t, w, ctx, other.ID).Blocked {
		t.Error("a contact was changed")
	}
	// Nobody can get into a condition by taking the title of the label that it named.
	made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "hands-off"}))
	if _, err := w.CRM.BulkDeleteContacts(ctx, deletion); refusal(err) != "INVALID target.segment.labels.none.0" {
		t.Errorf("after another label got the title: %v", err)
	}
}

// TestSegmentsNameWhatExists checks that a segment can't be stored with a reference to nothing, and what is told about its references.
func TestSegmentsNameWhatExists(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme"}))
	foreign := made(w.CRM.CreateCompany(crmtest.As(w.Foreign.Administrator), models.CompanyCreateInput{Name: "Foreign"}))
	inbox := newInbox(t, w)
	made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "café"}))
	is := func(id string) *models.IDFilter { return &models.IDFilter{Eq: &id} }
	for path, f := range map[string]models.ContactFilter{
		"labels.none.1":    {Labels: &models.LabelsFilter{None: []string{"cafe\u0301", "typo"}}},
		"not.companyId.eq": {Not: &models.ContactFilter{CompanyID: is(foreign.ID.String())}},
		"inboxId.nin.1":    {InboxID: &models.IDFilter{Nin: []string{inbox.ID.String(), "inbox_x"}}},
		"or.0.conversations.none.assigneeId.ne": {Or: []models.ContactFilter{{Conversations: &models.ConversationsFilter{
			None: &models.ConversationFilter{AssigneeID: &models.IDFilter{Ne: ptr(company.ID.String())}}}}}},
	} {
		if _, err := w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "x", Filter: &f}); refusal(err) != "INVALID filter."+path {
			t.Errorf("%s: %v", path, err)
		}
	}
	definition := made(w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: "plan", DisplayName: "Plan",
		Type: models.TextAttribute, Model: models.ContactAttribute}))
	f := models.ContactFilter{CompanyID: is(company.ID.String()), InboxID: is(inbox.ID.String()),
		CustomAttributes: []models.CustomAttributeFilter{{Key: "plan", IsNull: ptr(true)}},
		Conversations:    &models.ConversationsFilter{Some: &models.ConversationFilter{AssigneeID: is(w.Home.Agent.UserID.String())}}}
	made(w.CRM.CreateSegment(crmtest.As(w.Home.Agent), models.SegmentCreateInput{Name: "Private", Filter: &f}))
	shared := made(w.CRM.CreateSegment(ctx, models.SegmentCreateInput{Name: "Shared", Filter: &f, Shared: true}))
	agent := models.User{ID: *w.Home.Agent.UserID}
	keys := []string{company.UsageKey(), inbox.UsageKey(), agent.UsageKey(), definition.UsageKey(), foreign.UsageKey()}
	used, err := w.CRM.UsagesByKey(ctx, keys)
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range keys {
		if n := used[key].Count; i < 4 && (n != 2 || len(used[key].Segments) != 1 || used[key].Segments[0].ID != shared.ID) || i == 4 && n != 0 {
			t.Errorf("%s is used by %+v", key, used[key])
		}
	}
	foreignUses, err := w.CRM.UsagesByKey(crmtest.As(w.Foreign.Administrator), keys)
	if err != nil || foreignUses[company.UsageKey()].Count != 0 {
		t.Error(foreignUses, err)
	}
	if err := w.CRM.DeleteCompany(ctx, company.ID); err != nil {
		t.Fatal(err)
	}
	if _, dead := shownFilter(t, w, ctx, shared.ID); !slices.Equal(dead, []string{"COMPANY companyId.eq"}) {
		t.Errorf("dead: %v", dead)
	}
	list, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{Segment: &shared.ID})
	if err != nil || len(list.Nodes()) > 0 {
		t.Error(list, err)
	}
	fine := models.ContactFilter{InboxID: is(inbox.ID.String())}
	made(w.CRM.UpdateSegment(ctx, models.SegmentUpdateInput{ID: shared.ID, Filter: given(fine)}))
	if used, err := w.CRM.UsagesByKey(ctx, keys); err != nil || used[company.UsageKey()].Count != 1 {
		t.Error(used, err)
	}
}
