package crm_test

import (
	"context"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// schedule sets the age for the nightly cleanup of an account.
func schedule(w *crmtest.World, a crmtest.Account, age *string) error {
	_, err := w.CRM.UpdateAccount(crmtest.As(a.Administrator), models.AccountUpdateInput{StaleCleanupAfter: graphql.OmittableOf(age)})
	return err
}

// nightly runs the nightly cleanup at a given time on several servers at once, and returns the jobs that exist afterwards.
func nightly(t *testing.T, w *crmtest.World, a crmtest.Account, now *time.Time, at time.Time) []*models.Job {
	t.Helper()
	*now = at
	wantOutcomes(t, together(3, func(int) error { return w.CRM.CleanUpNightly(context.Background()) }), map[string]int{"": 3})
	list, err := w.CRM.ListJobs(crmtest.As(a.Administrator), page.Args{})
	if err != nil {
		t.Fatal(err)
	}
	return list.Nodes()
}

func TestCleanUpNightly(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	midnight := time.Now().UTC().Truncate(24 * time.Hour)
	noon, night := midnight.Add(12*time.Hour), midnight.Add(27*time.Hour)
	now := noon
	w.CRM.SetClock(func() time.Time { return now })
	bulk(t, w, w.Home, 3)
	bulk(t, w, w.Foreign, 2)
	w.Exec(t, "UPDATE contacts SET created_at = $1", noon.AddDate(0, 0, -40))
	if err := schedule(w, w.Home, ptr("P30D")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		at   time.Time
		jobs int
	}{
		{"before the first night", night.Add(-time.Second), 0},
		{"in the night", night.Add(20 * time.Minute), 1},
		{"an hour later", night.Add(80 * time.Minute), 1},
		{"at the end of the day", night.AddDate(0, 0, 1).Add(-time.Second), 1},
		{"in the next night", night.AddDate(0, 0, 1), 2},
		{"after three nights without a server", night.AddDate(0, 0, 4).Add(time.Hour), 3},
		{"an hour after these", night.AddDate(0, 0, 4).Add(2 * time.Hour), 3},
	} {
		if got := nightly(t, w, w.Home, &now, test.at); len(got) != test.jobs {
			t.Errorf("%s there are %d jobs, not %d", test.name, len(got), test.jobs)
		}
	}
	for _, job := range nightly(t, w, w.Home, &now, now) {
		if job.Kind != models.JobStaleCleanup || job.ActorUserID != nil || job.ActorTokenID != nil || job.DryRun {
			t.Errorf("%+v", job)
		}
		work(t, w, job)
	}
	if n := w.Count(t, `
		SELECT count(*)
		FROM contact_events
		WHERE type = 'CONTACT_DELETED' AND actor_user_id IS NULL AND actor_token_id IS NULL`); n != 3 {
		t.Errorf("%d contacts were deleted by nobody", n)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE account_id = $1", w.Foreign.Key); n != 2 {
		t.Errorf("%d contacts are left to the account without a cleanup", n)
	}
}

// TestScheduleCleanup checks that the cleanup is off by default and with null, unaffected by other changes, and validated like
// olderThan.
func TestScheduleCleanup(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w.CRM.SetClock(func() time.Time { return now })
	is := func(want string) {
		t.Helper()
		account := made(w.CRM.FindAccount(crmtest.As(w.Home.Agent)))
		got := "off"
		if account.StaleCleanupAfter != nil {
			got = *account.StaleCleanupAfter
		}
		if got != want {
			t.Errorf("the cleanup is %s, not %s", got, want)
		}
	}
	is("off")
	for _, age := range []string{"", "a month", "PT23H"} {
		if err := schedule(w, w.Home, &age); refusal(err) != "INVALID staleCleanupAfter" {
			t.Errorf("%q: %v", age, err)
		}
	}
	is("off")
	if err := schedule(w, w.Home, ptr("P90D")); err != nil {
		t.Fatal(err)
	}
	made(w.CRM.UpdateAccount(crmtest.As(w.Home.Administrator), models.AccountUpdateInput{Name: given("Elsewhere")}))
	is("P90D")
	if err := schedule(w, w.Home, nil); err != nil {
		t.Fatal(err)
	}
	is("off")
	if got := nightly(t, w, w.Home, &now, now.AddDate(0, 0, 2)); len(got) != 0 {
		t.Errorf("%d jobs were started", len(got))
	}
}

// TestCleanupThatMustWait checks that a cleanup stays due while the account has too many unfinished jobs.
func TestCleanupThatMustWait(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	for _, a := range []crmtest.Account{w.Home, w.Foreign} {
		if err := schedule(w, a, ptr("P30D")); err != nil {
			t.Fatal(err)
		}
	}
	var last *models.Job
	for range 100 {
		last = blockAll(w, w.Home.Agent)
	}
	now = now.AddDate(0, 0, 1)
	cleanups := func(a crmtest.Account) int {
		return w.Count(t, "SELECT count(*) FROM jobs WHERE account_id = $1 AND kind = 'STALE_CLEANUP'", a.Key)
	}
	if err := w.CRM.CleanUpNightly(context.Background()); refusal(err) != "LIMIT" || cleanups(w.Home) != 0 || cleanups(w.Foreign) != 1 {
		t.Error(err, cleanups(w.Home), cleanups(w.Foreign))
	}
	work(t, w, last)
	if err := w.CRM.CleanUpNightly(context.Background()); err != nil || cleanups(w.Home) != 1 || cleanups(w.Foreign) != 1 {
		t.Error(err, cleanups(w.Home), cleanups(w.Foreign))
	}
}
