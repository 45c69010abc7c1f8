package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestBackupAndRestore brings a server's life into a new place while the server goes on.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	here, there, elsewhere := privatePlace(t), privatePlace(t), externalPlace(t)
	s := here.serve(t)
	here.succeed(t, "demo", "-contacts", "30")
	id := s.addContact(t, map[string]any{"name": "Ada"})
	cursor := s.lastEvent(t)
	file := filepath.Join(here.dir, "files", "imports", "kept.csv")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("name\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "kith.backup")
	if out := here.succeed(t, "backup", path); !strings.Contains(out, "1 files written") || !strings.Contains(out, secretKeyFile) {
		t.Errorf("backup said %q", out)
	}
	if fi, err := os.Stat(path); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("others may read the backup: %v %v", fi, err)
	}
	s.addContact(t, map[string]any{"name": "too late"})

	if _, refused, code := here.run(t, "restore", path); code != 1 || !strings.Contains(refused, "in use") {
		t.Errorf("a restore below a running server ended with %d: %s", code, refused)
	}
	if out := there.succeed(t, "restore", path); !strings.Contains(out, "1 files restored") || !strings.Contains(out, secretKeyFile) {
		t.Errorf("restore said %q", out)
	}
	if pid := there.postmaster(); pid != 0 {
		t.Errorf("PostgreSQL, process %d, outlived the restore", pid)
	}
	key, err := os.ReadFile(filepath.Join(here.dir, secretKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(there.dir, secretKeyFile), key, 0o600); err != nil {
		t.Fatal(err)
	}
	again := there.serve(t)
	again.token = s.token
	if n, was := again.contacts(t), s.contacts(t); n != was-1 || n != 31 {
		t.Errorf("%d contacts restored of %d", n, was)
	}
	var found struct{ Contact struct{ Name string } }
	again.query(t, &found, `query ($id: ID!) { contact(by: {id: $id}) { name } }`, map[string]any{"id": id})
	if got, err := os.ReadFile(filepath.Join(there.dir, "files", "imports", "kept.csv")); string(got) != "name\n" ||
		found.Contact.Name != "Ada" {
		t.Errorf("%q, %v, %+v", got, err, found)
	}
	behind := operation(eventsAfter, map[string]any{"after": cursor})
	if a := s.post(t, "/graphql", behind, "Authorization", "Bearer "+s.token); strings.Contains(a.body, "errors") {
		t.Errorf("the cursor of the old life, in it: %s", a.body)
	}
	if a := again.post(t, "/graphql", behind, "Authorization", "Bearer "+s.token); !strings.Contains(a.body, `"CURSOR_EXPIRED"`) {
		t.Errorf("the cursor of the old life, in the new one: %s", a.body)
	}
	again.stop(t)
	if _, refused, code := there.run(t, "restore", path); code != 1 || !strings.Contains(refused, "not empty") ||
		!strings.Contains(refused, "KITH_DATA_DIR") {
		t.Errorf("a restore over data ended with %d: %s", code, refused)
	}

	// Through a pipe, and into a database that is not private.
	stream := here.command("backup", "-")
	content, err := stream.Output()
	if err != nil {
		t.Fatal(err)
	}
	in := elsewhere.command("restore", "-")
	in.Stdin = strings.NewReader(string(content))
	if out, err := in.CombinedOutput(); err != nil || !strings.Contains(string(out), "rows and 1 files restored") {
		t.Fatalf("%v: %s", err, out)
	}
	third := elsewhere.serve(t)
	third.token = s.token
	if n := third.contacts(t); n != 32 {
		t.Errorf("%d contacts in the database", n)
	}
}

const eventsAfter = `query ($after: Cursor) { contactEvents(first: 1, after: $after) { nodes { id } } }`

// lastEvent returns the cursor of the account's newest event.
func (s *process) lastEvent(t *testing.T) string {
	t.Helper()
	var got struct {
		ContactEvents struct{ Edges []struct{ Cursor string } }
	}
	s.query(t, &got, `{ contactEvents(first: 100) { edges { cursor } } }`, nil)
	if len(got.ContactEvents.Edges) == 0 {
		t.Fatal("no event")
	}
	return got.ContactEvents.Edges[len(got.ContactEvents.Edges)-1].Cursor
}

// TestScheduledBackup has a server make its first backup, which is then restored from where it is.
func TestScheduledBackup(t *testing.T) {
	t.Parallel()
	here, there := externalPlace(t), externalPlace(t)
	dir := t.TempDir()
	s := here.with("KITH_DATA_DIR="+dir, "KITH_BACKUP_EVERY=1h", "KITH_BACKUP_KEEP=1").serve(t)
	var made []string
	await(t, func() bool {
		made, _ = filepath.Glob(filepath.Join(dir, "files", "backups", "kith-*Z.backup"))
		return len(made) > 0
	})
	if out := there.succeed(t, "restore", made[0]); !strings.Contains(out, "rows and 0 files restored") {
		t.Errorf("restore said %q", out)
	}
	again := there.serve(t)
	again.token = s.token
	if n := again.contacts(t); n != 0 {
		t.Errorf("%d contacts", n)
	}
}
