package crm_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// invariants hold for every database, however its contacts were merged: each statement counts violations.
var invariants = map[string]string{
	"an alias leads to no contact": `SELECT count(*) FROM contact_aliases a
		LEFT JOIN contacts c ON (c.account_id, c.id) = (a.account_id, a.contact_id) WHERE c.id IS NULL`,
	"a conversation is with a merged contact": `SELECT count(*) FROM conversations v
		LEFT JOIN contacts c ON (c.account_id, c.id) = (v.account_id, v.contact_id) WHERE c.id IS NULL`,
	"a message is from another contact than its conversation": `SELECT count(*) FROM messages m
		JOIN conversations v ON (v.account_id, v.id) = (m.account_id, m.conversation_id)
		WHERE m.sender_contact_id IS NOT NULL AND m.sender_contact_id <> v.contact_id`,
	"a rating is by another contact than its conversation": `SELECT count(*) FROM csat_responses r
		JOIN conversations v ON (v.account_id, v.id) = (r.account_id, r.conversation_id) WHERE r.contact_id <> v.contact_id`,
	"counts of ratings are wrong": `SELECT count(*) FROM contacts c WHERE (csat1, csat2, csat3, csat4, csat5) <> (
		SELECT count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2), count(*) FILTER (WHERE rating = 3),
			count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)
		FROM csat_responses r WHERE (r.account_id, r.contact_id) = (c.account_id, c.id))`,
	"a contact is both there and merged": `SELECT count(*) FROM contact_aliases a
		JOIN contacts c ON c.account_id = a.account_id AND c.id = a.id`,
	"a contact has not one preferred address of each kind": `SELECT count(*) FROM (
		SELECT FROM contact_points p GROUP BY account_id, contact_id, kind HAVING count(*) FILTER (WHERE preferred) <> 1) wrong`,
	"the columns are no copies of the preferred addresses": `SELECT count(*) FROM contacts c WHERE (email, phone_number, identifier)
		IS DISTINCT FROM (
			(SELECT value FROM contact_points p WHERE (p.account_id, p.contact_id) = (c.account_id, c.id) AND kind = 'EMAIL' AND preferred),
			(SELECT value FROM contact_points p WHERE (p.account_id, p.contact_id) = (c.account_id, c.id) AND kind = 'PHONE_NUMBER' AND preferred),
			(SELECT value FROM contact_points p WHERE (p.account_id, p.contact_id) = (c.account_id, c.id) AND kind = 'IDENTIFIER' AND preferred))`,
	"an address is missing in the search text": `SELECT count(*) FROM contact_points p
		JOIN contacts c ON (c.account_id, c.id) = (p.account_id, p.contact_id) WHERE position(lower(p.key) IN c.search) = 0`,
	"a merge that stands remembers a source that is there": `SELECT count(*) FROM contact_merge_sources s
		JOIN contact_merges m ON (m.account_id, m.id) = (s.account_id, s.merge_id) AND m.undone_at IS NULL
		JOIN contacts c ON (c.account_id, c.id) = (s.account_id, s.contact_id)`,
}

func checkInvariants(t *testing.T, w *crmtest.World) {
	t.Helper()
	for what, sql := range invariants {
		if n := w.Count(t, sql); n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}

// scene holds the records of a race: a survivor, an earlier merge into it, a source with records of every kind and a conversation
// without a rating, and an uninvolved contact with a conversation.
type scene struct {
	w               *crmtest.World
	into, other     models.ContactID
	earlier         models.ContactMergeID
	source          records
	from            models.ContactID
	talk, otherTalk models.ConversationID
	// talk is assigned to these.
	leaver models.UserID
	team   models.TeamID
}

func newScene(t *testing.T, w *crmtest.World, n int) scene {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	s := scene{w: w, source: furnish(t, w, w.Home, fmt.Sprint("tag-", n))}
	contact := func() models.ContactID {
		return newContact(t, w, models.ContactCreateInput{Name: &s.source.contact.Name}).ID
	}
	talkWith := func(id models.ContactID) models.ConversationID {
		return made(w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: s.source.inbox.ID})).ID
	}
	s.into, s.from, s.other = contact(), s.source.contact.ID, contact()
	s.talk, s.otherTalk = talkWith(s.from), talkWith(s.other)
	email := fmt.Sprintf("leaver-%d@example.com", n)
	s.leaver = made(w.CRM.CreateUser(ctx, models.UserCreateInput{Name: "Leaver", Email: email, Role: models.Agent})).ID
	s.team = made(w.CRM.CreateTeam(ctx, models.TeamCreateInput{Name: fmt.Sprint("Team ", n)})).ID
	made(w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: s.talk, AssigneeID: given(s.leaver), TeamID: given(s.team)}))
	_, earlier, err := w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: s.into, From: []models.ContactID{contact()}})
	if err != nil {
		t.Fatal(err)
	}
	s.earlier = earlier.ID
	made(w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: s.from, Availability: models.Offline}))
	return s
}

