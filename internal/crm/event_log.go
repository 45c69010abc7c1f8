package crm

import (
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kith/internal/store"
	"kith/models"
)

// emitBatch is the number of events that one statement stores.
const emitBatch = 1000

// Emit adds events to the account's log if the transaction commits. They are stored by its last statements, because from then until
// the commit no other transaction of the account can store events.
func (tx *Tx) Emit(events ...*models.ContactEvent) { tx.emitted = append(tx.emitted, events...) }

// storeEvents stores the events emitted so far immediately. Nothing may be locked after it.
func (tx *Tx) storeEvents() error {
	if err := tx.deferEvents(); err != nil {
		return err
	}
	return tx.Flush()
}

// deferEvents stores the emitted events with the commit; if they need several statements, all but the last run immediately. Nothing
// may be locked after it.
func (tx *Tx) deferEvents() error {
	for len(tx.emitted) > 0 {
		if err := tx.deferSome(); err != nil {
			return err
		}
		if len(tx.emitted) == 0 {
			return nil
		}
		if err := tx.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// deferSome defers the statement for one batch of events. Their numbers come from a counter that stays locked until the commit, so
// the log has no gaps and no number is visible before the lower ones. The arrays are hidden from the planner as in store.KeyArray.
func (tx *Tx) deferSome() error {
	events := tx.emitted[:min(len(tx.emitted), emitBatch)]
	tx.emitted = tx.emitted[len(events):]
	n := len(events)
	ids, contacts := make(store.IDs[models.ContactEventID], n), make(store.IDs[models.ContactID], n)
	types, versions := make([]string, n), make([]int, n)
	into, from := make([]*models.ContactID, n), make([]string, n)
	changes, snapshots, labelled := make([]string, n), make([]string, n), make([]bool, n)
	inboxes, in, about := make([]*models.InboxID, n), make([]*models.ConversationID, n), make([]*models.MessageID, n)
	of := make([]*models.SegmentID, n)
	for i, e := range events {
		inboxes[i], in[i], about[i], of[i] = e.InboxID, e.ConversationID, e.MessageID, e.SegmentID
		ids[i], contacts[i], types[i], versions[i], into[i] = e.ID, e.ContactID, string(e.Type), e.ContactVersion, e.MergedInto
		merged, err := store.IDs[models.ContactID](e.MergedFrom).Value()
		if err != nil {
			return err
		}
		from[i], snapshots[i], labelled[i] = merged.(string), string(e.Stored()), !e.TakesLabels()
		b, err := json.Marshal(e.Changes)
		if err != nil {
			return err
		}
		changes[i] = string(b)
	}
	tx.DeferRow(func(row pgx.Row) error {
		var stored int
		err := row.Scan(&tx.lastSeq, &stored)
		if err == nil && stored != n {
			err = fmt.Errorf("crm: %d of %d events were stored", stored, n)
		}
		return err
	}, `
		WITH counter AS (
			INSERT INTO account_seq AS s (account_id, last_seq) VALUES (?, ?)
			ON CONFLICT (account_id) DO UPDATE SET last_seq = s.last_seq + EXCLUDED.last_seq
			RETURNING last_seq
		), stored AS (
			INSERT INTO contact_events (account_id, seq, id, type, contact_id, contact_version, merged_from, merged_into,
				actor_user_id, actor_token_id, request_id, changes, snapshot, created_at, inbox_id, conversation_id, message_id, segment_id)
			SELECT ?::bigint, counter.last_seq - ?::bigint + e.n, e.id, e.type, e.contact_id, e.version, e.merged_from::uuid[], e.merged_into,
				?::uuid, ?::uuid, ?::text, e.changes::jsonb,
				CASE WHEN e.labelled THEN e.snapshot::jsonb ELSE e.snapshot::jsonb || jsonb_build_object('labels', coalesce((
					SELECT jsonb_agg(l.title ORDER BY l.title)
					FROM (
						SELECT x.label_id FROM contact_labels x
						WHERE e.conversation_id IS NULL AND x.account_id = ? AND x.contact_id = e.contact_id
						UNION ALL
						SELECT x.label_id FROM conversation_labels x WHERE x.account_id = ? AND x.conversation_id = e.conversation_id) x
					JOIN labels l ON l.account_id = ? AND l.id = x.label_id), '[]')) END, ?::timestamptz,
				e.inbox_id, e.conversation_id, e.message_id, e.segment_id
			FROM counter
			CROSS JOIN unnest((SELECT ?::uuid[]), (SELECT ?::text[]), (SELECT ?::uuid[]), (SELECT ?::int[]), (SELECT ?::text[]), (SELECT ?::uuid[]),
				(SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::bool[]), (SELECT ?::uuid[]), (SELECT ?::uuid[]), (SELECT ?::uuid[]),
				(SELECT ?::uuid[]))
				WITH ORDINALITY AS e (id, type, contact_id, version, merged_from, merged_into, changes, snapshot, labelled,
					inbox_id, conversation_id, message_id, segment_id, n)
			RETURNING 1
		)
		SELECT counter.last_seq, (SELECT count(*) FROM stored) FROM counter`,
		tx.Account, n, tx.Account, n, tx.Viewer.UserID, tx.Viewer.TokenID, models.RequestIDFrom(tx.Context()),
		tx.Account, tx.Account, tx.Account, tx.Now,
		ids, types, contacts, versions, from, into, changes, snapshots, labelled, inboxes, in, about, of)
	return nil
}
