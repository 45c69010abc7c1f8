package crm

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"kith/internal/identity"
	"kith/internal/store"
	"kith/migrations"
	"kith/models"
)

// removed is where the rows of a table are counted that deletions deletes or changes.
var removed = map[string]models.ErasedPlace{
	"csat_responses": models.ErasedRatings, "messages": models.ErasedMessages, "conversation_labels": models.ErasedLabels,
	"contact_labels": models.ErasedLabels, "conversations": models.ErasedConversations, "contact_inboxes": models.ErasedInboxLinks,
	"contact_points": models.ErasedAddresses, "notes": models.ErasedNotes, "contact_presence": models.ErasedPresence,
	"contact_merges": models.ErasedMerges, "contact_merge_sources": models.ErasedMerges, "job_changes": models.ErasedJobRecords,
	"duplicate_dismissals": models.ErasedDuplicates,
}

// named adds what may name the contacts in filters; blank texts name nobody.
func (e *erasure) named(values ...string) {
	for _, v := range values {
		if v != "" {
			e.values = append(e.values, strings.ToLower(v))
		}
	}
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// count runs a statement and adds the number of its rows to a place.
func (e *erasure) count(place models.ErasedPlace, sql string, args ...any) error {
	n, err := e.tx.Affected(sql, args...)
	e.counts[place] += int(n)
	return err
}

// tombstone is what replaces the snapshot of an event of an erased contact.
const tombstone = `jsonb_set('{"erased": true}', '{id}', coalesce(e.snapshot -> 'id', 'null'))`

// fromLog removes values from the event log: of the contacts, and of those into which they were merged for a while, from the merge to
// its undoing. What undid it shows its contact as it was before the merge, and keeps its snapshot.
func (e *erasure) fromLog() error {
	tx := e.tx
	err := e.count(models.ErasedWebhookDeliveries, `
		UPDATE webhook_deliveries d
		SET last_error = NULL
		FROM webhook_endpoints p, contact_events e
		WHERE p.account_id = ? AND e.account_id = ? AND e.contact_id = ANY(?)
			AND d.account_id = ? AND d.endpoint_id = p.id AND d.event_id = e.id AND d.last_error IS NOT NULL`,
		tx.Account, tx.Account, e.gone, tx.Account)
	if err != nil {
		return err
	}
	const until = `coalesce((
		SELECT min(u.created_at)
		FROM contact_events u
		WHERE u.account_id = ? AND u.contact_id = e.contact_id AND u.seq > e.seq AND u.type = 'CONTACT_UNMERGED'
			AND u.merged_into = e.merged_into), 'infinity')`
	const tainted = `
		WITH RECURSIVE tainted (contact_id, since, until) AS (
			SELECT e.merged_into, e.created_at, ` + until + `
			FROM contact_events e
			WHERE e.account_id = ? AND e.contact_id = ANY(?) AND e.type = 'CONTACT_MERGED' AND e.merged_into <> ALL(?)
			UNION
			SELECT e.merged_into, e.created_at, ` + until + `
			FROM tainted t
			JOIN contact_events e ON e.account_id = ? AND e.contact_id = t.contact_id AND e.created_at BETWEEN t.since AND t.until
			WHERE e.type = 'CONTACT_MERGED' AND e.merged_into IS NOT NULL
		)`
	args := []any{tx.Account, tx.Account, e.gone, e.gone, tx.Account, tx.Account}
	if err := e.count(models.ErasedJobRecords,
		tainted+"DELETE FROM job_changes r USING tainted t WHERE r.account_id = ? AND r.contact_id = t.contact_id",
		append(args, tx.Account)...); err != nil {
		return err
	}
	if err := e.count(models.ErasedEventsElsewhere, tainted+`
		UPDATE contact_events e
		SET changes = '[]', snapshot = CASE WHEN e.created_at = t.until THEN e.snapshot ELSE `+tombstone+` END
		FROM tainted t
		WHERE e.account_id = ? AND e.contact_id = t.contact_id AND e.created_at BETWEEN t.since AND t.until`,
		append(args, tx.Account)...); err != nil {
		return err
	}
	return e.count(models.ErasedEvents, `
		UPDATE contact_events e
		SET changes = '[]', snapshot = `+tombstone+`
		WHERE e.account_id = ? AND e.contact_id = ANY(?)`, tx.Account, e.gone)
}

// fromElsewhere removes the contacts from records of other contacts: what they wrote in conversations of others, their addresses in links
// that such conversations use, and merges that were undone.
func (e *erasure) fromElsewhere() error {
	tx := e.tx
	const written = ` m.account_id = ? AND m.sender_contact_id = ANY(?) AND NOT EXISTS (
		SELECT FROM conversations v WHERE v.account_id = m.account_id AND v.id = m.conversation_id AND v.contact_id = ANY(?))`
	files, err := removeFiles(tx, "at.message_id IN (SELECT m.id FROM messages m WHERE"+written+")", tx.Account, e.ids, e.ids)
	e.counts[models.ErasedFiles] += files
	return errors.Join(err,
		e.count(models.ErasedEventsElsewhere, `
			UPDATE contact_events e
			SET changes = '[]', snapshot = `+tombstone+`
			FROM messages m
			WHERE e.account_id = ? AND e.conversation_id = m.conversation_id AND e.message_id = m.id AND`+written,
			tx.Account, tx.Account, e.ids, e.ids),
		tx.Exec("DELETE FROM attachments a USING messages m WHERE a.account_id = ? AND a.message_id = m.id AND"+written,
			tx.Account, tx.Account, e.ids, e.ids),
		e.count(models.ErasedMessagesElsewhere, `
			UPDATE messages m
			SET content = '', content_attributes = '{}', source_id = NULL, sender_contact_id = NULL
			WHERE`+written, tx.Account, e.ids, e.ids),
		e.count(models.ErasedLinksElsewhere, `
			UPDATE contact_inboxes l
			SET source_id = 'erased-' || l.id, hmac_verified = FALSE
			FROM (`+usedElsewhere+`) used
			WHERE l.account_id = ? AND l.id = used.id`, tx.Account, e.ids, e.ids, tx.Account),
		e.count(models.ErasedIdempotencyAnswers,
			"UPDATE idempotency_keys SET answer = NULL WHERE account_id = ? AND answer IS NOT NULL", tx.Account),
		e.count(models.ErasedMerges, `
			DELETE FROM contact_merges m
			WHERE m.account_id = ? AND m.undone_at IS NOT NULL AND m.id IN (
				SELECT s.merge_id FROM contact_merge_sources s WHERE s.account_id = ? AND s.contact_id = ANY(?))`,
			tx.Account, tx.Account, e.gone))
}

// fromQueue removes work on the contacts from the queue, and what is left of work that was done: its arguments have addresses of pictures
// and of computers. Work under way finds no contact.
func (e *erasure) fromQueue() error {
	ids := make([]string, len(e.gone))
	for i, id := range e.gone {
		ids[i] = id.String()
	}
	return e.count(models.ErasedQueuedWork, "DELETE FROM "+migrations.RiverSchema+`.river_job j
		WHERE j.kind IN (?, ?) AND j.args ->> 'ContactID' = ANY(?) AND j.state <> 'running'`,
		FetchAvatar{}.Kind(), LocateContact{}.Kind(), ids)
}

// fromModel removes the values of the contacts from what was learned about the frequency of names.
func (e *erasure) fromModel() error {
	l, err := modelOf(e.tx, e.tx.Account)
	if err != nil || l == nil {
		return err
	}
	subjects, err := readSubjects(e.tx, e.tx.Account, e.ids, l.Attributes)
	if err != nil {
		return err
	}
	traits := make([]*identity.Traits, 0, len(subjects))
	for _, s := range subjects {
		traits = append(traits, l.Read(*s))
	}
	l.Forget(traits)
	return e.tx.Exec("UPDATE duplicate_models SET model = ? WHERE account_id = ?", models.AuditDetails(l.Model), e.tx.Account)
}

var writtenTable = regexp.MustCompile(`(?:DELETE FROM|UPDATE) (\w+)`)

// rows deletes the contacts and everything that belongs to them.
func (e *erasure) rows() error {
	tx := e.tx
	pairs, err := store.One[int](tx, `
		SELECT count(*) FROM contact_duplicates WHERE account_id = ? AND (first_id = ANY(?) OR second_id = ANY(?))`,
		tx.Account, e.ids, e.ids)
	if err != nil {
		return err
	}
	e.counts[models.ErasedDuplicates] += pairs
	files, err := removeFilesOf(tx, e.ids)
	if err != nil {
		return err
	}
	e.counts[models.ErasedFiles] += files
	for _, c := range e.contacts {
		if c.Avatar != nil {
			e.counts[models.ErasedPictures]++
		}
	}
	if err := errors.Join(forgetDuplicates(tx, e.ids...), cleanDeletedAvatars(tx, e.ids), handOverLinks(tx, e.ids)); err != nil {
		return err
	}
	for _, s := range deletions(tx.Account, e.ids) {
		table := writtenTable.FindStringSubmatch(s.sql)[1]
		place, counted := removed[table]
		if !counted {
			if err := tx.Exec(s.sql, s.args...); err != nil {
				return err
			}
			continue
		}
		if err := e.count(place, s.sql, s.args...); err != nil {
			return err
		}
	}
	merged := slices.DeleteFunc(slices.Clone(e.gone), func(id models.ContactID) bool { return slices.Contains(e.ids, id) })
	return errors.Join(
		e.count(models.ErasedJobRecords, "DELETE FROM job_changes WHERE account_id = ? AND contact_id = ANY(?)", tx.Account, merged),
		e.count(models.ErasedMerges, "DELETE FROM contact_merge_sources WHERE account_id = ? AND contact_id = ANY(?)", tx.Account, merged),
		e.count(models.ErasedDuplicates, "DELETE FROM duplicate_dismissals WHERE account_id = ? AND (first_id = ANY(?) OR second_id = ANY(?))",
			tx.Account, merged, merged))
}
