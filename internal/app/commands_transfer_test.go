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
	if !strings.Contains(out, "Imported: 1 created, 0 updated, 0 unchanged, 1 failed. "+path("in.csv.failures.csv")+" says why.") {
		t.Errorf("the import said %s", out)
	}
	failed, err := os.ReadFile(path("in.csv.failures.csv"))
	if err != nil || string(failed) != "Name,E-Mail,Tarif,reason\n"+
		"Bob,bob@,,\"E-Mail: An email is local@domain, without spaces and invisible characters.\"\n" {
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
	if out := there.succeed(t, "import", path("out.csv")); !strings.Contains(out, "Imported: 1 created, 0 updated, 0 unchanged, 0 failed.") {
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
	if out, err := in.CombinedOutput(); err != nil || !strings.Contains(string(out), "Imported: 1 created, 0 updated, 0 unchanged") {
		t.Errorf("%v: %s", err, out)
	}
}

// TestImportCommandShows tells what it makes of a file before it imports it, and what it did not take over.
func TestImportCommandShows(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte("First Name,Last Name,E-mail 1 - Value,Lead Status,External ID\n"+
		"Ada,Lovelace,ada@example.com,NEW,N/A\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-dry-run"}, {"-yes"}} {
		out := here.succeed(t, append(append([]string{"import"}, args...), file)...)
		for _, line := range []string{"CSV, UTF-8, separated by commas; rows: 1", "Lead Status", "customAttributes.lead_status", "lastName",
			"Of the first 1: 1 would be created, 0 updated, 0 unchanged, 0 would fail.", "row 1, External ID: \"N/A\" stands for no value",
			"1 created, 0 updated, 0 unchanged, 0 failed.", "Warnings: 1"} {
			if !strings.Contains(out, line) {
				t.Errorf("%q: no %q in\n%s", args, line, out)
			}
		}
	}
	if n := s.contacts(t); n != 1 {
		t.Errorf("%d contacts", n)
	}
	for _, args := range [][]string{{"-mode", "merge"}, {"-overwrite", "some"}, {"-match-by", "name"}, {"-date-order", "MYD"},
		{"-unknown", "keep"}} {
		out, err := here.command(append(append([]string{"import"}, args...), file)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), args[0]+" is one of") {
			t.Errorf("%q: %v %s", args, err, out)
		}
	}
}
