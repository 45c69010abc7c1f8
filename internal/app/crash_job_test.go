package app

import (
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"kith/internal/crmtest"
)

// watched is a job as its watcher sees it.
type watched struct {
	ID, State                   string
	Total, Processed, Succeeded int
}

func (s *process) job(t *testing.T, id string) watched {
	t.Helper()
	var data struct{ Job watched }
	s.query(t, &data, `query($id: ID!) { job(id: $id) { id state total processed succeeded } }`, map[string]any{"id": id})
	return data.Job
}

// forget lets the time pass after which River takes over what a killed server has left.
func forget(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	for _, statement := range []string{
		`UPDATE river.river_job SET attempted_at = attempted_at - interval '1 hour' WHERE state = 'running'`,
		`DELETE FROM river.river_leader`,
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKillDuringJob kills the server twice in the middle of a job: it goes on where it was, and each contact is changed once.
func TestKillDuringJob(t *testing.T) {
	t.Parallel()
	contacts := crmtest.Sized(12_000, 5_000)
	here := privatePlace(t)
	s := here.serve(t)
	token := s.token
	conn := here.connect(t)
	if _, err := conn.Exec(t.Context(), `
		INSERT INTO contacts (account_id, id, version, contact_type, name, created_at, updated_at)
		SELECT a.id, gen_random_uuid(), 1, 'VISITOR', 'Contact ' || i, now(), now()
		FROM accounts a, generate_series(1, $1) i`, contacts); err != nil {
		t.Fatal(err)
	}
	var started struct{ M struct{ Job watched } }
	s.query(t, &started, `mutation {
		m: contactsBulkUpdate(input: {target: {filter: {blocked: false}}, set: {blocked: true, labelsAdd: ["vip"]}}) { job { id state } } }`, nil)
	id := started.M.Job.ID
	reached := 0
	for range 2 {
		await(t, func() bool { return s.job(t, id).Processed > reached })
		if err := s.end(t, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		forget(t, conn)
		s = here.serve(t)
		s.token = token
		if job := s.job(t, id); job.State != "RUNNING" || job.Processed <= reached || job.Processed >= contacts {
			t.Fatalf("after it was killed in the middle, the job is %+v", job)
		} else {
			reached = job.Processed
		}
	}
	await(t, func() bool { return s.job(t, id).State != "RUNNING" })
	if job := s.job(t, id); job != (watched{id, "SUCCEEDED", contacts, contacts, contacts}) {
		t.Errorf("%+v", job)
	}
	var once int
	if err := conn.QueryRow(t.Context(), `
		SELECT count(*)
		FROM contacts c
		JOIN contact_labels l ON l.contact_id = c.id
		WHERE c.blocked AND c.version = 2
			AND (SELECT array_agg(e.type ORDER BY e.seq) FROM contact_events e WHERE e.contact_id = c.id)
				= '{CONTACT_UPDATED,CONTACT_BLOCKED}'`).Scan(&once); err != nil {
		t.Fatal(err)
	}
	if once != contacts {
		t.Errorf("%d of %d contacts were changed once", once, contacts)
	}
	s.stop(t)
}
