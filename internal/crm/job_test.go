package crm_test

import (
	"context"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// blockAll starts a job that blocks every contact.
func blockAll(w *crmtest.World, v *models.Viewer) *models.Job {
	return made(w.CRM.BulkUpdateContacts(crmtest.As(v),
		models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &models.ContactFilter{}},
			Set: models.ContactBulkSet{Blocked: graphql.OmittableOf(ptr(true))}}))
}

// TestWhoSeesJobs checks that administrators see all jobs of their account, other users their own, and other accounts none.
func TestWhoSeesJobs(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	byAgent, byProgram := blockAll(w, w.Home.Agent), blockAll(w, w.Home.Program)
	for _, test := range []struct {
		name   string
		viewer *models.Viewer
		sees   []models.JobID
	}{
		{"administrator", w.Home.Administrator, []models.JobID{byProgram.ID, byAgent.ID}},
		{"program", w.Home.Program, []models.JobID{byProgram.ID, byAgent.ID}},
		{"agent", w.Home.Agent, []models.JobID{byAgent.ID}},
		{"foreign", w.Foreign.Administrator, nil},
	} {
		list, err := w.CRM.ListJobs(crmtest.As(test.viewer), page.Args{})
		if err != nil {
			t.Fatal(err)
		}
		var listed []models.JobID
		for _, job := range list.Nodes() {
			listed = append(listed, job.ID)
		}
		found, err := w.CRM.JobsByID(crmtest.As(test.viewer), []models.JobID{byAgent.ID, byProgram.ID})
		if err != nil || !slices.Equal(listed, test.sees) || len(found) != len(test.sees) {
			t.Errorf("%s sees %v and finds %v: %v", test.name, listed, found, err)
		}
		for _, job := range []*models.Job{byAgent, byProgram} {
			if _, err := w.CRM.CancelJob(crmtest.As(test.viewer), job.ID); !slices.Contains(test.sees, job.ID) && refusal(err) != "NOT_FOUND id" {
				t.Errorf("%s cancels: %v", test.name, err)
			}
		}
	}
}

// TestCancelJob cancels a job between two chunks, and while a chunk is being processed.
func TestCancelJob(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	bulk(t, w, w.Home, 1100)
	ctx := crmtest.As(w.Home.Administrator)
	job := blockAll(w, w.Home.Administrator)
	args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
	for range 2 {
		if more, err := w.CRM.WorkJob(context.Background(), args); !more || err != nil {
			t.Fatal(more, err)
		}
	}
	gated, gate := crmtest.WithGate(context.Background(), "UPDATE contacts")
	met, chunk, cancelled := w.Interleave(t, gate, func() error {
		_, err := w.CRM.WorkJob(gated, args)
		return err
	}, func() error {
		_, err := w.CRM.CancelJob(ctx, job.ID)
		return err
	})
	if !met || chunk != nil || cancelled != nil {
		t.Error(met, chunk, cancelled)
	}
	if more, err := w.CRM.WorkJob(context.Background(), args); more || err != nil {
		t.Error(more, err)
	}
	if got := progress(t, w, seen(t, w, job)); got != "CANCELLED 1000/1100: 1000 + 0" {
		t.Error(got)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE blocked"); n != 1000 {
		t.Errorf("%d contacts are blocked", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM job_targets"); n != 0 {
		t.Errorf("%d targets are left", n)
	}
	if _, err := w.CRM.CancelJob(ctx, job.ID); refusal(err) != "BLOCKED_BY_RULE id" {
		t.Error(err)
	}
}

// TestJobByManyWorkers runs one job on several independent workers: every contact is changed once.
func TestJobByManyWorkers(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	const n = 3300
	bulk(t, w, w.Home, n)
	job := blockAll(w, w.Home.Agent)
	errs := together(4, func(int) error {
		for {
			more, err := w.CRM.WorkJob(context.Background(), crm.JobArgs{Account: job.AccountID, Job: job.ID})
			if err != nil || !more {
				return err
			}
		}
	})
	wantOutcomes(t, errs, map[string]int{"": 4})
	if got := progress(t, w, seen(t, w, job)); got != "SUCCEEDED 3300/3300: 3300 + 0" {
		t.Error(got)
	}
	if once := w.Count(t, `
		SELECT count(*)
		FROM contacts c
		JOIN contact_events e ON e.account_id = c.account_id AND e.contact_id = c.id
		WHERE c.version = 2 AND e.type = 'CONTACT_BLOCKED' AND e.actor_user_id = $1`, w.Home.Agent.UserID); once != n {
		t.Errorf("%d contacts were blocked once", once)
	}
}

// TestJobsThatHaveNotEnded checks the limit of unfinished jobs.
func TestJobsThatHaveNotEnded(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	var last *models.Job
	for range 100 {
		last = blockAll(w, w.Home.Agent)
	}
	again := func() error {
		_, err := w.CRM.CleanUpStaleContacts(crmtest.As(w.Home.Administrator),
			models.ContactsCleanupStaleInput{OlderThan: "P1D", ConfirmCount: ptr(0)})
		return err
	}
	if err := again(); refusal(err) != "LIMIT" {
		t.Error(err)
	}
	work(t, w, last)
	if err := again(); err != nil {
		t.Error(err)
	}
}

// TestJobThatCannotGoOn deletes the label that a waiting job adds: the job has the permissions of an agent, who may not create
// labels.
func TestJobThatCannotGoOn(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	bulk(t, w, w.Home, 2)
	label := made(w.CRM.CreateLabel(crmtest.As(w.Home.Administrator), models.LabelCreateInput{Title: "vip"}))
	job := made(w.CRM.BulkUpdateContacts(crmtest.As(w.Home.Agent),
		models.ContactsBulkUpdateInput{Target: models.ContactTarget{Filter: &models.ContactFilter{}},
			Set: models.ContactBulkSet{LabelsAdd: []string{"vip"}}}))
	if err := w.CRM.DeleteLabel(crmtest.As(w.Home.Administrator), label.ID); err != nil {
		t.Fatal(err)
	}
	if got := progress(t, w, work(t, w, job)); got != "FAILED 0/2: 0 + 0; NOT_FOUND labels.0" {
		t.Error(got)
	}
}
