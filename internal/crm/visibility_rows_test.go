package crm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
	"kith/models/typeid"
)

const (
	seenContact      = "contact_id IN (SEEN)"
	seenConversation = "conversation_id IN (SELECT id FROM conversations WHERE contact_id IN (SEEN))"
	seenPair         = "first_id IN (SEEN) AND second_id IN (SEEN)"
	ownJob           = "job_id IN (SELECT id FROM jobs WHERE actor_user_id = 'VIEWER')"
)

// seenRows are the rows that users of a role see whose filter shows the contacts SEEN. Of other tables, unless they are open, they see
// none.
var seenRows = map[string]string{
	"contacts": "id IN (SEEN)", "contact_aliases": seenContact, "contact_points": seenContact, "contact_inboxes": seenContact,
	"contact_labels": seenContact, "contact_presence": seenContact, "notes": seenContact, "conversations": seenContact,
	"csat_responses": seenContact, "contact_match_keys": seenContact, "contact_match_sets": seenContact,
	"consents": "(kind, key) IN (SELECT kind, key FROM contact_points WHERE " + seenContact + ")", "conversation_labels": seenConversation,
	"messages":    seenConversation,
	"attachments": "message_id IN (SELECT id FROM messages WHERE " + seenConversation + ")",
	"contact_events": "segment_id IS NULL AND (" + seenContact + " OR contact_id::text IN (SELECT id::text FROM contact_aliases WHERE " +
		seenContact + "))",
	"contact_merges":        "into_id IN (SEEN)",
	"contact_merge_sources": "merge_id IN (SELECT id FROM contact_merges WHERE into_id IN (SEEN))",
	"contact_duplicates":    seenPair, "duplicate_dismissals": seenPair,
	"jobs": "actor_user_id = 'VIEWER'", "job_failures": ownJob, "job_warnings": ownJob,
	"segments": "owner_id = 'VIEWER'", "roles": "id = (SELECT role_id FROM users WHERE id = 'VIEWER')",
}

// openTables show all of their rows.
var openTables = strings.Fields(`duplicate_models accounts account_seq account_counters api_tokens bots companies company_dismissals
	company_duplicates company_duplicate_queue custom_attribute_definitions inboxes labels legacy_records sessions team_members teams users`)

// TestViewsShowRows counts the rows of each table as users of roles read it, below every check that use cases make besides.
func TestViewsShowRows(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	seen := fill(t, w)
	filtered := w.WithRole(t, models.RoleCreateInput{ContactFilter: &models.ContactFilter{IDs: seen}})
	masked := w.WithRole(t, models.RoleCreateInput{MaskedFields: []models.MaskedField{models.MaskEmail, models.MaskNotes}})
	for _, viewer := range []*models.Viewer{filtered, masked, w.Home.Administrator} {
		ownRecords(t, w, viewer)
	}
	w.Exec(t, "UPDATE contact_events SET segment_id = (SELECT id FROM segments LIMIT 1) WHERE seq = (SELECT min(seq) FROM contact_events)")
	withAccount := w.Texts(t, "SELECT table_name::text FROM information_schema.columns WHERE column_name = 'account_id'")
	for _, table := range crm.ViewedTables() {
		if !slices.Contains(withAccount, table) {
			continue
		}
		all := w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = $1", w.Home.Key)
		condition, some := seenRows[table]
		count := func(viewer *models.Viewer, condition string) int {
			t.Helper()
			ids := make([]string, len(seen))
			for i, id := range seen {
				ids[i] = "'" + id.UUID.String() + "'"
			}
			condition = strings.NewReplacer("SEEN", strings.Join(ids, ", "), "VIEWER", viewer.UserID.UUID.String()).Replace(condition)
			return w.Count(t, "SELECT count(*) FROM "+table+" WHERE account_id = $1 AND "+condition, w.Home.Key)
		}
		check := func(who string, viewer *models.Viewer, want int) {
			t.Helper()
			if got, err := w.CRM.CountSeen(crmtest.As(viewer), table); err != nil || got != want {
				t.Errorf("%s %d of %d rows of %s, not %d: %v", who, got, all, table, want, err)
			}
		}
		switch {
		case slices.Contains(openTables, table):
			check("the filter shows", filtered, all)
		case !some:
			check("the filter shows", filtered, 0)
		default:
			want := count(filtered, condition)
			if want == 0 || want == all {
				t.Errorf("%d of %d rows of %s are seen, which tells nothing", want, all, table)
			}
			check("the filter shows", filtered, want)
		}
		if !some {
			continue
		}
		switch table {
		case "notes", "contact_duplicates", "contact_match_keys", "contact_match_sets":
			check("the mask shows", masked, 0)
		case "contact_points", "consents":
			check("the mask shows", masked, count(masked, "kind <> 'EMAIL'"))
		case "jobs", "job_failures", "job_warnings", "segments", "roles":
			check("the mask shows", masked, count(masked, condition))
		case "contact_events":
			check("the mask shows", masked, count(masked, "segment_id IS NULL"))
		default:
			check("the mask shows", masked, all)
		}
	}
}

