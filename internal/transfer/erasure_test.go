package transfer_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/netip"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// The canary is in every value of the persons who are erased. It is one word of letters and digits, so that no form of it differs but in
// capitals; canaryLine is in their phone numbers, and canaryAddress is the address of a computer.
const (
	canary        = "kanarie7f3a9"
	canaryLine    = "15112345678"
	canaryAddress = "203.0.113.77"
	canaryRule    = canary + "|" + canaryLine + "|203\\.0\\.113\\.77"
)

// persons are the contacts of the fixture: one for contactErase, one for a job, one who knew them.
type persons struct {
	first, second, friend models.ContactID
	version               int
	segments              []models.SegmentID
}

func ptr[T any](v T) *T { return &v }

func given[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func must[T any](t *testing.T, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// person is a contact with the canary in each of its values; n makes what is unique differ.
func person(n string, company models.CompanyID) models.ContactCreateInput {
	text := func() graphql.Omittable[*string] { return given("The " + canary) }
	point := models.ContactPointInput{Value: canary + n + "b@canary.example", Label: ptr(canary)}
	return models.ContactCreateInput{Name: ptr(canary + n + " Erasmus"), MiddleName: ptr(canary), LastName: ptr("Of " + canary),
		Email: ptr(canary + n + "@canary.example"), Emails: []models.ContactPointInput{{Value: canary + n + "@canary.example"}, point},
		PhoneNumber: ptr("+49" + canaryLine + n), Identifier: ptr(canary + n), Location: ptr(canary), CompanyID: &company,
		Identifiers: []models.ContactPointInput{{Value: canary + n}, {Value: canary + n, System: ptr(canary)}},
		AdditionalAttributes: &models.AdditionalAttributesInput{JobTitle: text(), City: text(), Country: text(), Browser: text(),
			BrowserVersion: text(), Platform: text(), Other: graphql.OmittableOf(models.JSON(`{"x": "` + canary + `"}`)),
			SocialProfiles: graphql.OmittableOf([]models.SocialProfile{{Network: "x", Handle: canary}})},
		CustomAttributes: models.JSON(`{"x": "` + canary + `"}`), Labels: []string{"vip"}, IPAddress: ptr(canaryAddress)}
}

func drawn(t *testing.T) *models.Upload {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 300, 300))); err != nil {
		t.Fatal(err)
	}
	return &models.Upload{Filename: canary + ".png", Size: int64(b.Len()), Content: bytes.NewReader(b.Bytes())}
}

// canaries fills the home account with everything that Kith keeps about persons.
func canaries(t *testing.T, w *crmtest.World) persons {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	c := w.CRM
	must(t, 0, w.CRM.KeepEvents(context.Background(), crm.DefaultEventRetention))
	must(t, 0, func() error {
		_, err := c.UpdateAccount(ctx, models.AccountUpdateInput{Features: graphql.OmittableOf([]models.AccountFeature{models.FeatureIPLookup})})
		return err
	}())
	must2(c.CreateLabel(ctx, models.LabelCreateInput{Title: "vip"}))
	company := must2(c.CreateCompany(ctx, models.CompanyCreateInput{Name: "Acme"}))
	endpoint, _, err := c.CreateWebhookEndpoint(ctx, models.WebhookEndpointCreateInput{URL: "https://example.com/hook",
		Events: []models.ContactEventType{models.ContactCreated, models.ContactUpdated, models.ContactErased}})
	must(t, endpoint, err)
	inbox := must2(c.CreateInbox(ctx, models.InboxCreateInput{Name: "Support", ChannelType: models.ChannelAPI}))
	create := func(in models.ContactCreateInput) *models.Contact { return must2(c.CreateContact(ctx, in)) }
	first, second := create(person("1", company.ID)), create(person("2", company.ID))
	friend := create(models.ContactCreateInput{Name: ptr("A friend"), Email: ptr("friend@example.com")})
	merge := func(into, from models.ContactID) models.ContactMergeID {
		_, m, err := c.MergeContacts(ctx, models.ContactMergeInput{Into: into, From: []models.ContactID{from}})
		return must(t, m, err).ID
	}
	undo := func(id models.ContactMergeID) {
		_, _, err := c.UnmergeContacts(ctx, models.ContactUnmergeInput{MergeID: id})
		must(t, 0, err)
	}
	// A merge that stays, one of the friend that was undone, and one into the friend, which a bulk update saw.
	merge(first.ID, create(person("3", company.ID)).ID)
	undo(merge(first.ID, friend.ID))
	taken := merge(friend.ID, first.ID)
	bulk := func(ids ...models.ContactID) {
		job, err := c.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Target: models.ContactTarget{IDs: ids},
			Set: models.ContactBulkSet{CustomAttributes: graphql.OmittableOf(models.JSON(`{"tier": "` + fmt.Sprint(time.Now().UnixNano()) + `"}`))}})
		do(t, w, job, err)
	}
	bulk(friend.ID)
	undo(taken)
	bulk(first.ID, second.ID)
	for _, id := range []models.ContactID{first.ID, second.ID} {
		everything(t, w, id, friend.ID, inbox.ID)
	}
	jobsAbout(t, w, ctx)
	must(t, 0, c.DispatchWebhooks(context.Background(), []int64{w.Home.Key}))
	w.Exec(t, `
		UPDATE webhook_deliveries SET last_error = $1
		WHERE event_id IN (SELECT id FROM contact_events WHERE contact_id = ANY($2))`, canary,
		[]string{first.ID.UUID.String(), second.ID.UUID.String()})
	w.Exec(t, "UPDATE river.river_job SET errors = ARRAY[jsonb_build_object('error', $1::text)] WHERE kind = 'fetch_avatar'", canary)
	must(t, 0, c.ScanDuplicates(context.Background()))
	_, err = c.Once(ctx, "key", [32]byte{1}, func(context.Context) ([]byte, bool) { return []byte(canary), true })
	must(t, 0, err)
	var segments []models.SegmentID
	for _, s := range []models.SegmentCreateInput{
		{Name: "Listed", Filter: &models.ContactFilter{Email: &models.StringFilter{
			In: []string{canary + "1@canary.example", "other@example.com"}}}},
		{Name: "Of " + canary + "2 Erasmus " + canary + " Of " + canary, Filter: &models.ContactFilter{Blocked: ptr(true)}},
		{Name: "Line", Filter: &models.ContactFilter{PhoneNumber: &models.StringFilter{Eq: ptr("+49 (151) 1234-56782")}}},
		{Name: "Other", Filter: &models.ContactFilter{Name: &models.StringFilter{Contains: ptr("friend")}}},
	} {
		s.Shared = true
		segments = append(segments, must2(c.CreateSegment(ctx, s)).ID)
	}
	for i, email := range []string{canary + "1@canary.example", canary + "2@canary.example"} {
		must2(c.CreateRole(ctx, models.RoleCreateInput{Name: fmt.Sprintf("Role %d", i), ContactFilter: &models.ContactFilter{
			Email: &models.StringFilter{In: []string{email, "other@example.com"}, Ne: ptr(email)}}}))
	}
	now, err := c.FindContact(ctx, models.ContactBy{ID: &first.ID})
	return persons{first.ID, second.ID, friend.ID, must(t, now, err).Version, segments}
}