func (s scene) merge(ctx context.Context, into, from models.ContactID) error {
	_, _, err := s.w.CRM.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
	return err
}

// workOff runs all chunks of a job.
func (s scene) workOff(ctx context.Context, job *models.Job) error {
	more, err := true, error(nil)
	for more && err == nil {
		more, err = s.w.CRM.WorkJob(ctx, crm.JobArgs{Account: job.AccountID, Job: job.ID})
	}
	return err
}

// ended checks the results of a merge and its rival, and that everything belongs to the survivor.
func (s scene) ended(t *testing.T, r rival, mergeErr, rivalErr error) {
	t.Helper()
	merge, other := refusal(mergeErr), refusal(rivalErr)
	if merge != "" && merge != r.mergeRefused || other != "" && other != r.refused || r.mergeRefused != "" && merge == other {
		t.Errorf("the merge ended with %q, the rival with %q", merge, other)
	}
	checkInvariants(t, s.w)
	if merge == "NOT_FOUND from.0" { // the source was deleted
		return
	}
	ctx := crmtest.As(s.w.Home.Agent)
	survivor := contactNow(t, s.w, ctx, s.into).ID
	if from, with := contactNow(t, s.w, ctx, s.from).ID, conversationNow(t, s.w, ctx, s.talk).ContactID; from != survivor || with != survivor {
		t.Errorf("the survivor is %s, the source is found as %s and its conversation is with %s", survivor, from, with)
	}
	if r.kept != "" && s.w.Count(t, r.kept, survivor) != 1 {
		t.Error("what the rival did is lost")
	}
}

// rival is what runs while the source is merged into the survivor.
type rival struct {
	name string
	run  func(ctx context.Context, s scene) error
	// mergeRefused and refused are the possible errors of the merge and the rival if the other was first; if both are set, one of them
	// occurs.
	mergeRefused, refused string
	// kept counts 1 if the effect of the rival belongs to the survivor, $1.
	kept string
}

