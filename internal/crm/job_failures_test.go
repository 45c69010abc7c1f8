package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// refuse makes PostgreSQL refuse every change of contacts whose name begins with `bad`, with the given error code.
func refuse(t *testing.T, w *crmtest.World, code string) {
	t.Helper()
	w.Exec(t, fmt.Sprintf(`
		CREATE OR REPLACE FUNCTION refuse_bad() RETURNS trigger LANGUAGE plpgsql AS $$
		BEGIN
			IF coalesce(NEW.name, OLD.name) LIKE 'bad%%' THEN
				RAISE EXCEPTION 'refused' USING ERRCODE = '%s', CONSTRAINT = 'a_rule';
			END IF;
			RETURN coalesce(NEW, OLD);
		END $$`, code))
	w.Exec(t, `CREATE OR REPLACE TRIGGER refuse_bad BEFORE INSERT OR UPDATE OR DELETE ON contacts FOR EACH ROW EXECUTE FUNCTION refuse_bad()`)
}

// someBad creates n contacts, of which those at the given places are refused once refuse is called.
func someBad(t *testing.T, w *crmtest.World, n int, bad ...int) []models.ContactID {
	t.Helper()
	ids := make([]models.ContactID, n)
	for i := range ids {
		name := fmt.Sprintf("good %d", i)
		if slices.Contains(bad, i) {
			name = fmt.Sprintf("bad %d", i)
		}
		ids[i] = made(w.CRM.CreateContact(crmtest.As(w.Home.Administrator), models.ContactCreateInput{Name: &name})).ID
	}
	return ids
}

// failuresOf returns the ids of the records that a job failed at, with the messages.
func failuresOf(t *testing.T, w *crmtest.World, job *models.Job) map[models.ContactID]string {
	t.Helper()
	key := crm.JobFailuresKey{Job: job.ID, First: 100}
	found, err := w.CRM.FailuresByJob(crmtest.As(w.Home.Administrator), []crm.JobFailuresKey{key})
	if err != nil {
		t.Fatal(err)
	}
	all := map[models.ContactID]string{}
	for _, f := range found[key] {
		all[*f.ContactID] = f.Rules.String()
	}
	return all
}

// TestRefusedRecordsAreFailures makes PostgreSQL refuse single records of bulk jobs with errors of several classes: they fail with
// the reason, and all others are processed.
func TestRefusedRecordsAreFailures(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	block := models.ContactBulkSet{Blocked: graphql.OmittableOf(ptr(true))}
	for _, code := range []string{"P0001", "23503", "22P02", "XX000", "54000"} {
		w.Exec(t, "DROP TRIGGER IF EXISTS refuse_bad ON contacts")
		ids := someBad(t, w, 20, 0, 7, 19)
		refuse(t, w, code)
		target := models.ContactTarget{IDs: ids}
		want := "SUCCEEDED 20/20: 17 + 3" + strings.Repeat("; BLOCKED_BY_RULE", 3)
		for _, dry := range []bool{true, false} {
			update := made(w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: target, Set: block, DryRun: dry}))
			if got := progress(t, w, work(t, w, update)); got != want {
				t.Errorf("%s: the update, dry %t: %s", code, dry, got)
			}
			failed := failuresOf(t, w, update)
			for _, i := range []int{0, 7, 19} {
				if !strings.Contains(failed[ids[i]], code+" a_rule") {
					t.Errorf("%s: the reason of record %d is %q", code, i, failed[ids[i]])
				}
			}
		}
		if n := w.Count(t, "SELECT count(*) FROM contacts WHERE blocked AND id = ANY($1)", texts(ids)); n != 17 {
			t.Errorf("%s: %d contacts were blocked", code, n)
		}
		remove := made(w.CRM.BulkDeleteContacts(ctx, models.ContactsBulkDeleteInput{Target: target, ConfirmCount: ptr(20)}))
		if got := progress(t, w, work(t, w, remove)); got != want {
			t.Errorf("%s: the delete: %s", code, got)
		}
		if n := w.Count(t, "SELECT count(*) FROM contacts WHERE id = ANY($1)", texts(ids)); n != 3 {
			t.Errorf("%s: %d contacts are left", code, n)
		}
	}
}

func texts(ids []models.ContactID) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = id.UUID.String()
	}
	return all
}

// TestRefusedRecordsOfACleanup refuses two visitors of a cleanup of more than one chunk.
func TestRefusedRecordsOfACleanup(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	bulk(t, w, w.Home, 1100)
	w.Exec(t, "UPDATE contacts SET name = 'bad' WHERE id IN (SELECT id FROM contacts ORDER BY id LIMIT 2 OFFSET 499)")
	w.Exec(t, "UPDATE contacts SET created_at = now() - interval '40 days'")
	refuse(t, w, "23503")
	job := made(w.CRM.CleanUpStaleContacts(crmtest.As(w.Home.Administrator),
		models.ContactsCleanupStaleInput{OlderThan: "P30D", ConfirmCount: ptr(1100)}))
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 1100/1100: 1098 + 2; BLOCKED_BY_RULE; BLOCKED_BY_RULE" {
		t.Error(got)
	}
}

// TestJobsWaitForTheDatabase: an error that says nothing about a record fails none.
func TestJobsWaitForTheDatabase(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ids := someBad(t, w, 4, 2)
	refuse(t, w, "53100") // the disk is full
	job := made(w.CRM.BulkDeleteContacts(crmtest.As(w.Home.Administrator),
		models.ContactsBulkDeleteInput{Target: models.ContactTarget{IDs: ids}, ConfirmCount: ptr(4)}))
	args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
	if more, err := w.CRM.WorkJob(t.Context(), args); !more || err != nil {
		t.Fatal(more, err)
	}
	if _, err := w.CRM.WorkJob(t.Context(), args); err == nil {
		t.Error("no error, so that the queue would not try again")
	}
	if got := progress(t, w, seen(t, w, job)); got != "RUNNING 0/4: 0 + 0" {
		t.Error(got)
	}
	w.Exec(t, "DROP TRIGGER refuse_bad ON contacts")
	if got := progress(t, w, work(t, w, job)); got != "SUCCEEDED 4/4: 4 + 0" {
		t.Error(got)
	}
}
