package transfer_test

import (
	"encoding/json"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestContactDataExport: the file has everything about one person and nothing about others, and its download is in the audit log.
func TestContactDataExport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	p := canaries(t, w)
	ctx := crmtest.As(w.Home.Administrator)
	if _, err := w.CRM.ExportContactData(crmtest.As(w.Home.Agent), p.first); err == nil || !strings.HasPrefix(err.Error(), "FORBIDDEN") {
		t.Errorf("an agent: %v", err)
	}
	if _, err := w.CRM.ExportContactData(crmtest.As(w.Foreign.Administrator), p.first); err == nil ||
		!strings.HasPrefix(err.Error(), "NOT_FOUND id") {
		t.Errorf("another account: %v", err)
	}
	job, err := w.CRM.ExportContactData(ctx, p.first)
	done := do(t, w, job, err)
	if done.State != models.JobSucceeded || done.Result == nil {
		t.Fatalf("%+v", done)
	}
	w.Files.OnDownload(w.CRM.AuditDownload)
	text := fetch(t, w, done.Result)
	var data map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lengths := map[string]int{"contactInboxes": 2, "conversations": 1, "messages": 2, "notes": 1, "csatResponses": 1, "merges": 2, "labels": 1,
		"consents": 5}
	for name, want := range lengths {
		var all []json.RawMessage
		if err := json.Unmarshal(data[name], &all); err != nil || len(all) != want {
			t.Errorf("%s: %d, not %d: %s %v", name, len(all), want, data[name], err)
		}
	}
	for _, want := range []string{canary + "1@canary.example", canary + "1b@canary.example", "I am " + canary, "This is " + canary, `"Acme"`,
		"As " + canary + " said", "@lost.example", "CONTACT_MERGED", "CONTACT_BLOCKED", p.first.String(), `"hmacVerified"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the file has no %s", want)
		}
	}
	for _, never := range []string{canary + "2@canary.example", p.second.String()} {
		if strings.Contains(text, never) {
			t.Errorf("the file has %s", never)
		}
	}
	log, err := w.CRM.ListAuditEvents(ctx, page.Args{}, models.AuditQuery{TargetID: ptr(job.ID.String())})
	if err != nil || len(log.Nodes()) != 2 ||
		log.Nodes()[0].Kind != models.AuditExportDownloaded || log.Nodes()[1].Kind != models.AuditDataExport {
		t.Errorf("the audit log: %v %v", log, err)
	}
}
