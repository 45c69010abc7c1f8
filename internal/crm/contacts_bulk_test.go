package crm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// work runs all chunks of a job and returns the job as its account's administrator sees it.
func work(t *testing.T, w *crmtest.World, job *models.Job) *models.Job {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID}); err != nil {
			t.Fatal(err)
		}
	}
	return seen(t, w, job)
}

// seen reads a job again.
func seen(t *testing.T, w *crmtest.World, job *models.Job) *models.Job {
	t.Helper()
	viewer := &models.Viewer{AccountID: job.AccountID, Role: models.Administrator}
	found, err := w.CRM.JobsByID(crmtest.As(viewer), []models.JobID{job.ID})
	if err != nil || found[job.ID] == nil {
		t.Fatal(found, err)
	}
	return found[job.ID]
}

// progress formats the state of a job as `STATE processed/total: succeeded + failed`, followed by its failures.
func progress(t *testing.T, w *crmtest.World, job *models.Job) string {
	t.Helper()
	total := "?"
	if job.Total != nil {
		total = fmt.Sprint(*job.Total)
	}
	text := fmt.Sprintf("%s %d/%s: %d + %d", job.State, job.Processed, total, job.Succeeded, job.Failed)
	key := crm.JobFailuresKey{Job: job.ID, First: 100}
	found, err := w.CRM.FailuresByJob(crmtest.As(&models.Viewer{AccountID: job.AccountID, Role: models.Administrator}),
		[]crm.JobFailuresKey{key})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found[key] {
		for _, rule := range f.Rules {
			text += strings.TrimRight(fmt.Sprintf("; %s %s", rule.Code, strings.Join(rule.Field, ".")), " ")
		}
	}
	return text
}

// manyContacts creates n contacts with increasing ids and returns the ids.
func manyContacts(t *testing.T, w *crmtest.World, a crmtest.Account, n int) []models.ContactID {
	t.Helper()
	ids := make([]models.ContactID, n)
	for i := range ids {
		ids[i] = made(w.CRM.CreateContact(crmtest.As(a.Administrator), models.ContactCreateInput{Name: ptr(fmt.Sprintf("Contact %d", i))})).ID
	}
	return ids
}

// TestBulkUpdate changes everything that a set can change, on more contacts than one chunk has.
func TestBulkUpdate(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const n = 1234
	made(w.CRM.CreateDefinition(ctx, models.CustomAttributeDefinitionCreateInput{Key: "seats", DisplayName: "Seats",
		Type: models.NumberAttribute, Model: models.ContactAttribute}))
	company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme"}))
	bulk(t, w, w.Home, n)
	bulk(t, w, w.Foreign, 3)
	some := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"), Labels: []string{"old", "kept"},
		CustomAttributes: models.JSON(`{"plan": "free", "gone": 1}`)}))
	events := w.Count(t, "SELECT count(*) FROM contact_events")
	job := made(w.CRM.BulkUpdateContacts(ctx,
		models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &models.ContactFilter{}}, Set: models.ContactBulkSet{
			ContactType: graphql.OmittableOf(ptr(models.Customer)), CompanyID: graphql.OmittableOf(&company.ID),
			Blocked: graphql.OmittableOf(ptr(true)), LabelsAdd: []string{"New", "vip"}, LabelsRemove: []string{"old"},
			CustomAttributes: graphql.OmittableOf(models.JSON(`{"seats": 12, "gone": null}`))}}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 1235/1235: 1235 + 0" {
		t.Error(got)
	}
	if got := w.Count(t, "SELECT count(*) FROM contact_events") - events; got != 2*(n+1) {
		t.Errorf("%d events", got)
	}
	same := w.Count(t, `SELECT count(*) FROM contacts WHERE account_id = $1 AND contact_type = 'CUSTOMER' AND company_id = $2
		AND company_key = 'acme'
		AND blocked AND blocked_by_user_id = $3 AND version = 2 AND custom_attributes @> '{"seats": 12}' AND NOT custom_attributes ? 'gone'`,
		w.Home.Key, company.ID, w.Home.Administrator.UserID)
	if same != n+1 {
		t.Errorf("%d contacts were changed", same)
	}
	labels, err := crm.Read(ctx, w.CRM, []models.ContactID{some.ID}, (*crm.Batch).LabelsByContact)
	if err != nil || len(labels[some.ID]) != 3 || labels[some.ID][0].Title != "kept" || labels[some.ID][1].Title != "new" ||
		labels[some.ID][2].Title != "vip" {
		t.Error(labels, err)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1 AND version > 1", w.Foreign.Key); n != 0 {
		t.Errorf("%d contacts of another account were changed", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM job_targets"); n != 0 {
		t.Errorf("%d targets are left", n)
	}
}

