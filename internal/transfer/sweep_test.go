package transfer_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"kith/internal/crmtest"
	"kith/models"
)

// TestSweep lets a week, then ninety days pass after the end of two jobs with files.
func TestSweep(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	began := time.Now()
	now := began
	w.CRM.SetClock(func() time.Time { return now })
	imported := load(t, w, w.Home, "name,email\nAda,ada@example.com\nBob,nothing\n")
	job, err := w.CRM.ExportContacts(crmtest.As(w.Home.Administrator), models.ContactsExportInput{Format: models.ExportCSV})
	exported := do(t, w, job, err)
	if imported.FailuresFile == nil || exported.Result == nil {
		t.Fatal(imported.FailuresFile, exported.Result)
	}
	const day = 24 * time.Hour
	for _, test := range []struct {
		after        time.Duration
		files        bool
		jobs, failed int
	}{
		{7*day - time.Minute, true, 2, 1},
		{7*day + time.Minute, false, 2, 1},
		{90*day - time.Minute, false, 2, 1},
		{90*day + time.Minute, false, 0, 0},
	} {
		now = began.Add(test.after)
		if err := errors.Join(w.Transfers.Sweep(t.Context()), w.CRM.Sweep(t.Context())); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{*imported.FailuresFile, *exported.Result} {
			if found := stored(t, w, name); found != test.files {
				t.Errorf("after %s %s is there: %v", test.after, name, found)
			}
		}
		links := w.Count(t, "SELECT count(*) FROM jobs WHERE result IS NOT NULL OR failures_file IS NOT NULL")
		if jobs := w.Count(t, "SELECT count(*) FROM jobs"); jobs != test.jobs || (links == 2) != test.files {
			t.Errorf("after %s there are %d jobs, %d of them with files", test.after, jobs, links)
		}
		if n := w.Count(t, "SELECT count(*) FROM job_failures"); n != test.failed {
			t.Errorf("after %s there are %d failures", test.after, n)
		}
	}
}

// stored reports whether there is a file.
func stored(t *testing.T, w *crmtest.World, name string) bool {
	t.Helper()
	r, err := w.Files.Open(t.Context(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return true
}

// TestSweepRemovesUploads takes the file of an import that was cancelled and that no worker has cleared away.
func TestSweepRemovesUploads(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	ctx := crmtest.As(w.Home.Administrator)
	job, err := w.Transfers.Import(ctx, models.ContactsImportInput{File: upload("contacts.csv", "name\nAda\n")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CancelJob(ctx, job.ID); err != nil {
		t.Fatal(err)
	}
	names, err := job.Files()
	if err != nil || len(names) != 1 || !stored(t, w, names[0]) {
		t.Fatal(names, err)
	}
	now = now.AddDate(0, 0, 8)
	if err := w.Transfers.Sweep(t.Context()); err != nil || stored(t, w, names[0]) {
		t.Error("the upload is still there", err)
	}
}

// TestSweepRemovesOrphans leaves files as a server does that crashes before it has stored the row, or while it writes. Files of a job stay,
// however old they are.
func TestSweepRemovesOrphans(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	now := time.Now()
	w.CRM.SetClock(func() time.Time { return now })
	ctx := crmtest.As(w.Home.Administrator)
	begin := func() string {
		job, err := w.Transfers.Import(ctx, models.ContactsImportInput{File: upload("contacts.csv", "name\nAda\n")})
		if err != nil {
			t.Fatal(err)
		}
		names, err := job.Files()
		if err != nil || len(names) != 1 {
			t.Fatal(names, err)
		}
		return names[0]
	}
	failing := load(t, w, w.Home, "name,email\nBob,nothing\n")
	job, err := w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV})
	exported := do(t, w, job, err)
	orphans := []string{begin(), *failing.FailuresFile, *exported.Result}
	w.Exec(t, "DELETE FROM jobs")
	kept := begin()
	if kept < orphans[0] {
		t.Error("younger files come first, so that older ones may be found never")
	}
	failing = load(t, w, w.Home, "name,email\nBob,nothing\n")
	job, err = w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV})
	exported = do(t, w, job, err)
	w.Exec(t, "UPDATE jobs SET finished_at = finished_at + interval '30 days' WHERE finished_at IS NOT NULL")
	half := w.HalfWritten(t, "exports/half")
	const day = 24 * time.Hour
	for _, test := range []struct {
		after time.Duration
		left  bool
	}{{14*day - time.Minute, true}, {14*day + time.Minute, false}} {
		now = time.Now().Add(test.after)
		if err := w.Transfers.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range orphans {
			if stored(t, w, name) != test.left {
				t.Errorf("after %s %s is there: %v", test.after, name, !test.left)
			}
		}
		if half() != test.left {
			t.Errorf("after %s what was half written is there: %v", test.after, !test.left)
		}
		for _, name := range []string{kept, *failing.FailuresFile, *exported.Result} {
			if !stored(t, w, name) {
				t.Errorf("after %s %s, which a job has, is gone", test.after, name)
			}
		}
	}
}

// losing is a file that loses the database once it has been read for the last time.
type losing struct {
	*strings.Reader
	left int
	lose func()
}

func (l *losing) ReadAt(p []byte, at int64) (int, error) {
	if l.left--; l.left == 0 {
		l.lose()
	}
	return l.Reader.ReadAt(p, at)
}

// TestUploadsOfJobsThatAreNotStored go at once when the job is refused, and stay for the sweep when nobody knows whether it is stored.
func TestUploadsOfJobsThatAreNotStored(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	const text = "name\nAda\n"
	counting := &losing{strings.NewReader(text), 0, nil}
	counts := func(want int) {
		t.Helper()
		found, err := w.Files.Old(ctx, "imports", time.Now().Add(time.Minute), 10)
		if err != nil || len(found) != want {
			t.Errorf("%v are left, not %d: %v", found, want, err)
		}
	}
	w.Exec(t, `
		INSERT INTO jobs (account_id, id, kind, state, task, role, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 'IMPORT', 'QUEUED', '{}', 'AGENT', now(), now() FROM generate_series(1, 100)`, w.Home.Key)
	if _, err := w.Transfers.Import(ctx,
		models.ContactsImportInput{File: models.Upload{Size: int64(len(text)), Content: counting}}); err == nil ||
		!strings.HasPrefix(err.Error(), "LIMIT") {
		t.Error(err)
	}
	counts(0)
	w.Exec(t, "DELETE FROM jobs")
	if _, err := w.Transfers.Import(ctx,
		models.ContactsImportInput{File: models.Upload{Size: int64(len(text)),
			Content: &losing{strings.NewReader(text), -counting.left, w.Pool.Close}}}); err == nil {
		t.Error("the job was stored without a database")
	}
	counts(1)
}