func must2[T any](v *T, err error) *T {
	if err != nil {
		panic(err)
	}
	return v
}

// everything gives a person what persons have: conversations, messages, notes, a rating, links, a picture.
func everything(t *testing.T, w *crmtest.World, id, friend models.ContactID, inbox models.InboxID) {
	t.Helper()
	ctx, c := models.WithClientAddress(crmtest.As(w.Home.Administrator), netip.MustParseAddr("203.0.113.9")), w.CRM
	_, err := w.Avatars.Set(ctx, models.ContactAvatarSetInput{ID: id, Picture: models.PictureSource{File: drawn(t)}})
	must(t, 0, err)
	must2(c.ContactPicture(id).Request(ctx, "https://"+canary+".example/face.png"))
	must2(c.RecordPresence(ctx, models.ContactPresenceInput{ID: id, Availability: models.Online}))
	link := must2(c.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: id, InboxID: inbox,
		SourceID: ptr(canary + id.String())}))
	must2(c.CreateContactInbox(ctx, models.ContactInboxCreateInput{ContactID: id, InboxID: inbox, SourceID: ptr(canary + "2" + id.String())}))
	talk := must2(c.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: inbox, ContactInboxID: &link.ID,
		CustomAttributes: models.JSON(`{"x": "` + canary + `"}`), Labels: []string{"vip"}}))
	moved := must2(c.CreateConversation(ctx, models.ConversationCreateInput{ContactID: id, InboxID: inbox, ContactInboxID: &link.ID}))
	for _, v := range []models.ConversationID{talk.ID, moved.ID} {
		said := must2(c.CreateMessage(ctx, models.MessageCreateInput{ConversationID: v, Content: "I am " + canary, MessageType: models.Incoming}))
		file := upload(canary+".txt", "This is "+canary)
		must2(w.Transfers.Attach(ctx, models.AttachmentCreateInput{MessageID: said.ID, File: file}))
	}
	w.Exec(t, "UPDATE messages SET source_id = $1, content_attributes = jsonb_build_object('x', $1::text) WHERE sender_contact_id = $2",
		canary, id)
	w.Exec(t, `
		INSERT INTO attachments (account_id, id, message_id, file_type, name, external_url, details, created_at)
		SELECT account_id, gen_random_uuid(), id, 'IMAGE', $1, 'https://example.com/' || $1, jsonb_build_object('x', $1::text), now()
		FROM messages
		WHERE sender_contact_id = $2`, canary, id)
	w.Exec(t, "UPDATE conversations SET additional_attributes = jsonb_build_object('x', $1::text) WHERE id = $2", canary, talk.ID)
	if _, err := c.UpdateConversation(ctx, models.ConversationUpdateInput{ID: moved.ID, ContactID: given(friend)}); err != nil {
		t.Fatal(err)
	}
	// Conversations that came from another system may have several persons in them.
	w.Exec(t, "UPDATE messages SET sender_contact_id = $1 WHERE conversation_id = $2", id, moved.ID)
	must2(c.CreateNote(ctx, models.NoteCreateInput{ContactID: id, Content: "This is " + canary}))
	consents(t, w, must2(c.FindContact(ctx, models.ContactBy{ID: &id})))
	must2(c.CreateCsatResponse(ctx, models.CsatResponseCreateInput{ConversationID: talk.ID, Rating: 1, Feedback: ptr(canary)}))
	w.Exec(t, "UPDATE csat_responses SET review_notes = $1 WHERE contact_id = $2", canary, id)
	_, _, err = c.BlockContact(ctx, models.ContactBlockInput{ID: id, Reason: ptr("Since it is " + canary)})
	must(t, 0, err)
}

