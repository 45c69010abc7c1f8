package transfer_test

import (
	"fmt"
	"strings"
	"testing"

	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

// TestCsatExport writes the ratings of a filter with what belongs to them, without formulas and without ratings of another account, to a
// file whose download is in the audit log.
func TestCsatExport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	rate := func(a crmtest.Account, name, email, phone string, assignee *models.UserID, rating int, feedback string) *models.CsatResponse {
		t.Helper()
		ctx := crmtest.As(a.Administrator)
		inbox := must2(w.CRM.CreateInbox(ctx, models.InboxCreateInput{Name: "+" + name, ChannelType: models.ChannelAPI}))
		in := models.ContactCreateInput{Name: &name, Email: &email}
		if phone != "" {
			in.PhoneNumber = &phone
		}
		c := must2(w.CRM.CreateContact(ctx, in))
		v := must2(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID, AssigneeID: assignee}))
		return must2(w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: v.ID, Rating: rating, Feedback: &feedback}))
	}
	slow := rate(w.Home, "=Ada", "ada@x.example", "+12125550123", w.Home.Agent.UserID, 2, "@slow, \"quite\"\n-1")
	good := rate(w.Home, "Bob", "bob@x.example", "", nil, 5, "")
	rate(w.Foreign, "Eve", "eve@x.example", "", nil, 2, "foreign")
	slow = must2(w.CRM.ReviewCsatResponse(ctx, models.CsatResponseReviewInput{ID: slow.ID, ReviewNotes: "=HYPERLINK(1)"}))
	agent := w.Texts(t, "SELECT name FROM users WHERE id = $1", *w.Home.Agent.UserID)[0]

	const header = "contactId,name,email,phoneNumber,rating,feedback,reviewNotes,assignee,inbox,conversation,createdAt\n"
	at := func(r *models.CsatResponse) string { return r.CreatedAt.UTC().Format("2006-01-02T15:04:05.000000Z") }
	first := fmt.Sprintf("%s,'=Ada,ada@x.example,'+12125550123,2,\"'@slow, \"\"quite\"\"\n'-1\",'=HYPERLINK(1),%s,'+=Ada,1,%s\n",
		slow.ContactID, agent, at(slow))
	second := fmt.Sprintf("%s,Bob,bob@x.example,,5,,,,'+Bob,2,%s\n", good.ContactID, at(good))
	w.Files.OnDownload(w.CRM.AuditDownload)
	for _, c := range []struct {
		filter *models.CsatFilter
		want   string
	}{
		{nil, header + first + second},
		{&models.CsatFilter{Rating: []int{1, 2}}, header + first},
		{&models.CsatFilter{AgentID: &models.IDFilter{IsNull: ptr(true)}}, header + second},
		{&models.CsatFilter{Rating: []int{3}}, header},
	} {
		job, err := w.CRM.ExportCsatResponses(ctx, models.CsatResponsesExportInput{Filter: c.filter})
		done := do(t, w, job, err)
		if done.Kind != models.JobCsatExport || done.State != models.JobSucceeded || done.Succeeded != strings.Count(c.want, "Z\n") {
			t.Errorf("%v: %s", c.filter, counts(done))
			continue
		}
		if got := fetch(t, w, done.Result); got != c.want {
			t.Errorf("\n%q\nis not\n%q", got, c.want)
		}
		log, err := w.CRM.ListAuditEvents(ctx, page.Args{}, models.AuditQuery{TargetID: ptr(job.ID.String())})
		if err != nil || len(log.Nodes()) != 2 || log.Nodes()[0].Kind != models.AuditExportDownloaded ||
			log.Nodes()[1].Kind != models.AuditCsatExport {
			t.Errorf("the audit log: %v %v", log, err)
		}
	}

	refused := func(who *models.Viewer, f *models.CsatFilter, want string) {
		t.Helper()
		_, err := w.CRM.ExportCsatResponses(crmtest.As(who), models.CsatResponsesExportInput{Filter: f})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%v, not %s", err, want)
		}
	}
	refused(w.Home.Agent, nil, "FORBIDDEN")
	refused(w.Home.Administrator, &models.CsatFilter{Rating: []int{6}}, "INVALID filter.rating")
	refused(w.Home.Administrator, &models.CsatFilter{AgentID: &models.IDFilter{}}, "INVALID filter.agentId")
}
