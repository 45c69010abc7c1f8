package crm_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// auditKinds returns the kinds of the entries that a query finds, newest first.
func auditKinds(t *testing.T, w *crmtest.World, q models.AuditQuery) string {
	t.Helper()
	found, err := w.CRM.ListAuditEvents(crmtest.As(w.Home.Administrator), page.Args{}, q)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range found.Nodes() {
		kinds = append(kinds, string(e.Kind))
	}
	return strings.Join(kinds, " ")
}

// TestAuditLog: what is recorded, in the transaction of what it records, and how it is found.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	ctx := models.WithRequestID(models.WithClientAddress(crmtest.As(w.Home.Administrator), netip.MustParseAddr("203.0.113.9")), "request-1")
	label := made(w.CRM.CreateLabel(ctx, models.LabelCreateInput{Title: "vip"}))
	inbox := made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Support", ChannelType: models.ChannelAPI}))
	program := crmtest.As(w.Home.Program)
	if _, err := w.CRM.UpdateInbox(program, models.InboxUpdateInput{ID: inbox.ID, Name: given("Secret name")}); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.DeleteLabel(ctx, label.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.DeleteLabel(ctx, label.ID); refusal(err) != "NOT_FOUND id" { // which records nothing
		t.Fatal(err)
	}
	actor, target := w.Home.Program.TokenID.String(), inbox.ID.String()
	for name, row := range map[string]struct {
		q    models.AuditQuery
		want string
	}{
		"all": {models.AuditQuery{}, "LABEL_DELETED INBOX_UPDATED INBOX_CREATED"},
		"of kinds": {models.AuditQuery{Kinds: []models.AuditEventKind{models.AuditInboxCreated, models.AuditLabelDeleted}},
			"LABEL_DELETED INBOX_CREATED"},
		"actor":     {models.AuditQuery{ActorID: &actor}, "INBOX_UPDATED"},
		"target":    {models.AuditQuery{TargetID: &target}, "INBOX_UPDATED INBOX_CREATED"},
		"no target": {models.AuditQuery{TargetID: ptr("")}, ""},
		"no actor":  {models.AuditQuery{ActorID: ptr("nobody")}, ""},
		"future":    {models.AuditQuery{From: ptr(models.At(time.Now().Add(time.Hour)))}, ""},
		"past":      {models.AuditQuery{Until: ptr(models.At(time.Now().Add(time.Hour)))}, "LABEL_DELETED INBOX_UPDATED INBOX_CREATED"},
	} {
		if got := auditKinds(t, w, row.q); got != row.want {
			t.Errorf("%s: %q, not %q", name, got, row.want)
		}
	}
	var lines []models.AuditLine
	err := w.CRM.EachAuditEvent(ctx, models.AuditQuery{}, func(e *models.AuditEvent) error {
		lines = append(lines, e.Line())
		return nil
	})
	if err != nil || len(lines) != 3 {
		t.Fatal(lines, err)
	}
	first, second := lines[0], lines[1]
	if *first.Address != "203.0.113.9" || first.RequestID != "request-1" || *first.ActorID != w.Home.Administrator.UserID.String() {
		t.Errorf("the first is %+v", first)
	}
	if string(second.Details) != `{"fields": ["name"]}` || second.Address != nil || *second.ActorID != actor {
		t.Errorf("the second is %+v with %s", second, second.Details)
	}
	for who, viewer := range map[string]*models.Viewer{"an agent": w.Home.Agent, "another account": w.Foreign.Administrator} {
		found, err := w.CRM.ListAuditEvents(crmtest.As(viewer), page.Args{}, models.AuditQuery{})
		if got := refusal(err); got != map[string]string{"an agent": "FORBIDDEN"}[who] || got == "" && len(found.Nodes()) > 0 {
			t.Errorf("%s: %v %v", who, found, err)
		}
	}
}

// TestAuditLogIsKept: entries cannot be changed, and only the retention removes them.
func TestAuditLogIsKept(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for range 3 {
		made(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "Support", ChannelType: models.ChannelAPI}))
	}
	raw := crmtest.Unrecorded(context.Background())
	for _, sql := range []string{"UPDATE audit_events SET kind = 'OTHER'", "DELETE FROM audit_events"} {
		if _, err := w.Pool.Exec(raw, sql); err == nil || !strings.Contains(err.Error(), "only appended to") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	w.Exec(t, `
		INSERT INTO audit_events (account_id, id, kind, created_at)
		SELECT account_id, gen_random_uuid(), kind, created_at - interval '30 days' FROM audit_events`)
	if err := w.CRM.KeepAudit(ctx, 40*24*time.Hour); err != nil || w.Count(t, "SELECT count(*) FROM audit_events") != 6 {
		t.Errorf("too much was removed: %v", err)
	}
	if err := w.CRM.KeepAudit(ctx, 20*24*time.Hour); err != nil || w.Count(t, "SELECT count(*) FROM audit_events") != 3 {
		t.Errorf("the old ones are kept: %v", err)
	}
}

// TestSignInsAreAudited: sessions that begin and end, each once, and wrong passwords.
func TestSignInsAreAudited(t *testing.T) {
	t.Parallel()
	w := crmtest.SharedWorld(t)
	ctx, hash := context.Background(), crm.HashToken(crm.NewSecret())
	if _, err := w.CRM.CreateSession(ctx, w.Home.Agent, hash, "", crm.SessionTerms{Idle: time.Hour, Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := w.CRM.DeleteSession(ctx, hash); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.CRM.AuditFailedSignIn(ctx, []crm.Credentials{{Viewer: w.Home.Agent}, {Viewer: w.Foreign.Agent}}); err != nil {
		t.Fatal(err)
	}
	target := w.Home.Agent.UserID.String()
	if got := auditKinds(t, w, models.AuditQuery{TargetID: &target}); got != "SIGN_IN_FAILED SIGNED_OUT SIGNED_IN" {
		t.Error(got)
	}
	if got := auditKinds(t, w, models.AuditQuery{ActorID: &target}); got != "SIGNED_OUT SIGNED_IN" {
		t.Error(got)
	}
}
