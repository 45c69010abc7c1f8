package app

import (
	"regexp"
	"strings"
	"testing"
)

// diagnose runs kith doctor and returns its lines by what was checked.
func (p place) diagnose(t *testing.T, wantCode int) map[string]string {
	t.Helper()
	out, refused, code := p.run(t, "doctor")
	if code != wantCode || (code == 1) != strings.Contains(refused, "checks failed") {
		t.Errorf("it ended with %d: %s%s", code, out, refused)
	}
	found := map[string]string{}
	for line := range strings.Lines(out) {
		parts := regexp.MustCompile(`^(ok|warn|fail) +(\S+(?: \S+)?)  +(.*\S)\n$`).FindStringSubmatch(line)
		if parts == nil {
			t.Errorf("no finding: %q", line)
			continue
		}
		found[parts[2]] += parts[1] + " " + parts[3] + "\n"
	}
	return found
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	here := externalPlace(t)
	s := here.serve(t)
	well := here.with("KITH_PUBLIC_URL="+s.url).diagnose(t, 0)
	for check, want := range map[string]string{
		"settings": "ok", "environment": "ok", "database": "ok", "extensions": "ok", "migrations": "ok", "clock": "ok",
		"secret key": "ok", "files": "ok", "scanner": "ok", "NATS": "ok", "address": "ok",
	} {
		if !strings.HasPrefix(well[check], want+" ") {
			t.Errorf("%s: %q", check, well[check])
		}
	}
	if !regexp.MustCompile(`^(ok|warn) [\d.,]+ [GT]B are free`).MatchString(well["disk"]) { // which of them is a matter of the machine
		t.Errorf("disk: %q", well["disk"])
	}

	s.stop(t)
	stopped := here.with("KITH_PUBLIC_URL="+s.url, "KITH_ADRR=x", "KITH_NATS_URL=nats://127.0.0.1:1").diagnose(t, 0)
	for check, says := range map[string]string{"address": "warn nothing listens", "environment": "warn KITH_ADRR", "NATS": "warn"} {
		if !strings.Contains(stopped[check], says) {
			t.Errorf("%s: %q", check, stopped[check])
		}
	}
	if !strings.Contains(stopped["environment"], "KITH_ADDR") {
		t.Errorf("the nearest name is missing: %q", stopped["environment"])
	}

	ill := here.with("KITH_CLAMD_URL=tcp://127.0.0.1:1", "KITH_SECRET_KEY=short", "KITH_READ_PATH=fast",
		"KITH_BLOB_URL=s3://kith?endpoint=http://127.0.0.1:1&region=x",
		"AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x", "KITH_DATABASE_URL=postgres://kith:pw-secret@127.0.0.1:1/kith").diagnose(t, 1)
	for check, says := range map[string]string{
		"settings": "KITH_READ_PATH is compiled or plain", "database": "takes this user and password", "secret key": "random bytes",
		"files": "KITH_BLOB_URL", "scanner": "no file is taken until clamd answers",
	} {
		if !strings.HasPrefix(ill[check], "fail ") || !strings.Contains(ill[check], says) {
			t.Errorf("%s: %q", check, ill[check])
		}
	}
	for check, line := range ill {
		if strings.Contains(line, "pw-secret") {
			t.Errorf("%s tells a password", check)
		}
	}
}

// TestDoctorFirst comes before the first start: what is missing yet is no failure, and nothing is made.
func TestDoctorFirst(t *testing.T) {
	t.Parallel()
	empty := emptyPlace(t).diagnose(t, 0)
	for check, says := range map[string]string{"migrations": "warn the database is empty", "extensions": "warn", "secret key": "warn",
		"files": "warn"} {
		if !strings.Contains(empty[check], says) {
			t.Errorf("%s: %q", check, empty[check])
		}
	}
	private := privatePlace(t)
	first := private.diagnose(t, 0)
	if !strings.Contains(first["database"], "warn there is none") || private.postmaster() != 0 {
		t.Errorf("a database was made: %q", first)
	}
	private.succeed(t, "migrate")
	if later := private.diagnose(t, 0); !strings.HasPrefix(later["database"], "ok ") || !strings.HasPrefix(later["programs"], "ok ") {
		t.Errorf("beside a private database: %q", later)
	}
}