// TestBulkIsAsSingle compares the results of a bulk update and of a single one: the contact, its labels and its events.
func TestBulkIsAsSingle(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	administrator := crmtest.As(w.Home.Administrator)
	made(w.CRM.CreateLabel(administrator, models.LabelCreateInput{Title: "vip"}))
	company := made(w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme"}))
	var ids []models.ContactID
	for i := range 2 {
		ids = append(ids, made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("Ada"),
			CustomAttributes: models.JSON(`{"a": 1}`), Email: ptr(fmt.Sprintf("a%d@x.example", i))})).ID)
	}
	set := models.ContactBulkSet{CompanyID: graphql.OmittableOf(&company.ID), Blocked: graphql.OmittableOf(ptr(true)),
		CustomAttributes: graphql.OmittableOf(models.JSON(`{"a": 2}`)), ContactType: graphql.OmittableOf(ptr(models.Visitor))}
	patch := set.Patch()
	patch.ID = ids[0]
	if _, err := w.CRM.UpdateContact(ctx, patch); err != nil {
		t.Fatal(err)
	}
	job := made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids[1:]}, Set: set}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 1/1: 1 + 0" {
		t.Error(got)
	}
	if _, err := w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: ids[0], Labels: []string{"vip"}}); err != nil {
		t.Fatal(err)
	}
	job = made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids[1:]},
		Set: models.ContactBulkSet{LabelsAdd: []string{"vip"}}}))
	work(t, w, job)
	left := func(id models.ContactID) []string {
		return append(w.Texts(t,
			`SELECT (to_jsonb(c) - 'id' - 'email' - 'search' - 'search_words' - 'search_keys' - 'created_at' - 'updated_at' - 'blocked_at')::text
				FROM contacts c WHERE id = $1`, id),
			w.Texts(t, `SELECT concat_ws(' ', type, contact_version, changes,
				snapshot - 'id' - 'email' - 'points' - 'createdAt' - 'updatedAt' - 'blockedAt', actor_user_id)
				FROM contact_events WHERE contact_id = $1 AND type <> 'CONTACT_CREATED' ORDER BY seq`, id)...)
	}
	if single, many := left(ids[0]), left(ids[1]); !slices.Equal(single, many) || len(many) != 4 {
		t.Errorf("\n%s\nis not\n%s", strings.Join(many, "\n"), strings.Join(single, "\n"))
	}
}

// TestBulkTargetsAreFixed runs a job whose own change makes contacts no longer match the filter, while other contacts start to
// match it.
func TestBulkTargetsAreFixed(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const n = 1100
	bulk(t, w, w.Home, n)
	args := func(job *models.Job) crm.JobArgs { return crm.JobArgs{Account: job.AccountID, Job: job.ID} }
	job := made(w.CRM.BulkUpdateContacts(ctx,
		models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &models.ContactFilter{Blocked: ptr(false)}},
			Set: models.ContactBulkSet{Blocked: graphql.OmittableOf(ptr(true))}}))
	for range 2 { // preparation and one chunk
		if more, err := w.CRM.WorkJob(context.Background(), args(job)); !more || err != nil {
			t.Fatal(more, err)
		}
	}
	late := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("late")}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 1100/1100: 1100 + 0" {
		t.Error(got)
	}
	if blocked := w.Count(t, "SELECT count(*) FROM contacts WHERE blocked AND version = 2"); blocked != n {
		t.Errorf("%d contacts were blocked once", blocked)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = $1 AND blocked", late.ID); n != 0 {
		t.Error("a contact that came later was blocked")
	}
}