// consents records what a person refused and granted at two addresses, and at one that the contact then loses.
func consents(t *testing.T, w *crmtest.World, c *models.Contact) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	lost := canary + c.ID.UUID.String() + "@lost.example"
	_, point, err := w.CRM.AddContactPoint(ctx, models.ContactPointAddInput{ContactID: c.ID, Kind: models.PointEmail, Value: lost})
	must(t, 0, err)
	for _, address := range []models.AddressInput{{Email: c.Email}, {Identifier: c.Identifier, System: ptr(canary)}, {Email: &lost}} {
		for purpose, state := range map[string]models.ConsentState{"news": models.ConsentRefused, "calls": models.ConsentGranted} {
			_, _, err := w.CRM.SetConsent(ctx, models.ContactConsentSetInput{ContactID: c.ID, Address: &address, Purpose: purpose, State: state,
				Proof: ptr("As " + canary + " said")})
			must(t, 0, err)
		}
	}
	_, err = w.CRM.RemoveContactPoint(ctx, models.ContactPointRemoveInput{ContactID: c.ID, ID: point.ID})
	must(t, 0, err)
}

// jobsAbout runs jobs that keep the canary in their tasks, failures, warnings and files.
func jobsAbout(t *testing.T, w *crmtest.World, ctx context.Context) {
	t.Helper()
	file := "name,email\n" + canary + ",no email of " + canary + "\nSomebody,\n"
	job, err := w.Transfers.Import(ctx, models.ContactsImportInput{File: upload(canary+"1@canary.example", file)})
	do(t, w, job, err)
	w.Exec(t, "UPDATE job_warnings SET contact_id = NULL, message = $1", "Not taken over: "+canary)
	filter := &models.ContactFilter{Email: &models.StringFilter{Eq: ptr(canary + "1@canary.example")}}
	job, err = w.CRM.ExportContacts(ctx, models.ContactsExportInput{Format: models.ExportCSV, Filter: filter})
	do(t, w, job, err)
	job, err = w.CRM.ExportCsatResponses(ctx, models.CsatResponsesExportInput{})
	do(t, w, job, err)
	job, err = w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{DryRun: true, Target: models.ContactTarget{Filter: filter},
		Set: models.ContactBulkSet{Blocked: given(true)}})
	do(t, w, job, err)
}

// found returns the columns of all tables that hold the canary, as table.column.
func found(t *testing.T, w *crmtest.World) []string {
	t.Helper()
	var columns []string
	for _, column := range texts(t, w) {
		table, name, _ := strings.Cut(column, " ")
		expression := "x." + name + "::text"
		kind := w.Texts(t, "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2", table, name)
		if kind[0] == "bytea" {
			expression = "encode(x." + name + ", 'escape')"
		}
		if w.Count(t, fmt.Sprintf("SELECT count(*) FROM %s x WHERE %s ~* '%s'", table, expression, canaryRule)) > 0 {
			columns = append(columns, strings.TrimPrefix(table, "public.")+"."+name)
		}
	}
	return columns
}

// texts lists the columns of all tables that can hold texts, from the catalogue, as `schema.table column`.
func texts(t *testing.T, w *crmtest.World) []string {
	t.Helper()
	return w.Texts(t, `
		SELECT format('%I.%I %I', n.nspname, c.relname, a.attname)
		FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type y ON y.oid = a.atttypid
		WHERE n.nspname IN ('public', 'river') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
			AND coalesce(nullif(y.typelem, 0), y.oid)::regtype::text IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'citext', 'name')
		ORDER BY 1`)
}

// filesWithCanary returns the stored files that hold the canary, and how many files there are.
func filesWithCanary(t *testing.T, w *crmtest.World) (with []string, all int) {
	t.Helper()
	for _, folder := range []string{"imports", "exports", "failures", "avatars"} {
		names, err := w.Files.Old(t.Context(), folder, time.Now().Add(time.Hour), 1000)
		if err != nil {
			continue // there is no such folder yet
		}
		for _, name := range names {
			content, err := w.Files.Open(t.Context(), name)
			if err != nil {
				continue
			}
			b, err := io.ReadAll(content)
			must(t, 0, err)
			must(t, 0, content.Close())
			all++
			if bytes.Contains(bytes.ToLower(b), []byte(canary)) || bytes.Contains(b, []byte(canaryLine)) || path.Dir(path.Dir(name)) == "avatars" {
				with = append(with, name)
			}
		}
	}
	return with, all
}
