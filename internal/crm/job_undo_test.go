package crm_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// importText imports rows below a header.
func importText(t *testing.T, w *crmtest.World, header string, rows ...string) *models.Job {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	task := &models.ImportTask{Header: strings.Split(header, ",")}
	if err := task.Recognize(models.ContactsImportInput{}, nil, nil); err != nil {
		t.Fatal(err)
	}
	job, err := w.CRM.ImportContacts(ctx, task, false)
	if err != nil {
		t.Fatal(err)
	}
	args := crm.JobArgs{Account: job.AccountID, Job: job.ID}
	if err := w.CRM.BeginImport(ctx, args, len(rows), task); err != nil {
		t.Fatal(err)
	}
	var records []models.ImportCells
	for _, row := range rows {
		records = append(records, models.ImportCells{Cells: strings.Split(row, ",")})
	}
	for i := range records { // each in a transaction of its own
		if err := w.CRM.ImportRows(ctx, args, i, records[i:i+1], i == len(records)-1); err != nil {
			t.Fatal(err)
		}
	}
	return job
}

const everything = `SELECT concat_ws('|', name, email, phone_number, company_id IS NOT NULL, custom_attributes,
	(SELECT string_agg(p.value, ',' ORDER BY p.preferred DESC, p.value) FROM contact_points p
		WHERE p.account_id = c.account_id AND p.contact_id = c.id),
	(SELECT string_agg(l.title, ',' ORDER BY l.title) FROM contact_labels x
		JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
		WHERE x.account_id = c.account_id AND x.contact_id = c.id))
	FROM contacts c ORDER BY name`

// TestUndoImport takes back an import: what it changed is as it was, what it created is gone, and what others touched stays.
func TestUndoImport(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	for _, in := range []models.ContactCreateInput{
		{Name: new("Ada"), Email: new("ada@x.example"), Labels: []string{"kept", "old"}, CustomAttributes: models.JSON(`{"plan": "pro"}`)},
		{Name: new("Bob"), Email: new("bob@x.example")},
		{Name: new("Cy"), Email: new("cy@x.example")},
	} {
		if _, err := w.CRM.CreateContact(ctx, in); err != nil {
			t.Fatal(err)
		}
	}
	before := w.Texts(t, everything)
	job := importText(t, w, "name,email,phoneNumber,labels,customAttributes.plan",
		"Ada L,ada@x.example,+12125550100,new,free", "Ada LL,ada@x.example,+12125550101,newer,", "Bob B,bob@x.example,,,", "Cy,cy@x.example,,,",
		"Dora,dora@x.example,,,", "Eve,eve@x.example,,,", "Fay,fay@x.example,,,")
	if done := seen(t, w, job); done.Created != 3 || done.Updated != 3 || done.Unchanged != 1 || done.Succeeded != 7 {
		t.Fatalf("%+v", done)
	}
	find := func(email string) *models.Contact {
		c, err := w.CRM.FindContact(ctx, models.ContactBy{Email: &email})
		if err != nil || c == nil {
			t.Fatal(c, err)
		}
		return c
	}
	if _, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: find("bob@x.example").ID, Name: models.Given("Robert")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: find("eve@x.example").ID, Content: "called"}); err != nil {
		t.Fatal(err)
	}
	if err := w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: find("fay@x.example").ID}); err != nil {
		t.Fatal(err)
	}
	events := w.Count(t, "SELECT count(*) FROM contact_events")
	undo, err := w.CRM.UndoJob(ctx, models.JobUndoInput{ID: job.ID})
	if err != nil {
		t.Fatal(err)
	}
	done := work(t, w, undo)
	if done.State != models.JobSucceeded || done.Updated != 1 || done.Succeeded != 2 || done.Failed != 3 || *done.Total != 5 {
		t.Errorf("%+v", done)
	}
	want := []string{before[0], "Cy|cy@x.example|f|{}|cy@x.example", "Eve|eve@x.example|f|{}|eve@x.example",
		"Robert|bob@x.example|f|{}|bob@x.example"}
	if got := w.Texts(t, everything); !slices.Equal(got, want) {
		t.Errorf("\n%q\nis not\n%q", got, want)
	}
	told := w.Texts(t, "SELECT type || ' ' || (snapshot->>'name') FROM contact_events ORDER BY seq OFFSET $1", events)
	if slices.Sort(told); !slices.Equal(told, []string{"CONTACT_DELETED Dora", "CONTACT_UPDATED Ada"}) {
		t.Errorf("%q", told)
	}
	for name, id := range map[string]models.JobID{"once more": job.ID, "the undoing": undo.ID} {
		if _, err := w.CRM.UndoJob(ctx, models.JobUndoInput{ID: id}); err == nil || !strings.HasPrefix(err.Error(), "BLOCKED_BY_RULE") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.CRM.UndoJob(crmtest.As(w.Foreign.Administrator), models.JobUndoInput{ID: job.ID}); err == nil ||
		!strings.HasPrefix(err.Error(), "NOT_FOUND") {
		t.Error(err)
	}
}