var rivals = []rival{
	{"the same merge", func(ctx context.Context, s scene) error { return s.merge(ctx, s.into, s.from) }, "INVALID from.0",
		"INVALID from.0", ""},
	{"the reverse merge", func(ctx context.Context, s scene) error { return s.merge(ctx, s.from, s.into) }, "INVALID from.0",
		"INVALID from.0", ""},
	{"a merge of the source into another", func(ctx context.Context, s scene) error { return s.merge(ctx, s.other, s.from) }, "", "",
		"SELECT count(*) - 2 FROM conversations WHERE contact_id = $1"},
	{"a merge of the survivor into another", func(ctx context.Context, s scene) error { return s.merge(ctx, s.other, s.into) }, "", "",
		"SELECT count(*) - 2 FROM conversations WHERE contact_id = $1"},
	{"the undoing of an earlier merge", func(ctx context.Context, s scene) error {
		_, _, err := s.w.CRM.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: s.earlier})
		return err
	}, "", "BLOCKED_BY_RULE mergeId", ""},
	{"an update", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: s.from, LastName: given("Later")})
		return err
	}, "", "", "SELECT count(*) FROM contacts WHERE id = $1 AND last_name = 'Later'"},
	{"a further address", func(ctx context.Context, s scene) error {
		_, _, err := s.w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: s.from, Kind: models.PointEmail,
			Value: s.from.UUID.String() + "@x.example", Label: ptr("raced")})
		return err
	}, "", "", "SELECT count(*) FROM contact_points WHERE contact_id = $1 AND label = 'raced'"},
	{"a refusal", func(ctx context.Context, s scene) error {
		_, _, err := s.w.CRM.SetConsent(ctx, models.ContactConsentSetInput{ContactID: s.from,
			Address: &models.AddressInput{Email: s.source.contact.Email}, Purpose: "news", State: models.ConsentRefused})
		return err
	}, "", "", `SELECT count(*) FROM consents s JOIN contact_points p ON (p.account_id, p.kind, p.key) = (s.account_id, s.kind, s.key)
		WHERE p.contact_id = $1 AND s.state = 'REFUSED' AND s.recorded_at = (SELECT max(recorded_at) FROM consents)`},
	{"an upsert by an address", func(ctx context.Context, s scene) error {
		_, created, err := s.w.CRM.UpsertContact(ctx, models.ContactUpsertInput{Match: models.MatchEmail,
			Contact: models.ContactCreateInput{Email: s.source.contact.Email, MiddleName: ptr("Upserted")}})
		if created {
			return fmt.Errorf("%s was made although it exists", *s.source.contact.Email)
		}
		return err
	}, "", "", "SELECT count(*) FROM contacts WHERE id = $1 AND middle_name = 'Upserted'"},
	{"a delete", func(ctx context.Context, s scene) error {
		return s.w.CRM.DeleteContact(ctx, models.ContactDeleteInput{ID: s.from})
	}, "NOT_FOUND from.0", "NOT_FOUND id", ""},
	{"an erasure", func(ctx context.Context, s scene) error {
		found, err := s.w.CRM.FindContact(ctx, models.ContactBy{ID: &s.from})
		if err != nil || found == nil {
			return errors.Join(err, models.Errorf(models.NotFound, "There is no such contact.").At("id"))
		}
		_, err = s.w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: s.from, ExpectedVersion: &found.Version})
		return err
	}, "NOT_FOUND from.0", "NOT_FOUND id", ""},
	{"a block", func(ctx context.Context, s scene) error {
		_, _, err := s.w.CRM.BlockContact(ctx, models.ContactBlockInput{ID: s.from})
		return err
	}, "", "", "SELECT count(*) FROM contacts WHERE id = $1 AND blocked"},
	{"a conversation", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.CreateConversation(ctx, models.ConversationCreateInput{ContactID: s.from, InboxID: s.source.inbox.ID})
		return err
	}, "", "", "SELECT count(*) - 2 FROM conversations WHERE contact_id = $1"},
	{"a conversation that moves to the source", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.UpdateConversation(ctx, models.ConversationUpdateInput{ID: s.otherTalk, ContactID: given(s.from)})
		return err
	}, "", "", "SELECT count(*) - 2 FROM conversations WHERE contact_id = $1"},
	{"a message", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.CreateMessage(ctx, models.MessageCreateInput{ConversationID: s.talk, Content: "Hi", MessageType: models.Incoming})
		return err
	}, "", "", "SELECT count(*) - 1 FROM messages WHERE sender_contact_id = $1"},
	{"a user who leaves", func(ctx context.Context, s scene) error {
		_, _, err := s.w.CRM.DeactivateUser(ctx, models.UserDeactivateInput{ID: s.leaver})
		return err
	}, "", "", "SELECT count(*) FROM conversations WHERE contact_id = $1 AND team_id IS NOT NULL AND assignee_id IS NULL"},
	{"a team that is deleted", func(ctx context.Context, s scene) error { return s.w.CRM.DeleteTeam(ctx, s.team) }, "", "",
		`SELECT count(*) FROM conversations WHERE contact_id = $1 AND team_id IS NULL
			AND assignee_id IN (SELECT id FROM users WHERE email LIKE 'leaver-%')`},
	{"a change of its message", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.UpdateMessage(ctx, models.MessageUpdateInput{ID: s.source.message.ID, Content: given("Changed")})
		return err
	}, "", "", ""},
	{"a file for its message", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.AddAttachment(ctx, s.source.message.ID, &models.Attachment{FileType: "file"})
		return err
	}, "", "", ""},
	{"the deletion of its message", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.DeleteMessage(ctx, models.MessageDeleteInput{ID: s.source.message.ID})
		return err
	}, "", "", ""},
	{"the deletion of its conversation", func(ctx context.Context, s scene) error {
		return s.w.CRM.DeleteConversation(models.WithViewer(ctx, s.w.Home.Administrator),
			models.ConversationDeleteInput{ID: s.source.conversation.ID})
	}, "", "", ""},
	{"a review of its rating", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.ReviewCsatResponse(ctx, models.CsatResponseReviewInput{ID: s.source.csat.ID, ReviewNotes: "Seen"})
		return err
	}, "", "", "SELECT count(*) FROM csat_responses WHERE contact_id = $1 AND review_notes = 'Seen'"},
	{"a label", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.AddContactLabels(ctx, models.ContactLabelsInput{ID: s.from, Labels: []string{"raced"}})
		return err
	}, "", "", "SELECT count(*) - 1 FROM contact_labels WHERE contact_id = $1"},
	{"a rating", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: s.talk, Rating: 5})
		return err
	}, "", "", "SELECT csat5 - 1 FROM contacts WHERE id = $1"},
	{"a note", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.CreateNote(ctx, models.NoteCreateInput{ContactID: s.from, Content: "likes tea"})
		return err
	}, "", "", "SELECT count(*) - 1 FROM notes WHERE contact_id = $1"},
	{"a change of its note", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.UpdateNote(ctx, models.NoteUpdateInput{ID: s.source.note.ID, Content: "likes coffee"})
		return err
	}, "", "", "SELECT count(*) FROM notes WHERE contact_id = $1 AND content = 'likes coffee'"},
	{"the removal of its note", func(ctx context.Context, s scene) error { return s.w.CRM.DeleteNote(ctx, s.source.note.ID) }, "", "",
		"SELECT 1 - count(*) FROM notes WHERE contact_id = $1"},
	{"a heartbeat", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: s.from, Availability: models.Online})
		return err
	}, "", "", "SELECT count(*) FROM contact_presence WHERE contact_id = $1 AND availability = 'ONLINE'"},
	{"the deletion of its label", func(ctx context.Context, s scene) error { return s.w.CRM.DeleteLabel(ctx, s.source.label.ID) }, "", "",
		"SELECT 1 - count(*) FROM contact_labels WHERE contact_id = $1"},
	{"a link to an inbox", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: s.from, InboxID: s.source.inbox.ID})
		return err
	}, "", "", "SELECT count(*) - 1 FROM contact_inboxes WHERE contact_id = $1"},
	{"a heartbeat of the survivor", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.RecordPresence(ctx, models.ContactPresenceInput{ID: s.into, Availability: models.Busy})
		return err
	}, "", "", "SELECT count(*) FROM contact_presence WHERE contact_id = $1 AND availability = 'BUSY'"},
	{"a new name of the company", func(ctx context.Context, s scene) error {
		_, err := s.w.CRM.UpdateCompany(ctx, models.CompanyUpdateInput{ID: s.source.company.ID, Name: given("Difference")})
		return err
	}, "", "", "SELECT count(*) FROM contacts WHERE id = $1 AND company_key = 'difference'"},
	{"a merge of its company", func(ctx context.Context, s scene) error {
		other, err := s.w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Another"})
		if err != nil {
			return err
		}
		return mergeCompanies(ctx, s.w, other.ID, s.source.company.ID)
	}, "", "", "SELECT count(*) FROM contacts c JOIN companies co ON co.id = c.company_id WHERE c.id = $1 AND co.name = 'Another'"},
	{"a merge of its company that is undone", func(ctx context.Context, s scene) error {
		other, err := s.w.CRM.CreateCompany(ctx, models.CompanyCreateInput{Name: "Another"})
		if err != nil {
			return err
		}
		_, merge, err := s.w.CRM.MergeCompanies(ctx, models.CompanyMergeInput{Into: other.ID, From: s.source.company.ID})
		if err != nil {
			return err
		}
		_, _, err = s.w.CRM.UnmergeCompanies(ctx, models.CompanyUnmergeInput{MergeID: merge.ID})
		return err
	}, "", "", "SELECT count(*) FROM contacts WHERE id = $1 AND company_id IS NOT NULL"},
	{"a dismissal", func(ctx context.Context, s scene) error {
		return s.w.CRM.DismissDuplicate(ctx, models.DuplicateDismissInput{ContactIDs: []models.ContactID{s.from, s.other}})
	}, "", "", "SELECT count(*) FROM duplicate_dismissals WHERE first_id = $1 OR second_id = $1"},
	{"a bulk update that is undone", func(ctx context.Context, s scene) error {
		job, err := s.w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{
			Target: models.ContactTarget{IDs: []models.ContactID{s.from}}, Set: models.ContactBulkSet{LabelsAdd: []string{"raced"}}})
		if err != nil {
			return err
		}
		if err := s.workOff(ctx, job); err != nil {
			return err
		}
		if job, err = s.w.CRM.UndoJob(ctx, models.JobUndoInput{ID: job.ID}); err != nil {
			return err
		}
		return s.workOff(ctx, job)
	}, "", "", ""},
	{"a scan for duplicates", func(ctx context.Context, s scene) error {
		return s.w.CRM.ScanDuplicates(models.WithViewer(ctx, nil))
	}, "", "", ""},
}

