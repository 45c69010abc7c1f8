package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTransferCommands loads a file into one Kith beside its server, and what it exports into another one.
func TestTransferCommands(t *testing.T) {
	t.Parallel()
	here, there := externalPlace(t), externalPlace(t)
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	if err := os.WriteFile(path("in.csv"), []byte("Name;E-Mail;Tarif\r\nAda;ada@example.com;pro\r\nBob;bob@;\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := here.serve(t)
	out := here.succeed(t, "import", "-map", "Tarif=customAttributes.plan", path("in.csv"))
	if !strings.Contains(out, "1 of 2 rows imported. 1 failed: "+path("in.csv.failures.csv")) {
		t.Errorf("the import said %s", out)
	}
	failed, err := os.ReadFile(path("in.csv.failures.csv"))
	if err != nil || string(failed) != "Name,E-Mail,Tarif,reason\n"+
		"Bob,bob@,,\"email: An email is local@domain, without spaces and invisible characters.\"\n" {
		t.Errorf("%q %v", failed, err)
	}
	if n := s.contacts(t); n != 1 {
		t.Errorf("the server has %d contacts", n)
	}
	if out := here.succeed(t, "export", "-to", path("out.csv")); !strings.Contains(out, "1 contacts written") {
		t.Errorf("the export said %s", out)
	}
	other := there.serve(t)
	other.stop(t)
	if out := there.succeed(t, "import", path("out.csv")); !strings.Contains(out, "1 of 1 rows imported.") {
		t.Errorf("the import of the export said %s", out)
	}
	if out := there.succeed(t, "export", "-to", path("again.jsonl"), "-format", "JSONL", "-columns",
		"name,email,customAttributes.plan"); !strings.Contains(out, "1 contacts written") {
		t.Errorf("the second export said %s", out)
	}
	if got, err := os.ReadFile(path("again.jsonl")); err != nil ||
		string(got) != `{"name":"Ada","email":"ada@example.com","customAttributes.plan":"pro"}`+"\n" {
		t.Errorf("%q %v", got, err)
	}

	// Through pipes, whatever the case of the format.
	stream := there.command("export", "-to", "-", "-format", "jsonl", "-columns", "email")
	content, err := stream.Output()
	if err != nil || string(content) != `{"email":"ada@example.com"}`+"\n" {
		t.Errorf("%q %v", content, err)
	}
	in := here.command("import", "-")
	in.Stdin = strings.NewReader("email\ngrace@example.com\n")
	if out, err := in.CombinedOutput(); err != nil || !strings.Contains(string(out), "1 of 1 rows imported.") {
		t.Errorf("%v: %s", err, out)
	}
}