// TestBulkFailures targets contacts that are deleted, unknown or merged, or that break a rule.
func TestBulkFailures(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	full := `{"k0": 0`
	for i := 1; i < models.MaxAttributes; i++ {
		full += fmt.Sprintf(`, "k%d": 0`, i)
	}
	ids := manyContacts(t, w, w.Home, 3)
	crowded := made(w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: ptr("full"), CustomAttributes: models.JSON(full + "}")}))
	foreign := made(w.CRM.CreateContact(crmtest.As(w.Foreign.Administrator), models.ContactCreateInput{Name: ptr("x")}))
	if _, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: ids[0], From: []models.ContactID{ids[1]}}); err != nil {
		t.Fatal(err)
	}
	all := append(slices.Clone(ids), crowded.ID, foreign.ID, models.ContactID{})
	set := models.ContactBulkSet{CustomAttributes: graphql.OmittableOf(models.JSON(`{"more": 1}`))}
	for _, dry := range []bool{true, false} {
		before := w.Count(t, "SELECT count(*) FROM contact_events")
		job := made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: all}, Set: set, DryRun: dry}))
		if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 6/6: 2 + 3; NOT_FOUND; NOT_FOUND; LIMIT customAttributes" {
			t.Error(got)
		}
		if events := w.Count(t, "SELECT count(*) FROM contact_events") - before; dry && events != 0 || !dry && events != 2 {
			t.Errorf("%d events", events)
		}
	}
	job := made(w.CRM.BulkDeleteContacts(ctx,
		models.ContactsBulkDeleteInput{Target: models.ContactTarget{IDs: all[1:]}, ConfirmCount: ptr(5)}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 5/5: 2 + 3; NOT_FOUND; NOT_FOUND; NOT_FOUND" {
		t.Error(got)
	}
	if left := w.Texts(t, "SELECT id::text FROM contacts ORDER BY id"); len(left) != 2 || left[0] != ids[0].UUID.String() {
		t.Errorf("left are %v", left)
	}
}

func TestBulkRefusals(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	administrator, agent := crmtest.As(w.Home.Administrator), crmtest.As(w.Home.Agent)
	everyone := made(w.CRM.CreateSegment(administrator, models.SegmentCreateInput{Name: "All",
		Filter: &models.ContactFilter{}, Shared: true}))
	before := state(t, w)
	yes := models.ContactBulkSet{Blocked: graphql.OmittableOf(ptr(true))}
	id := []models.ContactID{{}}
	for _, test := range []struct {
		name   string
		ctx    context.Context
		target models.ContactTarget
		set    models.ContactBulkSet
		want   string
	}{
		{"nobody", administrator, models.ContactTarget{IDs: []models.ContactID{}}, yes, "REQUIRED target.ids"},
		{"too many", administrator, models.ContactTarget{IDs: make([]models.ContactID, models.MaxTargets+1)}, yes, "LIMIT target.ids"},
		{"a bad filter", administrator,
			models.ContactTarget{Filter: &models.ContactFilter{Or: []models.ContactFilter{
				{CreatedAt: &models.DateTimeFilter{WithinLast: ptr("soon")}},
			}}}, yes, "INVALID target.filter.or.0.createdAt.withinLast"},
		{"no segment", administrator, models.ContactTarget{Segment: &models.SegmentID{}}, yes, "INVALID target.segment"},
		{"nothing", administrator, models.ContactTarget{IDs: id}, models.ContactBulkSet{}, "REQUIRED set"},
		{"no company", administrator, models.ContactTarget{IDs: id},
			models.ContactBulkSet{CompanyID: graphql.OmittableOf(&models.CompanyID{})}, "NOT_FOUND set.companyId"},
		{"a label of one letter", administrator, models.ContactTarget{IDs: id},
			models.ContactBulkSet{LabelsRemove: []string{"ok", "x"}}, "INVALID set.labelsRemove.1"},
		{"an agent's new label", agent, models.ContactTarget{IDs: id}, models.ContactBulkSet{LabelsAdd: []string{"new"}},
			"NOT_FOUND set.labelsAdd.0"},
		{"a standard key", agent, models.ContactTarget{IDs: id},
			models.ContactBulkSet{CustomAttributes: graphql.OmittableOf(models.JSON(`{"email": 1}`))}, "INVALID set.customAttributes.email"},
	} {
		if _, err := w.CRM.BulkUpdateContacts(test.ctx, models.ContactsBulkUpdateInput{Target: test.target,
			Set: test.set}); refusal(err) != test.want {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for name, target := range map[string]models.ContactTarget{
		"an empty filter":       {Filter: &models.ContactFilter{}},
		"a segment of everyone": {Segment: &everyone.ID},
	} {
		if _, err := w.CRM.BulkDeleteContacts(administrator, models.ContactsBulkDeleteInput{Target: target}); refusal(err) != "REQUIRED target" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.CRM.BulkDeleteContacts(agent,
		models.ContactsBulkDeleteInput{Target: models.ContactTarget{IDs: id}}); refusal(err) != "FORBIDDEN" {
		t.Error(err)
	}
	if after := state(t, w); after != before {
		t.Errorf("something was stored:\n%s\nbecame\n%s", before, after)
	}
}
