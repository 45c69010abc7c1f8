package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/page"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	for i, name := range []string{"ana", "Anabel", "Mary Ana", "Bañana", `100%_a\b"c'd`, "José Müller", "محمد علي", "山田太郎",
		"😀 Smiley", "Order 12125550199"} {
		in := models.ContactCreateInput{Name: &name}
		if i == 0 {
			in.PhoneNumber, in.Email, in.Identifier = ptr("+12125550123"), ptr("first@ana.example"), ptr("CRM-1")
		}
		newContact(t, w, in)
	}
	foreign := crmtest.As(w.Foreign.Administrator)
	if _, err := w.CRM.CreateContact(foreign, models.ContactCreateInput{Name: ptr("ana foreign")}); err != nil {
		t.Fatal(err)
	}
	for search, want := range map[string]string{
		"ana":            "ana|Anabel|Mary Ana|Bañana", // exact, prefix, word, substring
		"ANÁ":            "ana|Anabel|Mary Ana|Bañana",
		"  mary   ana ":  "Mary Ana",
		"100%":           `100%_a\b"c'd`,
		"%_":             `100%_a\b"c'd`,
		`\b"`:            `100%_a\b"c'd`,
		`c'd`:            `100%_a\b"c'd`,
		"__":             "",
		"muller":         "José Müller",
		"محمد":           "محمد علي",
		"田太":             "山田太郎",
		"😀 s":            "😀 Smiley",
		"(212) 555-0123": "ana",
		"+1 212.555":     "ana|Order 12125550199",
		"crm-1":          "ana",
		"@ana.ex":        "ana",
		"nobody":         "",
	} {
		p, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{}, crm.ContactQuery{Search: &search})
		if err != nil {
			t.Fatal(search, err)
		}
		var names []string
		for _, c := range p.Nodes() {
			names = append(names, c.Name)
		}
		if got := strings.Join(names, "|"); got != want {
			t.Errorf("%q finds %q, not %q", search, got, want)
		}
		n, err := p.Count(crmtest.As(w.Home.Agent), 100)
		if err != nil || n.Value != len(names) {
			t.Errorf("%q counts %v, %v", search, n, err)
		}
	}
	for _, search := range []string{"", "a", " a ", strings.Repeat("x", 201), "a\x00b"} {
		_, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), page.Args{}, crm.ContactQuery{Search: &search})
		var refused *models.Error
		if !errors.As(err, &refused) || refused.Code != models.Invalid || refused.Field[0] != "search" {
			t.Errorf("%q: %v", search, err)
		}
	}
}

// TestSearchPages reads a search page by page: every match is returned once.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	sortable(t, w, 40)
	w.Exec(t, `UPDATE contacts SET search = CASE WHEN version % 2 = 1 THEN E'needle\n' ELSE '' END || 'hay needle ' || id::text`)
	search, size, seen := "needle", 7, map[models.ContactID]bool{}
	for a := (page.Args{First: &size}); ; {
		p, err := w.CRM.ListContacts(crmtest.As(w.Home.Agent), a, crm.ContactQuery{Search: &search})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Nodes() {
			if seen[c.ID] {
				t.Errorf("%s twice", c.ID)
			}
			seen[c.ID] = true
		}
		if !p.PageInfo.HasNextPage {
			break
		}
		a.After = p.PageInfo.EndCursor()
	}
	if len(seen) != 40 {
		t.Errorf("%d of 40", len(seen))
	}
}

func TestGroupContacts(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	company, err := w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme"})
	if err != nil {
		t.Fatal(err)
	}
	inbox := newInbox(t, w)
	for i := range 7 {
		in := models.ContactCreateInput{Name: ptr(fmt.Sprint("c", i)), Labels: []string{"all"}}
		if i%2 == 0 {
			in.Email, in.CompanyID, in.CountryCode = ptr(fmt.Sprintf("c%d@example.com", i)), &company.ID, ptr("DE")
			in.Labels = append(in.Labels, "even")
		} else {
			in.Inbox, in.Blocked = &models.ContactInboxInput{InboxID: inbox.ID}, ptr(true)
		}
		newContact(t, w, in)
	}
	label := func(title string) string {
		return w.Texts(t, "SELECT id::text FROM labels WHERE title = $1", title)[0]
	}
	var all, even models.LabelID
	if err := errors.Join(all.Scan(label("all")), even.Scan(label("even"))); err != nil {
		t.Fatal(err)
	}
	month := w.Texts(t, "SELECT DISTINCT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM') FROM contacts")[0]
	wanted := map[models.ContactGroupKey]string{
		models.GroupByType:    "LEAD=4 VISITOR=3 ",
		models.GroupByLabel:   all.String() + "=7 " + even.String() + "=4 ",
		models.GroupByCountry: "DE=4 ",
		models.GroupByCompany: company.ID.String() + "=4 ",
		models.GroupByInbox:   inbox.ID.String() + "=3 ",
		models.GroupByBlocked: "false=4 true=3 ",
		models.GroupByMonth:   month + "=7 ",
	}
	var queries []crm.GroupQuery
	for by := range wanted {
		queries = append(queries, crm.GroupQuery{By: by, Limit: 50})
	}
	w.Statements.Reset()
	lists := groupsOf(ctx, t, w, queries...)
	pages, err := w.CRM.ContactPagesOfGroups(ctx, lists, page.Args{First: ptr(100)})
	if n := len(w.Statements.List()); err != nil || n != 2 {
		t.Fatalf("%d statements for groups and their contacts, %v", n, err)
	}
	for i, q := range queries {
		got := ""
		for j, g := range lists[i].Groups {
			got += fmt.Sprintf("%s=%d ", g.Key, g.Count)
			if n := len(pages[i][j].Edges); n != g.Count {
				t.Errorf("%s %s: %d contacts of %d", q.By, g.Key, n, g.Count)
			}
		}
		if got != wanted[q.By] {
			t.Errorf("%s: %s, not %s", q.By, got, wanted[q.By])
		}
	}
	some := crm.GroupQuery{By: models.GroupByType, Limit: 50,
		Filter: &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{"even"}}}}
	none, tooMany := some, some
	none.Filter, tooMany.Limit = &models.ContactFilter{Labels: &models.LabelsFilter{Any: []string{}}}, 1001
	lists, errs := w.CRM.GroupContacts(ctx, []crm.GroupQuery{some, none, tooMany})
	if len(lists[0].Groups) != 1 || lists[0].Groups[0].Count != 4 || errs[0] != nil || lists[1] != nil ||
		refusal(errs[1]) != "INVALID filter.labels.any" || refusal(errs[2]) != "INVALID limit" {
		t.Error(lists, errs)
	}
}

