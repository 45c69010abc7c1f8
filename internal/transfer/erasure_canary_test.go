package transfer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kith/internal/crm"
	"kith/internal/crmtest"
	"kith/models"
)

// ofPersons are the columns that hold values of persons. The fixture puts the canary into each of them.
const ofPersons = `
	consents.key consents.proof consents.system
	attachments.details attachments.external_url attachments.name contact_events.changes contact_events.snapshot
	conversations.additional_attributes csat_responses.review_notes messages.content_attributes contact_inboxes.source_id
	contact_merge_sources.points contact_merge_sources.stored
	contact_merges.after contact_merges.before contact_merges.points contact_points.key contact_points.label contact_points.system
	contact_points.value contacts.additional_attributes contacts.block_reason contacts.city_key contacts.country_key
	contacts.custom_attributes contacts.email contacts.identifier contacts.last_name contacts.last_name_key contacts.location
	contacts.middle_name contacts.middle_name_key contacts.name contacts.name_key contacts.phone_number contacts.search
	conversations.custom_attributes csat_responses.feedback duplicate_models.model job_changes.before job_changes.points job_failures.cells
	job_warnings.message jobs.task messages.content messages.source_id notes.content roles.contact_filter segments.filter segments.name
	webhook_deliveries.last_error river.river_job.args river.river_job.errors`

// notOfPersons are the other columns of texts, by the reason why an erasure leaves them alone.
var notOfPersons = map[string]string{
	"settings of the account, or what it calls its records": `consents.purpose teams.description teams.name roles.description roles.name
		bots.description bots.name accounts.duplicate_merge_rule accounts.default_region accounts.features accounts.name
		accounts.stale_cleanup_after accounts.time_zone labels.color labels.description labels.title job_changes.labels inboxes.channel_type
		inboxes.hmac_token inboxes.name webhook_endpoints.events webhook_endpoints.old_secret webhook_endpoints.secret webhook_endpoints.url
		custom_attribute_definitions.description custom_attribute_definitions.display_name custom_attribute_definitions.folded_key
		custom_attribute_definitions.key custom_attribute_definitions.list_values custom_attribute_definitions.model
		custom_attribute_definitions.pattern custom_attribute_definitions.pattern_hint custom_attribute_definitions.type`,
	"of users and programs, who are no contacts": `api_tokens.scopes sessions.address sessions.user_agent
		recovery_codes.code_hash second_factors.secret user_links.token_hash api_tokens.allowed_addresses api_tokens.last_four
		api_tokens.last_used_address
		api_tokens.name api_tokens.role api_tokens.token_hash sessions.token_hash users.availability users.email users.name
		users.password_hash users.role installation.signing_key idempotency_keys.caller`,
	"of companies, which are no persons; a company that is one is deleted by companyDelete": `companies.custom_attributes
		companies.additional_attributes company_duplicates.reasons company_merges.after company_merges.before company_merges.stored
		companies.description companies.domain companies.name companies.name_key contacts.company_key`,
	"holds no personal values by its rule, which tests of the audit log check": `audit_events.details audit_events.kind
		audit_events.target erasures.removed`,
	"the address of whoever acted, not of a contact": `audit_events.address`,
	"chosen by clients for requests": `audit_events.request_id contact_events.request_id jobs.request_id idempotency_keys.key
		idempotency_keys.request_hash`,
	"hashed under a key of the server":                              `suppressions.hash suppression_keys.key_id`,
	"encrypted; TestErasedPersonsLeaveNothing sees that it is gone": `idempotency_keys.answer`,
	"a word of a fixed list": `consents.kind consents.state attachments.content_type attachments.file_type messages.content_type
		messages.status contact_events.type contact_points.kind contact_points.source contact_presence.availability
		contact_merges.presence contact_merge_sources.presence contacts.contact_type contacts.country_code conversations.status jobs.kind
		jobs.role jobs.state roles.masked_fields roles.permissions messages.message_type suppressions.kind webhook_deliveries.state
		webhook_endpoints.format`,
	"the number of a record in another system, by which a later import knows that it is not to come back": `legacy_records.legacy_id
		legacy_records.noun legacy_records.system`,
	"ids, random names of files, or names of columns": `attachments.file_key
		contact_merge_sources.aliases contacts.avatar companies.avatar segments.usage_keys jobs.failures_file
		jobs.place jobs.result job_warnings.column_name`,
	"names the fields in which contacts agree; it goes with them":                       `contact_duplicates.reasons`,
	"words and parts of words of the contact; they go with its row":                     `contacts.search_keys contacts.search_words`,
	"rules that rows of a file broke; their messages are replaced along with the cells": `job_failures.errors`,
	"a snapshot of PostgreSQL, which is numbers":                                        `segment_cursors.seen`,
	"the queue's own": `river.river_job.attempted_by river.river_job.kind river.river_job.metadata river.river_job.queue
		river.river_job.tags river.river_job.unique_key river.river_leader.leader_id river.river_leader.name river.river_migration.line
		river.river_notification.payload river.river_notification.topic river.river_queue.metadata river.river_queue.name`,
}