// fill makes three contacts with rows in every table of contacts, and returns two of them.
func fill(t *testing.T, w *crmtest.World) []models.ContactID {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	var ids []models.ContactID
	for i, tag := range []string{"one", "two", "three"} {
		r := furnish(t, w, w.Home, tag)
		ids = append(ids, r.contact.ID)
		was := newContact(t, w, models.ContactCreateInput{Name: ptr("Was " + tag), PhoneNumber: ptr(fmt.Sprintf("+1212555%04d", 1000+i))})
		made(w.CRM.AddAttachment(ctx, r.message.ID, &models.Attachment{FileType: "file"}))
		for _, sql := range []string{
			"INSERT INTO contact_presence (account_id, contact_id, availability, seen_at) VALUES ($1, $2, 'ONLINE', now())",
			"INSERT INTO contact_match_keys (account_id, key, contact_id) VALUES ($1, 1, $2)",
			"INSERT INTO contact_match_sets (account_id, contact_id, keys) VALUES ($1, $2, '{1}')",
		} {
			w.Exec(t, sql, w.Home.Key, r.contact.ID)
		}
		if _, _, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: r.contact.ID, From: []models.ContactID{was.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"contact_duplicates (account_id, first_id, second_id, probability, reasons)",
		"duplicate_dismissals (account_id, first_id, second_id, dismissed_at)"} {
		values := "0.9, '[]'::jsonb"
		if strings.HasPrefix(table, "duplicate_dismissals") {
			values = "now()"
		}
		w.Exec(t, `INSERT INTO `+table+` SELECT a.account_id, a.id, b.id, `+values+`
			FROM contacts a JOIN contacts b ON b.account_id = a.account_id AND a.id < b.id WHERE a.account_id = $1`, w.Home.Key)
	}
	w.Exec(t, `INSERT INTO consents (account_id, kind, system, key, purpose, state, given_at, contact_id, recorded_at)
		SELECT account_id, kind, system, key, 'news', 'REFUSED', now(), contact_id, now() FROM contact_points WHERE account_id = $1`, w.Home.Key)
	return ids[:2]
}

// ownRecords makes a job with a failure and a warning, and a segment, as a viewer.
func ownRecords(t *testing.T, w *crmtest.World, viewer *models.Viewer) {
	t.Helper()
	job := typeid.New[models.JobID]()
	w.Exec(t, `INSERT INTO jobs (account_id, id, kind, state, task, role, actor_user_id, created_at, updated_at)
		VALUES ($1, $2, 'BULK_UPDATE', 'QUEUED', '{}', 'AGENT', $3, now(), now())`, w.Home.Key, job, *viewer.UserID)
	w.Exec(t, "INSERT INTO job_failures (account_id, job_id, n, errors) VALUES ($1, $2, 1, '[]')", w.Home.Key, job)
	w.Exec(t, "INSERT INTO job_warnings (account_id, job_id, n, message) VALUES ($1, $2, 1, 'Hm.')", w.Home.Key, job)
	w.Exec(t, `INSERT INTO segments (account_id, id, name, filter, shared, owner_id, created_at, updated_at)
		VALUES ($1, gen_random_uuid(), 'All', '{}', true, $2, now(), now())`, w.Home.Key, *viewer.UserID)
}

// TestMomentsShowWhatTheViewerSees reads records of live lists by their ids, whichever the list would have.
func TestMomentsShowWhatTheViewerSees(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	ada, bob := furnish(t, w, w.Home, "ada"), furnish(t, w, w.Home, "bob")
	viewer := w.WithRole(t, models.RoleCreateInput{ContactFilter: &models.ContactFilter{IDs: []models.ContactID{ada.contact.ID}}})
	err := w.CRM.AtOneMoment(t.Context(), w.Home.Key, func(m *crm.Moment) error {
		contacts, err := m.Nodes(&crm.Window{Contacts: &crm.ContactQuery{}, Viewer: viewer},
			[]crm.RowID{ada.contact.ID.UUID, bob.contact.ID.UUID})
		if err != nil {
			return err
		}
		talks, err := m.Nodes(&crm.Window{Conversations: &crm.ConversationQuery{}, Viewer: viewer},
			[]crm.RowID{ada.conversation.ID.UUID, bob.conversation.ID.UUID})
		if len(contacts) != 1 || contacts[ada.contact.ID.UUID] == nil || len(talks) != 1 || talks[ada.conversation.ID.UUID] == nil {
			t.Errorf("%d contacts and %d conversations", len(contacts), len(talks))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