// TestMergeInterleaved pauses a merge, and then its rival, at each of its statements in turn while the other runs as far as it can.
// Whichever comes first: nothing is lost, and nothing belongs to a contact that does not exist. Removing one of these makes it
// fail:
//   - FOR UPDATE in lockContacts: nearly all fail; with FOR NO KEY UPDATE scans deadlock with merges;
//   - lockSurvivor: an update, a block, a conversation and a label find no contact;
//   - store.ErrMoved in lockContacts: merges, dismissals and moves find no contact;
//   - FOR UPDATE in lockConversation: messages and ratings deadlock with merges; its second read: they have no sender;
//   - the lock in RecordPresence: a heartbeat is lost, and one of the survivor deadlocks.
func TestMergeInterleaved(t *testing.T) {
	t.Parallel()
	for _, r := range rivals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			w := crmtest.NewWorld(t)
			scenes := 0
			begin := func() (merge, rival step, ended func(mergeErr, rivalErr error)) {
				scenes++
				s := newScene(t, w, scenes)
				return func(ctx context.Context) error { return s.merge(ctx, s.into, s.from) },
					func(ctx context.Context) error { return r.run(ctx, s) },
					func(mergeErr, rivalErr error) { s.ended(t, r, mergeErr, rivalErr) }
			}
			interleaved(t, w, begin)
			interleaved(t, w, func() (step, step, func(error, error)) {
				merge, rival, ended := begin()
				return rival, merge, func(rivalErr, mergeErr error) { ended(mergeErr, rivalErr) }
			})
		})
	}
}

// TestOldIDInterleaved changes a contact by the id of a contact that was merged into it, while it is being merged itself. Without
// store.ErrMoved in lockSurvivor this is NotFound.
func TestOldIDInterleaved(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	interleaved(t, w, func() (step, step, func(error, error)) {
		contact := func() models.ContactID { return newContact(t, w, models.ContactCreateInput{}).ID }
		s := scene{w: w, into: contact(), from: contact(), other: contact()}
		if err := s.merge(crmtest.As(w.Home.Agent), s.into, s.from); err != nil {
			t.Fatal(err)
		}
		return func(ctx context.Context) error {
				_, err := w.CRM.UpdateContact(ctx, models.ContactUpdateInput{ID: s.from, LastName: given("Later")})
				return err
			}, func(ctx context.Context) error { return s.merge(ctx, s.other, s.into) }, func(updateErr, mergeErr error) {
				if updated := contactNow(t, w, crmtest.As(w.Home.Agent), s.other); updateErr != nil || mergeErr != nil || updated.LastName != "Later" {
					t.Errorf("the update: %v; the merge: %v; %+v", updateErr, mergeErr, updated)
				}
			}
	})
}
