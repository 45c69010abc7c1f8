package crm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// TestRegistryKnowsEveryReference compares the references with the foreign keys of the database: a merge would lose the rows of an
// unknown one.
func TestRegistryKnowsEveryReference(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	found := w.Texts(t, `
		SELECT k.conrelid::regclass::text || '.' || a.attname
		FROM pg_constraint k
		JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[2]
		WHERE k.contype = 'f' AND k.confrelid = 'contacts'::regclass
		ORDER BY 1`)
	known := slices.Sorted(slices.Values(crm.ContactReferences()))
	if !slices.Equal(slices.Sorted(slices.Values(found)), known) {
		t.Errorf("the database has %v, the registry %v", found, known)
	}
}

// populated creates a contact with children of every kind.
func populated(t *testing.T, w *crmtest.World, name string, inbox *models.Inbox) *models.Contact {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	c := newContact(t, w, models.ContactCreateInput{Name: &name, Email: ptr(name + "@example.com"), Identifier: ptr("id-" + name),
		Labels: []string{"shared", "of-" + name}, CustomAttributes: models.JSON(`{"who": "` + name + `", "` + name + `": 1}`),
		AdditionalAttributes: &models.AdditionalAttributesInput{City: graphql.OmittableOf(&name),
			SocialProfiles: graphql.OmittableOf([]models.SocialProfile{{Network: "github", Handle: name}, {Network: "net-" + name, Handle: name}})}})
	for i := range 2 {
		v, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: c.ID, InboxID: inbox.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []models.MessageType{models.Incoming, models.Outgoing} {
			if _, err := w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v.ID, Content: name, MessageType: kind}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: v.ID, Rating: 1 + i}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: c.ID, Content: name}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: c.ID, Availability: models.Busy}); err != nil {
		t.Fatal(err)
	}
	return c
}

// dump returns every row that belongs to contacts, without what a merge changes permanently: versions and update times.
func dump(t *testing.T, w *crmtest.World) string {
	t.Helper()
	var all []string
	for _, table := range []string{"contacts", "conversations", "messages", "contact_inboxes", "notes", "csat_responses",
		"contact_labels", "contact_presence", "contact_aliases", "contact_points"} {
		all = append(all, w.Texts(t, `SELECT '`+table+` ' || (to_jsonb(t) - 'version' - 'updated_at')::text FROM `+table+` t ORDER BY 1`)...)
	}
	return strings.Join(all, "\n")
}

func difference(a, b string) string {
	lines, other := strings.Split(a, "\n"), strings.Split(b, "\n")
	var out []string
	for _, l := range lines {
		if !slices.Contains(other, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range other {
		if !slices.Contains(lines, l) {
			out = append(out, "+ "+l)
		}
	}
	return strings.Join(out, "\n")
}

func TestMergeAndUnmergeGiveTheSameData(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	inbox := newInbox(t, w)
	b, c, a := populated(t, w, "bob", inbox), populated(t, w, "cid", inbox), populated(t, w, "ada", inbox)
	before := dump(t, w)
	in := models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID, c.ID},
		Choices: []*models.MergeChoice{{Field: "name", ContactID: c.ID}}}
	preview, err := w.CRM.PreviewMerge(ctx, in)
	if err != nil || len(preview.Blockers) > 0 {
		t.Fatal(preview, err)
	}
	if dump(t, w) != before {
		t.Fatal("the preview changed something")
	}
	survivor, merge, err := w.CRM.MergeContacts(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	total := models.MovedCounts{}
	for _, s := range merge.Sources {
		total = total.Plus(*s.Moved)
	}
	if total != *preview.Moved || total.Conversations != 4 || total.Messages != 4 || total.Notes != 2 || total.CsatResponses != 4 ||
		total.Labels != 4 {
		t.Errorf("moved %+v, previewed %+v", total, *preview.Moved)
	}
	wantPreviewed(t, preview, survivor)
	var custom map[string]any
	if err := json.Unmarshal(survivor.CustomAttributes, &custom); err != nil || len(custom) != 4 || custom["who"] != "ada" {
		t.Error(custom, err)
	}
	if survivor.Name != "cid" || *survivor.Email != "ada@example.com" || survivor.CsatCounts.Ones != 3 || survivor.CsatCounts.Twos != 3 ||
		len(survivor.AdditionalAttributes.SocialProfiles) != 4 || survivor.Version != a.Version+1 {
		t.Errorf("%+v", survivor)
	}
	if stored, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &a.ID}); err != nil || !stored.CreatedAt.Equal(b.CreatedAt.Time) {
		t.Errorf("the survivor is stored as created at %v, not at %v, %v", stored.CreatedAt, b.CreatedAt, err)
	}
	labels, err := crm.Read(ctx, w.CRM, []models.ContactID{a.ID}, (*crm.Batch).LabelsByContact)
	if err != nil || len(labels[a.ID]) != 4 {
		t.Error(labels, err)
	}
	for _, by := range []models.ContactBy{{ID: &b.ID}, {ID: &c.ID}, {Email: ptr("BOB@example.com")}, {Identifier: ptr("id-cid")}} {
		if found, err := w.CRM.FindContact(ctx, by); err != nil || found == nil || found.ID != a.ID {
			t.Errorf("%+v finds %v, %v", by, found, err)
		}
	}
	if byID, err := w.CRM.ContactsByID(ctx, []models.ContactID{a.ID, b.ID}); err != nil || byID[b.ID] == nil || byID[b.ID].ID != a.ID {
		t.Error(byID, err)
	}
	var refused *models.Error
	if err := w.CRM.DeleteContact(crmtest.As(w.Home.Administrator), models.ContactDeleteInput{ID: b.ID}); !errors.As(err, &refused) ||
		refused.Code != models.NotFound {
		t.Error("the id of a merged contact deletes the survivor:", err)
	}
	restored, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil || len(kept) > 0 || len(restored) != 3 {
		t.Fatal(restored, kept, err)
	}
	if after := dump(t, w); after != before {
		t.Errorf("not as before:\n%s", difference(before, after))
	}
	for _, id := range []models.ContactID{a.ID, b.ID, c.ID} {
		if n := w.Count(t, "SELECT version FROM contacts WHERE id = $1", id.UUID); n < 2 {
			t.Errorf("version %d", n)
		}
	}
	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID}); !errors.As(err, &refused) ||
		refused.Code != models.BlockedByRule {
		t.Error(err)
	}
}