// TestEveryColumnIsDecided: a column of texts that a migration adds needs a line above. The list is made from the catalogue.
func TestEveryColumnIsDecided(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	decided := map[string]int{}
	for _, name := range strings.Fields(ofPersons) {
		decided[name]++
	}
	for _, names := range notOfPersons {
		for _, name := range strings.Fields(names) {
			decided[name]++
		}
	}
	for _, column := range texts(t, w) {
		name := strings.TrimPrefix(strings.ReplaceAll(column, " ", "."), "public.")
		if decided[name] != 1 {
			t.Errorf("%s is decided %d times: does it hold values of persons? Then fill it in the fixture and erase it", name, decided[name])
		}
		delete(decided, name)
	}
	for name := range decided {
		t.Errorf("there is no %s", name)
	}
}

// TestErasedPersonsLeaveNothing fills every column of persons with the canary, erases one person by mutation and one by job, and looks
// for the canary in all columns of all tables and in all files.
func TestErasedPersonsLeaveNothing(t *testing.T) {
	t.Parallel()
	w := crmtest.NewWorld(t)
	p := canaries(t, w)
	ctx := crmtest.As(w.Home.Administrator)
	held := found(t, w)
	for _, name := range strings.Fields(ofPersons) {
		if !slices.Contains(held, name) {
			t.Errorf("the fixture puts nothing into %s", name)
		}
	}
	for _, name := range held {
		if !slices.Contains(strings.Fields(ofPersons), name) {
			t.Errorf("%s holds the canary and is not among the columns of persons", name)
		}
	}
	if with, all := filesWithCanary(t, w); len(with) < 10 || len(with) != all {
		t.Errorf("%d of %d files hold the canary", len(with), all)
	}
	log := w.Texts(t, "SELECT seq || ' ' || type || ' ' || id || ' ' || created_at FROM contact_events ORDER BY seq")

	// A dry run counts the same and removes nothing.
	dry, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: p.first, DryRun: true})
	must(t, dry, err)
	if again := found(t, w); !slices.Equal(held, again) {
		t.Errorf("a dry run removed something: %v", again)
	}
	waits, err := w.CRM.BulkUpdateContacts(ctx, models.ContactsBulkUpdateInput{Set: models.ContactBulkSet{Blocked: given(true)},
		Target: models.ContactTarget{Filter: &models.ContactFilter{Email: &models.StringFilter{Eq: ptr(canary + "1@canary.example")}}}})
	must(t, waits, err)
	if _, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: p.first, ExpectedVersion: &p.version}); err == nil ||
		!strings.HasPrefix(err.Error(), "BLOCKED_BY_RULE id") {
		t.Errorf("while a job names the person: %v", err)
	}
	_, err = w.CRM.CancelJob(ctx, waits.ID)
	must(t, 0, err)

	receipt, err := w.CRM.EraseContact(ctx, models.ContactEraseInput{ID: p.first, ExpectedVersion: &p.version})
	must(t, receipt, err)
	for i, r := range receipt.Removed {
		// the job that was cancelled meanwhile is one more
		more := map[models.ErasedPlace]int{models.ErasedJobTasks: 1}[r.Place]
		if r.Count == 0 || r.Count != dry.Removed[i].Count+more {
			t.Errorf("%s: %d, in the dry run %d", r.Place, r.Count, dry.Removed[i].Count)
		}
	}
	if len(receipt.SegmentsChanged) != 1 || receipt.SegmentsChanged[0] != p.segments[0] || len(receipt.SegmentsDeleted) != 0 {
		t.Errorf("segments changed %v, deleted %v", receipt.SegmentsChanged, receipt.SegmentsDeleted)
	}
	target := models.ContactTarget{Filter: &models.ContactFilter{Name: &models.StringFilter{Contains: ptr(canary)}}}
	for _, dryRun := range []bool{true, false} {
		job, err := w.CRM.BulkEraseContacts(ctx, models.ContactsBulkEraseInput{Target: target, DryRun: dryRun, ConfirmCount: ptr(1)})
		if done := do(t, w, job, err); done.State != models.JobSucceeded || done.Succeeded != 1 || done.Failed != 0 {
			t.Errorf("the job: %+v", done)
		}
	}
	w.Exec(t, "DELETE FROM river.river_job WHERE queue <> 'default'") // jobs were done by do, and nothing is delivered
	w.Work(t, w.Transfers.Work, w.Avatars.Work)

	if left := found(t, w); len(left) > 0 {
		t.Errorf("the canary is left in %v", left)
	}
	if with, all := filesWithCanary(t, w); len(with) > 0 {
		t.Errorf("the canary is left in %v of %d files", with, all)
	}
	if n := w.Count(t, "SELECT count(*) FROM idempotency_keys WHERE answer IS NOT NULL"); n > 0 {
		t.Errorf("%d answers are kept", n)
	}
	isWhole(t, w, p, log)
}