// TestUndoBulkUpdate takes back a bulk update by the agent who made it.
func TestUndoBulkUpdate(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	var ids []models.ContactID
	for _, name := range []string{"Ada", "Bob"} {
		c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name, Labels: []string{"vip"}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, c.ID)
	}
	if _, _, err := w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: ids[1]}); err != nil {
		t.Fatal(err)
	}
	state := func() []string {
		return w.Texts(t, `SELECT concat_ws('|', name, blocked, blocked_at, contact_type,
			(SELECT string_agg(l.title, ',') FROM contact_labels x JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
				WHERE x.account_id = c.account_id AND x.contact_id = c.id))
			FROM contacts c ORDER BY name`)
	}
	before := state()
	agent := crmtest.As(w.Home.Agent)
	job, err := w.CRM.BulkUpdateContacts(agent, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids},
		Set: models.ContactBulkSet{Blocked: models.Given(true), LabelsRemove: []string{"vip"}}})
	if err != nil {
		t.Fatal(err)
	}
	if done := work(t, w, job); done.Updated != 2 || done.Succeeded != 2 {
		t.Fatalf("%+v", done)
	}
	again, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids},
		Set: models.ContactBulkSet{Blocked: models.Given(true), CompanyID: graphql.OmittableOf[*models.CompanyID](nil)}})
	if err != nil {
		t.Fatal(err)
	}
	if done := work(t, w, again); done.Updated != 0 || done.Unchanged != 2 {
		t.Fatalf("%+v", done)
	}
	if _, err := w.CRM.UndoJob(agent, models.JobUndoInput{ID: again.ID}); err == nil || !strings.HasPrefix(err.Error(), "NOT_FOUND") {
		t.Errorf("a job of somebody else: %v", err)
	}
	undo, err := w.CRM.UndoJob(agent, models.JobUndoInput{ID: job.ID})
	if err != nil {
		t.Fatal(err)
	}
	if done := work(t, w, undo); done.Updated != 2 || done.Failed != 0 {
		t.Errorf("%+v", done)
	}
	if got := state(); !slices.Equal(got, before) {
		t.Errorf("\n%q\nis not\n%q", got, before)
	}
}

// TestUndoOfASurvivor takes back a bulk update that reached one contact in two chunks, by the ids of two contacts that were merged into it.
// The second chunk changed nothing any more, and what the first one recorded stays.
func TestUndoOfASurvivor(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	create := func(name string) models.ContactID {
		c, err := w.CRM.CreateContact(ctx, models.ContactCreateInput{Name: &name})
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	ids := []models.ContactID{create("first")}
	for range crm.BulkChunk {
		ids = append(ids, create("other"))
	}
	last, survivor := create("last"), create("Ada")
	ids = append(ids, last)
	for _, from := range []models.ContactID{ids[0], last} {
		if _, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: survivor, From: []models.ContactID{from}}); err != nil {
			t.Fatal(err)
		}
	}
	job, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids},
		Set: models.ContactBulkSet{Blocked: models.Given(true)}})
	if err != nil {
		t.Fatal(err)
	}
	if done := work(t, w, job); done.Updated != crm.BulkChunk+1 || done.Unchanged != 1 {
		t.Fatalf("%+v", done)
	}
	undo, err := w.CRM.UndoJob(ctx, models.JobUndoInput{ID: job.ID})
	if err != nil {
		t.Fatal(err)
	}
	if done := work(t, w, undo); done.Updated != crm.BulkChunk+1 || done.Failed != 0 {
		t.Errorf("%+v", done)
	}
	if n := w.Count(t, "SELECT count(*) FROM contacts WHERE blocked"); n != 0 {
		t.Errorf("%d contacts are blocked", n)
	}
}