// groupsOf counts groups of contacts.
func groupsOf(ctx context.Context, t *testing.T, w *crmtest.World, queries ...crm.GroupQuery) []*crm.GroupList {
	t.Helper()
	lists, errs := w.CRM.GroupContacts(ctx, queries)
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return lists
}

func TestReportCsat(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	contact, inbox := newContact(t, w, models.ContactCreateInput{}), newInbox(t, w)
	for i, rating := range []int{5, 4, 1, 0, 0} {
		v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: contact.ID, InboxID: inbox.ID,
			Status: ptr(models.Resolved)})
		if err != nil {
			t.Fatal(err)
		}
		if rating == 0 {
			continue
		}
		if _, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: v.ID, Rating: rating}); err != nil {
			t.Fatal(err)
		}
		w.Exec(t, `
			UPDATE csat_responses
			SET created_at = make_timestamptz(2026, 1 + $1::int, 28, 23, 59, 59, 'UTC')
			WHERE conversation_id = $2`, i, v.ID.UUID)
	}
	report, err := w.CRM.ReportCsat(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if report.Summary.Count != 3 || fmt.Sprintf("%.3f", *report.SatisfactionScore) != "66.667" || *report.ResponseRate != 60 ||
		len(report.ByMonth) != 3 || report.ByMonth[0].Month != "2026-01" || *report.ByMonth[0].Summary.AverageRating != 5 {
		t.Errorf("%+v", report)
	}
	report, err = w.CRM.ReportCsat(ctx, &models.CsatFilter{Rating: []int{4, 5}, InboxID: &models.IDFilter{Eq: ptr(inbox.ID.String())},
		ContactID: &models.IDFilter{Eq: ptr(contact.ID.String())}})
	if err != nil || report.Summary.Count != 2 || *report.SatisfactionScore != 100 {
		t.Errorf("%+v %v", report, err)
	}
	other := newInbox(t, w)
	report, err = w.CRM.ReportCsat(ctx, &models.CsatFilter{InboxID: &models.IDFilter{Eq: ptr(other.ID.String())}})
	if err != nil || report.Summary.Count != 0 || report.SatisfactionScore != nil || report.ResponseRate != nil || len(report.ByMonth) != 0 {
		t.Errorf("%+v %v", report, err)
	}
	p, err := w.CRM.ListCsatResponses(ctx, page.Args{}, &models.CsatFilter{Rating: []int{1}}, nil)
	if err != nil || len(p.Edges) != 1 {
		t.Error(p, err)
	}
	if _, err := w.CRM.ListCsatResponses(ctx, page.Args{}, &models.CsatFilter{Rating: []int{6}}, nil); err == nil {
		t.Error("a rating of 6 is no rating")
	}
}

// TestSearchByPart searches with a sample of trigrams, with which the index is searched for a part of the text only.
func TestSearchByPart(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	w.Exec(t, `
		INSERT INTO contacts (account_id, id, version, contact_type, search, created_at, updated_at)
		SELECT $1, gen_random_uuid(), 1, 'LEAD', 'person ' || i || E'\nmail' || i || '@example.com', now(), now()
		FROM generate_series(1000, 1999) i`, w.Home.Key)
	w.Exec(t, `ANALYZE contacts`)
	ctx := crmtest.As(w.Home.Agent)
	if err := w.CRM.SampleSearches(ctx); err != nil {
		t.Fatal(err)
	}
	for search, part := range map[string]string{"mail1537@": "1537", "person 1537": "1537", "person1537": "on1537", "mail": "mail"} {
		w.Statements.Reset()
		p, err := w.CRM.ListContacts(ctx, page.Args{}, crm.ContactQuery{Search: &search})
		if err != nil {
			t.Fatal(err)
		}
		asked := fmt.Sprint(w.Statements.List()[0].Args)
		if !strings.Contains(asked, "%"+part+"%") || part != search && strings.Contains(asked, "%"+search+"%") {
			t.Errorf("%q is looked for by %s, not by %q", search, asked, part)
		}
		n, err := p.Count(ctx, 2000)
		if err != nil {
			t.Fatal(err)
		}
		if want := w.Count(t, `SELECT count(*) FROM contacts WHERE account_id = $1 AND position($2 in search) > 0`, w.Home.Key,
			search); n.Value != want {
			t.Errorf("%q finds %d, not %d", search, n.Value, want)
		}
	}
}