// wantPreviewed fails unless the survivor of a merge has the values of its preview, in every field.
func wantPreviewed(t *testing.T, preview *models.ContactMergePreview, survivor *models.Contact) {
	t.Helper()
	flat := survivor.Mergeable()
	var snapshot map[string]json.RawMessage
	if err := json.Unmarshal(survivor.Snapshot(), &snapshot); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"contactType", "blocked", "createdAt", "lastActivityAt"} {
		if value := snapshot[field]; string(value) != "null" {
			flat[field] = models.JSON(value)
		}
	}
	for field, kind := range map[string]models.PointKind{"emails": models.PointEmail, "phoneNumbers": models.PointPhone,
		"identifiers": models.PointIdentifier} {
		var values []string
		for _, p := range survivor.PointsOf(kind) {
			values = append(values, p.Value)
		}
		if values != nil {
			text, err := json.Marshal(values)
			if err != nil {
				t.Fatal(err)
			}
			flat[field] = text
		}
	}
	seen := map[string]bool{}
	for _, line := range preview.Fields {
		seen[line.Field] = true
		if line.Field == "labels" { // which are rows of their own; see TestLabelsAreChosen
			continue
		}
		if string(flat[line.Field]) != string(line.Value) {
			t.Errorf("%s is %s, previewed %s", line.Field, flat[line.Field], line.Value)
		}
	}
	for field := range flat {
		if !seen[field] {
			t.Errorf("the preview says nothing of %s", field)
		}
	}
}

// TestUnmergeKeepsWhatCameLater checks that new labels and changed values stay with the survivor.
func TestUnmergeKeepsWhatCameLater(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Administrator)
	inbox := newInbox(t, w)
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("a")}), populated(t, w, "bob", inbox)
	_, merge, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID}})
	if err != nil {
		t.Fatal(err)
	}
	late, err := w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: b.ID, InboxID: inbox.ID})
	if err != nil || late.ContactID != a.ID {
		t.Fatal("a conversation for a merged contact lands with the survivor:", late, err)
	}
	if _, err := w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: a.ID, Labels: []string{"late"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: a.ID, Identifier: graphql.OmittableOf(ptr("later"))}); err != nil {
		t.Fatal(err)
	}
	// Another contact takes an address that the source had and that the survivor has given up.
	if _, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: a.ID, Email: graphql.OmittableOf(ptr("a@example.com"))}); err != nil {
		t.Fatal(err)
	}
	taker := newContact(t, w, models.ContactCreateInput{Email: ptr("bob@example.com")})
	_, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: merge.ID})
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	for _, k := range kept {
		fields = append(fields, k.Field)
	}
	if fmt.Sprint(fields) != "[email identifier email]" {
		t.Error(fields)
	}
	found, err := w.CRM.ContactsByID(ctx, []models.ContactID{a.ID, b.ID, taker.ID})
	if err != nil || *found[a.ID].Email != "a@example.com" || *found[a.ID].Identifier != "later" || found[b.ID].Email != nil ||
		*found[b.ID].Identifier != "id-bob" {
		t.Error(found[a.ID], found[b.ID], err)
	}
	// The late conversation goes with the link through which it was begun, that of the source.
	if n := w.Count(t, "SELECT count(*) FROM conversations WHERE contact_id = $1 AND id = $2", b.ID.UUID, late.ID.UUID); n != 1 {
		t.Error("the late conversation did not go with its link")
	}
	labels, err := crm.Read(ctx, w.CRM, []models.ContactID{a.ID, b.ID}, (*crm.Batch).LabelsByContact)
	if err != nil || len(labels[a.ID]) != 1 || labels[a.ID][0].Title != "late" || len(labels[b.ID]) != 2 {
		t.Error(labels, err)
	}
}