// isWhole checks what must have remained: the log without its values, the friend, and segments about others.
func isWhole(t *testing.T, w *crmtest.World, p persons, log []string) {
	t.Helper()
	ctx := crmtest.As(w.Home.Administrator)
	after := w.Texts(t, "SELECT seq || ' ' || type || ' ' || id || ' ' || created_at FROM contact_events ORDER BY seq")
	if len(after) != len(log)+2 || !slices.Equal(after[:len(log)], log) {
		t.Errorf("the log was\n%s\nand is\n%s", strings.Join(log, "\n"), strings.Join(after, "\n"))
	}
	erased := w.Count(t, `
		SELECT count(*) FROM contact_events
		WHERE snapshot - 'labels' = jsonb_build_object('id', snapshot -> 'id', 'erased', true)
		AND changes IN ('[]', 'null') AND contact_id = ANY($1)`, []string{p.first.UUID.String(), p.second.UUID.String()})
	if all := w.Count(t, "SELECT count(*) FROM contact_events WHERE contact_id = ANY($1)",
		[]string{p.first.UUID.String(), p.second.UUID.String()}); erased != all || erased == 0 {
		t.Errorf("%d of %d events are tombstones", erased, all)
	}
	friend, err := w.CRM.FindContact(ctx, models.ContactBy{Email: ptr("friend@example.com")})
	if must(t, friend, err) == nil || friend.ID != p.friend || friend.Name != "A friend" {
		t.Errorf("the friend is %+v", friend)
	}
	if n := w.Count(t, "SELECT count(*) FROM messages WHERE content = '' AND sender_contact_id IS NULL"); n != 2 {
		t.Errorf("%d messages are left in conversations of the friend", n)
	}
	b, err := w.CRM.Batch(ctx)
	must(t, b, err)
	segments := b.SegmentsByID(p.segments, crm.AllColumns)
	must(t, 0, b.Send())
	listed, named, line, other := segments[p.segments[0]], segments[p.segments[1]], segments[p.segments[2]], segments[p.segments[3]]
	if listed == nil || !strings.Contains(string(listed.Filter), "other@example.com") || named == nil || line != nil || other == nil {
		t.Errorf("segments: %v %v %v %v", listed, named, line, other)
	}
	if _, err := w.CRM.Once(ctx, "key", [32]byte{1}, func(context.Context) ([]byte, bool) { return nil, false }); err == nil ||
		!strings.HasPrefix(err.Error(), "CONFLICT") {
		t.Errorf("a retry of a request whose answer was removed: %v", err)
	}
}
