package crm

import (
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kith/models"
)

// emitBatch is how many events one statement stores.
const emitBatch = 1000

// Emit puts events into the account's log when the transaction commits, and only then. They are stored by its last statements,
// because from then on until the commit no other transaction of the account can store any.
func (tx *Tx) Emit(events ...*models.ContactEvent) { tx.emitted = append(tx.emitted, events...) }

// storeEvents stores what was emitted so far. Nothing may be locked after it.
func (tx *Tx) storeEvents() error {
	for len(tx.emitted) > 0 {
		if err := tx.storeSome(); err != nil {
			return err
		}
	}
	return nil
}

// storeSome stores as many events as one statement does.
func (tx *Tx) storeSome() error {
	batch := tx.batch()
	if err := tx.queueEvents(batch); err != nil {
		return err
	}
	return tx.pgx.SendBatch(tx.Statement.Context, batch).Close()
}

// queueEvents queues the statement that stores events, if there are any. Their numbers come from a counter that stays locked until
// the commit, so the log has no gap and nobody sees a number before those below it. The arrays are hidden from the planner as in keyArray.
func (tx *Tx) queueEvents(batch *pgx.Batch) error {
	events := tx.emitted[:min(len(tx.emitted), emitBatch)]
	if len(events) == 0 {
		return nil
	}
	tx.emitted = tx.emitted[len(events):]
	n := len(events)
	ids, contacts, types, versions := make(idArray[models.ContactEventID], n), make(idArray[models.ContactID], n), make([]string, n), make([]int, n)
	into, from := make([]*models.ContactID, n), make([]string, n)
	changes, snapshots, labelled := make([]string, n), make([]string, n), make([]bool, n)
	for i, e := range events {
		ids[i], contacts[i], types[i], versions[i], into[i] = e.ID, e.ContactID, string(e.Type), e.ContactVersion, e.MergedInto
		merged, err := idArray[models.ContactID](e.MergedFrom).Value()
		if err != nil {
			return err
		}
		from[i], snapshots[i], labelled[i] = merged.(string), string(e.Stored()), e.Labels != nil
		b, err := json.Marshal(e.Changes)
		if err != nil {
			return err
		}
		changes[i] = string(b)
	}
	batch.Queue(`
		WITH counter AS (
			INSERT INTO account_seq AS s (account_id, last_seq) VALUES ($1, $2)
			ON CONFLICT (account_id) DO UPDATE SET last_seq = s.last_seq + EXCLUDED.last_seq
			RETURNING last_seq
		), stored AS (
			INSERT INTO contact_events (account_id, seq, id, type, contact_id, contact_version, merged_from, merged_into,
				actor_user_id, actor_token_id, request_id, changes, snapshot, created_at)
			SELECT $1, counter.last_seq - $2 + e.n, e.id, e.type, e.contact_id, e.version, e.merged_from::uuid[], e.merged_into,
				$3, $4, $5, e.changes::jsonb,
				CASE WHEN e.labelled THEN e.snapshot::jsonb ELSE e.snapshot::jsonb || jsonb_build_object('labels', coalesce((
					SELECT jsonb_agg(l.title ORDER BY l.title)
					FROM contact_labels x
					JOIN labels l ON l.account_id = x.account_id AND l.id = x.label_id
					WHERE x.account_id = $1 AND x.contact_id = e.contact_id), '[]')) END, $6
			FROM counter
			CROSS JOIN unnest((SELECT $7::uuid[]), (SELECT $8::text[]), (SELECT $9::uuid[]), (SELECT $10::int[]), (SELECT $11::text[]), (SELECT $12::uuid[]),
				(SELECT $13::text[]), (SELECT $14::text[]), (SELECT $15::bool[]))
				WITH ORDINALITY AS e (id, type, contact_id, version, merged_from, merged_into, changes, snapshot, labelled, n)
			RETURNING 1
		)
		SELECT counter.last_seq, (SELECT count(*) FROM stored) FROM counter`,
		tx.Account, n, tx.Viewer.UserID, tx.Viewer.TokenID, models.RequestIDFrom(tx.Statement.Context), tx.Now,
		ids, types, contacts, versions, from, into, changes, snapshots, labelled).QueryRow(func(row pgx.Row) error {
		var stored int
		err := row.Scan(&tx.lastSeq, &stored)
		if err == nil && stored != n {
			err = fmt.Errorf("crm: %d of %d events were stored", stored, n)
		}
		return err
	})
	return nil
}