// TestChainsAreOneHopAndUndoneInReverse merges b into a and a into c.
func TestChainsAreOneHopAndUndoneInReverse(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	inbox := newInbox(t, w)
	a, b, c := populated(t, w, "ada", inbox), populated(t, w, "bob", inbox), populated(t, w, "cid", inbox)
	before := dump(t, w)
	merge := func(into, from models.ContactID) *models.ContactMerge {
		t.Helper()
		_, m, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	first, second := merge(a.ID, b.ID), merge(c.ID, a.ID)
	if n := w.Count(t, "SELECT count(*) FROM contact_aliases WHERE contact_id <> $1", c.ID.UUID); n != 0 {
		t.Errorf("%d aliases do not lead to the survivor at once", n)
	}
	if found, err := w.CRM.FindContact(ctx, models.ContactBy{ID: &b.ID}); err != nil || found == nil || found.ID != c.ID {
		t.Error(found, err)
	}
	var refused *models.Error
	if _, _, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: first.ID}); !errors.As(err, &refused) ||
		refused.Code != models.BlockedByRule {
		t.Error(err)
	}
	for _, m := range []*models.ContactMerge{second, first} {
		if _, kept, err := w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: m.ID}); err != nil || len(kept) > 0 {
			t.Fatal(kept, err)
		}
	}
	if after := dump(t, w); after != before {
		t.Errorf("not as before:\n%s", difference(before, after))
	}
}

func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ctx := crmtest.As(w.Home.Agent)
	a, b := newContact(t, w, models.ContactCreateInput{Name: ptr("a")}), newContact(t, w, models.ContactCreateInput{Name: ptr("b")})
	before := dump(t, w)
	one := []models.ContactID{b.ID}
	for name, s := range map[string]struct {
		in    models.ContactMergeInput
		code  models.Code
		field string
	}{
		"nobody":   {models.ContactMergeInput{Into: a.ID}, models.Required, "from"},
		"itself":   {models.ContactMergeInput{Into: a.ID, From: []models.ContactID{a.ID}}, models.Invalid, "from.0"},
		"twice":    {models.ContactMergeInput{Into: a.ID, From: []models.ContactID{b.ID, b.ID}}, models.Invalid, "from.1"},
		"unknown":  {models.ContactMergeInput{Into: a.ID, From: []models.ContactID{{}}}, models.NotFound, "from.0"},
		"too many": {models.ContactMergeInput{Into: a.ID, From: make([]models.ContactID, 101)}, models.Limit, "from"},
		"stale": {models.ContactMergeInput{Into: a.ID, From: one,
			ExpectedVersions: []*models.ExpectedVersion{{ID: b.ID, Version: 9}}}, models.StaleVersion, "expectedVersions.0"},
		"unknown field": {models.ContactMergeInput{Into: a.ID, From: one,
			Choices: []*models.MergeChoice{{Field: "version", ContactID: b.ID}}}, models.Invalid, "choices"},
		"foreign choice": {models.ContactMergeInput{Into: a.ID, From: one, Choices: []*models.MergeChoice{{Field: "name"}}},
			models.Invalid, "choices"},
	} {
		var refused *models.Error
		_, _, err := w.CRM.MergeContacts(ctx, s.in)
		if !errors.As(err, &refused) || refused.Code != s.code || strings.Join(refused.Field, ".") != s.field {
			t.Errorf("%s: %v", name, err)
		}
		preview, err := w.CRM.PreviewMerge(ctx, s.in)
		if err != nil || len(preview.Blockers) != 1 {
			t.Errorf("%s: the preview has %v, %v", name, preview, err)
		}
	}
	if dump(t, w) != before {
		t.Error("something changed")
	}
}

// TestMergeFifty merges fifty contacts of any type into one.
func TestMergeFifty(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	into := newContact(t, w, models.ContactCreateInput{})
	var from []models.ContactID
	types := []models.ContactType{models.Visitor, models.Lead, models.Customer}
	for i := range 50 {
		c := newContact(t, w, models.ContactCreateInput{Email: ptr(fmt.Sprintf("c%d@example.com", i)), ContactType: &types[i%3],
			Labels: []string{fmt.Sprint("label-", i)}})
		from = append(from, c.ID)
	}
	survivor, merge, err := w.CRM.MergeContacts(crmtest.As(w.Home.Agent), models.ContactMergeInput{Into: into.ID, From: from})
	if err != nil || survivor.ContactType != models.Customer || *survivor.Email != "c0@example.com" || len(merge.Sources) != 50 ||
		merge.Sources[49].ID != from[49] {
		t.Fatal(survivor, err)
	}
	if n := w.Count(t, "SELECT count(*) FROM contact_aliases WHERE contact_id = $1", into.ID.UUID); n != 50 {
		t.Errorf("%d aliases", n)
	}
}
